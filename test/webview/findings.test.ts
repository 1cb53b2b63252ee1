import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { DetailsFindings } from "../../src/protocol/findings.ts";
import { useWebviews } from "./browser.ts";
import {
  asking,
  detailsOf,
  found,
  idle,
  look,
  refused,
  reportOf,
  rowsOf,
  scanning,
} from "./findingStates.ts";
import { tabStops } from "./keyboard.ts";
import { nginxLike } from "./states.ts";

const open = useWebviews("main");
const tab = { tab: "findings" };

/** The tab with a report and its rows. */
async function openReport(t: TestContext, count: number, saved: object = tab) {
  const webview = await open(t, { saved, size: { width: 1280, height: 900 } });
  const show = (findings: DetailsFindings) => webview.show(nginxLike({}, { findings }));
  await show(found(count));
  await webview.post(rowsOf(count));
  const grid = webview.page.getByRole("treegrid", { name: "Findings" });
  const ids = () => grid.locator(".finding-row[data-line] .id").allTextContents();
  return { ...webview, show, grid, ids };
}

test("nothing runs before it is asked for; then the programs are named, and one is pressed", async (t) => {
  const { page, show, intents } = await open(t, { saved: tab });
  const image = (findings: DetailsFindings) => nginxLike({}, { findings });
  await show(image({ scan: idle, look, reports: [] }));
  assert.deepEqual(await intents(), []);
  await page.getByRole("button", { name: "Scan this image" }).focus();
  await page.keyboard.press("Enter");
  await show(image(asking));
  await page.getByText("/usr/local/bin/trivy").waitFor();
  await page.getByText("database of 5 hours ago").waitFor();
  // The focus went on to the first answer.
  await page.keyboard.press("Enter");
  await show(image(scanning));
  await page.getByRole("status").filter({ hasText: "Downloading the database" }).waitFor();
  await page.keyboard.press("Enter");
  await show(image(refused));
  await page.getByText("Neither Trivy nor Grype is installed.").waitFor();
  assert.deepEqual(await intents(), [
    { type: "scan" },
    { type: "scan", scanner: "trivy" },
    { type: "cancel", what: "scan" },
  ]);
});

test("W13: in an untrusted workspace there is no button", async (t) => {
  const { page, show } = await open(t, { saved: tab });
  await show(
    nginxLike({}, { findings: { scan: { kind: "off", text: "No scanner here." }, look, reports: [] } }),
  );
  await page.getByText("No scanner here.").waitFor();
  assert.equal(await page.locator(".scan vscode-button").count(), 0);
});

test("the rows of a report are asked for once, and again for another report", async (t) => {
  const { show, post, intents } = await open(t, { saved: tab });
  const image = (findings: DetailsFindings) => nginxLike({}, { findings });
  await show(image(found(20)));
  await show(image(found(20)));
  await post(rowsOf(20));
  const other = { ...reportOf(20), key: "other" };
  await show(image(found(20, { report: other })));
  assert.deepEqual(await intents(), [
    { type: "askFindings", report: reportOf(20).key },
    { type: "askFindings", report: "other" },
  ]);
});

test("the registry is asked for reports on request, and what it says is announced", async (t) => {
  const { page, show, intents } = await open(t, { saved: tab });
  const image = (change: Partial<DetailsFindings["look"]>) =>
    nginxLike({}, { findings: { scan: idle, reports: [], look: { ...look, ...change } } });
  await show(image({}));
  await page.getByRole("button", { name: "Ask r.test for reports" }).focus();
  await page.keyboard.press("Enter");
  await show(image({ isBusy: true }));
  await page.getByRole("status").filter({ hasText: "Asking the registry for reports" }).waitFor();
  await show(image({ label: "Ask r.test again for reports", remarks: ["No report is known."] }));
  await page.getByRole("status").filter({ hasText: "No report is known." }).waitFor();
  await page.keyboard.press("Enter");
  assert.deepEqual(await intents(), [{ type: "lookForReports" }, { type: "lookForReports" }]);
});

test("counts stand in words, signs and a picture; source and database with their ages", async (t) => {
  const { page } = await openReport(t, 50);
  const words = "10 critical, 10 high, 10 medium, 10 low, 10 negligible";
  await page.getByRole("img", { name: words }).waitFor();
  for (const text of ["Trivy 0.74.0", "made 2 hours ago", "database of 9 hours ago", reportOf(50).text])
    await page.getByText(text, { exact: true }).waitFor();
  await page.getByText("From the base debian:12-slim", { exact: false }).waitFor();
  await page.getByRole("tab", { name: "Findings 50" }).waitFor();
});

test("filters: severities, a fix, words, the base or the image's own layers", async (t) => {
  const { page, grid, ids } = await openReport(t, 50);
  assert.equal(await grid.getAttribute("aria-rowcount"), "51");
  await page.getByRole("button", { name: "Critical 10" }).click();
  assert.equal((await ids()).length, 10);
  await page.getByRole("button", { name: "With a fix" }).click();
  assert.deepEqual(await ids(), ["CVE-2024-1000", "CVE-2024-1003", "CVE-2024-1006", "CVE-2024-1009"]);
  await page.getByRole("status").filter({ hasText: "4 of 50 findings shown" }).waitFor();
  await page.getByRole("button", { name: "Critical 10" }).click();
  await page.getByRole("searchbox").fill("NODE_modules lodash");
  assert.deepEqual(await ids(), ["CVE-2024-1003", "CVE-2024-1018", "CVE-2024-1033", "CVE-2024-1048"]);
  await page.getByRole("combobox", { name: "Layers" }).click();
  await page.getByRole("option", { name: "Base image" }).click();
  assert.deepEqual(await ids(), []);
  assert.equal(await grid.getAttribute("aria-rowcount"), "1");
});

test("what was chosen stands after the page was gone", async (t) => {
  const { page, seen } = await openReport(t, 50);
  await page.getByRole("button", { name: "High 10" }).click();
  await page.getByRole("button", { name: "Id" }).click();
  const { saved } = await seen();
  const again = await openReport(t, 50, saved as object);
  assert.equal((await again.ids()).length, 10);
  assert.equal(
    await again.page.getByRole("button", { name: "High 10" }).getAttribute("aria-pressed"),
    "true",
  );
  await again.grid.locator("[role=columnheader][aria-sort=ascending]", { hasText: "Id" }).waitFor();
});

test("columns sort both ways, numbers as numbers, and the focus stays on the button", async (t) => {
  const { page, grid } = await openReport(t, 50);
  await page.getByRole("button", { name: "Installed" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await grid.locator("[role=columnheader][aria-sort=descending]", { hasText: "Installed" }).waitFor();
  const installed = await grid.locator(".finding-row[data-line] .installed").allTextContents();
  assert.equal(installed[0], "4.17.20");
  assert.equal(installed[10], "3.0.11-1~deb12u2");
  await page.getByRole("button", { name: "Fixed in" }).click();
  const fixed = await grid.locator(".finding-row[data-line] .fixed").allTextContents();
  assert.match(fixed[0] ?? "", /^3\.0\.15/);
  // What has no fix comes last.
  assert.equal(
    fixed.findIndex((text) => !text.startsWith("3.")),
    17,
  );
  assert.equal(await grid.getAttribute("aria-rowcount"), "51");
});

test("groups: a line for each package or layer, opened and closed by keyboard", async (t) => {
  const { page, grid } = await openReport(t, 50);
  await page.getByRole("combobox", { name: "Groups" }).click();
  await page.getByRole("option", { name: "By layer" }).click();
  const groups = await grid.locator(".group").allTextContents();
  assert.equal(groups.length, 2);
  assert.match(groups[0] ?? "", /Layer 1 # debian.sh .* 8 critical, 8 high/);
  await grid.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await grid.getAttribute("aria-rowcount"), "13");
  assert.equal(await grid.locator(".group").first().getAttribute("aria-expanded"), "false");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  assert.equal(await grid.getAttribute("aria-rowcount"), "3");
  await page.keyboard.press("ArrowRight");
  assert.equal(await grid.getAttribute("aria-rowcount"), "13");
});

test("a finding is chosen by keyboard and shown in full; links go by their number", async (t) => {
  const { page, grid, show, intents } = await openReport(t, 50);
  await grid.focus();
  await page.keyboard.press("ArrowDown");
  const active = await grid.getAttribute("aria-activedescendant");
  assert.match((await page.locator(`#${active}`).textContent()) ?? "", /CVE-2024-1001/);
  // What comes late, of another finding, is not shown.
  await show(found(50, { chosen: detailsOf(7) }));
  await page.getByText("Choose a finding to read more.").waitFor();
  await show(found(50, { chosen: detailsOf(1) }));
  const pane = page.getByRole("complementary", { name: "Selected finding" });
  await pane.getByText("A peer may read beyond the end of a buffer.").waitFor();
  await pane.getByText("# debian.sh", { exact: false }).waitFor();
  await pane.getByRole("link", { name: "https://nvd.nist.gov/vuln/detail/CVE-2024-1000" }).click();
  const report = reportOf(50).key;
  assert.deepEqual((await intents()).slice(1), [
    { type: "chooseFinding", report, finding: 1 },
    { type: "openFindingLink", report, finding: 1, link: 1 },
  ]);
});

test("a report is exported in any format, and another report chosen", async (t) => {
  const { page, show, intents } = await openReport(t, 5);
  const report = reportOf(5).key;
  for (const word of ["JSON", "CSV", "SARIF"])
    await page.getByRole("button", { name: `Export ${word}` }).click();
  const reports = [
    { key: report, name: "Trivy 0.74.0, 2 hours ago" },
    { key: "other", name: "Grype 0.116.0, 3 days ago" },
  ];
  await show(found(5, { reports }));
  await page.getByRole("combobox", { name: "Report" }).click();
  await page.getByRole("option", { name: "Grype" }).click();
  assert.deepEqual((await intents()).slice(1), [
    { type: "exportFindings", report, format: "json" },
    { type: "exportFindings", report, format: "csv" },
    { type: "exportFindings", report, format: "sarif" },
    { type: "chooseReport", report: "other" },
  ]);
});

test("U06: of 10,000 findings only those in sight are in the page, and all can be reached", async (t) => {
  const { page, grid } = await openReport(t, 10_000);
  assert.equal(await grid.getAttribute("aria-rowcount"), "10001");
  assert.ok((await grid.locator(".finding-row").count()) < 100);
  await grid.focus();
  await page.keyboard.press("End");
  const last = grid.locator(".finding-row[aria-rowindex='10001']");
  await last.waitFor();
  assert.equal(await grid.getAttribute("aria-activedescendant"), await last.getAttribute("id"));
  const isInside = await last.evaluate((row) => {
    const outer = row.closest(".findings-table")?.getBoundingClientRect();
    return outer !== undefined && row.getBoundingClientRect().bottom <= outer.bottom + 1;
  });
  assert.ok(isInside);
  await page.keyboard.press("PageUp");
  assert.match((await grid.getAttribute("aria-activedescendant")) ?? "", /-9989$/);
  await page.getByRole("searchbox").fill("CVE-2024-10999");
  assert.equal(await grid.getAttribute("aria-rowcount"), "2");
  assert.equal(await grid.locator("[data-line] .id").textContent(), "CVE-2024-10999");
});

test("U09: the keyboard reaches each control of the tab once, in reading order", async (t) => {
  const { page, show } = await openReport(t, 50);
  await show(found(50, { chosen: detailsOf(0) }));
  await page.getByRole("tab", { name: "Findings 50" }).focus();
  assert.deepEqual(await tabStops(page), [
    "scan",
    "look",
    "Export JSON",
    "Export CSV",
    "Export SARIF",
    ...["critical", "high", "medium", "low", "negligible"].map((severity) => `severity-${severity}`),
    "fixable",
    "Filter by id, package or path",
    "Layers",
    "Groups",
    "Findings",
    ...["severity", "id", "package", "installed", "fixed"].map((column) => `sort-${column}`),
  ]);
});
