import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Tree } from "../../../src/core/copy/tree.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { type Digest, isDigest } from "../../../src/core/reference/digest.ts";
import {
  commonPlatforms,
  jsonContent,
  type ManifestTree,
  makeImage,
  makeIndex,
  makePlatforms,
} from "../../support/images.ts";
import { MemoryRegistry } from "../../support/memoryRegistry.ts";

const path = "a/b";

async function grown(tree: ManifestTree, ...others: readonly ManifestTree[]) {
  const registry = new MemoryRegistry("h");
  for (const one of [tree, ...others]) registry.fill(path, one);
  const found = new Tree({ distribution: registry.distribution, path });
  await found.add([tree, ...others].map(({ digest }) => asDigest(digest)));
  return {
    found,
    asked: registry.questions(),
    digests: found.manifests.map(({ descriptor }) => descriptor.digest),
  };
}

describe("what there is to copy", () => {
  it("of an index: its children before it, each blob once", async () => {
    const images = makePlatforms(commonPlatforms);
    const index = makeIndex(images, { attested: true });
    const { found, digests } = await grown(index);
    assert.deepEqual(digests, [...index.children.map(({ digest }) => digest), index.digest]);
    const blobs = new Set(index.children.flatMap((child) => child.blobs.map(({ digest }) => digest)));
    assert.deepEqual(new Set(found.blobs.keys()), blobs);
  });

  it("of indexes that share a child: it comes once, before all of them", async () => {
    const [a, b, c] = makePlatforms(commonPlatforms);
    assert.ok(a && b && c);
    const [first, second] = [makeIndex([a, b]), makeIndex([b, c])];
    const whole = makeIndex([first, second]);
    const { digests, asked } = await grown(whole);
    assert.deepEqual(
      digests,
      [a, b, first, c, second, whole].map(({ digest }) => digest),
    );
    assert.equal(asked.length, 6);
  });

  it("is added to, without what is there already", async () => {
    const [a, b] = makePlatforms(commonPlatforms);
    assert.ok(a && b);
    const { digests } = await grown(a, makeIndex([a, b]));
    assert.deepEqual(digests, [a.digest, b.digest, makeIndex([a, b]).digest]);
  });

  it("of an old build cache: its children are blobs, and not asked for as manifests", async () => {
    const layer = jsonContent("application/vnd.oci.image.layer.v1.tar+gzip", { layer: 1 });
    const config = jsonContent(mediaTypes.buildkitCache, { layers: [] });
    const manifests = [layer, config].map(({ mediaType, digest, size }) => ({ mediaType, digest, size }));
    const index = jsonContent(mediaTypes.ociIndex, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests,
    });
    const { found, digests } = await grown({ ...index, blobs: [layer, config], children: [] });
    assert.deepEqual(digests, [index.digest]);
    assert.deepEqual([...found.blobs.keys()], [layer.digest, config.digest]);
  });

  it("an index within an index within an index within an index is deep enough", async () => {
    let tree: ManifestTree = makeImage();
    for (const _ of [1, 2, 3]) tree = makeIndex([tree]);
    assert.equal((await grown(tree)).digests.length, 4);
    await assert.rejects(grown(makeIndex([tree])), { name: "ContentError", kind: "tooLarge" });
  });

  it("R07 more children than are read cannot be copied", async () => {
    const image = makeImage();
    const entry = { mediaType: image.mediaType, digest: image.digest, size: image.size };
    const manifests = Array.from({ length: 1001 }, () => entry);
    const index = jsonContent(mediaTypes.ociIndex, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests,
    });
    await assert.rejects(grown({ ...index, blobs: [], children: [image] }), { kind: "tooLarge" });
  });

  it("R04 a manifest in schema 1 cannot be copied", async () => {
    const old = jsonContent(mediaTypes.dockerSchema1, { schemaVersion: 1, fsLayers: [], history: [] });
    await assert.rejects(grown({ ...old, blobs: [], children: [] }), { kind: "unknownMediaType" });
  });

  it("V12 more manifests in all than are read are not even asked for", async () => {
    const registry = new MemoryRegistry("h");
    const { distribution } = registry;
    const digests = Array.from({ length: 1001 }, (_, at) => asDigest(jsonContent("", { at }).digest));
    await assert.rejects(new Tree({ distribution, path }).add(digests), { kind: "tooLarge" });
    assert.deepEqual(registry.questions(), []);
  });
});

function asDigest(text: string): Digest {
  assert.ok(isDigest(text));
  return text;
}
