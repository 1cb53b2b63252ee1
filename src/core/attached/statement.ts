/** Statements: a predicate said of some digests. https://github.com/in-toto/attestation/tree/v1.1.2/spec/v1 */
import { type Fields, longestList, toArray, toObject, toText } from "../oci/fields.ts";
import { type Digest, isDigest } from "../reference/digest.ts";

export type Statement = {
  /** The digests that it speaks of. */
  readonly subjects: readonly Digest[];
  /** Hostile text. */
  readonly predicateType: string;
  readonly predicate: Fields;
};

const types: ReadonlySet<string> = new Set([
  "https://in-toto.io/Statement/v0.1",
  "https://in-toto.io/Statement/v1",
]);

/** Reads a document as a statement; undefined when it is none. */
export function readStatement(document: Fields): Statement | undefined {
  const predicateType = toText(document["predicateType"]);
  if (!types.has(toText(document["_type"]) ?? "") || predicateType === undefined) return undefined;
  return {
    subjects: (toArray(document["subject"]) ?? []).slice(0, longestList).flatMap(digestsOf),
    predicateType,
    predicate: toObject(document["predicate"]) ?? {},
  };
}

function digestsOf(subject: unknown): readonly Digest[] {
  const digests = toObject(toObject(subject)?.["digest"]) ?? {};
  return (["sha256", "sha512"] as const).flatMap((algorithm) => {
    const digest = `${algorithm}:${toText(digests[algorithm])}`;
    return isDigest(digest) ? [digest] : [];
  });
}
