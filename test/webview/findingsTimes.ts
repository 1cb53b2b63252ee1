/** How long the page takes for a long report: for the bench. */
import assert from "node:assert/strict";
import type { PageTimes } from "../bench/findingsPage.ts";
import { launchChromium } from "../support/chromium.ts";
import { bundleWebview, openWebview } from "./browser.ts";
import { found, rowsOf } from "./findingStates.ts";
import { nginxLike } from "./states.ts";

const texts = ["libssl", "CVE-2024-1", "CVE-2024-12 lib", "perl", "node_modules"];
const columns = ["id", "package", "installed", "fixed", "severity"];

/** Shows so many findings, filters and sorts them. */
export async function findingsTimes(many: number): Promise<PageTimes> {
  const [browser, bundle] = await Promise.all([launchChromium(), bundleWebview("main")]);
  try {
    const saved = { tab: "findings" };
    const { page, show, troubles } = await openWebview(browser, bundle, { saved });
    await show(nginxLike({}, { findings: found(many) }));
    // To bring the rows into the page takes longer than all else, and is no part of it.
    await page.evaluate(
      (rows) => Object.assign(globalThis, { rows: new TextEncoder().encode(rows) }),
      Buffer.from(rowsOf(many).rows).toString(),
    );
    const session = await page.context().newCDPSession(page);
    const heap = async () => {
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Runtime.getHeapUsage")).usedSize;
    };
    const before = await heap();
    const arrived = await page.evaluate(showRows, rowsOf(0).report);
    await page.locator("[data-line='0']").waitFor();
    const kept = (await heap()) - before;
    const filtered: number[] = [];
    for (const text of texts) {
      filtered.push(await page.evaluate(typeText, text));
      assert.match((await page.locator(".report .faint[role=status]").textContent()) ?? "", /findings shown/);
      await page.evaluate(typeText, "");
    }
    const sorted: number[] = [];
    for (const column of columns) {
      sorted.push(await page.evaluate(pressHead, column));
      assert.equal(await page.locator(`.head-${column}`).getAttribute("aria-sort"), "ascending");
    }
    assert.deepEqual(troubles, []);
    return { ...arrived, kept, filtered, sorted };
  } finally {
    await browser.close();
  }
}

async function showRows(report: string): Promise<Pick<PageTimes, "shown" | "parsed">> {
  const { rows } = globalThis as unknown as { rows: Uint8Array };
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const first = performance.now();
  JSON.parse(new TextDecoder().decode(rows));
  const start = performance.now();
  const arrival = new Promise((resolve) => addEventListener("message", resolve, { once: true }));
  postMessage({ type: "findings", report, rows }, "*");
  await arrival;
  await frame();
  await frame();
  return { parsed: start - first, shown: performance.now() - start };
}

async function typeText(text: string): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const field = document.querySelector<HTMLInputElement>("[data-key='filter-text']");
  if (field === null) throw new Error("no filter");
  const start = performance.now();
  field.value = text;
  field.dispatchEvent(new Event("input"));
  await frame();
  await frame();
  return performance.now() - start;
}

async function pressHead(column: string): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const button = document.querySelector<HTMLElement>(`[data-key='sort-${column}']`);
  if (button === null) throw new Error(`no column ${column}`);
  const start = performance.now();
  button.click();
  await frame();
  await frame();
  return performance.now() - start;
}
