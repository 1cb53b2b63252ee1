/**
 * Registries that are to be had neither from npm nor as Debian packages, built by Go from their published modules. A
 * module is built where Go keeps it, so that its own go.mod and go.sum decide on all it needs.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { findProgram, NotHere, root, SetUpError } from "./setup.mjs";

/** Kept between runs, until npm packages are installed anew. */
const folder = join(root, "node_modules", ".cache", "mooring-servers");

/**
 * `sum` is that of the module's content, as go.sum has it.
 * @typedef {{ module: string, version: string, sum: string, package: string, options: string[] }} GoServer
 */

/** @type {Record<"registry" | "gitea", GoServer>} */
const servers = {
  registry: {
    module: "github.com/distribution/distribution/v3",
    version: "v3.1.1",
    sum: "h1:KUbk7C8CfaLXy8kbf/hGq9cad/wCoLB6dbWH6DMbmX0=",
    package: "./cmd/registry",
    options: ["-ldflags", "-s -w"],
  },
  gitea: {
    module: "code.gitea.io/gitea",
    version: "v1.25.5",
    sum: "h1:OfdT1TrOmAA+AVeY8S9CVU1jJfXIk8teXfiBgDeHEUI=",
    package: ".",
    options: ["-tags", "sqlite sqlite_unlock_notify", "-ldflags", "-s -w -X main.Version=1.25.5"],
  },
};

/** The path of a server's program. @param {keyof typeof servers} name */
export function goServer(name) {
  return join(folder, `${name}-${servers[name].version}`);
}

/** The folder of a server's sources, with the files that it reads as it runs. @param {keyof typeof servers} name */
export function goServerSources(name) {
  return `${goServer(name)}.sources`;
}

/** Throws NotHere on a machine without Go. */
export function findGo() {
  if (findProgram(["go"]) === undefined)
    throw new NotHere("Go is not on PATH, and distribution 3 and Gitea are built with it.");
}

/** Builds what is missing. */
export function buildGoServers() {
  mkdirSync(folder, { recursive: true });
  for (const name of /** @type {(keyof typeof servers)[]} */ (Object.keys(servers)))
    if (!existsSync(goServer(name)) || !existsSync(goServerSources(name))) build(name);
}

/** @param {keyof typeof servers} name */
function build(name) {
  const { module, version, sum, package: path, options } = servers[name];
  const { Dir, Sum } = JSON.parse(go("mod", "download", "-json", `${module}@${version}`));
  if (Sum !== sum)
    throw new SetUpError(`${module}@${version} is not what it was: its sum is ${Sum}, not ${sum}.`);
  rmSync(goServerSources(name), { force: true });
  symlinkSync(Dir, goServerSources(name));
  console.log(`\nBuilding ${module}@${version}, which takes some minutes the first time.`);
  go("build", "-C", Dir, "-mod=readonly", "-buildvcs=false", ...options, "-o", goServer(name), path);
}

/** Runs Go to its end and gives what it printed. @param {string[]} args */
function go(...args) {
  const { status, stdout, error } = spawnSync("go", args, {
    // Outside of any module, so that none of ours or of a person's workspace has a say.
    cwd: folder,
    env: { ...process.env, GOWORK: "off" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0)
    throw new SetUpError(
      `go ${args.join(" ")} failed: ${error?.message ?? `it ended with ${status}`}\n${stdout}`,
    );
  return stdout;
}
