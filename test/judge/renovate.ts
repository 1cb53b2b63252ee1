/**
 * Renovate's own code, asked what it finds in a file. It is no dependency: the pinned version is installed below
 * node_modules/.cache, without its install scripts and its native parts, and kept until npm packages are installed anew.
 * https://docs.renovatebot.com/modules/manager/
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DocumentKind } from "../../src/core/documents/occurrence.ts";
import { root } from "../setup.mjs";

export const version = "44.121.2";

const folder = join(root, "node_modules", ".cache", `renovate-${version}`);
/** Renovate looks for its lock file of actions in the repository: here it finds none. */
const emptyFolder = join(folder, "empty");

/** Those that read manifests know them by their text, and have no names of files. */
const manifests = ["kubernetes", "argocd", "crossplane", "fleet", "flux", "sveltos", "tekton"];

/** Renovate's readers of each kind, whatever the file is called; it has none for bake. */
const managersOf: { readonly [Kind in DocumentKind]: readonly string[] } = {
  dockerfile: ["dockerfile"],
  compose: ["docker-compose"],
  kubernetes: ["kustomize", ...manifests],
  helm: ["helm-values", "kubernetes"],
  "github-actions": ["github-actions"],
  "gitlab-ci": ["gitlabci"],
  devcontainer: ["devcontainer"],
  bake: [],
};

type Manager = { readonly defaultConfig: { readonly managerFilePatterns?: readonly string[] } };

/** The parts of Renovate that are used. */
type Renovate = {
  readonly GlobalConfig: { set(config: { localDir: string }): void };
  readonly init: () => Promise<void>;
  readonly getManagers: () => ReadonlyMap<string, Manager>;
  readonly extractPackageFile: (manager: string, text: string, path: string, config: object) => unknown;
  readonly matchRegexOrGlobList: (path: string, patterns: readonly string[]) => boolean;
};

/** Gives the references that Renovate finds, as it reads them; one with variables as it is written. */
export type Find = (kind: DocumentKind | undefined, path: string, text: string) => Promise<readonly string[]>;

/** Installs Renovate if it is missing, and starts it. */
export async function startRenovate(): Promise<Find> {
  install();
  process.env["LOG_LEVEL"] = "fatal";
  const { GlobalConfig, init, getManagers, extractPackageFile, matchRegexOrGlobList } = await load();
  GlobalConfig.set({ localDir: emptyFolder });
  await init();
  const own = new Set(Object.values(managersOf).flat());
  const managers = [...getManagers()].filter(([name]) => own.has(name));
  return async (kind, path, text) => {
    const named = managers.filter(([, { defaultConfig }]) =>
      matchRegexOrGlobList(path, defaultConfig.managerFilePatterns ?? []),
    );
    const asked = new Set([
      ...(kind === undefined ? manifests : managersOf[kind]),
      ...named.map(([name]) => name),
    ]);
    let found: readonly string[] = [];
    for (const name of asked) {
      found = union(found, images(await extractPackageFile(name, text, path, {})));
    }
    return found;
  };
}

function install(): void {
  if (existsSync(join(folder, "installed"))) return;
  mkdirSync(emptyFolder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const options = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--no-package-lock"];
  const { status } = spawnSync("npm", ["install", ...options, `renovate@${version}`], {
    cwd: folder,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm could not install renovate: it ended with ${status}.`);
  writeFileSync(join(folder, "installed"), "");
}

async function load(): Promise<Renovate> {
  const files = [
    "config/global.js",
    "logger/index.js",
    "modules/manager/index.js",
    "util/string-match.js",
  ].map((file) => pathToFileURL(join(folder, "node_modules", "renovate", "dist", file)).href);
  return Object.assign({}, ...(await Promise.all(files.map((file) => import(file)))));
}

/** All of `one`, and what `other` has beyond that: two managers may read the same place. */
function union(one: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...one];
  const more = other.filter((found) => {
    const place = left.indexOf(found);
    if (place !== -1) left.splice(place, 1);
    return place === -1;
  });
  return [...one, ...more];
}

/** What Renovate tells of a dependency. With variables that it cannot replace it has no name. */
type Dependency = {
  readonly datasource?: string;
  readonly depName?: string;
  readonly packageName?: string;
  readonly currentValue?: string;
  readonly currentDigest?: string;
  readonly replaceString?: string;
};

function images(extracted: unknown): readonly string[] {
  const { deps = [] } = (extracted ?? {}) as { readonly deps?: readonly Dependency[] };
  return deps.filter(({ datasource }) => datasource === "docker").map(spelling);
}

function spelling(dependency: Dependency): string {
  const { packageName, depName, currentValue, currentDigest, replaceString = "" } = dependency;
  const name = packageName ?? depName;
  if (name === undefined) return replaceString;
  if (name === "") return '""';
  return `${name}${currentValue ? `:${currentValue}` : ""}${currentDigest ? `@${currentDigest}` : ""}`;
}
