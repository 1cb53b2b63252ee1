/** Signatures, by whatever tool: what they claim. Whether they are genuine is not asked. */
import type { Descriptor } from "../oci/model.ts";
import { decodeBundle, decodeSimpleSigning } from "./cosign.ts";
import type { Claim } from "./model.ts";
import { decodeCose, decodeJws } from "./notation.ts";

const readers: readonly (readonly [
  type: RegExp,
  read: (bytes: Uint8Array, blob: Descriptor, subject: string) => Claim,
])[] = [
  [/^application\/vnd\.dev\.cosign\.simplesigning\./, decodeSimpleSigning],
  [/^application\/vnd\.dev\.sigstore\.bundle\b/, (bytes, _, subject) => decodeBundle(bytes, subject)],
  [/^application\/jose\+json$/, (bytes, _, subject) => decodeJws(bytes, subject)],
  [/^application\/cose$/, (bytes, _, subject) => decodeCose(bytes, subject)],
];

/** Whether a blob of this type is a signature that can be read. */
export function isSignatureType(mediaType: string): boolean {
  return readers.some(([type]) => type.test(mediaType));
}

/**
 * Reads a signature from its blob, by the blob's type; undefined when it is of another. Rejects with ContentError
 * `malformed` what is not of that type after all.
 */
export function decodeSignature(bytes: Uint8Array, blob: Descriptor, subject: string): Claim | undefined {
  const [, read] = readers.find(([type]) => type.test(blob.mediaType)) ?? [];
  return read?.(bytes, blob, subject);
}
