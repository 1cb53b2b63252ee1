/** What VS Code calls in the extension host: runs the bundled suite with mocha and leaves the result in a file. */
import { readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Mocha from "mocha";
import * as vscode from "vscode";
import { type Result, readFacts } from "./facts.ts";

export async function run(): Promise<void> {
  const result = await runSuite();
  const { resultFile } = readFacts();
  await writeFile(`${resultFile}.part`, JSON.stringify(result));
  await rename(`${resultFile}.part`, resultFile);
  if (result.failed > 0) throw new Error(`${result.failed} tests failed.\n${result.failures.join("\n\n")}`);
}

async function runSuite(): Promise<Result> {
  try {
    // VS Code in the browser saves by itself after a second, and tests look at what is not saved.
    const settings = vscode.workspace.getConfiguration("files");
    await settings.update("autoSave", "off", vscode.ConfigurationTarget.Global);
    const mocha = new Mocha({ ui: "bdd", timeout: 60_000, reporter: "spec", color: false });
    const folder = fileURLToPath(new URL("suite", import.meta.url));
    const names = await readdir(folder, { recursive: true });
    for (const name of names.filter((path) => path.endsWith(".test.js")).sort())
      mocha.addFile(join(folder, name));
    await mocha.loadFilesAsync();
    return await outcome(mocha);
  } catch (failure) {
    return { passed: 0, failed: 1, skipped: 0, failures: [describeFailure("loading the suite", failure)] };
  }
}

function outcome(mocha: Mocha): Promise<Result> {
  let [passed, skipped] = [0, 0];
  const failures: string[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve({ passed, failed: failures.length, skipped, failures }));
    runner.on("pass", () => {
      passed += 1;
    });
    runner.on("pending", () => {
      skipped += 1;
    });
    runner.on("fail", (test, failure) => failures.push(describeFailure(test.fullTitle(), failure)));
  });
}

function describeFailure(title: string, failure: unknown): string {
  return `${title}\n${failure instanceof Error ? failure.stack : String(failure)}`;
}
