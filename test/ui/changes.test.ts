import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import {
  answer,
  choose,
  chooseInMenu,
  dialog,
  menuOf,
  openRow,
  pressInDialog,
  tooltipOf,
} from "../support/hands.ts";
import { run } from "../support/program.ts";
import { push } from "../support/push.ts";
import { app } from "../support/vendors.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

describe("changing what a registry holds, in a real VS Code", () => {
  let registry: TestRegistry;
  let other: TestRegistry;
  let folder: TemporaryFolder;
  let workbench: Workbench;
  let page: Page;
  let row: Workbench["row"];

  before(async () => {
    [registry, other, folder] = await Promise.all([
      startRegistry(),
      startRegistry(),
      temporaryFolder("workspace"),
    ]);
    const target = { url: registry.url, repository: "team/app" };
    await push(target, app.index, app.indexTags);
    await push(target, app.image, app.imageTags);
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Open" }],
    });
    ({ page, row } = workbench);
    await workbench.openMooring();
    for (const label of ["Open", "team/app"]) await openRow(page, row(label));
    await row("2.1.0").waitFor();
  });

  after(async () => {
    await workbench?.close();
    await Promise.all([registry?.stop(), other?.stop(), folder?.remove()]);
  });

  it("adds a tag, which shows up, and asks before it moves one", async () => {
    await chooseInMenu(page, row("2.1.0"), "Add Tag...");
    await answer(page, "The new tag", "stable");
    await row("stable").waitFor();
    assert.equal(await digestAt(registry, "team/app:stable"), app.index.digest);
    await chooseInMenu(page, row("2.0.3"), "Add Tag...");
    await answer(page, "The new tag", "latest");
    await choose(page, "Leave it");
    await said("stable now names what team/app:2.1.0 names").waitFor();
    assert.equal(await digestAt(registry, "team/app:latest"), app.index.digest);
  });

  it("copies several images to another registry, each beside the one before it", async () => {
    await row("2.1.0").click();
    await row("2.0.3").click({ modifiers: ["ControlOrMeta"] });
    await chooseInMenu(page, row("2.0.3"), "Copy Image To...");
    await answer(page, "Where to", `${other.host}/copies/app:2.1.0`);
    await said(`Copied to ${other.host}/copies/app:2.1.0: 13 blobs sent`).waitFor();
    const offered = page.locator(".quick-input-widget input:not([type=checkbox])").first();
    await page.locator(".quick-input-widget").filter({ hasText: "Where to" }).waitFor();
    assert.equal(await offered.inputValue(), `${other.host}/copies/app:2.0.3`);
    await page.keyboard.press("Enter");
    await said(`Copied to ${other.host}/copies/app:2.0.3`).waitFor();
    await workbench.screenshot("copied");
    assert.equal(await digestAt(other, "copies/app:2.1.0"), app.index.digest);
    assert.equal(await digestAt(other, "copies/app:2.0.3"), app.image.digest);
  });

  it("names every tag that goes with an image before it deletes it, and leaves it when told so", async () => {
    await chooseInMenu(page, row("latest"), "Delete Image...");
    await dialog(page).filter({ hasText: "These tags go with it: " }).waitFor();
    for (const tag of [...app.indexTags, "stable"])
      assert.match(
        (await dialog(page).textContent()) ?? "",
        new RegExp(`\\b${tag.replaceAll(".", "\\.")}\\b`),
      );
    await workbench.screenshot("delete-image");
    await pressInDialog(page, "Cancel");
    assert.equal(await digestAt(registry, "team/app:latest"), app.index.digest);
    // Alone, not with what is selected beside it.
    await row("2.0.3").click();
    await chooseInMenu(page, row("2.0.3"), "Delete Image...");
    await pressInDialog(page, "Delete Image and 1 Tag");
    await row("2.0.3").waitFor({ state: "detached" });
    await row("2.1.0").waitFor();
  });

  it("explains that the registry deletes no tag alone, and offers it no more", async () => {
    await chooseInMenu(page, row("stable"), "Delete Tag...");
    await pressInDialog(page, "Delete Tag");
    const failure = page
      .locator(".notification-toast")
      .filter({ hasText: `${registry.host} does not take a tag away alone` });
    await failure.waitFor();
    await workbench.screenshot("delete-tag-refused");
    await page.keyboard.press("Escape");
    await tooltipOf(page, row("stable"), "This registry does not take a tag away alone.");
    const offered = await menuOf(page, row("stable"));
    assert.ok(offered.includes("Delete Image...") && !offered.includes("Delete Tag..."), offered.join());
    await page.keyboard.press("Escape");
    assert.equal(await digestAt(registry, "team/app:stable"), app.index.digest);
  });

  it("adds and deletes by keyboard alone", async () => {
    await row("2.1").click();
    await chooseByKeyboard("Add Tag...");
    await page.locator(".quick-input-widget").filter({ hasText: "The new tag" }).waitFor();
    await page.keyboard.type("typed");
    await page.keyboard.press("Enter");
    await row("typed").waitFor();
    await chooseByKeyboard("Delete Image...");
    await dialog(page).filter({ hasText: "typed" }).waitFor();
    await page.keyboard.press("Enter");
    await row("2.1").waitFor({ state: "detached" });
    await page.locator(".monaco-list-row[aria-label='Note, No tags']").waitFor();
    await workbench.screenshot("no-tags");
  });

  /** The menu of the row that has the focus. */
  async function chooseByKeyboard(label: string): Promise<void> {
    await page.keyboard.press("Shift+F10");
    const focused = page.locator(".monaco-menu .action-item.focused").filter({ hasText: label });
    await page.locator(".monaco-menu .action-item").filter({ hasText: label }).waitFor();
    while ((await focused.count()) === 0) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
  }

  function said(text: string) {
    return page.locator(".statusbar-item").filter({ hasText: text });
  }
});

async function digestAt({ host }: TestRegistry, name: string): Promise<string> {
  const options = ["--tls-verify=false", "--format", "{{.Digest}}"];
  return (await run("skopeo", ["inspect", ...options, `docker://${host}/${name}`])).trim();
}
