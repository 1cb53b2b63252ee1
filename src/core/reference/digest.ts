/**
 * The name of some bytes: an algorithm and the hash it gives for them.
 *
 *     digest  ::= algorithm ":" encoded
 *     sha256  ::= "sha256:" 64 lower-case hex digits
 *     sha512  ::= "sha512:" 128 lower-case hex digits
 *
 * Only these two algorithms are registered, and only they are accepted: a digest ends up in URLs, file
 * names and users' files. https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests
 */
export type Digest = `${DigestAlgorithm}:${string}`;

export type DigestAlgorithm = "sha256" | "sha512";

const digestPattern = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/** Whether `text` is a digest of a registered algorithm, in its one legal spelling. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === "string" && digestPattern.test(text);
}

/** The algorithm that a digest names. */
export function algorithmOf(digest: Digest): DigestAlgorithm {
  return digest.startsWith("sha256:") ? "sha256" : "sha512";
}

/** The hexadecimal part of a digest. */
export function encodedOf(digest: Digest): string {
  return digest.slice(digest.indexOf(":") + 1);
}

/** A digest short enough for a row or a title: `sha256:0123456789ab`. Never for use as a digest. */
export function shortDigest(digest: Digest): string {
  return `${algorithmOf(digest)}:${encodedOf(digest).slice(0, 12)}`;
}
