import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { DetailsInstalled } from "../../src/protocol/installed.ts";
import { attachedView, sbom } from "./attachedStates.ts";
import { useWebviews } from "./browser.ts";
import { found, idle, look } from "./findingStates.ts";
import { allowed, listed, listing, off, packageRows, unlisted } from "./installedStates.ts";
import { nginxLike } from "./states.ts";

const open = useWebviews("main");
const findings = { scan: idle, look, reports: [] };
const ask = { type: "askInstalled", list: "installed  sha256:abc" };

async function openTab(t: TestContext, saved: object = {}) {
  const webview = await open(t, { saved: { tab: "findings", ...saved }, size: { width: 1280, height: 900 } });
  const show = (installed: DetailsInstalled) => webview.show(nginxLike({}, { findings, installed }));
  return {
    ...webview,
    showImage: webview.show,
    show,
    grid: webview.page.getByRole("grid", { name: "Packages" }),
  };
}

test("packages are listed on request, by keyboard, with the cost before and the way to stop", async (t) => {
  const { page, show, post, intents, grid } = await openTab(t);
  await show(unlisted);
  await page.getByText("Reads at most 142.8 MB from r.test.").waitFor();
  assert.deepEqual(await intents(), []);
  await page.getByRole("button", { name: "List packages" }).focus();
  await page.keyboard.press("Enter");
  await show(listing);
  await page.getByRole("status").filter({ hasText: "12.3 MB of 71.4 MB read" }).waitFor();
  // The focus went on to what stops it.
  await page.keyboard.press("Enter");
  await show(unlisted);
  await page.keyboard.press("Enter");
  await show(listed());
  await post(packageRows(412));
  await page.getByText("412 packages in Debian").waitFor();
  assert.equal(await grid.getAttribute("aria-rowcount"), "413");
  assert.deepEqual(await grid.getByRole("columnheader").allTextContents(), [
    "Name ↑",
    "Version",
    "Kind",
    "License",
    "Layer",
    "Path",
  ]);
  await page.getByRole("searchbox", { name: "Search packages" }).fill("lodash-31 npm");
  await page.getByText("4 of 412 packages").waitFor();
  assert.deepEqual(await intents(), [
    { type: "listPackages" },
    { type: "cancel", what: "installed" },
    { type: "listPackages" },
    ask,
  ]);
});

test("the look-up says what leaves the machine; once it runs, the findings have the room", async (t) => {
  const { page, show, post, intents, grid } = await openTab(t, { packages: { open: "installed" } });
  await show(listed());
  await post(packageRows(4));
  await grid.waitFor();
  await page.getByText("names, versions and ecosystems of 412 packages, and nothing else").waitFor();
  await page.getByRole("button", { name: "Look up at OSV.dev" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await grid.count(), 0);
  await show(listed({ kind: "running", text: "3 of 12 records of api.osv.dev read" }));
  await page.getByRole("status").filter({ hasText: "3 of 12 records" }).waitFor();
  await page.keyboard.press("Enter");
  const remark = "7 packages not looked up: api.osv.dev has nothing for their kind.";
  await show(listed({ ...allowed, remark, problem: "Nothing listens at api.osv.dev." }));
  await page.getByText(remark).waitFor();
  await page.getByRole("note").filter({ hasText: "Nothing listens at api.osv.dev." }).waitFor();
  await page.getByRole("button", { name: "Packages" }).click();
  await grid.waitFor();
  assert.deepEqual(await intents(), [ask, { type: "lookUpPackages" }, { type: "cancel", what: "installed" }]);
});

test("what is off says how to turn it on; where it may not be turned on there is no button", async (t) => {
  const { page, show, intents } = await openTab(t);
  await show(listed(off));
  await page.getByRole("button", { name: "Open the setting" }).click();
  const text = "In an untrusted workspace Mooring tells api.osv.dev nothing.";
  await show(listed({ kind: "off", text, isSettable: false }));
  await page.getByText(text).waitFor();
  assert.equal(await page.getByRole("button", { name: "Open the setting" }).count(), 0);
  assert.equal(await page.getByRole("button", { name: "Look up at OSV.dev" }).count(), 0);
  assert.deepEqual(await intents(), [{ type: "openOsvSetting" }]);
});

test("a list of an SBOM offers the layers, whose rows are asked for anew", async (t) => {
  const { page, show, post, intents, grid } = await openTab(t, { packages: { open: "installed" } });
  await show(listed(allowed, { key: "of the SBOM", rest: "Reads at most 142.8 MB from r.test." }));
  await post(packageRows(2, "of the SBOM"));
  await grid.waitFor();
  await page.getByRole("button", { name: "Read the layers instead" }).click();
  await show(listing);
  await show(listed());
  await post(packageRows(3));
  await page.getByText("3 packages", { exact: true }).waitFor();
  assert.deepEqual(await intents(), [
    { type: "askInstalled", list: "of the SBOM" },
    { type: "readLayers" },
    ask,
  ]);
});

test("the tables of an SBOM and of the image do not take each other's rows", async (t) => {
  const { page, intents, showImage, post, grid } = await openTab(t, { tab: "attached" });
  const image = nginxLike({}, { findings, installed: listed(), attached: attachedView([sbom]) });
  await showImage(image);
  await page.getByRole("button", { name: "Packages" }).click();
  await post({ ...packageRows(5), of: sbom.digest });
  await page.getByText("5 packages", { exact: true }).waitFor();
  await page.getByRole("tab", { name: "Findings" }).click();
  await showImage(image);
  assert.equal(await grid.count(), 0);
  await page.getByRole("button", { name: "Packages" }).click();
  await post(packageRows(6));
  await page.getByText("6 packages", { exact: true }).waitFor();
  assert.deepEqual(await intents(), [{ type: "readPackages", digest: sbom.digest }, ask]);
});

test("with a report the packages are one line before it", async (t) => {
  const { page, showImage } = await openTab(t);
  await showImage(nginxLike({}, { findings: found(20), installed: unlisted }));
  const [list, report] = await Promise.all(
    [page.getByRole("button", { name: "List packages" }), page.getByText("Trivy 0.74.0")].map((one) =>
      one.boundingBox(),
    ),
  );
  assert.ok(list && report && list.y < report.y);
});
