import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { demoImages } from "../demo/images.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { chooseInMenu, menuOf, tooltipOf } from "../support/hands.ts";
import { writeImagesWorkspace } from "../support/imagesWorkspace.ts";
import { push } from "../support/push.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

describe("the Images view, by mouse and keyboard in VS Code", () => {
  let folder: TemporaryFolder;
  let registry: TestRegistry;
  let workbench: Workbench;

  before(async () => {
    registry = await startRegistry();
    const digests = new Map<string, string>();
    for (const { repository, tags, tree } of demoImages()) {
      await push({ url: registry.url, repository }, tree, tags);
      for (const tag of tags) digests.set(`${repository}:${tag}`, tree.digest);
    }
    folder = await temporaryFolder("workspace");
    await writeImagesWorkspace(folder.path, registry.host, {
      nginxNow: digests.get("web/nginx:1.27") ?? "",
      nginxBefore: digests.get("web/nginx:1.27.2") ?? "",
      apiNow: digests.get("team/api:2.4") ?? "",
    });
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Test registry" }],
      settings: { "mooring.ignore": ["*/team/worker"], "files.autoSave": "off" },
    });
    await workbench.openMooring();
  });

  after(async () => {
    await workbench?.close();
    await registry?.stop();
    await folder?.remove();
  });

  /** By what a screen reader says, which begins with the kind of the row. */
  const row = (spoken: string): Locator =>
    workbench.page.locator(`.monaco-list-row[aria-label^=${JSON.stringify(spoken)}]`);

  it("lists every image with its state before anything is asked, by image", async () => {
    const { page } = workbench;
    await page.getByText("Not checked yet").waitFor();
    assert.match(
      await spoken(row("Image, nginx:1.27, ")),
      /^Image, nginx:1.27, 2 not pinned, 9 pinned · 11 uses · /,
    );
    await workbench.screenshot("images-unchecked");
  });

  it("tells what registries say once they are asked, with the number that wants somebody", async () => {
    const { page } = workbench;
    await workbench.runCommand("Mooring: Check Pins Now");
    await page
      .getByText(/^Checked .* · 1 unreachable$/)
      .first()
      .waitFor();
    await row("Image, nginx:1.27, ").and(page.locator("[aria-label*='moved']")).waitFor();
    await row("Image, api:1.0, missing").waitFor();
    await page
      .getByRole("tab", { name: /Mooring.*moved/ })
      .first()
      .waitFor();
    await workbench.screenshot("images-checked");
  });

  it("the keyboard opens an image, and its use in the editor with the reference selected", async () => {
    const { page } = workbench;
    await row("Image, nginx:1.27, ").click();
    await page.keyboard.press("ArrowRight");
    await row("Use, compose.yaml:3, moved").waitFor();
    while (!(await row("Use, compose.yaml:3, moved").getAttribute("class"))?.includes("focused"))
      await page.keyboard.press("ArrowDown");
    await workbench.screenshot("images-by-image");
    await page.keyboard.press("Enter");
    await page
      .locator(".statusbar")
      .getByText(/Ln 3, Col \d+ \(\d+ selected\)/)
      .waitFor();
    await workbench.screenshot("images-opened");
  });

  it("a tooltip tells all of it, and links nothing", async () => {
    const tooltip = await tooltipOf(workbench.page, row("Use, compose.yaml:3, moved"), "compose.yaml");
    assert.equal(await tooltip.locator("a[data-href]").count(), 0);
    await workbench.screenshot("images-tooltip");
    await workbench.page.mouse.move(0, 0);
  });

  it("the row's menu unpins in the file, and the row follows the unsaved edit", async () => {
    const { page } = workbench;
    await chooseInMenu(page, row("Use, compose.yaml:3, moved"), "Unpin");
    await row("Use, compose.yaml:3, not pinned").waitFor();
    assert.match(await readFile(join(folder.path, "compose.yaml"), "utf8"), /1\.27@sha256/);
    const entries = await menuOf(page, row("Use, compose.yaml:3, not pinned"));
    await workbench.screenshot("images-menu");
    await page.keyboard.press("Escape");
    assert.ok(entries.includes("Pin to Digest") && !entries.includes("Unpin"), entries.join());
    await page.locator(".editor-instance .view-line").filter({ hasText: "nginx" }).first().click();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+s");
    await row("Use, compose.yaml:3, moved").waitFor();
  });

  it("groups by file, and the status bar leads to the file in the editor", async () => {
    const { page } = workbench;
    await page.locator("#mooring\\.pins, [id='mooring.mooring.mooring.pins']").first().click();
    await row("File, compose.yaml, 1 missing").and(page.locator(".focused")).waitFor();
    await row("Image, api:1.0, missing · line 7").waitFor();
    await workbench.screenshot("images-by-file");
  });

  it("looks calm in every kind of theme", async () => {
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await workbench.screenshot(`images-${theme.kind}`);
    }
  });

  it("is narrowed while it is typed, by the keyboard alone", async () => {
    const { page } = workbench;
    await workbench.startCommand("Mooring: Filter Images...");
    await page.locator(".quick-input-widget input[placeholder*='a state such as moved']").waitFor();
    await page.keyboard.type("moved");
    await row('Filter: "moved"').waitFor();
    await workbench.screenshot("images-filter");
    await page.keyboard.press("Escape");
    await row('Filter: "moved"').waitFor({ state: "detached" });
  });

  it("follows files that change and go on disk", async () => {
    await writeFile(
      join(folder.path, "compose.extra.yaml"),
      "services:\n  a:\n    image: 127.0.0.1:9/extra:1\n",
    );
    await row("File, compose.extra.yaml").waitFor();
    await rm(join(folder.path, "compose.extra.yaml"));
    await row("File, compose.extra.yaml").waitFor({ state: "detached" });
  });

  async function spoken(found: Locator): Promise<string> {
    return (await found.getAttribute("aria-label")) ?? "";
  }
});
