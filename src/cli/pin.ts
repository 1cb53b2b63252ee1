import { relative, resolve, sep } from "node:path";
import { formatCount } from "../core/format.ts";
import { applyEdits } from "../core/pinning/edit.ts";
import { type Pinnable, pinnableIn, planPins, type Resolution } from "../core/pinning/plan.ts";
import type { Reference } from "../core/reference/reference.ts";
import { digestForPin, onceForEach, problemWith } from "./ask.ts";
import { type Arguments, type Command, type ExitCode, UsageError, type World } from "./command.ts";
import { unifiedDiff } from "./diff.ts";
import { fileProblem } from "./fileProblem.ts";
import { type ContainerFile, encodeFile, readContainerFiles } from "./files.ts";
import { printColumns, printJson, remark } from "./output.ts";
import { placeOf } from "./place.ts";
import { replaceFile } from "./replaceFile.ts";

/** Pins what has a tag and no digest. Says what it would do; --diff prints it for `patch`, --write does it. */
export const pin: Command = {
  name: "pin",
  operands: "PATH...",
  least: 1,
  most: Number.POSITIVE_INFINITY,
  summary: "pin tags to the digests they name now; without --write, only say so",
  options: {
    write: { type: "boolean", summary: "write the files" },
    diff: { type: "boolean", summary: "print what would be written as a diff" },
  },
  run: pinFiles,
};

/** A reference without a digest, and the sentence that says why it gets none, if so. */
type Row = { readonly pinnable: Pinnable; readonly resolution: Resolution<string> };

type Plan = { readonly file: ContainerFile; readonly rows: readonly Row[]; readonly after: string };

async function pinFiles({ operands, json, flags }: Arguments, world: World): Promise<ExitCode> {
  const write = flags.has("write");
  const diff = flags.has("diff");
  if (diff && (write || json)) throw new UsageError("--diff goes with neither --write nor --json.");
  const plans = await planFiles(await readContainerFiles(operands, world), world);
  const changing = plans.filter(({ file, after }) => file.text !== after);
  const written = new Set(write ? await writeAll(changing, world) : []);
  const problems = plans.flatMap(({ rows }) => rows.flatMap(problemOf));
  if (json)
    printJson(
      world.stdout,
      plans.flatMap((plan) => jsonOf(plan, written.has(plan))),
    );
  else if (diff) for (const plan of changing) world.stdout.write(diffOf(plan, world));
  else {
    printColumns(world.stdout, plans.flatMap(linesOf));
    remark(
      world,
      write ? `Pinned ${countOf([...written])}.` : `Would pin ${countOf(changing)}; --write does it.`,
    );
  }
  for (const problem of new Set(problems)) remark(world, problem);
  return problems.length > 0 || (write && written.size < changing.length) ? 2 : 0;
}

async function planFiles(files: readonly ContainerFile[], world: World): Promise<readonly Plan[]> {
  const found = files.map((file) => ({ file, pinnables: pinnableIn(file.text, file.reading.occurrences) }));
  const ask = onceForEach((reference) => digestForPin(world, reference));
  const answer = async (reference: Reference): Promise<Resolution<string>> => {
    const learnt = await ask(reference);
    return "value" in learnt ? { digest: learnt.value } : { problem: problemWith(reference, learnt.problem) };
  };
  return Promise.all(
    found.map(async ({ file, pinnables }) => {
      const { edits } = await planPins(file.text, pinnables, answer);
      const rows = pinnables.map(async (pinnable) => ({
        pinnable,
        resolution: await answer(pinnable.reference),
      }));
      return { file, rows: await Promise.all(rows), after: applyEdits(file.text, edits) };
    }),
  );
}

/** Writes the files and gives those that were written; what stands in the way of the others is remarked. */
async function writeAll(plans: readonly Plan[], world: World): Promise<readonly Plan[]> {
  world.signal.throwIfAborted();
  const written: Plan[] = [];
  for (const plan of plans) {
    const { file, after } = plan;
    const problem = await writeOne(resolve(world.cwd, file.path), file, after);
    if (problem === undefined) written.push(plan);
    else remark(world, `${file.path}: ${problem}; not written.`);
  }
  return written;
}

async function writeOne(path: string, file: ContainerFile, after: string): Promise<string | undefined> {
  try {
    switch (await replaceFile(path, encodeFile(file, file.text), encodeFile(file, after))) {
      case "written":
        return undefined;
      case "changed":
        return "the file changed meanwhile";
      case "readOnly":
        return "the file is read-only";
    }
  } catch (error) {
    return fileProblem(error);
  }
}

/** The entries of `--json` for one file. */
function jsonOf({ file, rows }: Plan, written: boolean) {
  return rows.map(({ pinnable: { occurrence }, resolution }) => {
    const { start, end, text, reference, editAt } = occurrence;
    const outcome =
      "digest" in resolution ? { digest: resolution.digest, written } : { error: resolution.problem };
    const site = editAt && { start: editAt.start, end: editAt.end };
    return { path: file.path, start, end, text, reference, editAt: site, ...outcome };
  });
}

function diffOf({ file, after }: Plan, { cwd }: World): string {
  const path = relative(cwd, resolve(cwd, file.path)).split(sep).join("/");
  return unifiedDiff(path, encodeFile(file, file.text).toString(), encodeFile(file, after).toString());
}

function linesOf({ file, rows }: Plan): readonly (readonly string[])[] {
  return rows.flatMap(({ pinnable: { occurrence }, resolution }) => {
    if ("problem" in resolution) return [];
    const { start } = occurrence.editAt ?? occurrence;
    return [[`${file.path}:${placeOf(file.text, start)}`, occurrence.reference ?? "", resolution.digest]];
  });
}

function problemOf({ resolution }: Row): readonly string[] {
  return "problem" in resolution ? [resolution.problem] : [];
}

function countOf(plans: readonly Plan[]): string {
  const images = plans.flatMap(({ rows }) => rows).filter(({ resolution }) => "digest" in resolution).length;
  return `${formatCount(images, "image")} in ${formatCount(plans.length, "file")}`;
}
