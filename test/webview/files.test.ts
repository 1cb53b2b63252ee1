import assert from "node:assert/strict";
import { test } from "node:test";
import type { DetailsFiles, FileRow, FilesMessage, FilesWish } from "../../src/protocol/files.ts";
import { type OpenWebview, type Options, useWebviews } from "./browser.ts";
import {
  answer,
  asksOf,
  changedRows,
  listed,
  listing,
  manyRows,
  refused,
  smallRows,
  unlisted,
  wasted,
} from "./filesStates.ts";
import { tabStops } from "./keyboard.ts";
import { payloads, poison } from "./poison.ts";
import { nginxLike } from "./states.ts";

const openPage = useWebviews("main");

type Opened = OpenWebview<"main">;

/** The page with the files tab open; `tell` answers its last ask. */
async function open(t: Parameters<typeof openPage>[0], options: Options = {}) {
  const saved = { tab: "files", ...(options.saved as object) };
  const webview: Opened = await openPage(t, { size: { width: 1280, height: 900 }, ...options, saved });
  const lastAsk = async () => {
    const ask = asksOf(await webview.intents()).at(-1);
    assert.ok(ask);
    return ask;
  };
  return {
    ...webview,
    lastAsk,
    wish: async (): Promise<FilesWish> => (await lastAsk()).wish,
    tell: async (rows: readonly FileRow[], change: Partial<FilesMessage> = {}) =>
      webview.post(answer(await lastAsk(), rows, change)),
    showFiles: (files: DetailsFiles) => webview.show(nginxLike({}, { files })),
    tree: webview.page.getByRole("treegrid", { name: "Files" }),
    active: () => webview.page.locator(".file-tree .active .file-name > span:nth-child(3)").textContent(),
  };
}

const chosen = (change: Partial<FilesWish> = {}, rest = {}) => ({
  files: {
    wish: {
      scope: "all",
      layer: 1,
      text: "",
      isChanged: false,
      order: "name",
      open: [],
      shut: [],
      ...change,
    },
    isWasteOpen: false,
    ...rest,
  },
});

const focusedKey = () =>
  document.activeElement instanceof HTMLElement ? document.activeElement.dataset["key"] : undefined;

test("files are listed on request, progress is told in bytes, and the focus stays through it", async (t) => {
  const { page, showFiles, intents } = await open(t);
  await showFiles(unlisted);
  await page.getByText("Reads 71.4 MB from registry-1.docker.io, once.").waitFor();
  await page.getByRole("button", { name: "List files" }).focus();
  await page.keyboard.press("Enter");
  await showFiles(listing);
  await page.getByRole("status").filter({ hasText: "12.3 MB of 71.4 MB read" }).waitFor();
  assert.equal(await page.evaluate(focusedKey), "list-files");
  await page.keyboard.press("Enter");
  await showFiles(refused);
  await page.getByText("registry-1.docker.io refuses the layers. Sign in.").waitFor();
  await page.getByRole("button", { name: "Retry" }).click();
  await showFiles(listed());
  assert.equal(await page.evaluate(focusedKey), "list-files");
  assert.deepEqual(
    (await intents()).filter(({ type }) => type !== "askFiles"),
    [{ type: "openFiles" }, { type: "listFiles" }, { type: "cancel", what: "files" }, { type: "listFiles" }],
  );
});

test("the host is told once that the tab is seen, and not before", async (t) => {
  const { page, showFiles, intents } = await open(t, { saved: { tab: "layers" } });
  await showFiles(unlisted);
  assert.deepEqual(await intents(), []);
  await page.getByRole("tab", { name: "Files" }).click();
  await page.getByRole("button", { name: "List files" }).waitFor();
  await page.getByRole("tab", { name: "Layers" }).click();
  await page.getByRole("tab", { name: "Files" }).click();
  await showFiles(listing);
  assert.deepEqual(await intents(), [{ type: "openFiles" }]);
});

test("layers that are not listed are said, and can be", async (t) => {
  const { page, showFiles, intents } = await open(t);
  const notices = ["Layer 3 unpacks to more than 1.1 GB. What comes after that is not listed."];
  await showFiles(listed({ notices, rest: "Reads 1.2 kB from registry-1.docker.io, once." }));
  assert.deepEqual(await page.getByRole("note").allTextContents(), notices);
  await page.getByText("Reads 1.2 kB from").waitFor();
  await page.getByRole("button", { name: "List the other layers" }).click();
  assert.deepEqual((await intents()).at(-1), { type: "listFiles" });
});

const outline = `- treegrid "Files":
  - rowgroup:
    - row "Change Name Size Mode Owner Modified Layer":
      - columnheader "Change"
      - columnheader "Name":
        - button "Name"
      - columnheader "Size":
        - button "Size"
      - columnheader "Mode"
      - columnheader "Owner"
      - columnheader "Modified"
      - columnheader "Layer"
  - rowgroup:
    - row "etc/ 10.0 MB drwxr-xr-x 0:0 2026-10-05 21:05 1" [expanded] [level=1] [selected]:
      - gridcell
      - gridcell "etc/"
      - gridcell "10.0 MB"
      - gridcell "drwxr-xr-x"
      - gridcell "0:0"
      - gridcell "2026-10-05 21:05"
      - gridcell "1"
    - row "changed passwd 926 B -rw-r--r-- 0:0 2026-10-05 21:05 2" [level=2]:
      - gridcell "changed"
      - gridcell "passwd"
      - gridcell "926 B"
      - gridcell "-rw-r--r--"
      - gridcell "0:0"
      - gridcell "2026-10-05 21:05"
      - gridcell "2"
    - row "added nginx/ 10.0 MB drwxr-xr-x 0:0 2026-10-05 21:05 2" [level=2]:
      - gridcell "added"
      - gridcell "nginx/"
      - gridcell "10.0 MB"
      - gridcell "drwxr-xr-x"
      - gridcell "0:0"
      - gridcell "2026-10-05 21:05"
      - gridcell "2"
    - row "removed motd 286 B -rw-r--r-- 0:0 2026-10-05 21:05 2" [level=2]:
      - gridcell "removed"
      - gridcell "motd"
      - gridcell "286 B"
      - gridcell "-rw-r--r--"
      - gridcell "0:0"
      - gridcell "2026-10-05 21:05"
      - gridcell "2"`;

test("U09: rows have their level, place and whether they are open; marks are words and signs", async (t) => {
  const { showFiles, tell, tree } = await open(t, { saved: chosen({ scope: "only", layer: 2 }) });
  await showFiles(listed());
  await tell(changedRows);
  assert.equal(await tree.ariaSnapshot(), outline);
  const rows = tree.locator("[data-row]");
  const attributes = (name: string) =>
    rows.evaluateAll((all, which) => all.map((row) => row.getAttribute(which)), name);
  assert.deepEqual(await attributes("aria-posinset"), ["1", "1", "2", "3"]);
  assert.deepEqual(await attributes("aria-setsize"), ["1", "3", "3", "3"]);
  assert.deepEqual(await attributes("aria-expanded"), ["true", null, "false", null]);
  assert.deepEqual(await tree.locator(".mark > [aria-hidden]").allTextContents(), ["~", "+", "−"]);
});

test("keys go through the tree as in any tree of VS Code", async (t) => {
  const { page, showFiles, tell, tree, active, wish } = await open(t);
  await showFiles(listed());
  await tell(smallRows);
  await tree.focus();
  const press = async (key: string) => {
    await page.keyboard.press(key);
    return active();
  };
  assert.equal(await press("ArrowDown"), "dev/");
  assert.equal(await press("End"), "share/");
  assert.equal(await press("ArrowLeft"), "usr/");
  assert.equal(await press("ArrowRight"), "bin/");
  assert.equal(await press("PageUp"), "bin");
  assert.equal(await press("PageDown"), "share/");
  assert.equal(await press("Home"), "bin");
  await press("ArrowDown");
  await press("ArrowRight");
  assert.deepEqual((await wish()).open, ["key of /dev"]);
  await tell(smallRows.map((row) => (row.name === "dev" ? { ...row, isOpen: true } : row)));
  assert.equal(await active(), "dev/");
  await press("ArrowLeft");
  assert.deepEqual([(await wish()).open, (await wish()).shut], [[], ["key of /dev"]]);
  assert.equal(await tree.getAttribute("aria-activedescendant"), "file-1");
});

test("typing goes to the name that begins so; a second letter goes on with the first", async (t) => {
  const { page, showFiles, tell, tree, active, lastAsk } = await open(t);
  await showFiles(listed());
  await tell(smallRows);
  await tree.focus();
  await page.keyboard.press("u");
  assert.deepEqual((await lastAsk()).seek, { start: "u", at: 1 });
  await tell(smallRows, { found: 5 });
  assert.equal(await active(), "usr/");
  await page.keyboard.press("s");
  assert.deepEqual((await lastAsk()).seek, { start: "us", at: 5 });
});

test("a file opens with Enter and double click, its path is copied; a folder opens with a click", async (t) => {
  const { page, showFiles, tell, tree, intents, wish } = await open(t);
  await showFiles(listed());
  await tell(smallRows);
  const file = { row: 2, key: "key of /docker-entrypoint.sh" };
  await tree.locator("[data-row='2']").click();
  const pane = page.getByRole("complementary", { name: "Selected file" });
  await pane.getByText("/docker-entrypoint.sh").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+c");
  await tree.locator("[data-row='2']").dblclick();
  await pane.getByRole("button", { name: "Copy path" }).click();
  await pane.getByRole("button", { name: "Save as…" }).click();
  await pane.getByRole("button", { name: "Open" }).click();
  assert.deepEqual(
    (await intents()).filter((intent) => "file" in intent),
    [
      { type: "openFile", file },
      { type: "copyFilePath", file },
      { type: "openFile", file },
      { type: "copyFilePath", file },
      { type: "saveFile", file },
      { type: "openFile", file },
    ],
  );
  await tree.locator("[data-row='3']").click();
  assert.deepEqual((await wish()).open, ["key of /etc"]);
  await tell(smallRows.map((row) => (row.name === "etc" ? { ...row, isOpen: true } : row)));
  await tree.locator("[data-row='3']").click();
  assert.deepEqual((await wish()).open, ["key of /etc"], "the second of two clicks does nothing");
  assert.equal(await pane.getByRole("button", { name: "Open" }).count(), 0);
});

test("what is looked at is chosen: layers, a part of a path, changes alone, the order", async (t) => {
  const { page, showFiles, tell, wish, intents } = await open(t);
  await showFiles(listed());
  await tell(smallRows);
  await page.getByRole("combobox", { name: "Which layers" }).focus();
  await page.keyboard.press("ArrowDown");
  assert.deepEqual([(await wish()).scope, (await wish()).layer], ["upTo", 1]);
  assert.equal(await page.evaluate(focusedKey), "files-scope");
  await page.getByRole("combobox", { name: "Layer", exact: true }).focus();
  await page.keyboard.press("ArrowDown");
  assert.equal((await wish()).layer, 2);
  await page.getByRole("button", { name: "Only changed" }).click();
  assert.equal((await wish()).isChanged, true);
  const before = asksOf(await intents()).length;
  await page
    .getByRole("searchbox", { name: "Filter by part of a path" })
    .pressSequentially("lib", { delay: 5 });
  await page.waitForFunction(() =>
    JSON.stringify((globalThis as unknown as { seen: unknown }).seen).includes('"text":"lib"'),
  );
  assert.equal(asksOf(await intents()).length, before + 1, "asked once for what was typed");
  await tell(smallRows, { matches: 1204 });
  await page.getByRole("status").filter({ hasText: "1,204 found" }).waitFor();
  await page.getByRole("button", { name: "Size" }).click();
  assert.equal((await wish()).order, "size");
  assert.equal(
    await page.getByRole("columnheader", { name: "Size" }).getAttribute("aria-sort"),
    "descending",
  );
  await tell([], { matches: 0 });
  await page.getByRole("status").filter({ hasText: "No path has this in it." }).waitFor();
});

test("wasted space is ranked, and each file is shown where it is or went", async (t) => {
  const { page, showFiles, tell, post, intents, lastAsk } = await open(t);
  await showFiles(listed());
  await tell(smallRows);
  await page.getByText("3.1 MB of 194.8 MB wasted in 3 files: 98.4% efficient.").waitFor();
  const toggle = page.getByRole("button", { name: "Show them" });
  assert.equal(await toggle.getAttribute("aria-expanded"), "false");
  await toggle.focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(focusedKey), "waste-toggle");
  assert.deepEqual((await intents()).at(-1), { type: "askWaste", key: "sha256:shown", from: 0 });
  await post(wasted);
  const grid = page.getByRole("grid", { name: "Wasted space, the most first" });
  assert.deepEqual(await grid.locator("[data-row]").allTextContents(), [
    "2.9 MB/usr/lib/x86_64-linux-gnu/libcrypto.so.32 copies, 1 kept",
    "0.2 MB/var/cache/apt/pkgcache.binremoved by layer 2",
    "286 B/etc/motdremoved by layer 2",
  ]);
  await grid.focus();
  await page.keyboard.press("Enter");
  const { wish, seek } = await lastAsk();
  assert.deepEqual(
    [wish.scope, wish.open, seek],
    ["all", ["key of /usr"], { key: "key of /usr/lib", at: 0 }],
  );
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const gone = await lastAsk();
  assert.deepEqual(
    [gone.wish.scope, gone.wish.layer, gone.wish.open],
    ["upTo", 2, ["key of /usr", "key of /etc"]],
  );
  assert.deepEqual(gone.seek, { key: "key of /etc/motd", at: 0 });
});

test("without waste there is nothing to show", async (t) => {
  const { page, showFiles } = await open(t);
  const waste = { text: "0 B of 191.7 MB wasted in 0 files: 100.0% efficient.", rows: 0, efficiency: 1 };
  await showFiles(listed({ waste }));
  await page.getByText(waste.text).waitFor();
  assert.equal(await page.getByRole("button", { name: "Show them" }).count(), 0);
});

test("of a hundred thousand rows only those in sight are in the page, and the host is asked for those alone", async (t) => {
  const { page, showFiles, tell, tree, active, intents, lastAsk } = await open(t);
  const rows = manyRows(100_000);
  await showFiles(listed());
  await tell(rows);
  assert.equal(await tree.getAttribute("aria-rowcount"), "100001");
  assert.ok((await page.locator(".file-row").count()) < 100);
  await tree.focus();
  await page.keyboard.press("End");
  assert.equal((await lastAsk()).from, 99_900);
  await tell(rows);
  assert.equal(await active(), "file-099999");
  const last = page.locator("[data-row='99999']");
  assert.ok(
    await last.evaluate((row) => {
      const outer = row.closest(".file-tree")?.getBoundingClientRect();
      return outer !== undefined && row.getBoundingClientRect().bottom <= outer.bottom + 1;
    }),
  );
  assert.ok(asksOf(await intents()).length <= 4, `${asksOf(await intents()).length} asks`);
  await page.keyboard.press("Home");
  assert.equal(await active(), "file-000000");
});

test("an answer that nobody waits for any more is ignored, and what was there stays until the new one comes", async (t) => {
  const { page, showFiles, tell, tree, post, lastAsk } = await open(t);
  await showFiles(listed());
  await tell(smallRows);
  const old = await lastAsk();
  await page.getByRole("button", { name: "Size" }).click();
  assert.equal(await tree.locator("[data-row]").count(), smallRows.length);
  await post(answer(old, changedRows));
  assert.equal(await tree.locator("[data-row]").count(), smallRows.length);
  await tell(changedRows);
  assert.equal(await tree.locator("[data-row]").count(), changedRows.length);
});

test("U06: what was chosen is saved and comes back; the file selected is asked for", async (t) => {
  const first = await open(t);
  await first.showFiles(listed());
  await first.tell(smallRows);
  await first.tree.locator("[data-row='3']").click();
  await first.page.getByRole("button", { name: "Size" }).click();
  const { saved } = await first.seen();
  const { files } = saved as { files: unknown };
  assert.deepEqual(files, {
    wish: {
      scope: "all",
      layer: 1,
      text: "",
      isChanged: false,
      order: "size",
      open: ["key of /etc"],
      shut: [],
    },
    selected: "key of /etc",
    isWasteOpen: false,
  });
  const second = await open(t, { saved: { files } });
  await second.showFiles(listed());
  const { wish, seek } = await second.lastAsk();
  assert.deepEqual([wish.open, wish.order, seek], [["key of /etc"], "size", { key: "key of /etc", at: 0 }]);
  await second.tell(smallRows);
  assert.equal(await second.active(), "etc/");
});

test("a saved choice of another making is as good as none", async (t) => {
  for (const files of [
    null,
    7,
    { wish: { scope: "__proto__", layer: -1, open: "x", order: 5 }, selected: 4 },
  ]) {
    const { showFiles, wish } = await open(t, { saved: { files } });
    await showFiles(listed());
    assert.deepEqual(await wish(), chosen().files.wish);
  }
});

test("files of another image are asked for anew; the layer that is not there is the uppermost", async (t) => {
  const { showFiles, tell, wish, lastAsk } = await open(t, { saved: chosen({ scope: "upTo", layer: 9 }) });
  await showFiles(listed());
  assert.equal((await wish()).layer, 3);
  await tell(smallRows);
  const { number } = await lastAsk();
  await showFiles(listed());
  assert.equal((await lastAsk()).number, number);
  await showFiles(listed({ key: "sha256:other" }));
  assert.equal((await lastAsk()).number, number + 1);
});

test("U09: the keyboard reaches each control once, in reading order", async (t) => {
  const { page, showFiles, tell } = await open(t, { saved: chosen({ scope: "upTo" }) });
  await showFiles(listed({ rest: "Reads 1.2 kB from registry-1.docker.io, once." }));
  await tell(smallRows, { found: 2 });
  await page.getByRole("tab", { name: "Files" }).focus();
  assert.deepEqual(await tabStops(page), [
    "list-files",
    "waste-toggle",
    "Which layers",
    "Layer",
    "files-changed",
    "Filter by part of a path",
    "Files",
    "sort-name",
    "sort-size",
    "openFile",
    "saveFile",
    "copyFilePath",
  ]);
});

for (const size of [
  { width: 400, height: 800 },
  { width: 640, height: 320 },
])
  test(`U09: at ${size.width} px nothing scrolls sideways`, async (t) => {
    const { page, showFiles, tell, post } = await open(t, {
      size,
      saved: chosen({ scope: "upTo" }, { isWasteOpen: true }),
    });
    await showFiles(listed());
    await tell(smallRows, { found: 2 });
    await post(wasted);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), size.width);
    const name = page.locator("[data-row='4'] .file-name");
    assert.ok((await name.evaluate((cell) => cell.clientWidth)) > 100);
  });

for (const payload of payloads)
  test(`U01, U03: names are text and nothing else: ${payload}`, async (t) => {
    const { page, showFiles, tell, post } = await open(t, { saved: chosen({}, { isWasteOpen: true }) });
    const state = poison(listed({ notices: ["Layer 2 is not listed."], rest: "Reads 1 kB." }), payload);
    await showFiles({ ...state, view: { ...state.view, key: "sha256:shown" } });
    const rows = smallRows.map((row) => ({ ...poison(row, payload), key: row.key }));
    await tell(rows, { found: 2 });
    await post({ ...wasted, rows: poison(wasted.rows, payload) });
    const text = (await page.textContent(".files")) ?? "";
    const { view } = listed();
    const shown = [
      ...[view.text, "Layer 2 is not listed.", "Reads 1 kB.", view.waste.text],
      ...smallRows.flatMap(({ name, size, mode }) => [name, size, mode]),
      ...wasted.rows.flatMap((row) => [row.path, row.size, row.text]),
    ];
    for (const words of shown) assert.ok(text.includes(`${words}${payload}`), words);
    const elements = await page
      .locator(".files")
      .evaluate(
        (one) => one.querySelectorAll(":is(a, img, script, style, svg, base, meta, link, iframe)").length,
      );
    assert.equal(elements, 0);
  });

test("U04: messages that are no rows are ignored", async (t) => {
  const { page, showFiles, tell, post, lastAsk } = await open(t);
  await showFiles(listed());
  await tell(smallRows);
  const before = await page.textContent(".files");
  const { number } = await lastAsk();
  for (const message of [
    { type: "files" },
    { type: "files", from: 0 },
    { type: "files", from: 0, rows: [], number: number + 1, total: 0 },
    { type: "files", from: "0", rows: [], number, total: 0 },
    { type: "waste", from: 0, rows: [], key: "other" },
  ])
    await post(message);
  assert.equal(await page.textContent(".files"), before);
});

test("U09: without colours the selected row and the marks still stand out", async (t) => {
  const { page, showFiles, tell } = await open(t, {
    theme: "highContrast",
    saved: chosen({ scope: "only", layer: 2 }),
  });
  await page.emulateMedia({ forcedColors: "active" });
  await showFiles(listed());
  await tell(changedRows);
  const look = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.notEqual(await look(".file-tree .active"), await look(".file-tree [data-row]:not(.active)"));
});
