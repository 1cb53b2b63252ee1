import assert from "node:assert/strict";
import { test } from "node:test";
import { useWebviews } from "./browser.ts";
import { nginx } from "./states.ts";

const open = useWebviews("main");

test("the pane beside the layers is resized by keyboard and mouse, within bounds, and reset", async (t) => {
  const { page, show, seen } = await open(t);
  await show(nginx());
  const separator = page.getByRole("separator", { name: "Width of the details" });
  const pane = async () =>
    Math.round((await page.locator("aside.pane[aria-label='Selected step']").boundingBox())?.width ?? 0);
  const value = async () => Number(await separator.getAttribute("aria-valuenow"));
  assert.deepEqual([await pane(), await value()], [330, 330]);
  await separator.focus();
  for (const [key, width] of [
    ["ArrowLeft", 346],
    ["ArrowRight", 330],
    ["Home", 220],
    ["ArrowRight", 220],
    ["End", 920],
    ["Enter", 330],
  ] as const) {
    await page.keyboard.press(key);
    assert.deepEqual([await pane(), await value()], [width, width], key);
  }
  const box = await separator.boundingBox();
  assert.ok(box);
  const [x, y] = [box.x + box.width / 2, box.y + 30];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 100, y, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(x - 300, y);
  assert.equal(await pane(), 430);
  assert.equal(((await seen()).saved as { pane: number }).pane, 430);
  await show(nginx("linux/arm64/v8"));
  assert.equal(await pane(), 430);
  await separator.dblclick();
  assert.equal(await pane(), 330);
});

test("U06: the width comes back after a reload, as far as there is room; a strange one is none", async (t) => {
  for (const [saved, width] of [
    [500, 500],
    [5000, 920],
    ["wide", 330],
    [Number.NaN, 330],
  ] as const) {
    const { page, show } = await open(t, { saved: { pane: saved } });
    await show(nginx());
    assert.equal(
      Math.round((await page.locator("aside.pane[aria-label='Selected step']").boundingBox())?.width ?? 0),
      width,
    );
  }
});

test("U09: where there is no room for both, the pane lies below, and there is nothing to drag", async (t) => {
  const { page, show } = await open(t, { size: { width: 640, height: 640 }, saved: { pane: 500 } });
  await show(nginx());
  assert.equal(await page.getByRole("separator").count(), 0);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 640);
});
