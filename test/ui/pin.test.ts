import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { demoImages } from "../demo/images.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { makeImage } from "../support/images.ts";
import { push } from "../support/push.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

describe("the main job, by mouse and keyboard in VS Code", () => {
  let folder: TemporaryFolder;
  let registry: TestRegistry;
  let canary: Server;
  let canaryRequests = 0;
  let workbench: Workbench;
  let compose: string;

  before(async () => {
    registry = await startRegistry();
    for (const { repository, tags, tree } of demoImages())
      await push({ url: registry.url, repository }, tree, tags);
    canary = createServer((_, answer) => {
      canaryRequests++;
      answer.end();
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => canary.once("listening", resolve));
    await push({ url: registry.url, repository: "evil/app" }, hostileImage(canary), ["1"]);
    folder = await temporaryFolder("workspace");
    const { host } = registry;
    compose = `services:\n  web:\n    image: ${host}/web/nginx:1.27 # the web server\n  api:\n    image: "${host}/team/api:2.4"\n  evil:\n    image: ${host}/evil/app:1\n`;
    await writeFile(join(folder.path, "compose.yaml"), compose);
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Test registry" }],
    });
  });

  after(async () => {
    await workbench?.close();
    await registry?.stop();
    canary?.close();
    await folder?.remove();
  });

  it("a hover says what an image is, and its link pins it", async () => {
    await workbench.openFile("compose.yaml");
    const text = await workbench.hover("web/nginx:1.27", /index of 3 platforms/);
    assert.match(text, /not pinned.*sha256:.*linux\/amd64 [\d.]+ .?B.*Pin to digest/s);
    await workbench.screenshot("hover-dark");
    await workbench.page.locator(".monaco-hover a").filter({ hasText: "Pin to digest" }).click();
    await workbench.page.locator(".view-line").filter({ hasText: "nginx:1.27@sha256:" }).waitFor();
  });

  it("the keyboard alone pins all, and undo gives the file back", async () => {
    const { page } = workbench;
    await page.keyboard.press("Escape");
    await page.locator(".editor-instance .view-line").filter({ hasText: "nginx" }).click();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget input[type=text]").first().fill(":5:20");
    await page.keyboard.press("Enter");
    await page.locator(".statusbar").getByText("Ln 5, Col 20").waitFor();
    await page.keyboard.press("Control+.");
    const menu = page.locator(".action-widget").first();
    await menu.getByText(/^Pin .*team\/api:2\.4 to/).waitFor();
    assert.match(
      (await menu.textContent()) ?? "",
      /Pin all 3 images in this file.*Open image details.*Copy digest/s,
    );
    await workbench.screenshot("light-bulb-dark");
    const focused = menu.locator(".monaco-list-row.focused");
    for (let steps = 0; !/^Pin all 3/.test((await focused.textContent()) ?? ""); steps++) {
      assert.ok(steps < 15, "no entry to pin all");
      await page.keyboard.press("ArrowDown");
    }
    await page.keyboard.press("Enter");
    await page.locator(".statusbar").getByText("Pinned 3 images.").waitFor();
    await page.keyboard.press("Control+s");
    const saved = await eventually(
      () => readFile(join(folder.path, "compose.yaml"), "utf8"),
      (text) => text.includes("@"),
    );
    assert.equal(saved.replace(/@sha256:[a-f0-9]{64}/g, ""), compose);
    assert.equal(saved.match(/@sha256:[a-f0-9]{64}/g)?.length, 3);
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+s");
    await eventually(
      () => readFile(join(folder.path, "compose.yaml"), "utf8"),
      (text) => text === compose,
    );
  });

  it("U02, U03: an image whose labels bait the reader makes no link and no request", async () => {
    const { page } = workbench;
    await workbench.hover("evil/app:1", /linux\/amd64/);
    const hover = page.locator(".monaco-hover").filter({ hasText: "evil/app" });
    assert.equal(await hover.locator("img").count(), 0);
    const links = await hover
      .locator("a[data-href]")
      .evaluateAll((anchors) => anchors.map((anchor) => anchor.getAttribute("data-href") ?? ""));
    for (const link of links)
      assert.match(link, /^command:mooring\.(pin|unpin|openDetails|copyDigest|compareWith)\?/);
    await workbench.screenshot("hover-hostile");
    await page.keyboard.press("Escape");
    assert.equal(canaryRequests, 0);
  });

  it("details of the reference at the cursor open, in every kind of theme", async () => {
    await openDetails("web/nginx:1.27");
    const view = workbench.webview();
    await view.getByRole("tab", { name: /Layers/ }).waitFor();
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await view.locator(`body.${theme.webview}`).waitFor();
      await workbench.screenshot(`details-${theme.kind}`);
    }
    await view.getByRole("tab", { name: /Layers/ }).click();
    await view.getByRole("tab", { name: /Configuration/ }).click();
    await view.getByText("Environment").first().waitFor();
    await workbench.screenshot("details-configuration");
  });

  it("U01, U03: the details of the baiting image are text", async () => {
    await openDetails("evil/app:1");
    const view = workbench.webview();
    await view.getByText("evil/").first().waitFor();
    assert.equal(await view.locator("img, iframe, a[href]").count(), 0);
    await workbench.screenshot("details-hostile");
    assert.equal(canaryRequests, 0);
  });

  async function openDetails(reference: string): Promise<void> {
    await workbench.openFile("compose.yaml");
    await workbench.page
      .locator(".editor-instance .view-line span span")
      .filter({ hasText: reference })
      .first()
      .click();
    await workbench.runCommand("Mooring: Open Image Details");
  }
});

function hostileImage(canary: Server) {
  const address = canary.address();
  const port = typeof address === "object" ? address?.port : 0;
  const bait = `![x](http://127.0.0.1:${port}/a.png) <img src="http://127.0.0.1:${port}/b.png"> [y](command:workbench.action.terminal.new) \`|\u202E\u001b[31m $(trash) http://127.0.0.1:${port}/c`;
  const names = ["source", "revision", "version", "base.name"];
  const labels = Object.fromEntries(names.map((name) => [`org.opencontainers.image.${name}`, bait]));
  return makeImage({ config: { Labels: labels, Env: [bait] }, steps: [{ command: bait, entries: [] }] });
}

async function eventually<T>(read: () => Promise<T>, accept: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const value = await read();
    if (accept(value) || tries === 300) {
      assert.ok(accept(value), `never came: ${String(value)}`);
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
