/**
 * Runs the suite inside the extension host of a real VS Code, opened in Chromium, and leaves its counts.
 * node test/vscode/host.ts COUNTS-FILE
 */
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import { root } from "../setup.mjs";
import { launchChromium } from "../support/chromium.ts";
import { startBareServer } from "../support/vscodeServer.ts";
import { type Facts, factsVariable, type Result } from "./facts.ts";
import { report, withPreparations } from "./prepare.ts";

const deadline = 15 * 60_000;
const leftovers = join(root, "dist/failed-host");

async function main(countsFile: string | undefined): Promise<void> {
  await withPreparations(async ({ folder, facts, factsFile, settings }) => {
    const serverFolder = join(folder, "server");
    await mkdir(serverFolder);
    const env = { [factsVariable]: factsFile };
    const server = await startBareServer({ folder: serverFolder, settings, env });
    const result = await runInBrowser(server.port, facts, join(serverFolder, "data/logs")).finally(
      server.stop,
    );
    report(result);
    if (result.failed > 0) console.error(`\nA picture of the window and the logs are in ${leftovers}.`);
    if (countsFile !== undefined) await writeFile(countsFile, JSON.stringify(result));
    process.exitCode = result.failed > 0 ? 1 : 0;
  });
}

async function runInBrowser(port: number, facts: Facts, logs: string): Promise<Result> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const log: string[] = [];
    page.on("console", (message) => log.push(message.text()));
    await page.goto(testAddress(port, facts.workspace));
    const result = await waitForResult(facts.resultFile, page, log);
    if (result.failed > 0) await keepLeftovers(page, logs);
    return result;
  } finally {
    await browser.close();
  }
}

function testAddress(port: number, workspace: string): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(root)],
    ["extensionTestsPath", remote(join(root, "dist/test/index.js"))],
  ];
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

async function waitForResult(file: string, page: Page, log: readonly string[]): Promise<Result> {
  const giveUp = Date.now() + deadline;
  while (Date.now() < giveUp && !page.isClosed()) {
    if (existsSync(file)) return JSON.parse(await readFile(file, "utf8")) as Result;
    await pause(200);
  }
  const failure = `The suite left no result. The last lines of the browser's console:\n${log.slice(-40).join("\n")}`;
  return { passed: 0, failed: 1, skipped: 0, failures: [failure] };
}

/** A picture and the logs, for a person to look at. */
async function keepLeftovers(page: Page, logs: string): Promise<void> {
  rmSync(leftovers, { recursive: true, force: true });
  mkdirSync(leftovers, { recursive: true });
  await page.screenshot({ path: join(leftovers, "window.png") });
  if (existsSync(logs)) cpSync(logs, join(leftovers, "logs"), { recursive: true });
}

await main(process.argv[2]);
