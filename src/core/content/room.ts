/** A folder's files, read with care and kept within a number of bytes. */
import { readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

export type StoredFile = {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970 when it was last used. */
  readonly time: number;
};

/** A draft this old was left by a process that is gone. */
const draftLife = 60 * 60 * 1000;

/**
 * Reads a file, which counts as used now. Undefined when there is none, or `isSound` finds it damaged and it is taken
 * away.
 */
export async function readUsed(
  path: string,
  isSound: (bytes: Buffer) => boolean | Promise<boolean>,
): Promise<Buffer | undefined> {
  try {
    const bytes = await readFile(path);
    if (!(await isSound(bytes))) {
      await rm(path, { force: true });
      return undefined;
    }
    const now = new Date();
    await utimes(path, now, now).catch(() => undefined);
    return bytes;
  } catch {
    return undefined;
  }
}

/** The files of a folder; none when it cannot be read. */
export async function filesIn(directory: string): Promise<readonly StoredFile[]> {
  const names = await readdir(directory).catch(() => []);
  const files = names.map(async (name): Promise<readonly StoredFile[]> => {
    const path = join(directory, name);
    const facts = await stat(path).catch(() => undefined);
    return facts === undefined ? [] : [{ path, size: facts.size, time: facts.mtimeMs }];
  });
  return (await Promise.all(files)).flat();
}

/**
 * Removes what was not used for longest until a tenth of the room is free, when there is more than `most` bytes. Gives the
 * bytes that are left.
 */
export async function removeOldest(files: readonly StoredFile[], most: number): Promise<number> {
  let used = files.reduce((sum, { size }) => sum + size, 0);
  const goal = used > most ? most * 0.9 : used;
  for (const { path, size } of [...files].sort((a, b) => a.time - b.time)) {
    if (used <= goal) break;
    await rm(path, { force: true });
    used -= size;
  }
  return used;
}

/** Removes drafts that nobody will finish. */
export async function removeOldDrafts(ingest: string): Promise<void> {
  const drafts = await filesIn(ingest);
  for (const { path } of drafts.filter(({ time }) => Date.now() - time > draftLife))
    await rm(path, { force: true });
}
