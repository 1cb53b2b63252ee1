/**
 * A contract registry in memory for copying: strict as distribution is. A manifest is refused while something that it
 * names is missing, bytes of another digest are refused, and every question is noted.
 */
import assert from "node:assert/strict";
import { RegistryError } from "../../src/core/errors.ts";
import { decodeManifest } from "../../src/core/oci/decodeManifest.ts";
import { isForeignType } from "../../src/core/oci/mediaTypes.ts";
import type { Descriptor, ManifestDocument } from "../../src/core/oci/model.ts";
import { digestOf } from "../../src/core/oci/verify.ts";
import { type Digest, isDigest } from "../../src/core/reference/digest.ts";
import type { Distribution, ManifestBytes } from "../../src/core/registry/distribution.ts";
import { FakeRegistry } from "./fakeRegistry.ts";
import type { ManifestTree } from "./images.ts";

export type MemoryRegistryOptions = {
  /** Lists referrers by itself, and says so. */
  readonly lists?: boolean;
  /** Takes blobs over from its other repositories. */
  readonly mounts?: boolean;
  /** What a request is refused with, by question (`PUT a/b 1`). */
  readonly refusals?: Map<string, Error>;
};

type Repository = {
  readonly blobs: Map<string, Uint8Array>;
  readonly manifests: Map<string, ManifestBytes>;
  readonly tags: Map<string, Digest>;
};

export class MemoryRegistry {
  /** `HEAD blob`, `MOUNT`, `GET blob`, `PUT blob`, `GET manifest NAME`, `PUT NAME`, without the repository. */
  readonly asked: string[] = [];
  readonly distribution: Distribution;
  readonly #options: MemoryRegistryOptions;
  readonly #repositories = new Map<string, Repository>();

  constructor(host: string, options: MemoryRegistryOptions = {}) {
    this.#options = options;
    const absent = (code: string) => new RegistryError("notFound", host, { status: 404, code });
    this.distribution = {
      ...new FakeRegistry({}).distribution(host),
      resolve: async (path, name) => {
        const digest = this.#note(`HEAD ${name}`) ?? this.#digestOf(path, name);
        if (digest === undefined) throw absent("MANIFEST_UNKNOWN");
        return { mediaType: "", digest, size: undefined };
      },
      manifest: async (path, name) => {
        this.#note(`GET ${name}`);
        const digest = this.#digestOf(path, name);
        const stored = digest && this.repository(path).manifests.get(digest);
        if (digest === undefined || stored === undefined) throw absent("MANIFEST_UNKNOWN");
        const { bytes, mediaType } = stored;
        const document = decodeManifest(bytes, mediaType, name);
        return { descriptor: { mediaType, digest, size: bytes.length }, bytes, document };
      },
      blob: async (path, { digest }) => {
        this.#note("GET blob");
        const bytes = this.repository(path).blobs.get(digest);
        if (bytes === undefined) throw absent("BLOB_UNKNOWN");
        return bytes;
      },
      hasBlob: async (path, digest) => {
        this.#note("HEAD blob");
        return this.repository(path).blobs.has(digest);
      },
      mountBlob: async (path, digest, from) => {
        this.#note("MOUNT");
        const bytes = this.repository(from).blobs.get(digest);
        if (options.mounts !== true || bytes === undefined) return false;
        this.repository(path).blobs.set(digest, bytes);
        return true;
      },
      openBlob: async (path, { digest }, { from = 0 } = {}) => {
        this.#note("GET blob");
        const bytes = this.repository(path).blobs.get(digest);
        if (bytes === undefined) throw absent("BLOB_UNKNOWN");
        return ReadableStream.from([bytes.subarray(from)]);
      },
      uploadBlob: async (path, { digest }, open, { onProgress, signal } = {}) => {
        this.#note("PUT blob");
        signal?.throwIfAborted();
        const chunks: Uint8Array[] = [];
        for await (const chunk of await open(0)) chunks.push(chunk);
        const bytes = Buffer.concat(chunks);
        assert.equal(digestOf(bytes), digest);
        this.repository(path).blobs.set(digest, bytes);
        onProgress?.(bytes.length);
      },
      putManifest: async (path, name, manifest) => {
        this.#note(`PUT ${name}`);
        const digest = digestOf(manifest.bytes);
        if (isDigest(name)) assert.equal(digest, name);
        const document = decodeManifest(manifest.bytes, manifest.mediaType, name);
        this.#refuseMissing(path, document);
        this.repository(path).manifests.set(digest, manifest);
        if (!isDigest(name)) this.repository(path).tags.set(name, digest);
        const subject = document.kind !== "schema1" && document.subject !== undefined;
        return { indexesSubject: options.lists === true && subject };
      },
      referrers: async (path, digest) => {
        this.#note("GET referrers");
        return { items: this.#referrersOf(path, digest), cut: false };
      },
    };
  }

  repository(path: string): Repository {
    const known = this.#repositories.get(path);
    const repository = known ?? { blobs: new Map(), manifests: new Map(), tags: new Map() };
    this.#repositories.set(path, repository);
    return repository;
  }

  /** Puts a tree there without being asked. */
  fill(path: string, tree: ManifestTree, ...tags: readonly string[]): void {
    const { blobs, manifests, tags: named } = this.repository(path);
    for (const child of tree.children) this.fill(path, child);
    for (const { digest, bytes } of tree.blobs) blobs.set(digest, bytes);
    manifests.set(tree.digest, tree);
    assert.ok(isDigest(tree.digest));
    for (const tag of tags) named.set(tag, tree.digest);
  }

  /** The questions since the last call. */
  questions(): readonly string[] {
    return this.asked.splice(0);
  }

  #note(question: string): undefined {
    this.asked.push(question);
    const refusal = this.#options.refusals?.get(question);
    if (refusal !== undefined) throw refusal;
  }

  #digestOf(path: string, name: string): Digest | undefined {
    const { manifests, tags } = this.repository(path);
    const digest = isDigest(name) ? name : tags.get(name);
    return digest !== undefined && manifests.has(digest) ? digest : undefined;
  }

  #refuseMissing(path: string, document: ManifestDocument): void {
    const { blobs, manifests } = this.repository(path);
    for (const { digest, mediaType } of namedBy(document)) {
      const isThere = blobs.has(digest) || manifests.has(digest) || isForeignType(mediaType);
      assert.ok(isThere, `the manifest comes before ${mediaType} ${digest}`);
    }
  }

  #referrersOf(path: string, subject: Digest): readonly Descriptor[] {
    const found: Descriptor[] = [];
    for (const [digest, { bytes, mediaType }] of this.repository(path).manifests) {
      const document = decodeManifest(bytes, mediaType, digest);
      if (document.kind === "schema1" || document.subject?.digest !== subject || !isDigest(digest)) continue;
      const artifactType =
        document.artifactType ?? (document.kind === "manifest" ? document.config.mediaType : undefined);
      const size = bytes.length;
      found.push({ mediaType, digest, size, ...(artifactType !== undefined && { artifactType }) });
    }
    return found;
  }
}

function namedBy(document: ManifestDocument): readonly Descriptor[] {
  switch (document.kind) {
    case "schema1":
      return [];
    case "manifest":
      return [document.config, ...document.layers];
    case "index":
      return [
        ...document.images,
        ...document.others,
        ...document.attestations.map(({ descriptor }) => descriptor),
      ];
  }
}
