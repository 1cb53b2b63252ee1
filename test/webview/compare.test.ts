import assert from "node:assert/strict";
import { test } from "node:test";
import type { CompareState } from "../../src/protocol/compare.ts";
import { bundleWebview, useWebviews } from "./browser.ts";
import {
  current,
  fileRows,
  filesView,
  gone,
  long,
  node,
  nodeManifest,
  offline,
  unread,
} from "./compareStates.ts";
import { fixedAndNew, neitherScanned } from "./findingStates.ts";
import { tabStops } from "./keyboard.ts";
import { payloads, poison, strangeMessages } from "./poison.ts";
import { digest } from "./states.ts";

const open = useWebviews("compare");

test("says it is ready, and asks for nothing else", async (t) => {
  const { show, intents } = await open(t);
  for (const state of [unread, node(), current, gone, long, offline]) await show(state);
  assert.deepEqual(await intents(), []);
});

test("loading and failure say what and what next, and offer to retry", async (t) => {
  const { page, show, intents } = await open(t);
  await show(unread);
  await page.getByRole("status").filter({ hasText: "What changed in node:20-alpine" }).waitFor();
  await show(offline);
  assert.equal(
    await page.getByRole("alert").textContent(),
    "What changed in node:20-alpinedocker.io cannot be reached." +
      "Check the network or the proxy settings, then try again.Retry",
  );
  await page.getByRole("button", { name: "Retry" }).click();
  await show(gone);
  await page.getByRole("button", { name: "Retry" }).click();
  assert.deepEqual(await intents(), [{ type: "retry" }, { type: "retry" }]);
});

test("what can be done sends its intent, with the digest that is shown", async (t) => {
  const { page, show, intents } = await open(t);
  await show(node());
  for (const name of ["Copy digest of Pinned", "Details of Pinned", "Copy digest of Now", "Details of Now"])
    await page.getByRole("button", { name, exact: true }).click();
  for (const name of ["Update pin", "Keep"]) await page.getByRole("button", { name, exact: true }).click();
  await page.getByRole("link", { name: "d21b4f2 → 7ac31e0" }).click();
  const shown = digest("node now");
  assert.deepEqual(await intents(), [
    { type: "copy", side: "old" },
    { type: "openDetails", side: "old" },
    { type: "copy", side: "now" },
    { type: "openDetails", side: "now" },
    { type: "update", digest: shown },
    { type: "keep", digest: shown },
    { type: "openLink", link: 0 },
  ]);
});

test("choosing a platform by keyboard posts its digest, and the focus stays while it is read", async (t) => {
  const { page, show, intents } = await open(t);
  await show(node());
  const platform = page.getByRole("combobox", { name: "Platform" });
  await platform.focus();
  await page.keyboard.press("ArrowDown");
  assert.deepEqual(await intents(), [{ type: "choosePlatform", digest: nodeManifest("linux/arm64/v8") }]);
  await show(node({ busy: true }));
  assert.match(
    await platform.ariaSnapshot(),
    /: linux\/arm64\/v8$/,
    "what was chosen stays while it is read",
  );
  await page.getByRole("status").filter({ hasText: "Reading" }).waitFor();
  await show(node({}, "linux/arm64/v8"));
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-key")), "platform");
  assert.equal(await page.getByText("Reading").count(), 0);
});

test("after an update the focus is on what was done, which is announced", async (t) => {
  const { page, show } = await open(t);
  await show(node());
  await page.getByRole("button", { name: "Update pin" }).focus();
  const outcome = "Updated: compose.yaml names sha256:7a91aa39b0d1… now.";
  await show(node({ actions: [], outcome }));
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), outcome);
  await page.getByRole("status").filter({ hasText: outcome }).waitFor();
});

test("after a pin is kept the focus is not lost, and the update is still there", async (t) => {
  const { page, show } = await open(t);
  await show(node());
  await page.getByRole("button", { name: "Update pin" }).focus();
  await show(node({ actions: ["update"], notices: ["You keep this pin."] }));
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-key")), "update");
});

test("focus stays on the same element when nothing about it has changed", async (t) => {
  const { page, show } = await open(t);
  await show(node());
  for (const key of ["update", "keep", "copy-old", "details-now", "link 0"]) {
    const element = page.locator(`[data-key="${key}"]`);
    await element.focus();
    await show(node({ asOf: { age: "14:32", exact: "23 Nov 2026, 14:32:40" } }));
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-key")), key);
  }
});

test("a tag that did not move has nothing to press and nothing to compare", async (t) => {
  const { page, show } = await open(t);
  await show(node());
  await show(current);
  await page.getByRole("note").filter({ hasText: "did not move" }).waitFor();
  for (const name of ["Update pin", "Keep", "Retry"])
    assert.equal(await page.getByRole("button", { name }).count(), 0, name);
  assert.equal(await page.getByRole("table").count(), 0);
  assert.equal(await page.getByRole("combobox").count(), 0);
});

const filesRead = () => node({ files: { kind: "read", view: filesView } });

test("files are compared on request: what it costs, how far it is, and what went wrong", async (t) => {
  const { page, show, intents } = await open(t);
  const section = page.getByRole("region", { name: "Files" });
  await show(node());
  assert.equal(await section.count(), 0);
  await show(node({ files: { kind: "unread", text: "Reads 71.4 MB from docker.io, once: 4 layers." } }));
  await section.getByText("Reads 71.4 MB from docker.io, once: 4 layers.").waitFor();
  await section.getByRole("button", { name: "Compare files" }).focus();
  await page.keyboard.press("Enter");
  await show(node({ files: { kind: "reading", text: "1.2 MB of 71.4 MB", share: 0.02 } }));
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Cancel");
  await section.getByText("1.2 MB of 71.4 MB").waitFor();
  await page.keyboard.press("Enter");
  await show(
    node({ files: { kind: "failed", problem: "docker.io cannot be reached.", next: "Try again." } }),
  );
  await section.getByRole("note").filter({ hasText: "docker.io cannot be reached. Try again." }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Retry");
  await page.keyboard.press("Enter");
  await show(filesRead());
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), filesView.text);
  assert.deepEqual(await intents(), [
    { type: "compareFiles" },
    { type: "cancelFiles" },
    { type: "compareFiles" },
    { type: "askRows", key: filesView.key },
  ]);
});

test("rows of files are asked for once, and none are taken that are of something else", async (t) => {
  const { page, show, post, intents } = await open(t);
  await show(filesRead());
  await post({ ...fileRows(), key: "other" });
  assert.equal(await page.getByRole("treegrid").count(), 0);
  await post(fileRows());
  await show(node({ files: { kind: "read", view: filesView }, busy: true }));
  assert.equal(await page.getByRole("treegrid", { name: "Files that differ" }).count(), 1);
  await show(node({ files: { kind: "read", view: { ...filesView, key: "third" } } }));
  assert.equal(await page.getByRole("treegrid").count(), 0);
  const none = { ...filesView, key: "none", kinds: [] };
  await show(node({ files: { kind: "read", view: none } }));
  assert.deepEqual(await intents(), [
    { type: "askRows", key: filesView.key },
    { type: "askRows", key: "third" },
  ]);
});

/** What is shown of each row, without its head. */
const shownRows = (texts: readonly string[]) => texts.slice(1);

test("the files are a tree: kinds of change, a part of a path and the largest are chosen", async (t) => {
  const { page, show, post, seen } = await open(t);
  await show(filesRead());
  await post(fileRows());
  const rows = page.getByRole("treegrid").getByRole("row");
  const names = async () =>
    shownRows(await rows.locator(".file-name").allTextContents()).map((text) => text.replace(/^[▾▸]/, ""));
  assert.equal((await names()).length, 10);
  assert.deepEqual((await rows.nth(2).getByRole("gridcell").allTextContents()).slice(0, 3), [
    "~changed",
    "passwd",
    "1.2 kB",
  ]);
  await page.getByRole("button", { name: "+ 3 new, +12.2 MB" }).click();
  assert.deepEqual(await names(), ["etc/", "passwd", "usr/", "bin/", "node", "lib/", "libold.so.1"]);
  await page.getByRole("button", { name: "Largest first" }).click();
  assert.deepEqual(await names(), ["/usr/lib/libold.so.1", "/usr/bin/node", "/etc/passwd"]);
  await page.getByRole("button", { name: "Largest first" }).click();
  const field = page.getByRole("searchbox", { name: "Filter by part of a path" });
  await field.fill("PASS");
  await rows.filter({ hasText: "usr/" }).waitFor({ state: "detached" });
  assert.deepEqual(await names(), ["etc/", "passwd"]);
  await field.fill("nowhere");
  await page.getByText("No file is like this.").waitFor();
  const { saved } = await seen();
  const { files } = saved as { files: unknown };
  assert.deepEqual(files, { text: "nowhere", hidden: ["added"], isLargest: false, toggled: [] });
  const again = await open(t, { saved });
  await again.show(filesRead());
  await again.post(fileRows());
  await again.page.getByText("No file is like this.").waitFor();
  assert.equal(await again.page.getByRole("searchbox").inputValue(), "nowhere");
});

test("U09: the tree of files is gone through by keyboard, and a file is opened", async (t) => {
  const { page, show, post, intents } = await open(t);
  await show(filesRead());
  await post(fileRows());
  const grid = page.getByRole("treegrid");
  await grid.focus();
  const active = () =>
    grid.evaluate((element) => {
      const row = document.getElementById(element.getAttribute("aria-activedescendant") ?? "");
      return row?.querySelector(".name")?.textContent;
    });
  assert.equal(await active(), "etc/");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await active(), "etc/");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await grid.getByRole("row", { name: "passwd" }).count(), 0);
  assert.equal(await grid.getByRole("row", { name: "etc/" }).getAttribute("aria-expanded"), "false");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal(await active(), "passwd");
  await page.keyboard.press("End");
  assert.equal(await active(), "libold.so.1");
  await page.keyboard.press(" ");
  // A directory that came is no file to open.
  await grid.getByRole("row", { name: "nodejs" }).click();
  await grid.getByRole("row", { name: "tool" }).click();
  assert.deepEqual((await intents()).slice(1), [
    { type: "openFile", key: filesView.key, row: 1 },
    { type: "openFile", key: filesView.key, row: 9 },
    { type: "openFile", key: filesView.key, row: 6 },
  ]);
});

test("U06: of 5,000 rows few are in the page, and the last one is reached", async (t) => {
  const { page, show, post } = await open(t);
  await show(filesRead());
  await post(fileRows(5000));
  const grid = page.getByRole("treegrid");
  assert.ok((await grid.getByRole("row").count()) < 100);
  assert.equal(await grid.getAttribute("aria-rowcount"), String(5006));
  await grid.focus();
  await page.keyboard.press("End");
  await grid.getByRole("row", { name: "further-4999" }).waitFor();
});

test("U06: scrolling is saved and comes back, with the subject to open again", async (t) => {
  const first = await open(t);
  await first.show(long);
  await first.page.mouse.move(400, 400);
  await first.page.mouse.wheel(0, 700);
  await first.page.waitForFunction(
    () => (globalThis as unknown as { seen: { saved: { scroll: number } } }).seen.saved.scroll === 700,
  );
  const { saved } = await first.seen();
  const files = { text: "", hidden: [], isLargest: false, toggled: [] };
  assert.deepEqual(saved, { scroll: 700, files, subject: "%7B%22old%22%3A%22a%22%7D" });
  const second = await open(t, { saved });
  await second.show(unread);
  await second.show(long);
  assert.equal(await second.page.evaluate(() => window.scrollY), 700);
});

test("U09: everything has a role and a name", async (t) => {
  const { page, show } = await open(t);
  await show(node());
  const outline = await page.locator("main").ariaSnapshot();
  for (const part of [
    '- heading "What changed in node:20-alpine" [level=1]',
    '- region "Pinned":',
    '- region "Now":',
    'img "Pinned: 1 layer kept (3.6 MB), 3 layers gone (39.3 MB)"',
    'img "Now: 1 layer kept (3.6 MB), 3 layers new (39.0 MB)"',
    '- table "Layers and steps":',
    '- row "changed RUN apk add --no-cache --virtual .build-deps-yarn curl gnupg tar 1.7 MB 1.7 MB":',
    '- row "gone ENV NODE_VERSION=20.18.0 –":',
    '- row "changed Env NODE_VERSION 20.18.0 20.18.1":',
    '- rowheader "Env NODE_VERSION"',
    '- columnheader "Pinned"',
  ])
    assert.ok(outline.includes(part), `${part}\n${outline}`);
});

test("U09: the keyboard reaches each control once, in reading order", async (t) => {
  const { page, show } = await open(t);
  await show(node());
  assert.deepEqual(await tabStops(page), [
    "Copy digest of Pinned",
    "Details of Pinned",
    "Copy digest of Now",
    "Details of Now",
    "update",
    "keep",
    "platform",
    "link 0",
  ]);
});

for (const [name, size] of [
  ["400 px", { width: 400, height: 800 }],
  ["1280 px at 200%", { width: 640, height: 320 }],
] as const)
  test(`U09: at ${name} nothing needs scrolling sideways or is cut off`, async (t) => {
    const { page, show, post } = await open(t, { size });
    await show(node({ files: { kind: "read", view: filesView } }));
    await post(fileRows());
    for (const state of [node({ files: { kind: "read", view: filesView } }), node(), long, gone, offline]) {
      await show(state);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), size.width);
      const outside = await page.evaluate(() =>
        [
          ...document.querySelectorAll(
            ".details input, .details .change-row, .details button, .details vscode-button, .details h1, .details dd, .details td, .details th, .part",
          ),
        ]
          .filter((element) => element.checkVisibility())
          .filter((element) => {
            const { left, right } = element.getBoundingClientRect();
            return left < 0 || right > window.innerWidth + 0.5;
          })
          .map((element) => element.outerHTML),
      );
      assert.deepEqual(outside, []);
    }
  });

test("U09: without colours the pictures still tell gone from new", async (t) => {
  const { page, show } = await open(t, { theme: "highContrast" });
  await page.emulateMedia({ forcedColors: "active" });
  await show(node());
  const signs = await page.locator(".part").allTextContents();
  assert.deepEqual(signs.slice(0, 3), ["=", "−", "−"]);
  assert.deepEqual(signs.slice(4, 7), ["=", "+", "+"]);
  const border = await page
    .locator(".part")
    .first()
    .evaluate((element) => getComputedStyle(element).borderTopColor);
  assert.notEqual(border, "rgba(0, 0, 0, 0)");
});

/** What a registry's text could have made in the page: elements that load or run, and handlers. */
function findIntruders(): readonly string[] {
  const found = document.querySelectorAll(
    ".details :is(a, audio, base, embed, form, iframe, img, link, meta, object, script, style, svg, video)",
  );
  const handlers = [...document.querySelectorAll(".details *")].flatMap((element) =>
    [...element.attributes].filter(
      ({ name, value }) =>
        name.startsWith("on") ||
        name === "href" ||
        (name === "style" && !/^(flex-grow|inline-size|block-size|width): [^;]*;?$/.test(value)),
    ),
  );
  return [
    ...[...found].map(({ outerHTML }) => outerHTML),
    ...handlers.map(({ name, value }) => `${name}=${value}`),
  ];
}

test("findings: both are scanned on request, then what was fixed and what is new, in signs and words", async (t) => {
  const { page, show, intents } = await open(t);
  await show(node());
  const section = page.getByRole("region", { name: "Findings" });
  assert.equal(await section.count(), 0);
  await show(node({ findings: neitherScanned }));
  await section.getByText("Neither image was scanned yet.").waitFor();
  await section.getByRole("button", { name: "Scan both" }).click();
  await section.getByRole("button", { name: "Ask r.test for reports" }).click();
  assert.deepEqual(await intents(), [{ type: "scan" }, { type: "lookForReports" }]);
  await show(node({ findings: fixedAndNew }));
  await section.getByRole("status").filter({ hasText: fixedAndNew.text }).waitFor();
  const rows = await section.getByRole("table", { name: "Findings" }).getByRole("row").allTextContents();
  assert.deepEqual(rows.slice(1), [
    "−fixedC CriticalCVE-2024-5535libssl33.0.11-1~deb12u23.0.15-1~deb12u1",
    "−fixedL LowCVE-2024-2511libssl33.0.11-1~deb12u23.0.14-1~deb12u1",
    "+introducedH HighCVE-2021-23337lodash4.17.204.17.21",
  ]);
});

for (const payload of payloads)
  test(`U01, U03: is text and nothing else: ${payload}`, async (t) => {
    const { page, show, post } = await open(t);
    const read = { kind: "read", view: filesView } as const;
    const full = node({
      notices: ["Notice"],
      outcome: "Outcome",
      actions: [],
      files: read,
      findings: fixedAndNew,
    });
    const { comparison } = gone;
    const states: readonly CompareState[] = [
      unread,
      offline,
      { ...gone, comparison: { ...comparison, actions: [] } },
      full,
    ];
    for (const state of states) {
      await show(poison(state, payload));
      assert.deepEqual(await page.evaluate(findIntruders), []);
    }
    const rows = poison(fileRows(), payload);
    await post({ ...rows, type: "compareRows" });
    assert.deepEqual(await page.evaluate(findIntruders), []);
    const text = (await page.textContent(".details")) ?? "";
    const { title, subtitle, notices, facts, changes } = full.comparison;
    for (const words of [
      title,
      subtitle,
      ...notices,
      "Outcome",
      ...facts.flatMap(({ label, value }) => [label, value]),
      ...(changes?.steps ?? []).map(({ summary }) => summary),
      ...(changes?.labels ?? []).map(({ name }) => name),
      ...filesView.notes,
      ...filesView.kinds.map(({ size = "" }) => size),
      "libold.so.1",
      "content, mode 0644 → 0600",
      ...[fixedAndNew.text, ...fixedAndNew.notes],
      ...fixedAndNew.rows.flatMap((row) => [row.id, row.package, row.installed, row.fixed]),
    ])
      assert.ok(text.includes(`${words}${payload}`), words);
  });

test("U04: ignores messages that are no state", async (t) => {
  const { page, post, show } = await open(t);
  await show(node());
  const before = await page.textContent(".details");
  for (const message of strangeMessages) await post(message);
  assert.equal(await page.textContent(".details"), before);
});

test("the bundle stays small", async () => {
  const { script, style } = await bundleWebview("compare");
  assert.ok(script.length > 0 && script.length < 150_000, `script: ${script.length}`);
  assert.ok(style.length > 0 && style.length < 20_000, `style: ${style.length}`);
});
