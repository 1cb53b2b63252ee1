/**
 * Runs a module inside the extension host of a real VS Code, opened in Chromium; by itself the suite, and leaves its
 * counts: node test/vscode/host.ts COUNTS-FILE
 */
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { root } from "../setup.mjs";
import { launchChromium } from "../support/chromium.ts";
import { startBareServer } from "../support/vscodeServer.ts";
import { type Facts, factsVariable, type Result } from "./facts.ts";
import { report, withPreparations } from "./prepare.ts";

const deadline = 15 * 60_000;
const leftovers = join(root, "dist/failed-host");

async function main(countsFile: string | undefined): Promise<void> {
  const result = await runInHost<Result>(join(root, "dist/test/index.js"), hasFailed).catch(
    (failure: unknown): Result => ({ passed: 0, failed: 1, skipped: 0, failures: [String(failure)] }),
  );
  report(result);
  if (hasFailed(result)) console.error(`\nA picture of the window and the logs are in ${leftovers}.`);
  if (countsFile !== undefined) await writeFile(countsFile, JSON.stringify(result));
  process.exitCode = hasFailed(result) ? 1 : 0;
}

function hasFailed({ failed }: Result): boolean {
  return failed > 0;
}

/**
 * What the module's run() leaves in the result file. A picture and the logs stay behind when there is none, which is an
 * error, or when `isWrong` says so.
 */
export async function runInHost<T>(
  module: string,
  isWrong: (result: T) => boolean = () => false,
): Promise<T> {
  let result: T | undefined;
  await withPreparations(async ({ folder, facts, factsFile, settings }) => {
    const serverFolder = join(folder, "server");
    await mkdir(serverFolder);
    const env = { [factsVariable]: factsFile };
    const server = await startBareServer({ folder: serverFolder, settings, env });
    const logs = join(serverFolder, "data/logs");
    result = await runInBrowser(server.port, { module, facts, logs, isWrong }).finally(server.stop);
  });
  return result as T;
}

type Run<T> = {
  readonly module: string;
  readonly facts: Facts;
  readonly logs: string;
  readonly isWrong: (result: T) => boolean;
};

async function runInBrowser<T>(port: number, { module, facts, logs, isWrong }: Run<T>): Promise<T> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const log: string[] = [];
    page.on("console", (message) => log.push(message.text()));
    await page.goto(testAddress(port, module, facts.workspace));
    const text = await waitForResult(facts.resultFile, page);
    const result = text === undefined ? undefined : (JSON.parse(text) as T);
    if (result === undefined || isWrong(result)) await keepLeftovers(page, logs);
    if (result !== undefined) return result;
    throw new Error(
      `There is no result. The last lines of the browser's console:\n${log.slice(-40).join("\n")}`,
    );
  } finally {
    await browser.close();
  }
}

function testAddress(port: number, module: string, workspace: string): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(root)],
    ["extensionTestsPath", remote(module)],
  ];
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

async function waitForResult(file: string, page: Page): Promise<string | undefined> {
  const giveUp = Date.now() + deadline;
  while (Date.now() < giveUp && !page.isClosed()) {
    if (existsSync(file)) return readFile(file, "utf8");
    await pause(200);
  }
  return undefined;
}

/** A picture and the logs, for a person to look at. */
async function keepLeftovers(page: Page, logs: string): Promise<void> {
  rmSync(leftovers, { recursive: true, force: true });
  mkdirSync(leftovers, { recursive: true });
  await page.screenshot({ path: join(leftovers, "window.png") });
  if (existsSync(logs)) cpSync(logs, join(leftovers, "logs"), { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv[2]);
