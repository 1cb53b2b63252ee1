import type { Workbench } from "./workbench.ts";

/** Themes by the names in the picker, each with the classes that the workbench and a webview have then. */
export const themes = [
  { name: "Light Modern", kind: "vs", webview: "vscode-light" },
  { name: "Dark High Contrast", kind: "hc-black", webview: "vscode-high-contrast" },
  { name: "Dark Modern", kind: "vs-dark", webview: "vscode-dark" },
] as const;

/** Picks a colour theme as a person would. */
export async function chooseTheme(
  { page }: Pick<Workbench, "page">,
  { name, kind }: (typeof themes)[number],
): Promise<void> {
  const input = page.locator(".quick-input-widget input[type=text]").first();
  const entry = (label: string) =>
    page.locator(".quick-input-list .monaco-list-row").filter({ hasText: label }).first();
  await page.keyboard.press("F1");
  await input.fill(">Preferences: Color Theme");
  await entry("Preferences: Color Theme").click();
  await page.locator(".quick-input-widget input[placeholder*='Color Theme']").waitFor();
  await input.fill(name);
  await entry(name).click();
  await input.waitFor({ state: "hidden" });
  await page.locator(`.monaco-workbench.${kind}`).waitFor();
}
