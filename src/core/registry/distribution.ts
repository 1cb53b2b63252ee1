/**
 * The OCI distribution API of one registry, and nothing a vendor added.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */

import type { Descriptor, ManifestDocument } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { Cursor, Page } from "./page.ts";

/** A manifest whose bytes were checked against its digest. */
export type FetchedManifest = {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly document: ManifestDocument;
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
  /** Deletes by tag, which leaves the digest where the registry can do that, or by digest, which takes its tags too. */
  deleteManifest(path: string, tagOrDigest: string, signal?: AbortSignal): Promise<void>;
  /** What refers to a digest: signatures, SBOMs, reports; at most 1,000. Falls back to the tag scheme. */
  referrers(
    path: string,
    digest: Digest,
    signal?: AbortSignal,
  ): Promise<{ items: readonly Descriptor[]; cut: boolean }>;
};
