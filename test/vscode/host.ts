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
import { copyWorkspace, temporaryFolder } from "../support/folder.ts";
import { startBareServer } from "../support/vscodeServer.ts";
import { type Facts, factsVariable, type Result } from "./facts.ts";
import { startRegistries } from "./registries.ts";

const deadline = 15 * 60_000;
const leftovers = join(root, "dist/failed-host");

async function main(countsFile: string | undefined): Promise<void> {
  const folder = await temporaryFolder("host");
  const registries = await startRegistries();
  try {
    const facts = await writeFacts(folder.path, registries.facts);
    const result = await runInHost(folder.path, facts);
    report(result);
    if (countsFile !== undefined) await writeFile(countsFile, JSON.stringify(result));
    process.exitCode = result.failed > 0 ? 1 : 0;
  } finally {
    await registries.stop();
    await folder.remove();
  }
}

async function writeFacts(folder: string, registries: NonNullable<Facts["registries"]>): Promise<Facts> {
  const workspace = join(folder, "workspace");
  const facts: Facts = { resultFile: join(folder, "result.json"), workspace, registries };
  const { open, htpasswd, token } = registries;
  const words = { OPEN_REGISTRY: open.host, HTPASSWD_REGISTRY: htpasswd.host, TOKEN_REGISTRY: token.host };
  await copyWorkspace(join(root, "test/vscode/workspace"), workspace, words);
  await writeFile(join(folder, "facts.json"), JSON.stringify(facts));
  return facts;
}

async function runInHost(folder: string, facts: Facts): Promise<Result> {
  const serverFolder = join(folder, "server");
  await mkdir(serverFolder);
  const registries =
    facts.registries === undefined ? [] : [{ kind: "oci", url: facts.registries.open.url, name: "Open" }];
  const server = await startBareServer({
    folder: serverFolder,
    settings: { "mooring.registries": registries },
    env: { [factsVariable]: join(folder, "facts.json") },
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const log: string[] = [];
    page.on("console", (message) => log.push(message.text()));
    await page.goto(testAddress(server.port, facts.workspace));
    const result = await waitForResult(facts.resultFile, page, log);
    if (result.failed > 0) await keepLeftovers(page, join(serverFolder, "data/logs"));
    return result;
  } finally {
    await browser.close();
    await server.stop();
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

function report(result: Result): void {
  for (const failure of result.failures) console.error(`\n✖ ${failure}`);
  if (result.failed > 0) console.error(`\nA picture of the window and the logs are in ${leftovers}.`);
}

await main(process.argv[2]);
