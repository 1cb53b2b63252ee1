/** Uploading blobs: small ones in one piece, larger ones in chunks, so that a break costs a chunk and not the blob. */
import { ContentError, NetworkError, RegistryError } from "../errors.ts";
import type { Descriptor } from "../oci/model.ts";
import type { Api } from "./api.ts";
import { hasBlob } from "./blobs.ts";
import { Chunks, type OpenBytes, type Piece } from "./chunks.ts";
import {
  beginUpload,
  bodyOf,
  cancelUpload,
  endUpload,
  sendChunk,
  type Upload,
  uploadStatus,
} from "./uploads.ts";

export type UploadOptions = {
  /** Told how many of the blob's bytes the registry has; fewer than before when an upload had to begin anew. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
};

type Blob = { readonly path: string; readonly digest: Descriptor["digest"]; readonly size: number };

/** Bytes of a chunk: more than ECR's least, 5 MiB. */
const chunkLength = 8 * 1024 * 1024;
/** The longest chunk that a registry may insist on. */
const longestChunk = 64 * 1024 * 1024;
/** How many breaks in a row an upload survives without getting further. */
const mostBreaks = 4;
/** How registries say that they take no chunks, or none as long (GHCR: 416). */
const chunkRefusals: ReadonlySet<number | undefined> = new Set([400, 405, 411, 416, 501]);

/** Uploads to one registry, and remembers whether it takes blobs in chunks. */
export class Uploader {
  readonly #api: Api;
  #whole = false;

  constructor(api: Api) {
    this.#api = api;
  }

  /**
   * See Distribution.uploadBlob. An upload that broke goes on where the registry says it stands, or begins anew when
   * the registry forgot it (distribution 2.8 does within a chunk). One that fails or is cancelled is taken back.
   */
  async upload(
    path: string,
    { digest, size }: Descriptor,
    open: OpenBytes,
    { onProgress = () => {}, signal }: UploadOptions = {},
  ): Promise<void> {
    if (size === undefined) throw new ContentError("malformed", `the size of ${digest}`);
    const run = new Run(this.#api, { path, digest, size }, open, onProgress, signal);
    try {
      if (this.#whole && size > chunkLength) await run.whole();
      else await this.#inChunks(run);
    } finally {
      run.close();
    }
  }

  async #inChunks(run: Run): Promise<void> {
    try {
      await run.chunks();
    } catch (failure) {
      const isRefused = failure instanceof RegistryError && chunkRefusals.has(failure.status);
      if (!isRefused || !run.isFirstChunk) throw failure;
      await run.whole();
      this.#whole = true;
    }
  }
}

/** One blob on its way. */
class Run {
  readonly #api: Api;
  readonly #blob: Blob;
  readonly #open: OpenBytes;
  readonly #chunks: Chunks;
  readonly #onProgress: (bytes: number) => void;
  readonly #signal: AbortSignal | undefined;
  #upload: Upload | undefined;
  #sent = 0;
  #furthest = 0;

  constructor(
    api: Api,
    blob: Blob,
    open: OpenBytes,
    onProgress: (bytes: number) => void,
    signal: AbortSignal | undefined,
  ) {
    this.#api = api;
    this.#blob = blob;
    this.#open = open;
    this.#chunks = new Chunks(open);
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  /** Whether the failure at hand was about the first of several chunks. */
  get isFirstChunk(): boolean {
    return this.#upload !== undefined && this.#furthest === 0 && this.#blob.size > chunkLength;
  }

  /** Takes back what did not end well. */
  close(): void {
    if (this.#upload !== undefined) cancelUpload(this.#api, this.#blob.path, this.#upload.url);
    this.#upload = undefined;
    this.#chunks.close();
  }

  /** One PUT with everything, streamed. What breaks begins anew. */
  async whole(): Promise<void> {
    const { path, digest, size } = this.#blob;
    for (let breaks = 0; ; breaks++) {
      this.close();
      this.#upload = await beginUpload(this.#api, path, this.#signal);
      let failed: unknown;
      const body = { length: size, open: () => this.#stream((failure) => (failed = failure)) };
      try {
        await endUpload(this.#api, path, this.#upload, this.#blob, body, this.#signal);
        return this.#done();
      } catch (failure) {
        // What broke may be the download that the upload is fed from, which did what it could.
        if (failed !== undefined) throw failed;
        if (!isBreak(failure) || breaks === mostBreaks) throw failure;
        if (await hasBlob(this.#api, path, digest, this.#signal)) return this.#done();
      }
    }
  }

  async *#stream(onFailure: (failure: unknown) => void): AsyncGenerator<Uint8Array> {
    let given = 0;
    try {
      for await (const chunk of await this.#open(0)) {
        yield chunk;
        given += chunk.length;
        this.#onProgress(given);
      }
    } catch (failure) {
      onFailure(failure);
      throw failure;
    }
  }

  async chunks(): Promise<void> {
    const { path, size } = this.#blob;
    let breaks = 0;
    for (;;) {
      const length = Math.min(Math.max(chunkLength, this.#upload?.leastChunk ?? 0), longestChunk);
      const chunk = await this.#chunks.at(this.#sent, length);
      if (chunk.length === 0 && this.#sent < size)
        throw new ContentError("digestMismatch", this.#blob.digest);
      try {
        this.#upload ??= await beginUpload(this.#api, path, this.#signal);
        if (await this.#step(this.#upload, chunk)) return this.#done();
      } catch (failure) {
        if (!isBreak(failure) || ++breaks > mostBreaks) throw failure;
        if (await this.#recover()) return this.#done();
      }
      if (this.#sent > this.#furthest) breaks = 0;
      this.#furthest = Math.max(this.#furthest, this.#sent);
    }
  }

  /** Sends a chunk; true when it was the last. The only chunk goes with the PUT. */
  async #step(upload: Upload, chunk: Piece): Promise<boolean> {
    const { path, size } = this.#blob;
    const isOnly = chunk.length === size;
    if (!isOnly && chunk.length > 0) {
      this.#upload = await sendChunk(this.#api, path, upload, chunk, this.#sent, this.#signal);
      this.#sent += chunk.length;
      this.#onProgress(this.#sent);
      if (this.#sent < size) return false;
    }
    const body = bodyOf(isOnly ? chunk : { length: 0, parts: [] });
    await endUpload(this.#api, path, this.#upload ?? upload, this.#blob, body, this.#signal);
    return true;
  }

  /** Finds out where a broken upload stands; true when the blob is there after all. */
  async #recover(): Promise<boolean> {
    const { path, digest, size } = this.#blob;
    const mayBeDone = this.#sent === size || size <= chunkLength;
    if (mayBeDone && (await hasBlob(this.#api, path, digest, this.#signal))) return true;
    const before = this.#upload;
    const status =
      before === undefined ? undefined : await uploadStatus(this.#api, path, before, this.#signal);
    if (status !== undefined && status.received <= size) {
      this.#upload = status.upload;
      this.#sent = status.received;
    } else {
      if (before !== undefined) cancelUpload(this.#api, path, before.url);
      this.#upload = undefined;
      this.#sent = 0;
    }
    this.#onProgress(this.#sent);
    return false;
  }

  #done(): void {
    this.#upload = undefined;
    this.#onProgress(this.#blob.size);
  }
}

/** Whether it is worth asking how far an upload got. */
function isBreak(failure: unknown): boolean {
  if (failure instanceof NetworkError) return failure.kind === "offline" || failure.kind === "timeout";
  return (
    failure instanceof RegistryError && (failure.kind === "unavailable" || failure.kind === "rateLimited")
  );
}
