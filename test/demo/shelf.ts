import { createHash } from "node:crypto";

export type StoredManifest = { readonly mediaType: string; readonly digest: string; readonly bytes: Buffer };

/** What a registry keeps of one repository, in memory. */
export type Shelf = {
  readonly blobs: Map<string, Buffer>;
  readonly manifests: Map<string, StoredManifest>;
  /** Digests by tag. */
  readonly tags: Map<string, string>;
};

export function emptyShelf(): Shelf {
  return { blobs: new Map(), manifests: new Map(), tags: new Map() };
}

/** The digest in the algorithm that `like` names; undefined when it names none that registries use. */
export function digestLike(like: string, bytes: Buffer): string | undefined {
  const algorithm = like.split(":", 1)[0] ?? "";
  if (algorithm !== "sha256" && algorithm !== "sha512") return undefined;
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

export function findManifest(shelf: Shelf, reference: string): StoredManifest | undefined {
  return shelf.manifests.get(shelf.tags.get(reference) ?? reference);
}

/** What a manifest or index names; the registry takes it only when all of that is here already. */
export function missingParts(shelf: Shelf, manifest: ManifestFields): readonly string[] {
  const parts = [...(manifest.layers ?? []), ...(manifest.config ? [manifest.config] : [])];
  const blobs = parts.filter((part) => !shelf.blobs.has(part.digest));
  const children = (manifest.manifests ?? []).filter((part) => !shelf.manifests.has(part.digest));
  return [...blobs, ...children].map((part) => part.digest);
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers */
export function referrersTo(shelf: Shelf, digest: string, artifactType: string | null): readonly unknown[] {
  return [...shelf.manifests.values()].flatMap((stored) => {
    const fields = parseManifest(stored.bytes);
    const type = fields?.artifactType ?? fields?.config?.mediaType;
    if (fields?.subject?.digest !== digest || (artifactType !== null && type !== artifactType)) return [];
    const { mediaType, bytes } = stored;
    const size = bytes.length;
    return [{ mediaType, digest: stored.digest, size, artifactType: type, annotations: fields.annotations }];
  });
}

type Part = { readonly digest: string; readonly mediaType?: string };

type ManifestFields = {
  readonly config?: Part;
  readonly layers?: readonly Part[];
  readonly manifests?: readonly Part[];
  readonly subject?: Part;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
};

export function parseManifest(bytes: Buffer): ManifestFields | undefined {
  try {
    return JSON.parse(bytes.toString()) as ManifestFields;
  } catch {
    return undefined;
  }
}
