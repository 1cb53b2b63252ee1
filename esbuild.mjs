/**
 * Bundles the extension, the command line, the webview and the tests that run in VS Code into dist/.
 * node esbuild.mjs [--production] [--watch]
 */
import { existsSync } from "node:fs";
import { chmod, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));

/** Dependencies in CommonJS call require, which ES modules do not have. */
const requireBanner =
  'import { createRequire as createRequireOfBundle } from "node:module";\n' +
  "const require = createRequireOfBundle(import.meta.url);";

/**
 * The options of each bundle whose entry points exist. `production` minifies and leaves out source maps and tests.
 * @param {{ production?: boolean }} options
 * @returns {Promise<esbuild.BuildOptions[]>}
 */
export async function bundles({ production = false } = {}) {
  const common = /** @type {const} */ ({
    absWorkingDir: root,
    bundle: true,
    minify: production,
    sourcemap: !production,
    metafile: true,
    logLevel: "warning",
  });
  const node = {
    ...common,
    format: /** @type {const} */ ("esm"),
    platform: /** @type {const} */ ("node"),
    target: "node20",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    // bowser: the AWS SDK tells browsers apart by it, and never asks for it in Node.
    external: ["vscode", "bowser"],
    // The AWS SDK comes in both kinds; of modules alone is left out what nobody uses.
    mainFields: ["module", "main"],
  };
  const product = {
    ...node,
    entryPoints: {
      extension: "src/extension.ts",
      cli: "src/cli/main.ts",
      // Found by src/core/workerUrl.ts.
      layerWorker: "src/core/files/worker.ts",
      packageWorker: "src/core/attached/packageWorker.ts",
      reportWorker: "src/core/scanning/reportWorker.ts",
      attachedReportWorker: "src/core/attached/reportWorker.ts",
    },
    outdir: "dist",
    banner: { js: requireBanner },
  };
  const webview = {
    ...common,
    format: /** @type {const} */ ("iife"),
    platform: /** @type {const} */ ("browser"),
    target: "es2022",
    tsconfig: "webview/tsconfig.json",
    entryPoints: { main: "webview/main.ts", compare: "webview/compare.ts" },
    outdir: "dist/webview",
  };
  const tests = {
    ...node,
    packages: /** @type {const} */ ("external"),
    entryPoints: await suiteEntries(),
    outdir: "dist/test",
  };
  return [product, webview, ...(production ? [] : [tests])].map(withExistingEntries).filter(hasEntries);
}

/** The runner in the extension host and all that it runs, and what the bench runs there. */
async function suiteEntries() {
  const folder = join(root, "test/vscode/suite");
  const names = existsSync(folder) ? await readdir(folder, { recursive: true }) : [];
  const paths = names.map((name) => name.replaceAll("\\", "/")).filter((name) => name.endsWith(".test.ts"));
  const suite = paths.map((path) => [`suite/${path.slice(0, -".ts".length)}`, `test/vscode/suite/${path}`]);
  // What runs in the tests' own bundle looks for the worker beside itself.
  const others = {
    index: "test/vscode/index.ts",
    bench: "test/vscode/bench.ts",
    layerWorker: "src/core/files/worker.ts",
  };
  return { ...others, ...Object.fromEntries(suite) };
}

/** @template {{ entryPoints: Record<string, string> }} T @param {T} options @returns {T} */
function withExistingEntries(options) {
  const entries = Object.entries(options.entryPoints).filter(([, path]) => existsSync(join(root, path)));
  return { ...options, entryPoints: Object.fromEntries(entries) };
}

/** @param {{ entryPoints: Record<string, string> }} options */
function hasEntries(options) {
  return Object.keys(options.entryPoints).length > 0;
}

/**
 * What VS Code loads to activate the extension: its bundle and all that it imports statically.
 * @param {esbuild.Metafile} metafile
 */
export function activatedOutputs(metafile) {
  const loaded = new Set(["dist/extension.js"]);
  for (const path of loaded)
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === "import-statement" && imported in metafile.outputs) loaded.add(imported);
  return [...loaded];
}

/** @param {esbuild.Metafile} metafile */
export function activatedBytes(metafile) {
  return activatedOutputs(metafile).reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0);
}

/** Chunks of earlier builds. @param {esbuild.Metafile[]} metafiles */
async function removeStaleChunks(metafiles) {
  const current = new Set(metafiles.flatMap((metafile) => Object.keys(metafile.outputs)));
  for (const folder of ["dist/chunks", "dist/test/chunks"]) {
    const names = existsSync(join(root, folder)) ? await readdir(join(root, folder)) : [];
    const stale = names.map((name) => `${folder}/${name}`).filter((path) => !current.has(path));
    await Promise.all(stale.map((path) => rm(join(root, path))));
  }
}

async function main() {
  const options = await bundles({ production: process.argv.includes("--production") });
  if (process.argv.includes("--watch")) {
    const contexts = await Promise.all(options.map((bundle) => esbuild.context(bundle)));
    await Promise.all(contexts.map((context) => context.watch()));
    console.log("Watching for changes.");
    return;
  }
  const results = await Promise.allSettled(
    options.map((bundle) => esbuild.build({ ...bundle, metafile: true })),
  );
  // esbuild has printed what is wrong.
  if (results.some(({ status }) => status === "rejected")) process.exitCode = 1;
  const metafiles = results.flatMap((result) =>
    result.status === "fulfilled" ? [result.value.metafile] : [],
  );
  await removeStaleChunks(metafiles);
  if (existsSync(join(root, "dist/cli.js"))) await chmod(join(root, "dist/cli.js"), 0o755);
  const activated = metafiles.map(activatedBytes).find((bytes) => bytes > 0);
  if (activated !== undefined) console.log(`Activation loads ${activated} bytes.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
