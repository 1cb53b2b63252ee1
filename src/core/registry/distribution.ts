/**
 * The OCI distribution API of one registry, and nothing a vendor added.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */

import type { Descriptor, ManifestDocument } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { OpenBytes } from "./chunks.ts";
import type { DownloadOptions } from "./download.ts";
import type { Cursor, Page } from "./page.ts";
import type { UploadOptions } from "./upload.ts";

/** A manifest whose bytes were checked against its digest. */
export type FetchedManifest = {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly document: ManifestDocument;
};

/** A manifest as it is pushed: the type is sent beside the bytes. */
export type ManifestBytes = { readonly mediaType: string; readonly bytes: Uint8Array };

/** What a registry said of a manifest that it took. */
export type PutManifest = {
  /** Whether it lists the manifest among the referrers of its subject; if not, that is left to us. */
  readonly indexesSubject: boolean;
};

/** See the file's head. Every call rejects with a Failure of errors.ts, or the signal's reason. */
export type Distribution = {
  /** The host as references name it (`docker.io`, not `registry-1.docker.io`). */
  readonly registry: string;
  /** Asks whether this is a registry and whether we may use it. */
  ping(signal?: AbortSignal): Promise<void>;
  /** What a tag names now: one HEAD; a GET when the HEAD is refused or gives no digest. */
  resolve(path: string, tagOrDigest: string, signal?: AbortSignal): Promise<Descriptor>;
  /** A manifest by tag or digest, verified over its bytes. */
  manifest(path: string, tagOrDigest: string, signal?: AbortSignal): Promise<FetchedManifest>;
  /** A small blob, such as a config, whole and verified. `limit` in bytes (default 4 MiB). */
  blob(
    path: string,
    descriptor: Descriptor,
    options?: { limit?: number; signal?: AbortSignal },
  ): Promise<Uint8Array>;
  /** A page of tags in the registry's order; without a cursor the first one. */
  tags(path: string, cursor?: Cursor, signal?: AbortSignal): Promise<Page<string>>;
  /** A page of the catalogue; many registries refuse it (`denied`, `unauthorized`, `notFound`, `unsupported`). */
  repositories(cursor?: Cursor, signal?: AbortSignal): Promise<Page<string>>;
  /** A blob of any size as a stream, from an offset in bytes; verified at its end when read from its beginning. */
  openBlob(
    path: string,
    descriptor: Descriptor,
    options?: DownloadOptions,
  ): Promise<ReadableStream<Uint8Array>>;
  /** Whether the repository has a blob: one HEAD. */
  hasBlob(path: string, digest: Digest, signal?: AbortSignal): Promise<boolean>;
  /** Takes a blob over from another repository of the registry; false when it does not do that. */
  mountBlob(path: string, digest: Digest, from: string, signal?: AbortSignal): Promise<boolean>;
  /** Uploads a blob of known size, with its bytes opened from wherever they are needed, perhaps more than once. */
  uploadBlob(path: string, descriptor: Descriptor, open: OpenBytes, options?: UploadOptions): Promise<void>;
  /** Stores a manifest's very bytes by tag or digest, and compares the digest that the registry gives them. */
  putManifest(
    path: string,
    tagOrDigest: string,
    manifest: ManifestBytes,
    signal?: AbortSignal,
  ): Promise<PutManifest>;
  /** Deletes by tag, which leaves the digest where the registry can do that, or by digest, which takes its tags too. */
  deleteManifest(path: string, tagOrDigest: string, signal?: AbortSignal): Promise<void>;
  /** What refers to a digest: signatures, SBOMs, reports; at most 1,000. Falls back to the tag scheme. */
  referrers(
    path: string,
    digest: Digest,
    signal?: AbortSignal,
  ): Promise<{ items: readonly Descriptor[]; cut: boolean }>;
};
