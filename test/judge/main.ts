/**
 * Renovate as an outside judge: `npm run judge`. Both read the same files, those of the corpus and those of the folder
 * documents; what only Renovate finds needs a reason in reasons.md, and a reason needs something that it is for.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kindOfDocument } from "../../src/core/documents/documentKind.ts";
import { readerFor } from "../../src/core/documents/readers.ts";
import { compare, type Excuse, parseReasons, settle } from "./compare.ts";
import { startRenovate, version } from "./renovate.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const corpus =
  process.env["MOORING_CORPUS"] ?? fileURLToPath(new URL("../../../shared/corpus", import.meta.url));

type File = { readonly file: string; readonly path: string; readonly text: string };

/** Real files. The first folder is the repository's name. */
function corpusFiles(): readonly File[] {
  const open = join(corpus, "open");
  if (!existsSync(open)) return [];
  const entries = readdirSync(open, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const whole = join(entry.parentPath, entry.name);
      const file = whole.slice(open.length + 1).replaceAll("\\", "/");
      return { file, path: file.slice(file.indexOf("/") + 1), text: readFileSync(whole, "utf8") };
    })
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Files written for this: each is a heading with its path, and a block. */
function ownFiles(): readonly File[] {
  const folder = join(here, "documents");
  return readdirSync(folder).flatMap((name) => {
    const blocks = readFileSync(join(folder, name), "utf8").matchAll(block);
    return [...blocks].map(([, path = "", text = ""]) => ({ file: `documents/${path}`, path, text }));
  });
}

const block = /^## `([^`\n]+)`\n[^`]*?^```\w*\n([\s\S]*?)^```$/gm;

const noFiles = { files: 0, renovate: 0, mooring: 0, both: 0, onlyRenovate: 0, onlyMooring: 0 };

const find = await startRenovate();
const table: Record<string, typeof noFiles> = {};
const found: Excuse[] = [];
const [real, own] = [corpusFiles(), ownFiles()];
for (const { file, path, text } of [...real, ...own]) {
  const kind = kindOfDocument(path, text);
  const occurrences = kind === undefined ? [] : readerFor(kind)(text).occurrences;
  const compared = compare(await find(kind, path, text), occurrences);
  const row = table[kind ?? "no kind"] ?? noFiles;
  table[kind ?? "no kind"] = {
    files: row.files + 1,
    renovate: row.renovate + compared.theirs,
    mooring: row.mooring + compared.ours,
    both: row.both + compared.both,
    onlyRenovate: row.onlyRenovate + compared.onlyTheirs.length,
    onlyMooring: row.onlyMooring + compared.onlyOurs.length,
  };
  found.push(...compared.onlyTheirs.map((what) => ({ file, what })));
  if (process.argv.includes("--verbose"))
    for (const what of compared.onlyOurs) console.log(`only Mooring: ${file}: ${what}`);
}
console.log(
  `Renovate ${version} and Mooring over ${real.length} files of the corpus and ${own.length} written ones`,
);
console.table(table);
if (real.length === 0) console.log("The corpus is not here: its reasons are not asked for.");
const reasons = parseReasons(readFileSync(join(here, "reasons.md"), "utf8"));
const { unexplained, stale } = settle(
  found,
  reasons.filter(({ file }) => real.length > 0 || file.startsWith("documents/")),
);
for (const one of unexplained) console.log(`Only Renovate finds it, and reasons.md has no reason: ${one}`);
for (const one of stale) console.log(`reasons.md has a reason for what does not occur: ${one}`);
console.log(
  `${found.length} only Renovate finds, ${unexplained.length} of them without a reason; ${stale.length} reasons for nothing`,
);
process.exitCode = unexplained.length + stale.length === 0 ? 0 : 1;
