import type { Occurrence } from "../core/documents/occurrence.ts";
import type { Arguments, Command, ExitCode, World } from "./command.ts";
import { type ContainerFile, readContainerFiles } from "./files.ts";
import { printColumns, printJson } from "./output.ts";
import { placeOf } from "./place.ts";

/** Lists every place in files that names an image. Asks no registry. */
export const refs: Command = {
  name: "refs",
  operands: "PATH...",
  least: 1,
  most: Number.POSITIVE_INFINITY,
  summary: "list the image references in files and folders, each file read alone",
  options: {},
  run: listReferences,
};

async function listReferences({ operands, json }: Arguments, world: World): Promise<ExitCode> {
  const files = await readContainerFiles(operands, world);
  const found = files.flatMap((file) => file.reading.occurrences.map((occurrence) => ({ file, occurrence })));
  if (json)
    printJson(
      world.stdout,
      found.map(({ file, occurrence }) => row(file, occurrence)),
    );
  else
    printColumns(
      world.stdout,
      found.map(({ file, occurrence }) => line(file, occurrence)),
    );
  return 0;
}

/** One entry of `--json`. */
function row({ path, kind }: ContainerFile, occurrence: Occurrence) {
  const { start, end, text, status, reference, reason, editAt, stage, service } = occurrence;
  const site = editAt && { start: editAt.start, end: editAt.end };
  return { path, kind, start, end, text, status, reference, reason, editAt: site, stage, service };
}

function line(
  file: ContainerFile,
  { start, text, status, reference, reason }: Occurrence,
): readonly string[] {
  const resolved = reference === null || reference === text ? [] : [`= ${reference}`];
  const words = [text, ...resolved, ...(reason === undefined ? [] : [`(${reason})`])];
  return [`${file.path}:${placeOf(file.text, start)}`, status, words.join(" ")];
}
