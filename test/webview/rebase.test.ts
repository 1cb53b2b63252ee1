import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { DetailsRebase } from "../../src/protocol/rebase.ts";
import { useWebviews } from "./browser.ts";
import { found, rowsOf } from "./findingStates.ts";
import { askable, compared, scannable, scanningBases } from "./rebaseStates.ts";
import { nginxLike } from "./states.ts";

const open = useWebviews("main");

/** The findings tab with a report, and what it says of a newer base. */
async function openTab(t: TestContext) {
  const webview = await open(t, { saved: { tab: "findings" }, size: { width: 1280, height: 900 } });
  const show = (rebase?: DetailsRebase) =>
    webview.show(nginxLike({}, { findings: found(20, rebase === undefined ? {} : { rebase }) }));
  await show();
  await webview.post(rowsOf(20));
  const section = webview.page.getByRole("region", { name: "Newer base" });
  const sent = async () => (await webview.intents()).filter(({ type }) => type !== "askFindings");
  return { ...webview, show, section, sent };
}

test("there is nothing where there is nothing to ask", async (t) => {
  const { section } = await openTab(t);
  assert.equal(await section.count(), 0);
});

test("asked for, costed, scanned and cancelled by keyboard: the focus goes from step to step", async (t) => {
  const { page, show, section, sent } = await openTab(t);
  await show({ kind: "base", text: "The image names debian:12-slim as its base.", isFinding: false });
  await section.getByRole("button", { name: "Find the base" }).focus();
  await page.keyboard.press("Enter");
  await show({ kind: "base", text: "Looking for debian:12-slim", isFinding: true });
  await page.keyboard.press("Enter");
  await show(askable);
  await section.getByText("scans nothing yet").waitFor();
  await page.keyboard.press("Enter");
  await show({ kind: "looking", text: "Asking docker.io for newer tags" });
  await section.getByRole("status").filter({ hasText: "Asking docker.io" }).waitFor();
  await page.keyboard.press("Enter");
  await show(scannable);
  // What it costs stands beside the button before it is pressed.
  await section.getByText("3 scans by Trivy 0.74.0 (/usr/local/bin/trivy)").waitFor();
  await page.keyboard.press("Enter");
  await show(scanningBases);
  await section.getByRole("status").filter({ hasText: "Scan 2 of 3" }).waitFor();
  await page.keyboard.press("Enter");
  assert.deepEqual(await sent(), [
    { type: "findBase" },
    { type: "cancel", what: "base" },
    { type: "findNewerBases" },
    { type: "cancel", what: "rebase" },
    { type: "scanBases" },
    { type: "cancel", what: "rebase" },
  ]);
});

test("the result: a row for each, the best marked by a word, counts in signs and words", async (t) => {
  const { show, section } = await openTab(t);
  await show(scanningBases);
  const rows = section.getByRole("table", { name: "Bases" }).getByRole("row");
  assert.deepEqual(
    (await rows.nth(1).allTextContents())[0]?.slice(0, 42),
    "debian:12-slim as it is usedH 2 high Copy ",
  );
  assert.match((await rows.nth(2).textContent()) ?? "", /not scanned––/);
  await show(compared);
  await section.getByText("debian:14-slim has the fewest findings").waitFor();
  await section.getByText("has no image for this platform").waitFor();
  const best = section.getByRole("row").filter({ hasText: "fewest findings" });
  assert.equal(await best.count(), 1);
  const cells = await best.getByRole("cell").allTextContents();
  assert.deepEqual(cells, [
    "H 3 high L 36 low ",
    "C 2 critical H 10 high M 23 medium L 26 low ",
    "H 1 high L 1 low ",
    "Copy pinned",
  ]);
  assert.deepEqual(await rows.nth(2).getByRole("cell").nth(2).allTextContents(), ["none"]);
});

test("the pinned reference of a row is copied by mouse and keyboard; its name says which", async (t) => {
  const { page, show, section, sent } = await openTab(t);
  await show(compared);
  const copy = (name: string) =>
    section.getByRole("button", { name: `Copy the pinned reference of ${name}` });
  await copy("debian:12-slim, the same tag now").click();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.deepEqual(await sent(), [
    { type: "copyBase", row: 1 },
    { type: "copyBase", row: 2 },
  ]);
});

test("when the last scan ends, the focus stays in the section", async (t) => {
  const { page, show, section } = await openTab(t);
  await show(scanningBases);
  await section.getByRole("button", { name: "Cancel the scans of bases" }).focus();
  await show(compared);
  assert.match(
    (await page.evaluate(() => document.activeElement?.textContent)) ?? "",
    /^debian:14-slim has the fewest/,
  );
});

test("U03: hostile names are text, and a narrow window scrolls nothing sideways", async (t) => {
  const { page, show, section, troubles } = await openTab(t);
  await page.setViewportSize({ width: 400, height: 800 });
  const name = `<img src=x onerror=alert(1)>${"x".repeat(200)}`;
  assert.ok(compared.kind === "found");
  await show({ ...compared, rows: compared.rows.map((row) => ({ ...row, name })) });
  await section.getByText(name).first().waitFor();
  assert.equal(await page.locator("img").count(), 0);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  assert.deepEqual(troubles, []);
});
