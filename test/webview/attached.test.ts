import assert from "node:assert/strict";
import { test } from "node:test";
import type { DetailsImage } from "../../src/protocol/details.ts";
import { attachedView, packages, provenance, readSbom, report, sbom, signature } from "./attachedStates.ts";
import { useWebviews } from "./browser.ts";
import { nginx } from "./states.ts";

const open = useWebviews("main");
const reading = { kind: "reading", text: "Asking what is attached" } as const;
const attached = (change: Partial<DetailsImage>) => nginx("linux/amd64", change);
const message = (count: number) => ({
  type: "packages",
  of: sbom.digest,
  rows: new TextEncoder().encode(JSON.stringify(packages(count))),
});
const opened = { open: sbom.key, text: "", sort: "name", isDescending: false, row: 0 };

test("opening the tab asks what is attached, once for each image; cancelling does not ask again", async (t) => {
  const { page, show, intents } = await open(t);
  const look = { type: "lookAtAttached" };
  await show(nginx());
  assert.deepEqual(await intents(), []);
  await page.getByRole("tab", { name: "Attached 1" }).click();
  assert.deepEqual(await intents(), [look]);
  await show(attached({ attached: reading }));
  await page.getByRole("status").filter({ hasText: reading.text }).waitFor();
  await page.getByRole("button", { name: "Stop reading what is attached" }).click();
  await show(nginx());
  assert.deepEqual(await intents(), [look, { type: "cancel", what: "attached" }]);
  await show(nginx("linux/arm64/v8"));
  assert.equal((await intents()).length, 3);
  await page.getByRole("button", { name: "Ask the registry what is attached" }).click();
  assert.deepEqual((await intents()).slice(2), [look, look]);
});

test("a failure says what and what next, and offers to retry", async (t) => {
  const { page, show, intents } = await open(t, { saved: { tab: "attached" } });
  await show(
    attached({ attached: { kind: "failed", problem: "h.test did not answer.", next: "Try again." } }),
  );
  await page.getByRole("note").filter({ hasText: "h.test did not answer. Try again." }).waitFor();
  await page.getByRole("button", { name: "Retry" }).click();
  assert.deepEqual(await intents(), [{ type: "lookAtAttached" }]);
});

test("each thing says what it is and what it claims; what is signed is not verified", async (t) => {
  const { page, show, intents } = await open(t, { saved: { tab: "attached" } });
  await show(attached({ attached: attachedView() }));
  assert.deepEqual(await page.getByRole("listitem").getByRole("heading").allTextContents(), [
    "☰SBOM (SPDX)",
    "⌂Provenance (SLSA 1)",
    "✎Signature (cosign)",
    "✎Signature (notation)",
    "⚑Report (Trivy)",
  ]);
  assert.equal(await page.getByText("⚠ not verified", { exact: true }).count(), 2);
  const thing = page.getByRole("listitem", { name: provenance.label });
  await thing.getByRole("link", { name: /^d21b4f2/ }).click();
  await thing.getByRole("button", { name: `Copy digest of ${provenance.label}` }).click();
  await thing.getByRole("button", { name: `Open ${provenance.label}` }).click();
  await thing.getByRole("button", { name: "2 parameters" }).click();
  await thing.getByText("request.frontend").waitFor();
  assert.deepEqual(await intents(), [
    { type: "openLink", link: 3 },
    { type: "copyAttached", digest: provenance.digest },
    { type: "openAttached", digest: provenance.digest },
  ]);
});

test("packages are asked for when they are opened, and closing does not ask again", async (t) => {
  const { page, show, post, intents } = await open(t, { saved: { tab: "attached" } });
  const wanted = { type: "readPackages", digest: sbom.digest };
  await show(attached({ attached: attachedView([sbom]) }));
  const toggle = page.getByRole("button", { name: "Packages" });
  await toggle.click();
  assert.equal(await toggle.getAttribute("aria-expanded"), "true");
  await show(attached({ attached: attachedView([{ ...sbom, packages: { kind: "reading" } }]) }));
  await page.getByRole("status").filter({ hasText: "Reading the list of packages" }).waitFor();
  await post(message(3));
  await show(attached({ attached: attachedView([readSbom]) }));
  await page.getByText("3 packages").waitFor();
  await toggle.click();
  assert.equal(await page.getByRole("grid", { name: "Packages" }).count(), 0);
  await toggle.click();
  await page.getByRole("grid", { name: "Packages" }).waitFor();
  assert.deepEqual(await intents(), [wanted]);
  const failed = { kind: "failed", problem: "Too large.", next: "" } as const;
  await show(attached({ attached: attachedView([{ ...sbom, packages: failed }]) }));
  await page.getByRole("button", { name: "Retry" }).click();
  assert.deepEqual(await intents(), [wanted, wanted]);
});

test("U06: tens of thousands of packages are searched, sorted and walked through with few rows in the page", async (t) => {
  const { page, show, post } = await open(t, { saved: { tab: "attached", packages: opened } });
  await show(attached({ attached: attachedView([readSbom]) }));
  await post(message(30_000));
  const grid = page.getByRole("grid", { name: "Packages" });
  const active = () => grid.locator(".active").textContent();
  assert.equal(await grid.getAttribute("aria-rowcount"), "30001");
  assert.ok((await grid.getByRole("row").count()) < 120);
  await grid.focus();
  for (const [key, row] of [
    ["End", "package-29999"],
    ["PageUp", "package-29989"],
    ["ArrowUp", "package-29988"],
    ["Home", "package-00000"],
    ["PageDown", "package-00010"],
    ["ArrowDown", "package-00011"],
  ] as const) {
    await page.keyboard.press(key);
    assert.match((await active()) ?? "", new RegExp(`^${row}`), key);
    assert.ok(await grid.locator(".active").isVisible());
  }
  const id = await grid.getAttribute("aria-activedescendant");
  assert.match((await page.locator(`#${id}`).textContent()) ?? "", /^package-00011/);

  const version = grid.getByRole("columnheader", { name: "Version" });
  await version.getByRole("button").click();
  assert.equal(await version.getAttribute("aria-sort"), "ascending");
  await version.getByRole("button").press("Enter");
  assert.equal(await version.getAttribute("aria-sort"), "descending");
  assert.match((await active()) ?? "", /^package-000391\.39\.0/);

  await page.getByRole("searchbox", { name: "Search packages" }).fill("MIT package-2999");
  await page.getByText("5 of 30,000 packages").waitFor();
  assert.deepEqual(await grid.locator("[role=gridcell].name").allTextContents(), [
    "package-29998",
    "package-29996",
    "package-29994",
    "package-29992",
    "package-29990",
  ]);
  await page.getByRole("searchbox", { name: "Search packages" }).fill("nothing has this");
  await page.getByText("0 of 30,000 packages").waitFor();
  assert.equal(await grid.getByRole("row").count(), 1);
});

test("U06: after a reload the same packages are open, searched and sorted as before", async (t) => {
  const first = await open(t, { saved: { tab: "attached", packages: opened } });
  await first.show(attached({ attached: attachedView([sbom]) }));
  await first.post(message(100));
  await first.page.getByRole("button", { name: "License" }).click();
  await first.page.getByRole("searchbox", { name: "Search packages" }).fill("npm");
  await first.page.getByText("34 of 100 packages").waitFor();
  await first.page.getByRole("grid", { name: "Packages" }).focus();
  await first.page.keyboard.press("ArrowDown");
  const before = await first.page.locator(".package-row.active").textContent();
  const { saved } = await first.seen();

  const second = await open(t, { saved });
  await second.show(attached({ attached: attachedView([readSbom]) }));
  assert.deepEqual(await second.intents(), [{ type: "readPackages", digest: sbom.digest }]);
  await second.post(message(100));
  await second.page.getByText("34 of 100 packages").waitFor();
  assert.equal(await second.page.getByRole("searchbox").inputValue(), "npm");
  assert.equal(await second.page.locator(".package-row.active").textContent(), before);
  const license = second.page.getByRole("columnheader", { name: "License" });
  assert.equal(await license.getAttribute("aria-sort"), "ascending");
});

test("U06: after a reload the page scrolls to where it was as soon as what was there has come", async (t) => {
  const saved = { tab: "attached", packages: opened, scroll: 300 };
  const { page, show, post, seen } = await open(t, { saved });
  await show(nginx());
  await show(attached({ attached: reading }));
  assert.equal(((await seen()).saved as { scroll: number }).scroll, 300);
  await show(attached({ attached: attachedView([readSbom, provenance, signature]) }));
  await post(message(100));
  await page.waitForFunction(() => window.scrollY === 300);
  await show(attached({ attached: attachedView([readSbom]) }));
  await page.keyboard.press("Home");
  await page.waitForFunction(() => window.scrollY === 0);
  await post(message(100));
  assert.equal(await page.evaluate(() => window.scrollY), 0);
});

test("the focus and what is typed stay when a new state arrives", async (t) => {
  const { page, show, post } = await open(t, { saved: { tab: "attached", packages: opened } });
  const state = (at: string) =>
    attached({ attached: attachedView([readSbom, signature]), asOf: { age: at, exact: at } });
  await show(state("14:02"));
  await post(message(100));
  const field = page.getByRole("searchbox", { name: "Search packages" });
  await field.focus();
  await page.keyboard.type("deb");
  await show(state("14:03"));
  assert.equal(await field.inputValue(), "deb");
  await page.getByText("66 of 100 packages").waitFor();
  for (const name of [`Open ${signature.label}`, "Look again", "Packages"]) {
    const button = page.getByRole("button", { name, exact: true });
    await button.focus();
    await show(state(`15:0${name.length % 10}`));
    assert.ok(await button.evaluate((element) => element === document.activeElement), name);
  }
});

test("U04: messages that are no packages are ignored", async (t) => {
  const { page, post, show } = await open(t, { saved: { tab: "attached", packages: opened } });
  await show(attached({ attached: attachedView([readSbom]) }));
  const rows = new TextEncoder().encode("[]");
  for (const forged of [
    { type: "packages" },
    { type: "packages", of: 5, rows },
    { ...message(1), rows: "[]" },
  ])
    await post(forged);
  assert.equal(await page.getByRole("grid", { name: "Packages" }).count(), 0);
  await post({ ...message(1), of: "another" });
  assert.equal(await page.getByRole("grid", { name: "Packages" }).count(), 0);
});

for (const width of [400, 500, 640])
  test(`U09: at ${width} px nothing of it needs the page to be scrolled sideways`, async (t) => {
    const size = { width, height: 640 };
    const { page, show, post } = await open(t, { size, saved: { tab: "attached", packages: opened } });
    await show(attached({ attached: attachedView([readSbom, provenance, signature, report]) }));
    await post(message(100));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
  });
