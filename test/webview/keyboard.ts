import type { Page } from "playwright-core";

/** What the Tab key reaches, by its label, key or text, until it leaves the page. */
export async function tabStops(page: Page): Promise<readonly string[]> {
  const stops: string[] = [];
  for (let press = 0; press < 20; press++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return undefined;
      return element.getAttribute("aria-label") ?? element.dataset["key"] ?? element.textContent ?? "";
    });
    if (stop === undefined) break;
    stops.push(stop);
  }
  return stops;
}
