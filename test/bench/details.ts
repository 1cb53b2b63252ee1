import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { root } from "../setup.mjs";
import { startRegistry } from "../support/dockerRegistry.ts";
import { typeInto } from "../support/hands.ts";
import { commonPlatforms, makeIndex, makePlatforms } from "../support/images.ts";
import { push } from "../support/push.ts";
import { startRecordingProxy } from "../support/recordingProxy.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";
import { count, median, milliseconds, ratio, type Section } from "./figures.ts";
import { type Rig, roundTrip } from "./rig.ts";

const rounds = 5;

/** How long a person waits for the picture of an image, beside VS Code's own preview of a file of three words. */
export async function details(rig: Pick<Rig, "folder">): Promise<Section> {
  spawnSync("npm", ["run", "package"], { cwd: root, stdio: "ignore", shell: process.platform === "win32" });
  const folder = join(rig.folder, "details");
  await mkdir(folder);
  const names = Array.from({ length: rounds }, (_, number) => `app-${number}`);
  for (const name of names) await writeFile(join(folder, `${name}.md`), "# Three words here\n");
  const registry = await startRegistry();
  const proxy = await startRecordingProxy(registry.url, { delay: roundTrip });
  for (const name of names) {
    const index = makeIndex(makePlatforms(commonPlatforms, { config: { Labels: { name } } }));
    await push({ url: registry.url, repository: name }, index, ["1"]);
  }
  const workbench = await openWorkbench({ folder });
  const look = async (name: string) => {
    proxy.requests.length = 0;
    const time = await openDetails(workbench, `${proxy.host}/${name}:1`);
    return { time, requests: proxy.requests.length };
  };
  try {
    const previews: number[] = [];
    for (const name of names) previews.push(await openPreview(workbench, `${name}.md`));
    const cold = [];
    for (const name of names) cold.push(await look(name));
    const warm = [];
    for (const name of names) warm.push(await look(name));
    const preview = median(previews);
    const first = median(cold.map(({ time }) => time));
    const again = median(warm.map(({ time }) => time));
    return {
      title: `Image details in VS Code, the registry ${roundTrip} ms away`,
      figures: [
        // Index, manifest, configuration.
        count("requests of the first look (least possible 3)", most(cold), 3),
        count("requests of the second look", most(warm), 0),
        milliseconds("from Enter to the picture", first),
        milliseconds("  the second time", again),
        milliseconds("  VS Code's preview of a Markdown file", preview),
        ratio("  ratio of the first look, its three round trips included", first, preview, 2),
        ratio("  ratio of the second look", again, preview, 1.5),
      ],
    };
  } finally {
    await workbench.close();
    await proxy.stop();
    await registry.stop();
  }
}

function most(looks: readonly { readonly requests: number }[]): number {
  return Math.max(...looks.map(({ requests }) => requests));
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
