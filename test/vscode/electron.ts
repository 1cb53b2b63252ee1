/**
 * Runs the same suite in desktop VS Code, which @vscode/test-electron downloads: the oldest that the extension
 * promises to work in, then the newest.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { root } from "../setup.mjs";
import { isolatedHome } from "../support/vscodeServer.ts";
import { factsVariable, type Result } from "./facts.ts";
import { type Preparations, report, withPreparations } from "./prepare.ts";

async function versions(): Promise<readonly string[]> {
  const { engines } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    engines: { vscode: string };
  };
  return [engines.vscode.replace("^", ""), "stable"];
}

async function runIn(version: string, { folder, facts, factsFile, settings }: Preparations): Promise<Result> {
  const userData = join(folder, `user-${version}`);
  await mkdir(join(userData, "User"), { recursive: true });
  await writeFile(join(userData, "User/settings.json"), JSON.stringify(settings));
  await rm(facts.resultFile, { force: true });
  // It rejects when a test failed; what counts is the result file.
  const ended = await runTests({
    version,
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, "dist/test/index.js"),
    extensionTestsEnv: { ...isolatedHome(folder), [factsVariable]: factsFile },
    launchArgs: [
      facts.workspace,
      "--user-data-dir",
      userData,
      "--disable-extensions",
      "--disable-workspace-trust",
    ],
  }).catch(String);
  if (existsSync(facts.resultFile)) return JSON.parse(await readFile(facts.resultFile, "utf8")) as Result;
  return { passed: 0, failed: 1, skipped: 0, failures: [`VS Code ${version} left no result: ${ended}`] };
}

await withPreparations(async (preparations) => {
  for (const version of await versions()) {
    const result = await runIn(version, preparations);
    report(result);
    console.log(`VS Code ${version}: ${result.passed} passed, ${result.failed} failed`);
    if (result.failed > 0) process.exitCode = 1;
  }
});
