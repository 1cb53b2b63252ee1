import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { makeImage } from "../support/images.ts";
import { pushLayered } from "../support/layered.ts";
import { push } from "../support/push.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const hostile = makeImage({
  steps: [
    {
      command: "COPY . /",
      entries: [
        { path: '<img src="https://canary.test/x" onerror="alert(1)">', content: "a" },
        { path: "\u202Egnp.evil", content: "b" },
        { path: "line\nbreak\u001b[31m", content: "c" },
        { path: "$(error) [x](command:y)", content: "d" },
        { path: "../../../etc/shadow", content: "e" },
        { path: `${"deep/".repeat(25)}end`, content: "f" },
        { path: "long".repeat(24), content: "g" },
      ],
    },
  ],
});

const many = 20_000;
const large = makeImage({
  steps: [
    {
      command: "RUN make many",
      entries: Array.from({ length: many }, (_, at) => ({
        path: `many/${String(at).padStart(6, "0")}.txt`,
        content: String(at),
      })),
    },
  ],
});

describe("the files of an image, by mouse and keyboard in VS Code", () => {
  let folder: TemporaryFolder;
  let registry: TestRegistry;
  let workbench: Workbench;
  let page: Page;

  before(async () => {
    registry = await startRegistry();
    await Promise.all([
      pushLayered(
        {
          steps: [
            "mkdir -p etc usr/bin usr/lib && echo root > etc/passwd && echo hello > etc/motd && head -c 900000 /dev/urandom > usr/lib/libold.so && ln -s usr/bin bin && head -c 120000 /dev/urandom > usr/bin/tool",
            "echo app >> etc/passwd && rm etc/motd && head -c 400000 /dev/urandom > usr/lib/libold.so && mkdir srv && echo hi > srv/index.html",
          ],
        },
        `${registry.host}/team/shop:1`,
      ),
      push({ url: registry.url, repository: "team/hostile" }, hostile, ["1"]),
      push({ url: registry.url, repository: "team/large" }, large, ["1"]),
    ]);
    folder = await temporaryFolder("workspace");
    const services = ["shop", "hostile", "large"].map(
      (name) => `  ${name}:\n    image: ${registry.host}/team/${name}:1\n`,
    );
    await writeFile(join(folder.path, "compose.yaml"), `services:\n${services.join("")}`);
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Test registry" }],
      size: { width: 1300, height: 950 },
    });
    ({ page } = workbench);
  });

  after(async () => {
    await workbench?.close();
    await registry?.stop();
    await folder?.remove();
  });

  it("layers are read only on request, and then the tree is there", async () => {
    const view = await openFiles("shop");
    await view.getByText(/^Reads 1\.\d MB from [\w.]+:\d+, once\./).waitFor();
    await workbench.screenshot("files-unread");
    await view.getByRole("button", { name: "List files" }).click();
    await treeRow(view, "etc/").waitFor();
    assert.match((await view.locator(".total").textContent()) ?? "", /^\d+ files and folders, \d+\.\d kB$/);
    await inEveryTheme("files-small");
  });

  it("by keyboard: down to a folder, into it, to a file, which opens in an editor; its path is copied", async () => {
    const view = workbench.webview();
    await view.getByRole("treegrid", { name: "Files" }).focus();
    await page.keyboard.press("e");
    await activeRow(view, "etc/").waitFor();
    await page.keyboard.press("ArrowRight");
    await treeRow(view, "passwd").waitFor();
    await page.keyboard.press("ArrowRight");
    await activeRow(view, "passwd").waitFor();
    const pane = view.getByRole("complementary", { name: "Selected file" });
    await pane.getByText("/etc/passwd").waitFor();
    await pane.getByRole("button", { name: "Copy path" }).click();
    await page.locator(".statusbar-item").filter({ hasText: "Copied /etc/passwd" }).waitFor();
    await view.getByRole("treegrid", { name: "Files" }).focus();
    await page.keyboard.press("Enter");
    await page.locator(".editor-instance .view-line").filter({ hasText: "app" }).first().waitFor();
    await workbench.screenshot("files-opened");
    await page.locator(".tabs-container .tab").filter({ hasText: "shop:1" }).first().click();
  });

  it("what layer 2 did: signs and words, also of what it removed; what is wasted is shown where it went", async () => {
    const view = workbench.webview();
    await treeRow(view, "etc/").waitFor();
    await view.getByRole("combobox", { name: "Which layers" }).click();
    await view.getByRole("option", { name: "Only layer" }).click();
    await view.getByRole("combobox", { name: "Layer", exact: true }).waitFor();
    await view.getByRole("combobox", { name: "Layer", exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    await treeRow(view, "srv/").waitFor();
    await view.getByRole("button", { name: "Only changed" }).click();
    await view.getByRole("row", { name: /^removed motd/ }).waitFor();
    await view.getByRole("row", { name: /^changed libold\.so/ }).waitFor();
    await view.getByRole("row", { name: /^added srv/ }).waitFor();
    await view.getByRole("button", { name: "Show them" }).click();
    await view.getByRole("row", { name: /900\.0 kB \/usr\/lib\/libold\.so 2 copies, 1 kept/ }).click();
    await activeRow(view, "libold.so").waitFor();
    await inEveryTheme("files-changed");
  });

  it("hidden and shown again, it is as it was", async () => {
    await page.locator(".tabs-container .tab").filter({ hasText: "compose.yaml" }).first().click();
    await page.locator(".tabs-container .tab").filter({ hasText: "shop:1" }).first().click();
    const view = workbench.webview();
    await activeRow(view, "libold.so").waitFor();
    await view.getByRole("grid", { name: "Wasted space, the most first" }).waitFor();
  });

  it("hostile names are seen as they are", async () => {
    const view = await openFiles("hostile");
    await view.getByRole("button", { name: "List files" }).click();
    await treeRow(view, "%E2%80%AEgnp.evil").waitFor();
    await treeRow(view, "line%0Abreak%1B[31m").waitFor();
    await treeRow(view, '<img src="https:').waitFor();
    assert.equal(await view.locator(".files :is(img, a)").count(), 0);
    await view.getByRole("searchbox", { name: "Filter by part of a path" }).fill("deep/end");
    await view.getByRole("status").filter({ hasText: "1 found" }).waitFor();
    await treeRow(view, "end").waitFor();
    await inEveryTheme("files-hostile");
  });

  it("a folder of twenty thousand files is gone through to its end and sorted; zoomed in, nothing is lost", async () => {
    const view = await openFiles("large");
    await view.getByRole("button", { name: "List files" }).click();
    await treeRow(view, "many/").click();
    await treeRow(view, "000000.txt").waitFor();
    await view.getByRole("treegrid", { name: "Files" }).focus();
    await page.keyboard.press("End");
    await activeRow(view, "019999.txt").waitFor();
    assert.ok((await view.locator(".file-row").count()) < 100);
    await view.getByRole("searchbox", { name: "Filter by part of a path" }).fill("12345");
    await view.getByRole("status").filter({ hasText: "1 found" }).waitFor();
    await treeRow(view, "012345.txt").waitFor();
    await view.getByRole("searchbox", { name: "Filter by part of a path" }).fill("");
    await treeRow(view, "000001.txt").waitFor();
    await inEveryTheme("files-large");
    await page.setViewportSize({ width: 650, height: 475 });
    await treeRow(view, "000001.txt").scrollIntoViewIfNeeded();
    await workbench.screenshot("files-zoom");
  });

  async function openFiles(name: string): Promise<FrameLocator> {
    await workbench.openFile("compose.yaml");
    await page
      .locator(".editor-instance .view-line span span")
      .filter({ hasText: `team/${name}:1` })
      .first()
      .click();
    await workbench.runCommand("Mooring: Open Image Details");
    const view = workbench.webview();
    await view.locator("h1").filter({ hasText: name }).waitFor();
    await view.getByRole("tab", { name: "Files" }).click();
    return view;
  }

  function treeRow(view: FrameLocator, name: string): Locator {
    return view.locator(".file-tree [data-row]").filter({ hasText: name }).first();
  }

  function activeRow(view: FrameLocator, name: string): Locator {
    return view.locator(".file-tree .active").filter({ hasText: name });
  }

  async function inEveryTheme(name: string): Promise<void> {
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await workbench.webview().locator(`body.${theme.webview}`).waitFor();
      await workbench.screenshot(`${name}-${theme.kind}`);
    }
  }
});
