import assert from "node:assert/strict";
import { test } from "node:test";
import { artifact } from "./attachedStates.ts";
import { type OpenWebview, useWebviews } from "./browser.ts";
import { digest, manyLayers, nginx, oneLayer } from "./states.ts";

const open = useWebviews("main");

/** The number of the selected layer according to table, picture and pane. */
async function selection({ page }: OpenWebview<"main">): Promise<readonly string[]> {
  const row = page.locator(".step[aria-selected=true]");
  const segment = page.locator(".segment[aria-selected=true]");
  const title = page.getByRole("complementary", { name: "Selected step" }).getByRole("heading");
  assert.equal(await row.count(), 1);
  return [
    (await row.locator(".number").textContent()) ?? "",
    ...(await segment.allTextContents()),
    (await title.textContent()) ?? "",
  ];
}

/** Position of the row that has the focus, or -1. */
function focusedRow(): number {
  return [...document.querySelectorAll(".step")].indexOf(document.activeElement ?? document.body);
}

test("shows the largest layer first", async (t) => {
  const webview = await open(t);
  await webview.show(nginx());
  assert.deepEqual(await selection(webview), ["2", "2", "Layer 2"]);
  await webview.show(oneLayer);
  assert.deepEqual(await selection(webview), ["1", "1", "Layer 1"]);
});

test("arrow keys, Home and End move through the rows, and picture and pane follow", async (t) => {
  const webview = await open(t);
  const { page, show } = webview;
  await show(nginx());
  await page.locator(".step[tabindex='0']").focus();
  const moves: readonly (readonly [string, number, readonly string[]])[] = [
    ["Home", 0, ["1", "1", "Layer 1"]],
    ["ArrowUp", 0, ["1", "1", "Layer 1"]],
    ["ArrowDown", 1, ["", "LABEL adds no layer"]],
    ["PageDown", 11, ["", "EXPOSE adds no layer"]],
    ["End", 13, ["", "CMD adds no layer"]],
    ["ArrowDown", 13, ["", "CMD adds no layer"]],
    ["PageUp", 3, ["", "ENV adds no layer"]],
    ["ArrowDown", 4, ["2", "2", "Layer 2"]],
  ];
  for (const [key, row, selected] of moves) {
    await page.keyboard.press(key);
    assert.equal(await page.evaluate(focusedRow), row, key);
    assert.deepEqual(await selection(webview), selected, key);
    assert.equal(await page.locator(".step[tabindex='0']").count(), 1, "one tab stop");
  }
});

test("arrow keys move through the picture, and table and pane follow", async (t) => {
  const webview = await open(t);
  const { page, show } = webview;
  await show(nginx());
  await page.getByRole("option", { name: "Layer 2" }).focus();
  await page.keyboard.press("ArrowLeft");
  assert.deepEqual(await selection(webview), ["1", "1", "Layer 1"]);
  await page.keyboard.press("End");
  assert.deepEqual((await selection(webview)).at(-1), "Layer 7");
  assert.equal(
    await page.evaluate(() => document.activeElement?.getAttribute("aria-label")),
    "Layer 7, COPY, 1.4 kB, < 0.1 %",
  );
});

test("a click on a row or a segment selects it", async (t) => {
  const webview = await open(t);
  const { page, show } = webview;
  await show(nginx());
  await page.getByRole("row", { name: "docker-entrypoint.sh /" }).first().click();
  assert.equal((await selection(webview)).at(-1), "Layer 3");
  await page.getByRole("option", { name: "Layer 1" }).click();
  assert.deepEqual(await selection(webview), ["1", "1", "Layer 1"]);
});

test("segments are as wide as their share", async (t) => {
  const { page, show } = await open(t);
  await show(nginx());
  const widths = await page
    .locator(".segment")
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
  assert.equal(widths.length, 7);
  const [first = 0, second = 0, third = 0] = widths;
  const bytes = nginx().image.layers.rows.flatMap((row) => row.bytes ?? []);
  const [firstBytes = 0, secondBytes = 1] = bytes;
  assert.ok(Math.abs(first / second - firstBytes / secondBytes) < 0.02);
  assert.ok(third >= 3, "the smallest can still be seen");
});

test("the pane gives command, digests and time, and copies by layer number", async (t) => {
  const { page, show, intents } = await open(t);
  await show(nginx());
  const pane = page.getByRole("complementary", { name: "Selected step" });
  const command = (await pane.getByRole("group", { name: "Command" }).textContent()) ?? "";
  assert.ok(command.startsWith("RUN set -x\n    && groupadd --system --gid 101 nginx\n"));
  assert.equal(command.replaceAll("\n", ""), nginx().image.layers.rows[4]?.command);
  assert.equal(await pane.getByTitle("5 Oct 2026, 21:05:14").textContent(), "7 weeks ago");
  await pane.getByRole("button", { name: "Copy layer digest" }).click();
  await pane.getByRole("button", { name: "Copy diff ID" }).click();
  assert.deepEqual(await intents(), [
    { type: "copyLayer", number: 2, what: "digest" },
    { type: "copyLayer", number: 2, what: "diffId" },
  ]);
});

test("a layer that stands twice has one segment, and says so", async (t) => {
  const { page, show } = await open(t);
  await show(manyLayers());
  assert.equal(await page.locator(".step").count(), 200);
  assert.equal(await page.locator(".segment").count(), 199);
  await page.locator(".step").nth(5).click();
  assert.match(
    (await page.locator(".segment[aria-selected=true]").getAttribute("aria-label")) ?? "",
    /^Layer 1, /,
  );
  await page.getByRole("note").filter({ hasText: "it is pulled once" }).waitFor();
});

/** Whether the focused row and the pane's title lie in the window with nothing over them. */
function inSight(): readonly boolean[] {
  return [document.activeElement, document.querySelector(".pane h2")].map((element) => {
    const { x, top, bottom } = element?.getBoundingClientRect() ?? new DOMRect();
    const hit = (y: number) => document.elementFromPoint(x + 30, y);
    return element?.contains(hit(top + 1)) === true && element.contains(hit(bottom - 1));
  });
}

for (const size of [
  { width: 1280, height: 640 },
  { width: 500, height: 800 },
])
  test(`the selected row of 200 and its pane stay in sight at ${size.width} px`, async (t) => {
    const { page, show } = await open(t, { size });
    await show(manyLayers());
    await page.locator(".step[tabindex='0']").focus();
    for (const key of [
      "End",
      "PageUp",
      "PageUp",
      "PageUp",
      "PageUp",
      "PageDown",
      "PageDown",
      "PageDown",
      "Home",
    ]) {
      await page.keyboard.press(key);
      assert.deepEqual(await page.evaluate(inSight), [true, true], key);
    }
  });

function shortened(name: string): string {
  const whole = digest(name);
  return `${whole.slice(0, 19)}…${whole.slice(-4)}`;
}

test("an artifact shows its notice, what is in it, and only the tabs it fills", async (t) => {
  const { page, show, intents } = await open(t);
  await show(artifact);
  assert.deepEqual(await page.getByRole("tab").allTextContents(), ["Contents ", "Attached "]);
  await page.getByRole("note").filter({ hasText: "This is a Helm chart, not an image to run." }).waitFor();
  assert.equal(await page.getByRole("combobox").count(), 0);
  const table = page.getByRole("table", { name: "Contents, the largest first" });
  assert.deepEqual(await table.getByRole("row").allTextContents(), [
    "TitleDigestTypeShareSize",
    `${shortened("chart content")}application/vnd.cncf.helm.chart.content.v1.tar+gzip97.8 %48.2 kB`,
    `shop-2.4.0.tgz.prov${shortened("chart prov")}application/vnd.cncf.helm.chart.provenance.v1.prov2.2 %1.1 kB`,
  ]);
  await page.getByRole("link", { name: "https://shop.example.com/" }).click();
  await page.getByRole("button", { name: "Open the contents as text" }).click();
  assert.deepEqual(await intents(), [{ type: "openLink", link: 0 }, { type: "openContents" }]);
});
