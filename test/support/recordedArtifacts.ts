/**
 * A repository as real tools left it on docker-registry 2.8.2: an image that buildah 1.28.2 made of parts of Debian 12's
 * package database, with what was attached to it by
 *
 * - cosign 2.4.3: two signatures (one by a key, one by a key with a certificate made by openssl with Fulcio's
 *   extensions), three attestations (SPDX, CycloneDX, SLSA 0.2) and an SBOM, under tags made of its digest;
 * - ORAS 1.2.3: a CycloneDX and an SPDX document, the latter as a layer without a type of its own;
 * - notation 1.3.2: a signature in a JWS and one in COSE, by a certificate made for tests.
 *
 * The SBOMs are syft 1.20.0's. The registry has no referrers API, so what ORAS and notation attached is in the index
 * under the fallback tag.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { decodeManifest } from "../../src/core/oci/decodeManifest.ts";
import type { Manifest } from "../../src/core/oci/model.ts";
import { digestOf } from "../../src/core/oci/verify.ts";
import { type Digest, isDigest } from "../../src/core/reference/digest.ts";
import { content, type ManifestTree } from "./images.ts";
import { MemoryRegistry } from "./memoryRegistry.ts";
import { push, type Target } from "./push.ts";
import artifacts from "./recorded/artifacts.json" with { type: "json" };

/** A repository by its tags, its manifests and, in base 64, its blobs. */
export type Recorded = {
  readonly tags: Readonly<Record<string, string>>;
  readonly manifests: Readonly<Record<string, { readonly mediaType: string; readonly text: string }>>;
  readonly blobs: Readonly<Record<string, string>>;
};

const folder = new URL("recorded/", import.meta.url);
const recorded: Recorded = artifacts;

/** The digest of the image. */
export const image: Digest = digestNamed("1");
/** The tags that cosign made, by ending, and the fallback tag for `""`. */
export const tagOf = (ending: "" | ".sig" | ".att" | ".sbom"): string => image.replace(":", "-") + ending;

/** What a tag of the repository names. */
export function digestNamed(tag: string): Digest {
  const digest = recorded.tags[tag];
  assert.ok(isDigest(digest), tag);
  return digest;
}

/** A manifest of the repository. */
export function manifestAt(digest: Digest): Manifest {
  const stored = recorded.manifests[digest];
  assert.ok(stored !== undefined && digestOf(Buffer.from(stored.text)) === digest);
  const document = decodeManifest(Buffer.from(stored.text), stored.mediaType, digest);
  assert.ok(document.kind === "manifest");
  return document;
}

/** A blob of the repository. */
export function blobAt(digest: string): Uint8Array {
  const text = recorded.blobs[digest];
  assert.ok(text !== undefined, digest);
  return Buffer.from(text, "base64");
}

/** What refers to the image, by its artifact type or its layer's type. */
export function referrerOfType(type: string): Digest {
  const found = Object.keys(recorded.manifests).filter((digest) => {
    if (!isDigest(digest) || digest === digestNamed(tagOf(""))) return false;
    const { artifactType, layers, subject } = manifestAt(digest);
    return subject !== undefined && (artifactType === type || layers[0]?.mediaType === type);
  });
  assert.ok(found.length === 1 && isDigest(found[0]), `${found.length} of ${type}`);
  return found[0];
}

/** The repository, ready to be pushed: each manifest with its tags, those that others name first. */
export function recordedTrees({ manifests, blobs: bytesOf, tags: named }: Recorded = recorded): readonly {
  readonly tree: ManifestTree;
  readonly tags: readonly string[];
}[] {
  const all = Object.entries(manifests).map(([digest, { mediaType, text }]) => {
    const made = content(mediaType, Buffer.from(text));
    assert.equal(made.digest, digest);
    const document = decodeManifest(made.bytes, mediaType, digest);
    const held = document.kind === "manifest" ? [document.config, ...document.layers] : [];
    const blobs = held.map((blob) =>
      content(blob.mediaType, Buffer.from(bytesOf[blob.digest] ?? "", "base64")),
    );
    const tags = Object.entries(named).flatMap(([tag, manifest]) => (manifest === digest ? [tag] : []));
    return { tree: { ...made, blobs, children: [] }, tags, isIndex: document.kind === "index" };
  });
  return [...all.filter(({ isIndex }) => !isIndex), ...all.filter(({ isIndex }) => isIndex)];
}

/** Pushes the repository as it was. */
export async function pushRecorded(target: Target): Promise<void> {
  for (const { tree, tags } of recordedTrees()) await push(target, tree, tags);
}

/** Another recorded document; where it is from is said where it is tested. */
export function recordedDocument(name: string): Uint8Array {
  return readFileSync(new URL(name, folder));
}

/** The repository in memory, under `team/app`. */
export function recordedRegistry(host: string): MemoryRegistry {
  const registry = new MemoryRegistry(host);
  for (const { tree, tags } of recordedTrees()) registry.fill("team/app", tree, ...tags);
  return registry;
}
