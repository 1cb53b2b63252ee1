/** Tags that a repository holds for its tools: they are folded away from those that people run. */

/** Why tags are folded away, in the order of their rows. */
export const folds = ["signatures", "caches"] as const;

export type Fold = (typeof folds)[number];

/**
 * Tags that are made of a digest: cosign's signatures, attestations and SBOMs, and bare the list of what refers to it.
 * https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#storage
 */
const signatureTag = /^(sha(?:256|512))-([0-9a-f]{32,})(?:\.(sig|att|sbom))?$/;

/** What a tag made of a digest is: of which digest, and its ending (none for the bare form); undefined for other tags. */
export function readSignatureTag(
  tag: string,
): { readonly digest: string; readonly ending: "sig" | "att" | "sbom" | undefined } | undefined {
  const [, algorithm, encoded, ending] = signatureTag.exec(tag) ?? [];
  if (algorithm === undefined) return undefined;
  return { digest: `${algorithm}:${encoded}`, ending: ending as "sig" | "att" | "sbom" | undefined };
}

/** Where a tag is folded to; undefined for one to be shown. `caches` are the tags known to be build caches. */
export function foldOf(tag: string, caches: ReadonlySet<string>): Fold | undefined {
  if (signatureTag.test(tag)) return "signatures";
  return caches.has(tag) ? "caches" : undefined;
}
