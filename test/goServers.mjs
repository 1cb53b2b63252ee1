/**
 * Registries and scanners that are to be had neither from npm nor as Debian packages, built by Go from their published
 * modules. A module is built where Go keeps it, so that its own go.mod and go.sum decide on all it needs; so are the small
 * programs of ours that write the scanners' databases with the modules of the scanners.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { findProgram, NotHere, root, SetUpError } from "./setup.mjs";

/** Kept between runs, until npm packages are installed anew. */
const folder = join(root, "node_modules", ".cache", "mooring-servers");

/**
 * `sum` is that of the module's content, as go.sum has it. `package` is one of the module, or a file of ours.
 * @typedef {{ module: string, version: string, sum: string, package: string, options: string[], experiment?: string }} GoServer
 */

const ownSources = join(root, "test", "support", "scanners");

// Both scanners with what Trivy's makers build it with, so that much is compiled once for both.
const trivy = {
  module: "github.com/aquasecurity/trivy",
  version: "v0.74.0",
  sum: "h1:B2/h1Aehsq/zykg0jxpWUlOX7e3UXpbxjZZs/0vNlC4=",
  experiment: "jsonv2",
};
const grype = {
  module: "github.com/anchore/grype",
  version: "v0.121.2",
  sum: "h1:t8eTlmy/XSrNwjoahWG+oUod1oCLL3KL48l/qwkzUQw=",
  experiment: "jsonv2",
};

/** @type {Record<"registry" | "gitea" | "trivy" | "trivyDatabase" | "grype" | "grypeDatabase", GoServer>} */
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
  trivy: {
    ...trivy,
    package: "./cmd/trivy",
    options: ["-trimpath", "-ldflags", "-s -w -X github.com/aquasecurity/trivy/pkg/version/app.ver=0.74.0"],
  },
  trivyDatabase: { ...trivy, package: join(ownSources, "trivyDatabase.go"), options: ["-trimpath"] },
  grype: {
    ...grype,
    package: "./cmd/grype",
    options: ["-trimpath", "-ldflags", "-s -w -X main.version=0.121.2"],
  },
  grypeDatabase: { ...grype, package: join(ownSources, "grypeDatabase.go"), options: ["-trimpath"] },
};

/** The path of a program. @param {keyof typeof servers} name */
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
    throw new NotHere("Go is not on PATH, and distribution 3, Gitea, Trivy and Grype are built with it.");
}

const all = /** @type {(keyof typeof servers)[]} */ (Object.keys(servers));

/** Builds what is missing. */
export function buildGoServers(names = all) {
  mkdirSync(folder, { recursive: true });
  for (const name of names)
    if (!existsSync(goServer(name)) || !existsSync(goServerSources(name)) || isOld(name)) build(name);
}

/** Whether a file of ours is newer than what was built from it. @param {keyof typeof servers} name */
function isOld(name) {
  const { package: path } = servers[name];
  return path.startsWith(ownSources) && statSync(path).mtimeMs > statSync(goServer(name)).mtimeMs;
}

/** @param {keyof typeof servers} name */
function build(name) {
  const { module, version, sum, package: path, options, experiment = "" } = servers[name];
  const { Dir, Sum } = JSON.parse(go(["mod", "download", "-json", `${module}@${version}`]));
  if (Sum !== sum)
    throw new SetUpError(`${module}@${version} is not what it was: its sum is ${Sum}, not ${sum}.`);
  rmSync(goServerSources(name), { force: true });
  symlinkSync(Dir, goServerSources(name));
  console.log(`\nBuilding ${name} of ${module}@${version}, which takes some minutes the first time.`);
  const where = ["-C", Dir, "-mod=readonly", "-buildvcs=false"];
  go(["build", ...where, ...options, "-o", goServer(name), path], experiment);
}

/** Runs Go to its end and gives what it printed. @param {string[]} args @param {string} experiment */
function go(args, experiment = "") {
  const { status, stdout, error } = spawnSync("go", args, {
    // Outside of any module, so that none of ours or of a person's workspace has a say.
    cwd: folder,
    // Collecting garbage seldom, the compiler takes a quarter less time.
    env: { ...process.env, GOWORK: "off", GOEXPERIMENT: experiment, GOGC: process.env["GOGC"] ?? "800" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0)
    throw new SetUpError(
      `go ${args.join(" ")} failed: ${error?.message ?? `it ended with ${status}`}\n${stdout}`,
    );
  return stdout;
}
