import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { demoImages } from "../demo/images.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { push } from "../support/push.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

describe("typing and reading references, by mouse and keyboard in VS Code", () => {
  let folder: TemporaryFolder;
  let registry: TestRegistry;
  let workbench: Workbench;
  let suggestions: Locator;
  let pins: Locator;

  before(async () => {
    registry = await startRegistry();
    for (const { repository, tags, tree } of demoImages())
      await push({ url: registry.url, repository }, tree, tags);
    folder = await temporaryFolder("workspace");
    const image = `${registry.host}/web/nginx`;
    await writeFile(
      join(folder.path, "compose.yaml"),
      `services:\n  web:\n    image: ${image}:1.27\n  hub:\n    image: redis:7\n  new:\n    image: \n`,
    );
    await writeFile(
      join(folder.path, "values.yaml"),
      `image:\n  repository: ${registry.host}/team/api\n  tag: "2.4"\n  digest: ""\n`,
    );
    await writeFile(join(folder.path, "notes.yaml"), "a: 1\n");
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Test registry" }],
      settings: { "mooring.inlayHints": true, "editor.wordBasedSuggestions": "off" },
    });
    const { page } = workbench;
    suggestions = page.locator(".suggest-widget.visible");
    pins = page.locator(".statusbar-item.left").filter({ hasText: /\d\/\d pinned/ });
  });

  after(async () => {
    await workbench?.close();
    await registry?.stop();
    await folder?.remove();
  });

  it("the status bar counts what is pinned, and is silent for other files", async () => {
    await workbench.openFile("compose.yaml");
    await pins.getByText("0/2 pinned").waitFor();
    await workbench.openFile("notes.yaml");
    await pins.waitFor({ state: "hidden" });
    await workbench.openFile("compose.yaml");
    await pins.hover();
    await workbench.page
      .locator(".monaco-hover")
      .filter({ hasText: "0 of 2 images. Click to see them in the Images view" })
      .waitFor();
    await workbench.screenshot("status-bar");
  });

  it("a name is typed with the registry's help, to the tag, in every kind of theme", async () => {
    const { page } = workbench;
    await goTo("7:12");
    await page.keyboard.press("Control+Space");
    await suggestions.getByText(`${registry.host}/`).waitFor();
    await workbench.screenshot("completion-registry");
    await page.keyboard.press("Tab");
    await suggestions.getByText("web/nginx").waitFor();
    await workbench.screenshot("completion-repository");
    await page.keyboard.type("nginx");
    await suggestions.getByText("web/nginx").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type(":");
    await suggestions.getByText("1.27.3", { exact: true }).waitFor();
    await workbench.screenshot("completion-tag-vs-dark");
    for (const theme of themes) {
      await page.keyboard.press("Escape");
      await chooseTheme(workbench, theme);
      await page.keyboard.press("Control+Space");
      await suggestions.getByText("1.27.3", { exact: true }).waitFor();
      await workbench.screenshot(`completion-tag-${theme.kind}`);
    }
    await page.keyboard.type("1.27.3");
    await page.keyboard.press("Tab");
    await page
      .locator(".view-line")
      .filter({ hasText: /image:\s\S+\/web\/nginx:1\.27\.3$/ })
      .waitFor();
    await page.keyboard.press("Escape");
    await pins.getByText("0/3 pinned").waitFor();
  });

  it("what was looked at has its age beside it, and what has a page a link", async () => {
    const { page } = workbench;
    await workbench.hover("web/nginx:1.27", /index of 3 platforms/);
    await page.keyboard.press("Escape");
    await page.mouse.move(0, 0);
    await page.locator(".view-line").filter({ hasText: "created" }).first().waitFor();
    await page.locator(".detected-link").filter({ hasText: "redis:7" }).first().waitFor();
    assert.equal(await page.locator(".detected-link").filter({ hasText: "nginx" }).count(), 0);
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await workbench.screenshot(`hints-and-links-${theme.kind}`);
    }
  });

  it("a click in the status bar opens the Images view on the file", async () => {
    const { page } = workbench;
    await workbench.openFile("values.yaml");
    await pins.getByText("0/1 pinned").waitFor();
    await workbench.hover("2.4", /not pinned/);
    await workbench.screenshot("hover-helm-tag");
    await page.keyboard.press("Escape");
    await pins.click();
    await page
      .locator(".pane-body .monaco-list-row")
      .filter({ hasText: /^values\.yaml/ })
      .waitFor();
    await workbench.screenshot("status-bar-images");
  });

  async function goTo(place: string): Promise<void> {
    const { page } = workbench;
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget input[type=text]").first().fill(`:${place}`);
    await page.keyboard.press("Enter");
    const [line, column] = place.split(":");
    await page.locator(".statusbar").getByText(`Ln ${line}, Col ${column}`).waitFor();
  }
});
