/** Digests over bytes. https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests */
import { createHash } from "node:crypto";
import { ContentError } from "../errors.ts";
import { algorithmOf, type Digest, type DigestAlgorithm } from "../reference/digest.ts";

/** The digest of some bytes. */
export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = "sha256"): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

/** Whether `digest` is the digest of `bytes`. */
export function matches(bytes: Uint8Array, digest: Digest): boolean {
  return digestOf(bytes, algorithmOf(digest)) === digest;
}

/** Throws ContentError `digestMismatch`, with `host` as the one to blame, unless `digest` is the digest of `bytes`. */
export function verify(bytes: Uint8Array, digest: Digest, host?: string): void {
  if (!matches(bytes, digest)) {
    throw new ContentError("digestMismatch", digest, host === undefined ? {} : { host });
  }
}
