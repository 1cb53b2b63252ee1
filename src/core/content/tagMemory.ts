/**
 * What registries said that names stand for, and when: in memory for instant answers, on disk for the next start.
 * One small file for each name, so that processes that share the folder do not write over each other's news. What
 * cannot be read is forgotten; it is a memory, never proof of what a tag names now.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { decodeDescriptor } from "../oci/decodeDescriptor.ts";
import { parseObject, toSize } from "../oci/fields.ts";
import type { Descriptor } from "../oci/model.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import { formatRepository, isTag, type Repository } from "../reference/reference.ts";
import { writeAtomically } from "./atomic.ts";

/** What a tag named, or what a digest stands for, when a registry was last asked: in milliseconds since 1970. */
export type Remembered = { readonly descriptor: Descriptor; readonly asOf: number };

type Names = Map<string, Remembered>;

const version = 1;
/** The most names of one repository that are kept on disk. */
const mostNames = 1000;

/** See the file's head. */
export class TagMemory {
  readonly #directory: string;
  readonly #ingest: string;
  readonly #repositories = new Map<string, Names>();
  readonly #loads = new Map<string, Promise<void>>();

  /** Keeps its files in `tags` below the folder, which may be that of a content store and need not exist yet. */
  constructor(directory: string) {
    this.#directory = join(directory, "tags");
    this.#ingest = join(directory, "ingest");
  }

  /** What is in memory of a tag or digest; a digest is known too when a tag named it. Does no I/O. */
  known(repository: Repository, name: string): Remembered | undefined {
    const names = this.#repositories.get(formatRepository(repository));
    const known = names?.get(name);
    if (known !== undefined || names === undefined || !isDigest(name)) return known;
    return [...names.values()].find(({ descriptor }) => descriptor.digest === name);
  }

  /** What is remembered of a tag or digest, from disk too. Never rejects. */
  async recall(repository: Repository, name: string): Promise<Remembered | undefined> {
    const key = formatRepository(repository);
    const load = this.#loads.get(key) ?? this.#load(repository);
    this.#loads.set(key, load);
    await load;
    return this.known(repository, name);
  }

  /** Remembers at once in memory; the promise tells when the disk has it too, or refused. Never rejects. */
  async remember(repository: Repository, name: string, descriptor: Descriptor, asOf: number): Promise<void> {
    this.#names(repository).set(name, { descriptor, asOf });
    const { mediaType, digest, size } = descriptor;
    const key = formatRepository(repository);
    const text = JSON.stringify({
      version,
      repository: key,
      name,
      asOf,
      descriptor: { mediaType, digest, size },
    });
    await writeAtomically(this.#file(repository, name), text, this.#ingest).catch(() => undefined);
  }

  /** Forgets a name, at once in memory; the promise tells when it is gone from the disk, or stays there. Never rejects. */
  async forget(repository: Repository, name: string): Promise<void> {
    await this.recall(repository, name);
    this.#names(repository).delete(name);
    await rm(this.#file(repository, name), { force: true }).catch(() => undefined);
  }

  /** The tags in memory that named `digest` at `since` or later. */
  aliases(repository: Repository, digest: Digest, since: number): readonly string[] {
    return [...this.#names(repository)].flatMap(([name, { descriptor, asOf }]) =>
      descriptor.digest === digest && asOf >= since && isTag(name) ? [name] : [],
    );
  }

  /** Forgets everything. Rejects with the system's error when the disk refuses. */
  async clear(): Promise<void> {
    this.#repositories.clear();
    this.#loads.clear();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #names(repository: Repository): Names {
    const key = formatRepository(repository);
    const names: Names = this.#repositories.get(key) ?? new Map();
    this.#repositories.set(key, names);
    return names;
  }

  #folder(repository: Repository): string {
    return join(this.#directory, hash(formatRepository(repository)));
  }

  #file(repository: Repository, name: string): string {
    return join(this.#folder(repository), `${hash(name)}.json`);
  }

  async #load(repository: Repository): Promise<void> {
    const folder = this.#folder(repository);
    const files = (await readdir(folder).catch(() => [])).map((file) => join(folder, file));
    const kept = files.length > mostNames ? await removeOldest(files) : files;
    const names = this.#names(repository);
    await Promise.all(
      kept.map(async (path) => {
        const entry = await read(path, formatRepository(repository)).catch(() => undefined);
        if (entry !== undefined && entry.asOf >= (names.get(entry.name)?.asOf ?? 0))
          names.set(entry.name, entry);
      }),
    );
  }
}

/** Reads one name's file; undefined when another version of Mooring wrote it, or it is about another repository. */
async function read(path: string, repository: string): Promise<(Remembered & { name: string }) | undefined> {
  const fields = parseObject(await readFile(path), path);
  const { name } = fields;
  const asOf = toSize(fields["asOf"]);
  const fits = fields["version"] === version && fields["repository"] === repository;
  const named = typeof name === "string" && (isTag(name) || isDigest(name));
  if (!fits || !named || asOf === undefined) return undefined;
  return { name, asOf, descriptor: decodeDescriptor(fields["descriptor"], path) };
}

/** Keeps the newest files and gives their paths. */
async function removeOldest(paths: readonly string[]): Promise<readonly string[]> {
  const dated = await Promise.all(
    paths.map(async (path) => ({ path, time: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  const newestFirst = dated.sort((a, b) => b.time - a.time).map(({ path }) => path);
  await Promise.all(
    newestFirst.slice(mostNames).map((path) => rm(path, { force: true }).catch(() => undefined)),
  );
  return newestFirst.slice(0, mostNames);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
