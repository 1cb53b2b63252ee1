/** What a person does in VS Code's window with mouse and keyboard. */
import type { Locator, Page } from "playwright-core";

/** Chooses from the list of a question. */
export async function choose(page: Page, label: string): Promise<void> {
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: label }).first().click();
}

/** Types into the question that says `prompt`, and accepts it. */
export async function answer(page: Page, prompt: string, text: string): Promise<void> {
  await typeInto(page, prompt, text);
  await page.keyboard.press("Enter");
}

/** Types into the question that says `prompt`, in these very letters: an answer to the one before may say it, too. */
export async function typeInto(page: Page, prompt: string, text: string): Promise<void> {
  const words = new RegExp(prompt.replaceAll(".", "\\."));
  const widget = page.locator(".quick-input-widget").filter({ hasText: words });
  await widget.locator("input:not([type=checkbox])").first().fill(text);
}

/** What a row's menu offers; the menu stays open. */
export async function menuOf(page: Page, row: Locator): Promise<readonly string[]> {
  await row.click({ button: "right" });
  const entries = page.locator(".monaco-menu .action-label:not(.separator)");
  await entries.first().waitFor();
  return entries.allInnerTexts();
}

/**
 * Opens a row's menu, which then has the entry. Something that comes to the front, or a row that is drawn anew, closes the
 * menu: a person opens it again, and so does this.
 */
export async function openMenu(page: Page, row: Locator, label: string): Promise<Locator> {
  const entry = page.locator(".monaco-menu .action-item").filter({ hasText: label });
  for (let tries = 0; tries < 5 && !(await entry.isVisible()); tries++) {
    await row.click({ button: "right" });
    // Not before: in a tree it would forget which rows are selected.
    await entry.waitFor({ timeout: 5000 }).catch(() => page.keyboard.press("Escape"));
  }
  await entry.waitFor();
  return entry;
}

/** Opens a row's menu and chooses from it by keyboard. */
export async function chooseInMenu(page: Page, row: Locator, label: string): Promise<void> {
  const focused = page.locator(".monaco-menu .action-item.focused").filter({ hasText: label });
  for (let tries = 0; tries < 5; tries++) {
    const entry = await openMenu(page, row, label);
    while (await entry.isVisible()) {
      if (await focused.isVisible()) return page.keyboard.press("Enter");
      await page.keyboard.press("ArrowDown");
    }
  }
  throw new Error(`The menu with "${label}" does not stay open.`);
}

/** The question that stands in the way of everything else. */
export function dialog(page: Page): Locator {
  return page.locator(".monaco-dialog-box");
}

/** Presses a button of the question, which goes away. */
export async function pressInDialog(page: Page, button: string): Promise<void> {
  await dialog(page).getByRole("button", { name: button, exact: true }).click();
  await dialog(page).waitFor({ state: "detached" });
}

/** Opens a row unless it is open. The row may be drawn anew meanwhile. */
export async function openRow(page: Page, row: Locator): Promise<void> {
  await row.click();
  if ((await row.getAttribute("aria-expanded")) !== "true") await page.keyboard.press("ArrowRight");
  await row.and(page.locator("[aria-expanded=true]")).waitFor();
}

/**
 * Points at a row as if for the first time, so that its tooltip shows up; gives the tooltip with the text. A row that is
 * drawn anew loses its tooltip: a person points again, and so does this.
 */
export async function tooltipOf(page: Page, row: Locator, text: string): Promise<Locator> {
  const tooltip = page.locator(".monaco-hover").filter({ hasText: text });
  for (let tries = 0; tries < 5 && !(await tooltip.isVisible()); tries++) {
    await page.mouse.move(0, 0);
    await row.hover();
    await tooltip.waitFor({ timeout: 4000 }).catch(() => {});
  }
  await tooltip.waitFor();
  return tooltip;
}

/** Closes all rows. */
export async function collapseAll(page: Page): Promise<void> {
  await page.locator(".composite.title").filter({ hasText: "Mooring" }).hover();
  await page.getByRole("button", { name: "Collapse All" }).first().click();
  await page.locator(".monaco-list-row[aria-expanded=true]").first().waitFor({ state: "detached" });
}
