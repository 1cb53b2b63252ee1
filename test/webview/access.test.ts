import assert from "node:assert/strict";
import { test } from "node:test";
import { useWebviews } from "./browser.ts";
import { failed, manyLayers, nginx, oneLayer } from "./states.ts";

const open = useWebviews();

test("U09: everything has a role and a name", async (t) => {
  const { page, show } = await open(t);
  await show(oneLayer);
  assert.equal(await page.locator("main").ariaSnapshot(), "");
});

test("U09: the keyboard reaches each control once, in reading order", async (t) => {
  const { page, show } = await open(t);
  await show(nginx());
  const stops: string[] = [];
  for (let press = 0; press < 20; press++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return undefined;
      return (
        element.getAttribute("aria-label") ??
        element.getAttribute("aria-labelledby") ??
        element.textContent ??
        ""
      );
    });
    if (stop === undefined) break;
    stops.push(stop.slice(0, 40));
  }
  assert.deepEqual(stops, []);
});

for (const [name, size] of [
  ["400 px", { width: 400, height: 800 }],
  ["500 px", { width: 500, height: 800 }],
  ["1280 px at 200%", { width: 640, height: 320 }],
] as const)
  test(`U09: at ${name} nothing needs scrolling sideways or is cut off`, async (t) => {
    const { page, show } = await open(t, { size });
    for (const state of [nginx(), manyLayers(), failed]) {
      await show(state);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(width, size.width);
      const outside = await page.evaluate(() =>
        [
          ...document.querySelectorAll(
            ".details button, .details vscode-button, .details h1, .details dd, .segment",
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

test("U09: the page follows a change of theme", async (t) => {
  const { page, show } = await open(t);
  await show(nginx());
  const colour = () =>
    page.evaluate(() => getComputedStyle(document.querySelector("vscode-button") ?? document.body).color);
  const before = await colour();
  await page.evaluate(() => {
    document.documentElement.style.setProperty("--vscode-button-foreground", "rgb(1, 2, 3)");
    document.body.classList.replace("vscode-dark", "vscode-light");
  });
  await page.waitForFunction(
    () => getComputedStyle(document.querySelector("vscode-button") ?? document.body).color === "rgb(1, 2, 3)",
  );
  assert.notEqual(before, "rgb(1, 2, 3)");
});

test("U09: without colours the selected layer still stands out", async (t) => {
  const { page, show } = await open(t, { theme: "highContrast" });
  await page.emulateMedia({ forcedColors: "active" });
  await show(nginx());
  const look = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.notEqual(await look(".segment[aria-selected=true]"), await look(".segment[aria-selected=false]"));
  assert.notEqual(await look(".step[aria-selected=true]"), await look(".step[aria-selected=false]"));
  await page.emulateMedia({ forcedColors: "none" });
  const weight = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).fontWeight);
  assert.equal(await weight(".segment[aria-selected=true]"), "600");
  assert.equal(await weight(".segment[aria-selected=false]"), "400");
});
