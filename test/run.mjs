/**
 * npm test [-- SUITE...]: sets up what is missing, then runs the suites (all of them when none is named).
 * The last line is `N passed, N failed`; a suite that cannot run, or runs no test, counts as failed. Only what needs
 * Go is left out, and said to be, on a machine without it.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { buildGoServers, findGo } from "./goServers.mjs";
import {
  installBrowser,
  installGoTools,
  installMoto,
  installPackages,
  installRegistryTools,
  installServer,
  NotHere,
  root,
  SetUpError,
} from "./setup.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const results = mkdtempSync(join(tmpdir(), "mooring-results-"));
const ownSuites = ["webview", "registry", "servers", "vscode", "ui"];
const notTests = ["bench", "demo", "support"];

/** @type {Record<string, () => Counts>} */
const suites = {
  types: () => check("tsc", "-p", "."),
  "webview-types": () => check("tsc", "-p", "webview"),
  "webview-test-types": () => check("tsc", "-p", "test/webview"),
  lint: () => check("biome", "check"),
  build: () => check("node", "esbuild.mjs"),
  unit: () =>
    nodeTests(
      "unit",
      testFiles().filter((path) => !ownSuites.includes(firstFolder(path))),
    ),
  webview: () => {
    installBrowser();
    return nodeTests("webview", testFilesIn("webview"));
  },
  registry: () => {
    installRegistryTools();
    installMoto();
    return nodeTests("registry", testFilesIn("registry"));
  },
  servers: () => {
    findGo();
    installGoTools();
    installRegistryTools();
    buildGoServers();
    return nodeTests("servers", testFilesIn("servers"));
  },
  vscode: () => {
    installRegistryTools();
    installServer();
    installBrowser();
    return counted("vscode", (file) => ["node", join("test", "vscode", "host.ts"), file]);
  },
  package: () => check("npm", "run", "package"),
  ui: () => {
    installRegistryTools();
    installServer();
    installBrowser();
    // One window at a time: menus and focus depend on when things come.
    return nodeTests("ui", testFilesIn("ui"), "--test-concurrency=1", "--test-timeout=1200000");
  },
};

/** Suites that run what another one makes. @type {Record<string, string[]>} */
const prerequisites = { vscode: ["build"], ui: ["package"] };

/** @param {string} path */
function firstFolder(path) {
  return relative(join(root, "test"), path).split(/[\\/]/)[0] ?? "";
}

function testFiles() {
  const paths = readdirSync(join(root, "test")).filter((name) => !notTests.includes(name));
  return paths.flatMap((name) => (name.endsWith(".test.ts") ? [join(root, "test", name)] : filesBelow(name)));
}

/** @param {string} folder */
function testFilesIn(folder) {
  return testFiles().filter((path) => firstFolder(path) === folder);
}

/** @param {string} name */
function filesBelow(name) {
  const folder = join(root, "test", name);
  if (name.includes(".") || name === "vscode") return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((path) => path.endsWith(".test.ts")).map((path) => join(folder, path));
}

/** @param {string[]} command @returns {Counts} */
function check(...command) {
  const ok = run(command) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** @param {string} suite @param {string[]} files @param {string[]} options */
function nodeTests(suite, files, ...options) {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const human = ["--test-reporter=dot", "--test-reporter-destination=stdout"];
  return counted(suite, (file) => [
    "node",
    "--test",
    "--test-timeout=300000",
    `--test-concurrency=${availableParallelism()}`,
    ...options,
    ...human,
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${file}`,
    ...files,
  ]);
}

const reporter = new URL("reporter.mjs", import.meta.url).href;

/**
 * Runs a command that leaves its counts in the file it is given.
 * @param {string} suite
 * @param {(file: string) => string[]} command
 * @returns {Counts}
 */
function counted(suite, command) {
  const file = join(results, `${suite}.json`);
  const status = run(command(file));
  try {
    const counts = JSON.parse(readFileSync(file, "utf8"));
    return status === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } catch {
    console.error(`The suite ${suite} ended with ${status} and left no counts.`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** @param {string[]} command */
function run([program = "", ...args]) {
  const options = /** @type {const} */ ({ cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  return spawnSync(program, args, options).status;
}

/** @param {string} name @param {() => Counts} suite @returns {Counts} */
function runSuite(name, suite) {
  console.log(`\n== ${name}`);
  const started = Date.now();
  let counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = suite();
  } catch (error) {
    if (error instanceof NotHere) {
      console.log(`${name}: not run. ${error.message}`);
      return counts;
    }
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
  }
  const { passed, failed, skipped } = counts;
  if (passed + failed === 0) counts = { ...counts, failed: 1 };
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const note = passed + failed === 0 ? " (no test ran, which counts as failed)" : "";
  console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s${note}`);
  return counts;
}

function chosenSuites() {
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !(name in suites));
  if (unknown.length > 0) {
    console.error(`No such suite: ${unknown.join(", ")}. There are ${Object.keys(suites).join(", ")}.`);
    process.exit(2);
  }
  const wanted = new Set(named.flatMap((name) => [...(prerequisites[name] ?? []), name]));
  return Object.entries(suites).filter(([name]) => named.length === 0 || wanted.has(name));
}

function main() {
  const chosen = chosenSuites();
  let [passed, failed] = [0, 0];
  try {
    installPackages();
    for (const [name, suite] of chosen) {
      const counts = runSuite(name, suite);
      passed += counts.passed;
      failed += counts.failed;
    }
  } catch (error) {
    console.error(error instanceof SetUpError ? error.message : error);
    failed += 1;
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

main();
