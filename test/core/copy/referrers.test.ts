import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listUnderTag } from "../../../src/core/copy/referrers.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { isDigest } from "../../../src/core/reference/digest.ts";
import { jsonContent, type ManifestTree, makeImage, makeManifest } from "../../support/images.ts";
import { MemoryRegistry } from "../../support/memoryRegistry.ts";

const image = makeImage();
const tag = image.digest.replace(":", "-");
const config = jsonContent("a/config", {});
const untyped = makeManifest({ config, layers: [], subject: image });
const typed = makeManifest({
  config,
  layers: [],
  subject: image,
  artifactType: "a/b",
  annotations: { by: "me" },
});

async function listing(registry: MemoryRegistry, ...trees: readonly ManifestTree[]) {
  for (const tree of trees) registry.fill("a", tree);
  const place = { distribution: registry.distribution, path: "a" };
  const found = await Promise.all(trees.map(({ digest }) => place.distribution.manifest("a", digest)));
  assert.ok(isDigest(image.digest));
  await listUnderTag(place, image.digest, found);
  const digest = registry.repository("a").tags.get(tag) ?? "";
  const { bytes, mediaType } = registry.repository("a").manifests.get(digest) ?? {};
  assert.ok(bytes);
  return { mediaType, index: JSON.parse(Buffer.from(bytes).toString()) };
}

const entry = ({ mediaType, digest, size }: ManifestTree) => ({ mediaType, digest, size });

describe("the fallback tag", () => {
  it("lists what the API would: type, else the config's, and annotations", async () => {
    const { mediaType, index } = await listing(new MemoryRegistry("h"), untyped, typed);
    assert.equal(mediaType, mediaTypes.ociIndex);
    assert.deepEqual(index, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [
        { ...entry(untyped), artifactType: "a/config" },
        { ...entry(typed), artifactType: "a/b", annotations: { by: "me" } },
      ],
    });
  });

  it("keeps what is listed there, as it is", async () => {
    const registry = new MemoryRegistry("h");
    const theirs = makeImage({ annotations: { other: "one" } });
    const listed = { ...entry(theirs), artifactType: "x/y", unknown: [1] };
    const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [listed] };
    registry.fill("a", { ...jsonContent(mediaTypes.ociIndex, index), blobs: [], children: [theirs] }, tag);
    const { index: after } = await listing(registry, typed);
    assert.deepEqual(after.manifests[0], listed);
    assert.deepEqual(after.manifests.length, 2);
  });

  it("is left alone when it cannot be read", async () => {
    const failure = new RegistryError("unavailable", "h", { status: 503 });
    const registry = new MemoryRegistry("h", { refusals: new Map([[`GET ${tag}`, failure]]) });
    await assert.rejects(listing(registry, typed), failure);
    assert.ok(!registry.questions().includes(`PUT ${tag}`));
  });
});
