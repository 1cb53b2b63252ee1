import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Writes a file whole or not at all, also when several processes write it: first under a name of its own in `ingest`
 * (a folder of the same file system), then in its place. Of several pieces the file has one after the other. Folders are made,
 * readable for their owner only.
 */
export async function writeAtomically(
  path: string,
  content: Uint8Array | string | readonly Uint8Array[],
  ingest: string,
): Promise<void> {
  await mkdir(ingest, { recursive: true, mode: 0o700 });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = join(ingest, randomUUID());
  try {
    await writeFile(draft, content, { flag: "wx", mode: 0o600 });
    await rename(draft, path);
  } catch (failure) {
    await rm(draft, { force: true });
    throw failure;
  }
}
