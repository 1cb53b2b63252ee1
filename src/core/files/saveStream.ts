import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Writes a stream to a file, whole or not at all: first beside it under a name of its own, then in its place. Rejects as
 * the stream does, or with the system's error.
 */
export async function saveStream(path: string, stream: AsyncIterable<Uint8Array>): Promise<void> {
  const draft = join(dirname(path), `.${randomUUID()}.part`);
  try {
    const file = await open(draft, "wx");
    try {
      for await (const piece of stream) await file.writeFile(piece);
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (failure) {
    await rm(draft, { force: true });
    throw failure;
  }
}
