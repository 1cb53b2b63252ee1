import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { root } from "../setup.mjs";
import { typeInto } from "../support/hands.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";
import { count, median, milliseconds, ratio, type Section } from "./figures.ts";
import { type Asked, login, type Rig, roundTrip } from "./rig.ts";

const rounds = 5;

/** How long a person waits for the picture of an image, beside VS Code's own preview of a file of three words. */
export async function details(rig: Rig): Promise<Section> {
  spawnSync("npm", ["run", "package"], { cwd: root, stdio: "ignore", shell: process.platform === "win32" });
  const names = Array.from({ length: rounds }, (_, number) => `details/app-${number}`);
  for (const name of names) await rig.fill(name, ["1"]);
  const folder = join(rig.folder, "details");
  await mkdir(folder);
  const files = names.map((_, number) => `note-${number}.md`);
  for (const file of files) await writeFile(join(folder, file), "# Three words here\n");
  const workbench = await openWorkbench({ folder, dockerLogins: { [rig.host]: login } });
  try {
    const previews: number[] = [];
    for (const file of files) previews.push(await openPreview(workbench, file));
    const open = (name: string) => rig.counted(() => openDetails(workbench, `${rig.host}/${name}:1`));
    const cold = [];
    for (const name of names) cold.push(await open(name));
    const warm = [];
    for (const name of names) warm.push(await open(name));
    const preview = median(previews);
    const [first, again] = [cold, warm].map((opened) => median(opened.map(({ result }) => result)));
    return {
      title: `Image details in VS Code, the registry ${roundTrip} ms away`,
      figures: [
        count("requests of the first look (least possible 3)", most(cold.map(({ asked }) => asked)), 3),
        count("requests of the second look", most(warm.map(({ asked }) => asked)), 0),
        milliseconds("from Enter to the picture", first ?? Number.NaN),
        milliseconds("  the second time", again ?? Number.NaN),
        milliseconds("  VS Code's preview of a Markdown file", preview),
        ratio(
          "  ratio of the first look, its three round trips and their login included",
          first ?? 0,
          preview,
          2,
        ),
        ratio("  ratio of the second look", again ?? 0, preview, 1.5),
      ],
    };
  } finally {
    await workbench.close();
  }
}

/** What learning to log in costs is not counted: a challenge, and a token for each repository. */
function most(asked: readonly Asked[]): number {
  return Math.max(...asked.map(({ heads, others }) => heads + others));
}

/** The milliseconds from the key until a person sees the heading. */
async function openPreview({ page, openFile, webview }: Workbench, file: string): Promise<number> {
  await openFile(file);
  await page.locator(".editor-instance .view-line").first().click();
  const heading = webview().getByRole("heading", { name: "Three words here" });
  const time = await pressed(page, "Control+Shift+v", heading);
  await closeEditor(page);
  return time;
}

/** The milliseconds from Enter until a person sees the tab of the layers, with which the picture comes. */
async function openDetails({ page, startCommand, webview }: Workbench, reference: string): Promise<number> {
  await startCommand("Mooring: Open Image Details");
  await typeInto(page, "The image to look at", reference);
  const time = await pressed(page, "Enter", webview().getByRole("tab", { name: /^Layers/ }));
  await closeEditor(page);
  return time;
}

async function closeEditor(page: Page): Promise<void> {
  await page.locator(".tab.active .tab-actions .action-label").click();
  await page.locator("iframe.webview.ready").waitFor({ state: "detached" });
}

async function pressed(page: Page, key: string, wanted: Locator): Promise<number> {
  const start = performance.now();
  await page.keyboard.press(key);
  await wanted.waitFor();
  return performance.now() - start;
}
