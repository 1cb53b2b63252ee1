import assert from "node:assert/strict";
import { test } from "node:test";
import type { DetailsOther, OtherView } from "../../src/protocol/sharing.ts";
import { useWebviews } from "./browser.ts";
import { payloads, poison } from "./poison.ts";
import { digest, dockerfile, found, nginxLike, shared } from "./states.ts";

const open = useWebviews("main");

const focusedKey = () =>
  document.activeElement instanceof HTMLElement ? document.activeElement.dataset["key"] : undefined;

const unread = { kind: "unread", text: "Looks at up to 40 tags of nginx." } as const;
const reading = { kind: "reading", text: "17 of 40 tags" } as const;
const denied = { kind: "failed", problem: "r.test refuses the list.", next: "Sign in." } as const;

test("the base is looked for on request, the focus stays, and a rule shows where it ends", async (t) => {
  const { page, show, intents } = await open(t);
  const line = page.locator(".base-line");
  await show(nginxLike({}));
  assert.equal(await line.isVisible(), false);
  await show(nginxLike({ base: { kind: "open", text: "The image names debian:12-slim as its base." } }));
  await page.getByRole("button", { name: "Find the base" }).focus();
  await page.keyboard.press("Enter");
  await show(nginxLike({ base: { kind: "finding", text: "Looking for debian:12-slim" } }));
  assert.equal(await page.evaluate(focusedKey), "base");
  await page.keyboard.press("Enter");
  assert.deepEqual(await intents(), [{ type: "findBase" }, { type: "cancel", what: "base" }]);
  assert.equal(await page.locator(".base-end").count(), 0);
  await show(nginxLike({ base: found }));
  assert.equal(await page.evaluate(focusedKey), "base");
  await page.getByRole("status").filter({ hasText: found.text }).waitFor();
  const rows = await page.locator(".steps tbody tr").allTextContents();
  assert.equal(rows[1], `↑ ${found.text}`);
  assert.match(
    (await page.getByRole("option", { name: "Layer 1" }).getAttribute("aria-label")) ?? "",
    /, base$/,
  );
  assert.doesNotMatch(
    (await page.getByRole("option", { name: "Layer 2" }).getAttribute("aria-label")) ?? "",
    /base/,
  );
});

test("the rule is no row to choose: arrow keys go over it", async (t) => {
  const { page, show } = await open(t);
  await show(nginxLike({ base: found }));
  await page.locator(".step[tabindex='0']").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  assert.match((await page.locator(".step[aria-selected=true]").textContent()) ?? "", /^LABEL/);
  await page.locator(".base-end").click();
  assert.match((await page.locator(".step[aria-selected=true]").textContent()) ?? "", /^LABEL/);
});

test("the Dockerfile is text that can be selected, and opens in an editor", async (t) => {
  const { page, show, intents } = await open(t);
  await show(nginxLike({}, { dockerfile }));
  await page.getByRole("tab", { name: "Dockerfile" }).click();
  const text = page.getByRole("group", { name: "Dockerfile" });
  assert.equal(await text.textContent(), dockerfile.text);
  await page.getByText(dockerfile.note).waitFor();
  assert.equal(await text.evaluate((pre) => getComputedStyle(pre).userSelect), "text");
  await page.getByRole("button", { name: "Open in an editor" }).click();
  assert.deepEqual(await intents(), [{ type: "openDockerfile" }]);
});

test("tags are read on request, progress is told, and the focus stays through it", async (t) => {
  const { page, show, intents } = await open(t, { saved: { tab: "sharing" } });
  await show(nginxLike({}, { sharing: unread }));
  await page.getByText(unread.text).waitFor();
  await page.getByRole("button", { name: "Look at the tags of this repository" }).focus();
  await page.keyboard.press("Enter");
  await show(nginxLike({}, { sharing: reading }));
  await page.getByRole("status").filter({ hasText: "17 of 40 tags" }).waitFor();
  assert.equal(await page.evaluate(focusedKey), "tags");
  await page.keyboard.press("Enter");
  await show(nginxLike({}, { sharing: denied }));
  await page.getByText("r.test refuses the list. Sign in.").waitFor();
  await page.getByRole("button", { name: "Retry" }).click();
  await show(nginxLike({}, { sharing: shared(3, 5) }));
  assert.equal(await page.evaluate(focusedKey), "tags");
  await page.getByRole("button", { name: "Look again" }).click();
  assert.deepEqual(await intents(), [
    { type: "lookAtTags" },
    { type: "cancel", what: "tags" },
    { type: "lookAtTags" },
    { type: "lookAtTags" },
  ]);
});

test("the picture says in words and signs who has which layer, and names what was not read", async (t) => {
  const { page, show } = await open(t, { saved: { tab: "sharing" } });
  const sharing = shared(3, 5);
  await show(nginxLike({}, { sharing }));
  const table = page.getByRole("table", { name: "Each layer once, the largest first" });
  const rows = await table.getByRole("row").all();
  assert.equal(rows.length, 6);
  const cells = await rows[1]?.getByRole("cell").allTextContents();
  assert.equal(cells?.[0], "43.1 MB");
  assert.match(cells?.[1] ?? "", /layer 2 of this image$/);
  assert.equal(cells?.[2], "in 1 of 3 images: 1.27.3, 1.27, 1, latest◆··");
  assert.deepEqual(await page.locator(".across .column").allTextContents(), [
    "★ 1.27.3, 1.27, 1, latest",
    "1.26.0",
    "1.25.0",
  ]);
  const { text, alone, unread: missing } = sharing.view;
  for (const words of [text, alone, ...missing.flatMap(({ key, value }) => [key, value])])
    await page.getByText(words, { exact: true }).waitFor();
});

test("names stand over their marks, and bars are as wide as sizes", async (t) => {
  const { page, show } = await open(t, { saved: { tab: "sharing" } });
  await show(nginxLike({}, { sharing: shared(31, 5) }));
  const lefts = (selector: string) =>
    page.locator(selector).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  const marks = (await lefts(".across .mark")).slice(0, 31);
  assert.deepEqual(await lefts(".across .column"), marks);
  const widths = await page
    .locator(".across .fill")
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
  assert.ok(Math.abs((widths[1] ?? 0) / (widths[0] ?? 1) - 0.5) < 0.02);
});

test("of thousands of layers only those in sight are in the page, and all can be reached", async (t) => {
  const { page, show } = await open(t, { saved: { tab: "sharing" }, size: { width: 1280, height: 800 } });
  await show(nginxLike({}, { sharing: shared(40, 5000) }));
  const table = page.getByRole("table", { name: "Each layer once, the largest first" });
  assert.equal(await table.getAttribute("aria-rowcount"), "5001");
  assert.ok((await page.locator(".across-row").count()) < 100);
  const region = page.getByRole("region", { name: "Layers across the images" });
  await region.focus();
  await page.keyboard.press("End");
  await page.locator(".across-row[aria-rowindex='5001']").waitFor();
  assert.ok((await page.locator(".across-row").count()) < 100);
  const last = page.locator(".across-row[aria-rowindex='5001']");
  const inside = await last.evaluate((row) => {
    const outer = row.closest(".across")?.getBoundingClientRect();
    return outer !== undefined && row.getBoundingClientRect().bottom <= outer.bottom + 1;
  });
  assert.ok(inside);
  await page.keyboard.press("Home");
  await page.locator(".across-row[aria-rowindex='2']").waitFor();
});

test("what is there already is chosen by keyboard; the answer changes and the focus stays", async (t) => {
  const { page, show, intents } = await open(t, { saved: { tab: "sharing" } });
  const sharing = shared(3, 5);
  await show(nginxLike({}, { sharing }));
  const chooser = page.getByRole("combobox", { name: "If you have" });
  await chooser.focus();
  await page.keyboard.press("ArrowDown");
  assert.deepEqual(await intents(), [{ type: "chooseHeld", column: 2 }]);
  const { pull } = sharing.view;
  assert.ok(pull);
  const answered = { ...pull, chosen: 2, text: "1.0 MB of 71.4 MB: 1 of 7 layers" };
  await show(nginxLike({}, { sharing: { ...sharing, view: { ...sharing.view, pull: answered } } }));
  await page.getByRole("status").filter({ hasText: "1.0 MB of 71.4 MB: 1 of 7 layers." }).waitFor();
  assert.equal(await page.evaluate(focusedKey), "held");
  assert.match(await chooser.ariaSnapshot(), /1\.25\.0/);
});

for (const size of [
  { width: 400, height: 800 },
  { width: 640, height: 320 },
])
  test(`U09: at ${size.width} px only the picture scrolls sideways`, async (t) => {
    for (const tab of ["sharing", "dockerfile", "layers"]) {
      const { page, show } = await open(t, { size, saved: { tab } });
      await show(nginxLike({ base: found }, { sharing: shared(31, 40), dockerfile }));
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), size.width, tab);
    }
  });

test("U09: where there are no colours, marks are still told apart", async (t) => {
  const { page, show } = await open(t, { saved: { tab: "sharing" }, theme: "highContrast" });
  await page.emulateMedia({ forcedColors: "active" });
  await show(nginxLike({}, { sharing: shared(3, 3) }));
  const signs = new Set(await page.locator(".across .mark").allTextContents());
  assert.deepEqual([...signs].sort(), ["·", "◆", "●"].sort());
});

const otherView: OtherView = {
  name: "ghcr.io/acme/app:2",
  digest: digest("other"),
  text: "They have 1 layer in common, 28.2 MB.",
  pull: { text: "43.2 MB of 71.4 MB: 2 of 3 layers", share: 0.6 },
  push: { name: "ghcr.io/acme/app", text: "3.2 MB of 71.4 MB: 1 of 3 layers", share: 0.04 },
  rows: [
    { number: 1, digest: digest("one"), size: "28.2 MB", mark: "shared", text: "shared: its layer 1" },
    {
      number: 2,
      digest: digest("two"),
      size: "40.0 MB",
      mark: "there",
      text: "not in that image, but in its repository",
    },
    { number: 3, digest: digest("three"), size: "3.2 MB", mark: "none", text: "" },
  ],
  notes: ["Compressed layers by their digests; manifests and configurations are not counted."],
};

test("an image that is picked: what it costs, how far it is, what went wrong, and what is in common", async (t) => {
  const { page, show, intents } = await open(t);
  const section = page.getByRole("region", { name: "With another image" });
  const withOther = (other: DetailsOther) => nginxLike({}, { sharing: unread, other });
  await show(withOther({ kind: "none", text: "One of any registry." }));
  await page.getByRole("tab", { name: "Sharing" }).click();
  await section.getByText("One of any registry.").waitFor();
  await section.getByRole("button", { name: "Compare with another image…" }).focus();
  await page.keyboard.press("Enter");
  await show(withOther({ kind: "reading", text: "Reading ghcr.io/acme/app:2" }));
  assert.equal(await page.evaluate(focusedKey), "other-image");
  await page.keyboard.press("Enter");
  await show(
    withOther({ kind: "failed", name: "ghcr.io/acme/app:2", problem: "ghcr.io refuses.", next: "Sign in." }),
  );
  await section.getByRole("note").filter({ hasText: "ghcr.io refuses. Sign in." }).waitFor();
  assert.equal(await page.evaluate(focusedKey), "other-image");
  await page.keyboard.press("Enter");
  await show(withOther({ kind: "read", view: otherView }));
  assert.equal(await page.evaluate(focusedKey), "other-image");
  await section.getByText("They have 1 layer in common, 28.2 MB.").waitFor();
  const lines = await section.locator(".pull").allTextContents();
  assert.deepEqual(lines, [
    "If you have ghcr.io/acme/app:2, a pull of this image moves43.2 MB of 71.4 MB: 2 of 3 layers.",
    "A push of this image to ghcr.io/acme/app moves3.2 MB of 71.4 MB: 1 of 3 layers.",
  ]);
  const cells = await section.getByRole("row").allTextContents();
  assert.match(cells[1] ?? "", /^128\.2 MB.*● shared: its layer 1$/);
  assert.match(cells[3] ?? "", /^33\.2 MB.*· moves$/);
  await page.keyboard.press("Enter");
  await section.getByRole("button", { name: "Another image…" }).click();
  const silent = { name: "ghcr.io/acme/app", problem: "ghcr.io refuses." };
  await show(withOther({ kind: "read", view: { ...otherView, push: silent } }));
  await section.getByRole("note").filter({ hasText: "would move is not known. ghcr.io refuses." }).waitFor();
  assert.deepEqual(await intents(), [
    { type: "pickOther" },
    { type: "cancel", what: "other" },
    { type: "readOther" },
    { type: "readOther" },
    { type: "pickOther" },
  ]);
});

test("U01: an image that is picked is text and nothing else", async (t) => {
  const { page, show } = await open(t);
  for (const payload of payloads) {
    const view = poison(otherView, payload);
    await show(nginxLike({}, { sharing: unread, other: { kind: "read", view } }));
    const text = (await page.textContent(".other-image")) ?? "";
    for (const words of [otherView.name, otherView.text, ...otherView.notes, otherView.push.name])
      assert.ok(text.includes(`${words}${payload}`), words);
    assert.equal(
      await page.locator(".other-image :is(a, img, script, style, svg, base, meta, link)").count(),
      0,
    );
  }
});
