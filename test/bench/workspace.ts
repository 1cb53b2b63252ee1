import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../src/cli/command.ts";
import { readContainerFiles } from "../../src/cli/files.ts";
import { check } from "../../src/core/pinning/check.ts";
import { distributionResolver } from "../../src/core/pinning/resolver.ts";
import { concurrency, freshClient } from "./client.ts";
import { count, type Figure, milliseconds, ratio, type Section } from "./figures.ts";
import { rawHeads } from "./limit.ts";
import { type Rig, roundTrip } from "./rig.ts";
import { heap, watched } from "./watched.ts";

const files = 5000;
const repositories = Array.from({ length: 200 }, (_, number) => `work/app-${number}`);
const tags = Array.from({ length: 10 }, (_, number) => `1.${number}`);

/** A workspace of 5,000 files with 2,000 distinct references: reading it, and checking every reference. */
export async function workspace(rig: Rig): Promise<Section> {
  for (const repository of repositories) await rig.fill(repository, tags);
  const names = repositories.flatMap((repository) => tags.map((tag) => `${rig.host}/${repository}:${tag}`));
  const folder = join(rig.folder, "workspace");
  const paths = await writeFiles(folder, names);
  const { catalog, distribution } = await freshClient(rig);
  const bare = await watched(() => readAll(paths));
  const before = heap();
  const sink = { write: () => true };
  const world: World = {
    cwd: folder,
    stdout: sink,
    stderr: sink,
    version: "bench",
    signal: new AbortController().signal,
    distribution,
    catalog,
    detect: async () => "oci",
    scans: { known: unasked, scan: unasked, tools: unasked, close: unasked },
  };
  const read = await watched(() => readContainerFiles([folder], world));
  const kept = heap() - before;
  const documents = read.result.map(({ text, reading }) => ({ text, occurrences: reading.occurrences }));
  const checked = await rig.counted(() =>
    watched(() => check(documents, distributionResolver(distribution))),
  );
  const limit = await rawHeads(rig, names);
  assert.ok(checked.result.result.flat().every(({ code }) => code === "unpinned"));
  return {
    title: `A workspace of ${read.result.length} files, ${documents.flatMap(({ occurrences }) => occurrences).length} references, ${names.length} of them distinct, in ${repositories.length} repositories`,
    figures: [
      milliseconds("reading the files", read.time),
      milliseconds("  their bytes alone", bare.time),
      milliseconds("  event loop late, 99th percentile", read.late),
      { name: "  heap kept for texts and references", value: `${(kept / 1e6).toFixed(1)} MB` },
      milliseconds(`checking every reference, ${roundTrip} ms round trip`, checked.result.time),
      milliseconds(`  limit: HEAD only, ${concurrency} connections, tokens in hand`, limit),
      ratio("  ratio", checked.result.time, limit, 1.5),
      milliseconds("  event loop late, 99th percentile", checked.result.late),
      ...requests(checked.asked, names.length),
    ],
  };
}

function requests(asked: Awaited<ReturnType<Rig["counted"]>>["asked"], distinct: number): readonly Figure[] {
  return [
    count("  HEAD requests", asked.heads, distinct),
    count("  other requests", asked.others, 0),
    count("  requests for tokens", asked.tokens, repositories.length),
  ];
}

/** Compose files, Dockerfiles and manifests by turns, in folders of 50; gives their paths. */
export async function writeFiles(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (let number = 0; number < files; number++) {
    const [one = "", other = ""] = [names[number % names.length], names[(number * 7) % names.length]];
    const [name, text] = [
      ["compose.yaml", `services:\n  a:\n    image: ${one}\n  b:\n    image: ${other}\n`],
      ["Dockerfile", `FROM ${one} AS build\nRUN make\nFROM ${other}\nCOPY --from=build /a /a\n`],
      [
        "pod.yaml",
        `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: ${one}\n  - image: ${other}\n`,
      ],
    ][number % 3] as [string, string];
    const place = join(folder, `part-${Math.floor(number / 50)}`, `item-${number}`);
    await mkdir(place, { recursive: true });
    paths.push(join(place, name));
    await writeFile(join(place, name), text);
  }
  return paths;
}

async function readAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) await readFile(path, "utf8");
}

function unasked(): never {
  throw new Error("no scanner is asked here");
}
