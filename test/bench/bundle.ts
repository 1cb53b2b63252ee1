import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { run } from "../support/program.ts";
import { type Figure, median, milliseconds, type Section } from "./figures.ts";

const rounds = 7;
const largest = 300_000;

type Recipe = {
  bundles(options: { production: boolean }): Promise<readonly BuildOptions[]>;
  activatedBytes(metafile: Metafile): number;
};

/** The product as it is shipped, bundled into a folder of the bench's own. */
export type Bundle = { readonly folder: string; readonly bytes: number };

/** Bundles the extension and the command line as for a release. */
export async function makeBundle(folder: string): Promise<Bundle> {
  const recipe = (await import(new URL("../../esbuild.mjs", import.meta.url).href)) as Recipe;
  const [product] = await recipe.bundles({ production: true });
  if (product === undefined) throw new Error("esbuild.mjs gives no bundle");
  const { metafile, outputFiles = [] } = await build({ ...product, metafile: true, write: false });
  const output = join(folder, "dist");
  for (const { path, contents } of outputFiles) {
    const place = join(output, path.slice(path.indexOf("/dist/") + "/dist/".length));
    await mkdir(join(place, ".."), { recursive: true });
    await writeFile(place, contents);
  }
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  return { folder: output, bytes: recipe.activatedBytes(metafile) };
}

/** Size of what activation loads, and the time that evaluating it takes in plain Node, VS Code replaced by a stub. */
export async function bundle({ folder, bytes }: Bundle): Promise<Section> {
  await writeStub(join(folder, "..", "node_modules/vscode"));
  const script =
    "const start = performance.now(); await import(process.argv[1]); console.log(performance.now() - start); process.exit()";
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const args = ["--input-type=module", "-e", script, join(folder, "extension.js")];
    times.push(Number(await run(process.execPath, args)));
  }
  const size: Figure = {
    name: "bundle that activation loads",
    value: `${bytes} bytes`,
    aim: { words: `at most ${largest}`, met: bytes <= largest },
  };
  const evaluated = milliseconds(
    `module evaluation, Node and a stub of vscode, median of ${rounds} processes`,
    median(times),
  );
  return { title: "The extension's start", figures: [size, evaluated] };
}

/** A module that has all names of the VS Code API, each of which can be called, constructed, extended and read. */
async function writeStub(folder: string): Promise<void> {
  const typings = createRequire(import.meta.url).resolve("@types/vscode/index.d.ts");
  const text = await readFile(typings, "utf8");
  const names = new Set(
    [...text.matchAll(/^\texport (?:abstract )?(?:class|enum|namespace|const|function) (\w+)/gm)].map(
      ([, name]) => name,
    ),
  );
  const stub = `const stub = new Proxy(function () {}, { get: (target, key) => key === "prototype" ? target.prototype : stub,
  apply: () => stub, construct: () => stub });
export { ${[...names].map((name) => `stub as ${name}`).join(", ")} };
`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{"type":"module","exports":"./index.js"}');
  await writeFile(join(folder, "index.js"), stub);
}
