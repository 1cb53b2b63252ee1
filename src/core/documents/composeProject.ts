/**
 * Which files make up a compose project, read through `Read` alone. Nothing outside the bounding folder is asked for,
 * and no more than `most` says.
 * https://github.com/compose-spec/compose-spec/blob/main/14-include.md
 * https://docs.docker.com/compose/how-tos/multiple-compose-files/
 */
import { delimiter } from "node:path";
import { type EnvFile, type Environment, withEnvFiles } from "./composeEnvironment.ts";
import { type FileFacts, type Include, readFacts } from "./composeFacts.ts";
import { folderIn, folderOf, pathIn } from "./composePaths.ts";

/** The text of a file in the bounding folder, by its path there; undefined when there is none that may be read. */
export type Read = (path: string) => Promise<string | undefined>;

export type ProjectFile = {
  readonly path: string;
  readonly text: string;
  /** What its paths are relative to. */
  readonly folder: string;
  readonly environment: Environment;
  readonly facts: FileFacts;
};

export type ComposeProject = {
  /** The files whose services are the project's; what a later one says goes before what earlier ones say. */
  readonly files: readonly ProjectFile[];
  /** The files that are there to be extended. */
  readonly bases: readonly ProjectFile[];
  readonly envFiles: readonly EnvFile[];
};

/** In this order; the first that is there. Compose has the same. */
const fileNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const overrideNames = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/** Files of one project, how many of them may lead to one another, and UTF-16 units of all and of the env files. */
const most = { files: 100, depth: 32, units: 1 << 21, setting: 1 << 18 };

type Collecting = {
  readonly read: Read;
  readonly files: Map<string, ProjectFile>;
  readonly bases: Map<string, ProjectFile>;
  readonly envFiles: Map<string, EnvFile>;
  /** What may still be read. */
  readonly left: { files: number; units: number; setting: number };
};

/** What holds for the files of one model: where their paths begin, what is set, and which files led here. */
type Place = { readonly folder: string; readonly environment: Environment; readonly line: readonly string[] };

/** The project that compose takes when it is run in `folder`; undefined when there is none. */
export async function projectIn(read: Read, folder: string): Promise<ComposeProject | undefined> {
  const collecting = startCollecting(read);
  const first = await withDotenv(collecting, new Map(), folder);
  const paths = namedFiles(first, folder) ?? (await defaultFiles(read, folder));
  const [main] = paths;
  if (main === undefined) return undefined;
  const environment = folderOf(main) === folder ? first : await withDotenv(collecting, first, folderOf(main));
  return finish(collecting, paths, environment);
}

/** The project of one file alone, as with `docker compose -f`. */
export async function projectOf(read: Read, path: string): Promise<ComposeProject> {
  const collecting = startCollecting(read);
  return finish(collecting, [path], await withDotenv(collecting, new Map(), folderOf(path)));
}

function startCollecting(read: Read): Collecting {
  return { read, files: new Map(), bases: new Map(), envFiles: new Map(), left: { ...most } };
}

async function finish(
  collecting: Collecting,
  paths: readonly string[],
  environment: Environment,
): Promise<ComposeProject> {
  const [main = ""] = paths;
  for (const path of paths)
    await addFile(collecting, path, { folder: folderOf(main), environment, line: [] });
  const { files, bases, envFiles } = collecting;
  return { files: [...files.values()], bases: [...bases.values()], envFiles: [...envFiles.values()] };
}

/** What `COMPOSE_FILE` names. */
function namedFiles(environment: Environment, folder: string): readonly string[] | undefined {
  const named = environment.get("COMPOSE_FILE")?.value;
  if (named === undefined) return undefined;
  const separator = environment.get("COMPOSE_PATH_SEPARATOR")?.value || delimiter;
  return named.split(separator).flatMap((path) => pathIn(folder, path) ?? []);
}

async function defaultFiles(read: Read, folder: string): Promise<readonly string[]> {
  const main = await firstThere(read, folder, fileNames);
  return main === undefined ? [] : [main, (await firstThere(read, folder, overrideNames)) ?? []].flat();
}

async function firstThere(read: Read, folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const path = pathIn(folder, name);
    if (path !== undefined && (await read(path)) !== undefined) return path;
  }
  return undefined;
}

async function withDotenv(collecting: Collecting, outer: Environment, folder: string): Promise<Environment> {
  return withFiles(collecting, outer, [pathIn(folder, ".env")]);
}

async function withFiles(
  collecting: Collecting,
  outer: Environment,
  paths: readonly (string | undefined)[],
): Promise<Environment> {
  const found: EnvFile[] = [];
  for (const path of paths) {
    const text = path === undefined ? undefined : await take(collecting, path, "setting");
    if (path !== undefined && text !== undefined) found.push({ path, text: text.replace(/^\uFEFF/, "") });
  }
  for (const file of found) collecting.envFiles.set(file.path, file);
  return withEnvFiles(outer, found);
}

/** Adds a file behind those that it includes. A file that comes again is read as it was the first time. */
async function addFile(collecting: Collecting, path: string, place: Place): Promise<void> {
  if (collecting.files.has(path) || place.line.includes(path) || place.line.length >= most.depth) return;
  const file = await open(collecting, path, place);
  if (file === undefined) return;
  const line = [...place.line, path];
  for (const include of file.facts.includes) await addInclude(collecting, include, { ...place, line });
  collecting.files.set(path, file);
  for (const { base } of file.facts.services) await addBases(collecting, file, base);
}

async function addInclude(
  collecting: Collecting,
  { paths, projectDirectory, envFiles }: Include,
  { folder, environment, line }: Place,
): Promise<void> {
  const found = paths.slice(0, most.files).map((path) => pathIn(folder, path));
  const [main] = found;
  if (main === undefined) return;
  const own = projectDirectory === undefined ? folderOf(main) : folderIn(folder, projectDirectory);
  if (own === undefined) return;
  const env = (envFiles ?? []).slice(0, most.files).map((path) => pathIn(folder, path));
  const set = await withFiles(collecting, environment, envFiles === undefined ? [pathIn(own, ".env")] : env);
  for (const path of found)
    if (path !== undefined) await addFile(collecting, path, { folder: own, environment: set, line });
}

/** Adds the files that a service extends one another through. */
async function addBases(
  collecting: Collecting,
  extending: ProjectFile,
  base: FileFacts["services"][number]["base"],
): Promise<void> {
  let [file, link] = [extending, base];
  for (let depth = 0; depth < most.depth && link?.file !== undefined; depth++) {
    const path = pathIn(file.folder, link.file);
    if (path === undefined) return;
    const { environment } = extending;
    const next =
      collecting.bases.get(path) ??
      (await open(collecting, path, { folder: folderOf(path), environment, line: [] }));
    if (next === undefined) return;
    collecting.bases.set(path, next);
    const { service } = link;
    [file, link] = [next, next.facts.services.findLast(({ name }) => name === service)?.base];
  }
}

async function open(
  collecting: Collecting,
  path: string,
  { folder, environment }: Place,
): Promise<ProjectFile | undefined> {
  const text = await take(collecting, path, "units");
  if (text === undefined) return undefined;
  const facts = readFacts(text, (name) => environment.get(name));
  return { path, text, folder, environment, facts };
}

/** The text of a file, as long as the project is not too large. */
async function take(
  { read, left }: Collecting,
  path: string,
  kind: "units" | "setting",
): Promise<string | undefined> {
  if (left.files <= 0) return undefined;
  left.files--;
  const text = await read(path);
  if (text === undefined || text.length > left[kind]) return undefined;
  left[kind] -= text.length;
  return text;
}
