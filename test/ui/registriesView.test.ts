import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { answer, choose, chooseInMenu, collapseAll, typeInto } from "../support/hands.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../support/images.ts";
import { authorize, push } from "../support/push.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const login = { user: "alice", password: "correct horse battery" };

describe("the Registries view in a real VS Code", () => {
  let open: TestRegistry;
  let closed: TestRegistry;
  let folder: TemporaryFolder;
  let workbench: Workbench;
  let page: Page;

  before(async () => {
    [open, closed, folder] = await Promise.all([
      startRegistry(),
      startRegistry({ auth: { kind: "htpasswd", users: { [login.user]: login.password } } }),
      temporaryFolder("workspace"),
    ]);
    const index = makeIndex(makePlatforms(commonPlatforms.slice(0, 2)));
    await push({ url: open.url, repository: "team/app" }, index, ["1.9", "1.10", "latest"]);
    await push({ url: open.url, repository: "team/other" }, makeImage(), ["1"]);
    const tags = Array.from({ length: 450 }, (_, number) => `1.${number}`);
    await push({ url: open.url, repository: "many/tags" }, makeImage(), tags);
    const authorization = await authorize(closed.url, "secret/app", login);
    await push({ url: closed.url, repository: "secret/app", authorization }, makeImage(), ["1"]);
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: open.url, name: "Open" }],
    });
    ({ page } = workbench);
    await workbench.openMooring();
  });

  after(async () => {
    await workbench?.close();
    await Promise.all([open?.stop(), closed?.stop(), folder?.remove()]);
  });

  it("opens a registry down to the layers by keyboard alone, tags in order", async () => {
    await treeRow(page, "Open").click();
    await page.keyboard.press("ArrowRight");
    for (const label of ["team", "app", "latest", "linux/amd64"]) await openByKeyboard(page, label);
    await page.locator(".monaco-list-row[aria-label^='Layer 1, ']").first().waitFor();
    const labels = await page.locator(".monaco-list-row").allInnerTexts();
    const at = (label: string) => labels.findIndex((text) => text.split("\n")[0] === label);
    assert.ok(at("latest") < at("1.10") && at("1.10") < at("1.9"), labels.join(" | "));
    await workbench.screenshot("registries-layers");
  });

  it("U09: says each row to a screen reader with its kind, and the digest once it is known", async () => {
    const latest = page.locator(".monaco-list-row[aria-label^='Tag, latest, sha256:']");
    await latest.waitFor();
    assert.match((await latest.getAttribute("aria-label")) ?? "", /2 platforms/);
  });

  it("loads more tags where the row was clicked, moving nothing, and never loses the focus", async () => {
    await collapseAll(page);
    await treeRow(page, "Open").click();
    await openByKeyboard(page, "many/tags");
    await treeRow(page, "1.449").waitFor();
    await page.keyboard.press("End");
    const more = treeRow(page, "Load more");
    await more.waitFor();
    const place = await more.boundingBox();
    await more.click();
    const first = page.locator(".monaco-list-row.selected[aria-label='Tag, 1.249']");
    await first.waitFor();
    assert.deepEqual(await first.boundingBox(), place);
    await workbench.screenshot("registries-more");
    for (const key of ["End", "ArrowUp", "Enter"]) await page.keyboard.press(key);
    await page.locator(".monaco-list-row.focused[aria-label='Tag, 1.49']").waitFor();
    await collapseAll(page);
  });

  it("adds a registry by its host, says what is wrong, and offers ways out in the row", async () => {
    await workbench.startCommand("Mooring: Add Registry");
    await choose(page, "Any registry");
    await typeInto(page, "Address of the registry", "https://user@x.test");
    await typeInto(page, "Leave the user name and password out", closed.host);
    await page.keyboard.press("Enter");
    await choose(page, "Without signing in");
    await choose(page, "Save it anyway");
    await treeRow(page, closed.host).click();
    await page.keyboard.press("ArrowRight");
    const failure = page.locator(".monaco-list-row").filter({ hasText: "Does not list its repositories" });
    await failure.waitFor();
    await workbench.screenshot("registries-failure");
    await failure.hover();
    await failure.getByRole("button", { name: /^Add Repository/ }).click();
    await answer(page, "Name of the repository", "by/name");
    await treeRow(page, "by/name").waitFor();
    await failure.hover();
    await failure.getByRole("button", { name: /^Sign In/ }).click();
    await answer(page, "User name", login.user);
    await answer(page, "Password", "wrong");
    await choose(page, "Change what I typed");
    await answer(page, "Password", login.password);
    await treeRow(page, "secret/app").waitFor();
    await page
      .locator(".monaco-list-row")
      .filter({ hasText: closed.host })
      .filter({ hasText: "alice" })
      .waitFor();
    await workbench.screenshot("registries-signed-in");
  });

  it("A18: shows nothing of it after signing out", async () => {
    await chooseInMenu(page, treeRow(page, closed.host), "Sign Out");
    await treeRow(page, "secret/app").waitFor({ state: "detached" });
    await page.locator(".monaco-list-row").filter({ hasText: "Does not list its repositories" }).waitFor();
  });

  it("removes it", async () => {
    await chooseInMenu(page, treeRow(page, closed.host), "Remove Registry");
    await treeRow(page, closed.host).waitFor({ state: "detached" });
  });
});

function treeRow(page: Page, label: string): Locator {
  return page
    .locator(".monaco-list-row")
    .filter({ has: page.locator(".label-name").getByText(label, { exact: true }) });
}

/** Moves down to a row and opens it. The row may be drawn anew meanwhile. */
async function openByKeyboard(page: Page, label: string): Promise<void> {
  const row = treeRow(page, label);
  await row.waitFor();
  while (!(await row.getAttribute("class"))?.includes("focused")) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await row.and(page.locator("[aria-expanded=true]")).waitFor();
}
