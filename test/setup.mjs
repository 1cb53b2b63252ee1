/**
 * Gets a fresh machine ready for the tests and the demo: npm packages, Node 24, Debian packages, moto (AWS's API on
 * loopback), a real VS Code.
 * Runs on the machine's own Node (20 or later) before anything is installed, so it uses nothing but Node.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const serverFolder = join(root, "test", "vscode", "server");
const motoFolder = join(root, "node_modules", ".cache", "moto");

/**
 * What the machine itself has to have: one of the programs, from this Debian package.
 * @typedef {{ programs: string[], debian: string }} Requirement
 */

/** @type {Record<"registry" | "moto" | "server" | "browser" | "go" | "bench", Requirement[]>} */
const requirements = {
  registry: [
    { programs: ["docker-registry"], debian: "docker-registry" },
    { programs: ["htpasswd"], debian: "apache2-utils" },
    { programs: ["skopeo"], debian: "skopeo" },
    { programs: ["buildah"], debian: "buildah" },
    { programs: ["umoci"], debian: "umoci" },
    { programs: ["zstd"], debian: "zstd" },
    { programs: ["openssl"], debian: "openssl" },
    { programs: ["docker-credential-pass"], debian: "golang-docker-credential-helpers" },
    { programs: ["pass"], debian: "pass" },
    { programs: ["gpg"], debian: "gnupg" },
  ],
  moto: [{ programs: ["python3"], debian: "python3" }],
  server: [
    { programs: ["g++"], debian: "g++" },
    { programs: ["make"], debian: "make" },
    { programs: ["python3"], debian: "python3" },
    { programs: ["krb5-config"], debian: "libkrb5-dev" },
  ],
  // Gitea's database is in C, and Gitea does not start without git.
  go: [
    { programs: ["gcc"], debian: "gcc" },
    { programs: ["git"], debian: "git" },
  ],
  browser: [{ programs: ["chromium", "chromium-browser", "google-chrome"], debian: "chromium" }],
  bench: [
    { programs: ["debootstrap"], debian: "debootstrap" },
    { programs: ["curl"], debian: "curl" },
  ],
};

/** What was missing and how to get it; shown without a stack. */
export class SetUpError extends Error {}

/** What this machine lacks, and may: the suite is not run, which is no failure. */
export class NotHere extends Error {}

/** Installs the npm packages if they are missing or older than the lockfile, and puts Node 24 first on PATH. */
export function installPackages() {
  npmCiWhenOld(root);
  const bin = join(root, "node_modules", ".bin");
  const path = process.env["PATH"] ?? "";
  if (!path.startsWith(bin)) process.env["PATH"] = `${bin}${delimiter}${path}`;
}

/** Real registries and the tools to fill and cross-check them. */
export function installRegistryTools() {
  installPrograms(requirements.registry);
}

/** moto's server, wherever it is. */
export function motoServer() {
  return findProgram(["moto_server"]) ?? join(motoFolder, "bin", "moto_server");
}

/** AWS's API on loopback, in a folder of its own below node_modules, unless the machine has it. */
export function installMoto() {
  if (isExecutable(motoServer())) return;
  installPrograms(requirements.moto);
  const hasVenv = () => spawnSync("python3", ["-c", "import ensurepip, venv"]).status === 0;
  if (!hasVenv()) installDebian(["python3-venv"]);
  if (!hasVenv())
    throw new SetUpError("Python's venv is missing. On Debian or Ubuntu: sudo apt-get install python3-venv");
  rmSync(motoFolder, { recursive: true, force: true });
  run("python3", ["-m", "venv", motoFolder], root);
  const list = join(root, "test", "registry", "moto.txt");
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", list];
  run(join(motoFolder, "bin", "python3"), pip, root);
}

/** What building Go's servers and running them needs beside Go itself. */
export function installGoTools() {
  installPrograms(requirements.go);
}

/** What makes a real layer and lists it beside us. */
export function installBenchTools() {
  installPrograms(requirements.bench);
}

/** A browser that the tests open VS Code in. */
export function installBrowser() {
  installPrograms(requirements.browser);
}

/** VS Code as a server. */
export function installServer() {
  if (process.platform === "win32")
    throw new SetUpError(
      "The VS Code server runs on Linux and macOS only; on Windows use `npm run test:electron`.",
    );
  installPrograms(requirements.server);
  npmCiWhenOld(serverFolder, nodeHeaders());
}

/** The headers that native modules are built against come with the npm package of Node, so nothing is downloaded. */
function nodeHeaders() {
  const packages = join(root, "node_modules", "node", "node_modules");
  const folders = existsSync(packages) ? readdirSync(packages).map((name) => join(packages, name)) : [];
  const found = folders.find((folder) => existsSync(join(folder, "include", "node", "node_api.h")));
  return found === undefined ? {} : { npm_config_nodedir: found };
}

/** @param {string} folder @param {NodeJS.ProcessEnv} environment */
function npmCiWhenOld(folder, environment = {}) {
  const installed = join(folder, "node_modules", ".package-lock.json");
  const lockfile = join(folder, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  // Under `npm test` this names the Node that npm was started with, and code-server's set-up goes by it.
  const agent = { npm_config_user_agent: undefined };
  run("npm", ["ci"], folder, { ...environment, ...agent });
}

/** @param {Requirement[]} required */
function installPrograms(required) {
  const missing = () => required.filter(({ programs }) => findProgram(programs) === undefined);
  if (missing().length === 0) return;
  const packages = missing().map(({ debian }) => debian);
  installDebian(packages);
  const names = missing().map(({ programs }) => programs.join(" or "));
  if (names.length === 0) return;
  const install = `apt-get install ${installOptions.join(" ")} ${packages.join(" ")}`;
  throw new SetUpError(
    `Not found on this machine: ${names.join(", ")}.\nOn Debian or Ubuntu: sudo apt-get update && sudo ${install}`,
  );
}

const installOptions = ["--yes", "--no-install-recommends"];

/** As root on Debian; elsewhere it is for the person. @param {string[]} packages */
function installDebian(packages) {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  run("apt-get", ["update"], root);
  run("apt-get", ["install", ...installOptions, ...packages], root, { DEBIAN_FRONTEND: "noninteractive" });
}

/** The full path of the first of the programs that is on PATH. @param {string[]} names */
export function findProgram(names) {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} command @param {string[]} args @param {string} cwd @param {NodeJS.ProcessEnv} environment */
function run(command, args, cwd, environment = {}) {
  console.log(`\n${command} ${args.join(" ")} (in ${cwd})`);
  const env = { ...process.env, ...environment };
  // On Windows npm is a script, which only a shell runs.
  const { status, error } = spawnSync(command, args, {
    cwd,
    env,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0)
    throw new SetUpError(
      `${command} ${args.join(" ")} failed: ${error?.message ?? `it ended with ${status}`}`,
    );
}
