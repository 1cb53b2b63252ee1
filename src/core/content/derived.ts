/**
 * What was worked out from content, such as the list of a layer's files, on disk by the content's digest, so that it is
 * worked out once. Several processes may share a folder. Each file begins with the hash of the rest; whatever goes wrong
 * with the disk only costs doing the work again.
 */
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pacing } from "../async.ts";
import { algorithmOf, type Digest, encodedOf, isDigest } from "../reference/digest.ts";
import { writeAtomically } from "./atomic.ts";
import { filesIn, readUsed, removeOldDrafts, removeOldest } from "./room.ts";

/** A store of results by the digest of what they were made from. */
export type Derived = {
  /** Undefined when there is none, or it was found damaged and taken away. */
  get(digest: Digest): Promise<Uint8Array | undefined>;
  /** Keeps a result, whole or in pieces, if the disk lets it; says whether it did. */
  put(digest: Digest, bytes: Uint8Array | readonly Uint8Array[]): Promise<boolean>;
  /** Removes everything. Rejects with the system's error when that fails. */
  clear(): Promise<void>;
};

/** Opens the store `name` in a folder, which may be that of a content store and is made when something is put there. */
export function openDerived(directory: string, name: string, { maxBytes }: { maxBytes: number }): Derived {
  return new DerivedStore(join(directory, name), join(directory, "ingest"), maxBytes);
}

const hashLength = 64;
/** Bytes between two looks at the time. */
const hashedAtOnce = 1024 * 1024;

class DerivedStore implements Derived {
  readonly #directory: string;
  readonly #ingest: string;
  readonly #maxBytes: number;
  /** Bytes in the store as far as this process knows. */
  #used: number | undefined;

  constructor(directory: string, ingest: string, maxBytes: number) {
    this.#directory = directory;
    this.#ingest = ingest;
    this.#maxBytes = maxBytes;
  }

  async get(digest: Digest): Promise<Uint8Array | undefined> {
    const path = this.#path(digest);
    if (path === undefined) return undefined;
    const stored = await readUsed(path, async (file) => {
      const hash = file.toString("latin1", 0, hashLength);
      return (await hashOf(digest, [file.subarray(hashLength)])) === hash;
    });
    return stored?.subarray(hashLength);
  }

  async put(digest: Digest, bytes: Uint8Array | readonly Uint8Array[]): Promise<boolean> {
    const path = this.#path(digest);
    const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
    const size = pieces.reduce((sum, { length }) => sum + length, hashLength);
    if (path === undefined || size > this.#maxBytes) return false;
    try {
      const hash = Buffer.from(await hashOf(digest, pieces));
      await writeAtomically(path, [hash, ...pieces], this.#ingest);
      this.#used = (this.#used ?? this.#maxBytes) + size;
      if (this.#used > this.#maxBytes) await this.#makeRoom();
      return true;
    } catch {
      return false;
    }
  }

  async clear(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
    this.#used = undefined;
  }

  /** A digest may be typed but not checked, and it becomes a path here. */
  #path(digest: Digest): string | undefined {
    return isDigest(digest) ? join(this.#directory, algorithmOf(digest), encodedOf(digest)) : undefined;
  }

  async #makeRoom(): Promise<void> {
    await removeOldDrafts(this.#ingest);
    const folders = ["sha256", "sha512"].map((name) => filesIn(join(this.#directory, name)));
    this.#used = await removeOldest((await Promise.all(folders)).flat(), this.#maxBytes);
  }
}

/** A result that was put in the place of another digest is found out, too. */
async function hashOf(digest: Digest, pieces: readonly Uint8Array[]): Promise<string> {
  const hash = createHash("sha256").update(digest);
  const pace = pacing();
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at += hashedAtOnce) {
      hash.update(piece.subarray(at, at + hashedAtOnce));
      await pace();
    }
  return hash.digest("hex");
}
