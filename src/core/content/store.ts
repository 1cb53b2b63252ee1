/**
 * Manifests and configs on disk, by digest, in the form of an OCI image layout: immutable, so each is fetched once,
 * ever. Several processes may share a folder. What is read is verified; whatever goes wrong with the disk only costs
 * a fetch. https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { matches } from "../oci/verify.ts";
import { algorithmOf, type Digest, encodedOf, isDigest } from "../reference/digest.ts";
import { writeAtomically } from "./atomic.ts";
import { filesIn, readUsed, removeOldDrafts, removeOldest } from "./room.ts";

/** A store of bytes by digest. */
export type Content = {
  /** The bytes of a digest; undefined when they are not here, or were found damaged and taken away. */
  get(digest: Digest): Promise<Uint8Array | undefined>;
  /** Keeps bytes, if they are the digest's and the disk lets it; says whether it did. */
  put(digest: Digest, bytes: Uint8Array): Promise<boolean>;
  /** Removes everything. Rejects with the system's error when that fails. */
  clear(): Promise<void>;
};

/** Opens the store in a folder, which is made when something is first put there. */
export function openContent(directory: string, { maxBytes }: { maxBytes: number }): Content {
  return new ContentStore(directory, maxBytes);
}

class ContentStore implements Content {
  readonly #directory: string;
  readonly #ingest: string;
  readonly #maxBytes: number;
  /** Bytes in the store as far as this process knows; others add to them unseen until the next sweep. */
  #used: number | undefined;
  #sweep: Promise<void> | undefined;

  constructor(directory: string, maxBytes: number) {
    this.#directory = directory;
    this.#ingest = join(directory, "ingest");
    this.#maxBytes = maxBytes;
  }

  async get(digest: Digest): Promise<Uint8Array | undefined> {
    const path = this.#path(digest);
    return path === undefined ? undefined : readUsed(path, (bytes) => matches(bytes, digest));
  }

  async put(digest: Digest, bytes: Uint8Array): Promise<boolean> {
    const path = this.#path(digest);
    if (path === undefined || bytes.length > this.#maxBytes || !matches(bytes, digest)) return false;
    try {
      if (this.#used === undefined) await this.#start();
      await writeAtomically(path, bytes, this.#ingest);
      this.#used = (this.#used ?? 0) + bytes.length;
      if (this.#used > this.#maxBytes) await this.#makeRoom();
      return true;
    } catch {
      return false;
    }
  }

  async clear(): Promise<void> {
    await rm(join(this.#directory, "blobs"), { recursive: true, force: true });
    await rm(this.#ingest, { recursive: true, force: true });
    this.#used = 0;
  }

  /** A digest may be typed but not checked, and it becomes a path here. */
  #path(digest: Digest): string | undefined {
    if (!isDigest(digest)) return undefined;
    return join(this.#directory, "blobs", algorithmOf(digest), encodedOf(digest));
  }

  async #start(): Promise<void> {
    const layout = JSON.stringify({ imageLayoutVersion: "1.0.0" });
    const index = JSON.stringify({ schemaVersion: 2, manifests: [] });
    await writeAtomically(join(this.#directory, "oci-layout"), layout, this.#ingest);
    await writeAtomically(join(this.#directory, "index.json"), index, this.#ingest);
    await this.#makeRoom();
  }

  #makeRoom(): Promise<void> {
    this.#sweep ??= this.#removeOldest().finally(() => {
      this.#sweep = undefined;
    });
    return this.#sweep;
  }

  async #removeOldest(): Promise<void> {
    await removeOldDrafts(this.#ingest);
    const blobs = join(this.#directory, "blobs");
    const folders = [filesIn(join(blobs, "sha256")), filesIn(join(blobs, "sha512"))];
    this.#used = await removeOldest((await Promise.all(folders)).flat(), this.#maxBytes);
  }
}
