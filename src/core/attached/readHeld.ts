/** What the documents attached to an image say, as far as they can be read without much being fetched. */
import { mapParallel } from "../async.ts";
import { ContentError, isAbort } from "../errors.ts";
import type { Digest } from "../reference/digest.ts";
import type { Repository } from "../reference/reference.ts";
import { openEnvelope } from "./envelope.ts";
import type { AttachedSource, Held } from "./held.ts";
import type { Claim, Provenance, Sbom } from "./model.ts";
import { isReadable } from "./parts.ts";
import { decodeProvenance } from "./provenance.ts";
import { decodeSbom } from "./sbom.ts";
import { decodeSignature, isSignatureType } from "./signature.ts";
import { readStatement } from "./statement.ts";

/** An SBOM but for its packages. */
export type SbomFacts = Omit<Sbom, "packages" | "hidden"> & {
  /** How many packages it lists. */
  readonly count: number;
};

export type Said =
  | { readonly kind: "sbom"; readonly sbom: SbomFacts }
  | { readonly kind: "provenance"; readonly provenance: Provenance }
  | { readonly kind: "signature"; readonly claim: Claim }
  /** A statement of another predicate, by its type. Hostile text. */
  | { readonly kind: "statement"; readonly predicateType: string }
  /** Larger than what is read unasked. */
  | { readonly kind: "large" }
  /** Of a kind that is named only. */
  | { readonly kind: "named" }
  | { readonly kind: "failed"; readonly failure: unknown };

export type ReadHeld = Held & { readonly said: Said };

/** Bytes of a document up to which it is read unasked, of an SBOM, and of all of them together. */
const longest = 512 * 1024;
const longestSbom = 4 * 1024 * 1024;
const mostBytes = 8 * 1024 * 1024;
/** The most documents that are read unasked. */
const mostDocuments = 60;

export type ReadOptions = {
  /** Reads an SBOM of up to 4 MiB; rejects with ContentError `unknownMediaType` when it is none. */
  readonly readSbom: (bytes: Uint8Array, digest: Digest, signal: AbortSignal) => Promise<SbomFacts>;
  readonly signal?: AbortSignal | undefined;
  /** Told how many of how many documents are done. */
  readonly onRead?: (done: number, total: number) => void;
};

/** Reads the documents, at most 60 and 8 MiB of them. */
export async function readHeld(
  source: AttachedSource,
  repository: Repository,
  held: readonly Held[],
  { readSbom, signal, onRead = () => {} }: ReadOptions,
): Promise<readonly ReadHeld[]> {
  const read = chosen(held);
  let done = 0;
  return mapParallel(
    held,
    4,
    async (one, either) => {
      if (one.failure !== undefined) return { ...one, said: { kind: "failed", failure: one.failure } };
      if (!mayRead(one)) return { ...one, said: { kind: "named" } };
      if (!read.has(one)) return { ...one, said: { kind: "large" } };
      const said = await readOne(source, repository, one, { readSbom, signal: either });
      onRead(++done, read.size);
      return { ...one, said };
    },
    signal,
  );
}

/** Reports are scanners' business; what is signed is no matter of its type. */
function mayRead({ part }: Held): boolean {
  if (part === undefined) return false;
  const { role } = part.name;
  if (isSignatureType(part.blob.mediaType) && role === "signature") return true;
  return (role === "sbom" || role === "provenance" || role === "attestation") && isReadable(part);
}

/** The smallest first, so that one large list does not keep signatures and provenance from being read. */
function chosen(held: readonly Held[]): ReadonlySet<Held> {
  const size = ({ part }: Held) => part?.blob.size ?? Number.POSITIVE_INFINITY;
  const wanted = held.filter((one) => mayRead(one) && size(one) <= limitOf(one));
  const chosen = new Set<Held>();
  let total = 0;
  for (const one of wanted.toSorted((a, b) => size(a) - size(b))) {
    total += size(one);
    if (total > mostBytes || chosen.size === mostDocuments) break;
    chosen.add(one);
  }
  return chosen;
}

function limitOf({ part }: Held): number {
  return part?.name.role === "sbom" ? longestSbom : longest;
}

async function readOne(
  source: AttachedSource,
  repository: Repository,
  held: Held,
  { readSbom, signal }: { readonly readSbom: ReadOptions["readSbom"]; readonly signal: AbortSignal },
): Promise<Said> {
  const { part } = held;
  if (part === undefined) return { kind: "named" };
  const { blob, name } = part;
  try {
    const bytes = await source.blob(repository, blob, limitOf(held), signal);
    const subject = `the document ${blob.digest}`;
    if (name.role === "signature") {
      const claim = decodeSignature(bytes, blob, subject);
      return claim === undefined ? { kind: "named" } : { kind: "signature", claim };
    }
    if (name.role === "sbom") return { kind: "sbom", sbom: await readSbom(bytes, blob.digest, signal) };
    return decode(bytes, subject);
  } catch (failure) {
    if (isAbort(failure) || signal.aborted) throw failure;
    return { kind: "failed", failure };
  }
}

function decode(bytes: Uint8Array, subject: string): Said {
  const provenance = decodeProvenance(bytes, subject);
  if (provenance !== undefined) return { kind: "provenance", provenance };
  const sbom = decodeSbom(bytes, subject);
  if (sbom !== undefined) return { kind: "sbom", sbom: factsOf(sbom) };
  const statement = readStatement(openEnvelope(bytes, subject).document);
  if (statement !== undefined) return { kind: "statement", predicateType: statement.predicateType };
  return { kind: "failed", failure: new ContentError("unknownMediaType", subject) };
}

/** What a list says of itself. */
export function factsOf({ packages, hidden, ...facts }: Sbom): SbomFacts {
  return { ...facts, count: packages.length + hidden };
}
