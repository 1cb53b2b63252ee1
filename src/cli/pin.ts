import { relative, resolve, sep } from "node:path";
import { formatCount } from "../core/format.ts";
import { applyEdits } from "../core/pinning/edit.ts";
import { hasIgnoreComment, isIgnored } from "../core/pinning/ignore.ts";
import { type Outcome, pinnableIn, pinnedIn, planDocuments } from "../core/pinning/plan.ts";
import { type Arguments, type Command, type ExitCode, UsageError, type World } from "./command.ts";
import { inProjects, settingFiles } from "./composeFiles.ts";
import { type Decide, decidePin, decideUpdate, type Stay, updateOptions } from "./decide.ts";
import { unifiedDiff } from "./diff.ts";
import { fileProblem } from "./fileProblem.ts";
import { type ContainerFile, encodeFile, readContainerFiles } from "./files.ts";
import { ignoredBy, ignoreOption } from "./ignore.ts";
import { printColumns, printJson, remark } from "./output.ts";
import { placeOf } from "./place.ts";
import { replaceFile } from "./replaceFile.ts";

/**
 * Pins what has a tag and no digest or, with --update, gives pins the digest that their tag names now. Says what it
 * would do; --diff prints it for `patch`, --write does it.
 */
export const pin: Command = {
  name: "pin",
  operands: "PATH...",
  least: 1,
  most: Number.POSITIVE_INFINITY,
  summary: "pin tags to the digests they name now, or update pins; without --write, only say so",
  options: {
    write: { type: "boolean", summary: "write the files" },
    diff: { type: "boolean", summary: "print what would be written as a diff" },
    update: { type: "boolean", summary: "update the pins whose tag moved, and pin nothing new" },
    cooldown: { type: "string", value: "DAYS", summary: "with --update: only to images that old" },
    platform: {
      type: "string",
      multiple: true,
      value: "PLATFORM",
      summary: "with --update: only where the image of this platform changed; may be given again",
    },
    env: {
      type: "boolean",
      summary:
        "also write what .env files set for the images of compose files; they are left alone otherwise",
    },
    ignore: ignoreOption,
  },
  run: pinFiles,
};

type Row = Outcome<Stay>;

type Plan = { readonly file: ContainerFile; readonly rows: readonly Row[]; readonly after: string };

async function pinFiles(args: Arguments, world: World): Promise<ExitCode> {
  const { operands, json, flags } = args;
  const [write, diff, update] = ["write", "diff", "update"].map((flag) => flags.has(flag));
  if (diff && (write || json)) throw new UsageError("--diff goes with neither --write nor --json.");
  const decide = update ? decideUpdate(world, updateOptions(args)) : decidePin(world);
  if (!update && (args.values.has("cooldown") || args.lists.has("platform")))
    throw new UsageError("--cooldown and --platform go with --update.");
  const places = update ? pinnedIn : pinnableIn;
  const containers = await inProjects(await readContainerFiles(operands, world), operands, world);
  const settings = await settingFiles(containers, operands, world);
  const files = flags.has("env") ? [...containers, ...settings] : containers;
  const plans = await planFiles(files, places, ignoredBy(args), decide);
  const changing = plans.filter(({ file, after }) => file.text !== after);
  const written = new Set(write ? await writeAll(changing, world) : []);
  const stays = plans.flatMap(({ rows }) => rows.flatMap(stayOf));
  const isStuck = stays.some(({ kind }) => kind === "failed");
  if (json)
    printJson(
      world.stdout,
      plans.flatMap((plan) => jsonOf(plan, written.has(plan))),
    );
  else if (diff) for (const plan of changing) world.stdout.write(diffOf(plan, world));
  else {
    printColumns(world.stdout, plans.flatMap(linesOf));
    const [did, does] = update ? ["Updated", "update"] : ["Pinned", "pin"];
    const would = `Would ${does} ${countOf(changing)}; --write does it.`;
    if (changing.length > 0) remark(world, write ? `${did} ${countOf([...written])}.` : would);
    else if (!isStuck) remark(world, `Nothing to ${does}.`);
  }
  if (!flags.has("env")) remarkSettings(settings, places, world);
  const sentences = stays.flatMap((stay) => (stay.kind === "current" ? [] : [stay.sentence]));
  for (const sentence of new Set(sentences)) remark(world, sentence);
  return isStuck || (write && written.size < changing.length) ? 2 : 0;
}

function remarkSettings(settings: readonly ContainerFile[], placesIn: typeof pinnableIn, world: World): void {
  for (const { path, text, reading } of settings) {
    const { length } = placesIn(text, reading.occurrences);
    if (length > 0)
      remark(world, `${path} sets ${formatCount(length, "image")} and is left alone; --env writes it.`);
  }
}

async function planFiles(
  files: readonly ContainerFile[],
  placesIn: typeof pinnableIn,
  ignore: readonly string[],
  decide: Decide,
): Promise<readonly Plan[]> {
  const documents = files.map(({ text, reading }) => ({
    text,
    pinnables: placesIn(text, reading.occurrences).filter(
      ({ occurrence, reference }) => !isIgnored(reference, ignore) && !hasIgnoreComment(text, occurrence),
    ),
  }));
  const plans = await planDocuments(documents, decide);
  return files.map((file, index) => {
    const { outcomes = [], edits = [] } = plans[index] ?? {};
    const rows = outcomes.filter(
      (row) => "digest" in row.resolution || row.resolution.problem.kind !== "current",
    );
    return { file, rows, after: applyEdits(file.text, edits) };
  });
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
      "digest" in resolution ? { digest: resolution.digest, written } : reasonOf(resolution.problem);
    const site = editAt && { start: editAt.start, end: editAt.end };
    return { path: file.path, start, end, text, reference, editAt: site, ...outcome };
  });
}

function reasonOf(stay: Stay) {
  if (stay.kind === "current") return {};
  return stay.kind === "failed" ? { error: stay.sentence } : { kept: stay.sentence };
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

function stayOf({ resolution }: Row): readonly Stay[] {
  return "problem" in resolution ? [resolution.problem] : [];
}

function countOf(plans: readonly Plan[]): string {
  const images = plans.flatMap(({ rows }) => rows).filter(({ resolution }) => "digest" in resolution).length;
  return `${formatCount(images, "image")} in ${formatCount(plans.length, "file")}`;
}
