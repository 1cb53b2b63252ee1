/** Compose files in their projects, and the env files that those have. */
import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { readCompose } from "../core/documents/compose.ts";
import { siteKey } from "../core/documents/composeContext.ts";
import { composeContexts, type Found } from "../core/documents/composeProjects.ts";
import type { Occurrence } from "../core/documents/occurrence.ts";
import { inSettingFile } from "../core/pinning/elsewhere.ts";
import { hasIgnoreComment } from "../core/pinning/ignore.ts";
import { referenceOf } from "../core/pinning/plan.ts";
import { formatRepository } from "../core/reference/reference.ts";
import type { World } from "./command.ts";
import { fileProblem } from "./fileProblem.ts";
import { type ContainerFile, decodeUtf8 } from "./files.ts";
import { remark } from "./output.ts";

/** Bytes of a file of a project; the readers take no more. */
const largestFile = 1024 * 1024;

/**
 * The files, those of compose read in their projects. What bounds a project is the folder that the command runs in or,
 * for files outside of that, the folder that the user named.
 */
export async function inProjects(
  files: readonly ContainerFile[],
  operands: readonly string[],
  world: World,
): Promise<readonly ContainerFile[]> {
  const contexts = new Map<string, (path: string) => Promise<Found>>();
  const found: ContainerFile[] = [];
  for (const file of files) {
    world.signal.throwIfAborted();
    if (file.kind !== "compose") {
      found.push(file);
      continue;
    }
    const root = resolve(world.cwd, folderOf(file, operands, world));
    const contextOf = contexts.get(root) ?? composeContexts((path) => readWithin(root, path));
    contexts.set(root, contextOf);
    const { context } = await contextOf(relative(root, resolve(world.cwd, file.path)).split(sep).join("/"));
    found.push({ ...file, reading: readCompose(file.text, context) });
  }
  return found;
}

/**
 * The env files that the files' images can be pinned in, each with those images as its occurrences. A place that files
 * of different projects have for different repositories is left out, and remarked.
 */
export async function settingFiles(
  files: readonly ContainerFile[],
  operands: readonly string[],
  world: World,
): Promise<readonly ContainerFile[]> {
  const uses = files.flatMap((file) =>
    file.reading.occurrences.flatMap((occurrence) =>
      occurrence.editIn === undefined || hasIgnoreComment(file.text, occurrence)
        ? []
        : { path: join(folderOf(file, operands, world), occurrence.editIn.path), occurrence },
    ),
  );
  const byPath = Map.groupBy(uses, ({ path }) => path);
  const found = [...byPath].map(([path, own]) =>
    settingFile(
      path,
      own.map(({ occurrence }) => occurrence),
      world,
    ),
  );
  return (await Promise.all(found)).flatMap((file) => file ?? []);
}

async function settingFile(
  path: string,
  uses: readonly Occurrence[],
  world: World,
): Promise<ContainerFile | undefined> {
  const whole = await readText(resolve(world.cwd, path));
  if (whole === undefined) return undefined;
  const hasByteOrderMark = whole.startsWith("\uFEFF");
  const text = hasByteOrderMark ? whole.slice(1) : whole;
  const bySite = Map.groupBy(uses, ({ editIn }) => (editIn === undefined ? "" : siteKey(editIn)));
  const occurrences = [...bySite.values()].flatMap((group) => {
    if (new Set(group.map(repositoryOf)).size === 1)
      return group.slice(0, 1).flatMap((occurrence) => inSettingFile(occurrence, text) ?? []);
    remark(world, `${path}: ${group[0]?.editIn?.name} is used for more than one image; left alone.`);
    return [];
  });
  return { path, kind: "compose", text, hasByteOrderMark, reading: { occurrences } };
}

function repositoryOf(occurrence: Occurrence): string {
  const reference = referenceOf(occurrence);
  return reference === undefined ? "" : formatRepository(reference.repository);
}

/** The folder that bounds a file's project, as typed. */
function folderOf({ path }: ContainerFile, operands: readonly string[], { cwd }: World): string {
  if (isWithin(cwd, resolve(cwd, path))) return "";
  const operand = operands.find((one) => isWithin(resolve(cwd, one), resolve(cwd, path)));
  return operand === undefined || operand === path ? dirname(path) : operand;
}

/** The text of a file that is in the folder, links followed; undefined for what is not, or cannot be read as text. */
async function readWithin(root: string, path: string): Promise<string | undefined> {
  try {
    const [folder, real] = await Promise.all([realpath(root), realpath(join(root, path))]);
    return isWithin(folder, real) ? await readText(real) : undefined;
  } catch (error) {
    fileProblem(error);
    return undefined;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > largestFile) return undefined;
    return decodeUtf8(await readFile(path));
  } catch (error) {
    fileProblem(error);
    return undefined;
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && resolve(folder, way) === resolve(path);
}
