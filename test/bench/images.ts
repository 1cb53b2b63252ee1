import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { kindOfDocument } from "../../src/core/documents/documentKind.ts";
import { readerFor } from "../../src/core/documents/readers.ts";
import { UseFiles } from "../../src/vscode/documents/useFiles.ts";
import { usesIn } from "../../src/vscode/documents/useReading.ts";
import { groupUses } from "../../src/vscode/images/useRows.ts";
import { placeUses } from "../../src/vscode/images/useState.ts";
import { useRowOf } from "../../src/vscode/images/useText.ts";
import { count, milliseconds, ratio, type Section, timeOf } from "./figures.ts";
import type { Rig } from "./rig.ts";
import { heap, watched } from "./watched.ts";
import { writeFiles } from "./workspace.ts";

const names = Array.from(
  { length: 2000 },
  (_, number) => `registry.example.com/team/app-${number}:1.${number}`,
);
/** Files that a switch of branches changes. */
const changed = 2500;

/** The Images view over a workspace of 5,000 files: the first rows, all of them, and a switch of branches. */
export async function images({ folder }: Pick<Rig, "folder">): Promise<Section> {
  const paths = await writeFiles(join(folder, "images"), names);
  const bare = await watched(() => readBare(paths));
  let first: number | undefined;
  const before = heap();
  const start = performance.now();
  const files = new UseFiles({
    list: async () => ({ files: paths, total: paths.length }),
    read: async (path, stamp) => {
      const { mtimeMs, size } = await stat(path);
      const now = `${mtimeMs} ${size}`;
      return now === stamp ? "same" : { stamp: now, uses: readUses(path, await readFile(path, "utf8")) };
    },
    changed: () => {
      first ??= performance.now() - start;
      draw(files);
    },
  });
  const read = await watched(() => files.list());
  const kept = heap() - before;
  const uses = [...files.uses.files()].flatMap(([, own]) => own).length;
  const again = await watched(() => files.list());
  const rows = timeOf(() => draw(files));
  for (const path of paths.slice(0, changed)) await writeFile(path, "FROM registry.example.com/other:1\n");
  const branch = await watched(async () => {
    for (const path of paths.slice(0, changed)) files.changed(path);
    await files.list();
  });
  const moved = files.uses.usesOf(paths[0] ?? "").length;
  files.dispose();
  return {
    title: `The Images view over ${paths.length} files, ${names.length} distinct references`,
    figures: [
      count("references found", uses, 2 * paths.length),
      milliseconds("first rows", first ?? Number.NaN),
      milliseconds("all files, drawn as they come", read.time),
      milliseconds("  their bytes alone, as many at a time", bare.time),
      ratio("  ratio", read.time, bare.time, 6),
      milliseconds("  event loop late, 99th percentile", read.late, {
        words: "below 50 ms",
        met: read.late < 50,
      }),
      { name: "  heap kept for all of it", value: `${(kept / 1e6).toFixed(1)} MB` },
      milliseconds("making all rows once", rows),
      milliseconds("reading again, nothing changed", again.time),
      milliseconds(`a branch that changes ${changed} files`, branch.time),
      milliseconds("  event loop late, 99th percentile", branch.late, {
        words: "below 50 ms",
        met: branch.late < 50,
      }),
      count("  references of a changed file", moved, 0),
    ],
  };
}

function draw({ uses }: UseFiles): void {
  const places = placeUses(uses, { known: () => undefined, isRefused: () => false }, () => []);
  const pathOf = (file: string) => file;
  for (const row of groupUses(places, { grouping: "image", filter: "", pathOf })) useRowOf(row, pathOf);
}

function readUses(path: string, text: string) {
  const kind = kindOfDocument(path, text);
  return kind === undefined ? [] : usesIn(text, readerFor(kind)(text).occurrences);
}

async function readBare(paths: readonly string[]): Promise<void> {
  const waiting = paths.values();
  const worker = async () => {
    for (const path of waiting) {
      await stat(path);
      await readFile(path, "utf8");
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
