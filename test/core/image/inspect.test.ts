import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect, type Reader, type Wanted } from "../../../src/core/image/inspect.ts";
import { decodeConfig } from "../../../src/core/oci/decodeConfig.ts";
import { decodeManifest } from "../../../src/core/oci/decodeManifest.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { formatPlatform, parsePlatform } from "../../../src/core/oci/platform.ts";
import { isDigest } from "../../../src/core/reference/digest.ts";
import {
  type Content,
  jsonContent,
  type ManifestTree,
  makeBuildCache,
  makeImage,
  makeIndex,
  makeLayer,
  makeManifest,
} from "../../support/images.ts";

const repository = { registry: "r.test", path: "a" };

/** Reads from trees; notes what was read. Reading what is in none of them fails the test. */
function readerOf(...trees: readonly ManifestTree[]): Reader & { read: string[] } {
  const manifests = trees.flatMap((tree) => [tree, ...tree.children]);
  const read: string[] = [];
  const find = (contents: readonly Content[], kind: string, wanted: string) => {
    const found = contents.find(({ digest }) => digest === wanted);
    assert.ok(found, `${kind} ${wanted} was not expected`);
    read.push(kind);
    return found;
  };
  return {
    read,
    manifest: async ({ digest }) => {
      const { bytes, mediaType } = find(manifests, "manifest", digest);
      const document = decodeManifest(bytes, mediaType, digest);
      return { descriptor: { mediaType, digest, size: bytes.length }, bytes, document };
    },
    config: async ({ digest }) => {
      const blobs = manifests.flatMap((manifest) => manifest.blobs);
      return decodeConfig(find(blobs, "config", digest).bytes, digest);
    },
  };
}

async function look(
  tree: ManifestTree,
  wanted?: Wanted,
  usual = "linux/amd64",
  others: readonly ManifestTree[] = [],
) {
  const reader = readerOf(tree, ...others);
  const { digest, mediaType } = tree;
  assert.ok(isDigest(digest));
  const named = { mediaType, digest, size: undefined };
  const platform = parsePlatform(usual);
  assert.ok(platform);
  const image = await inspect(reader, { repository, tag: "1" }, named, wanted, platform);
  return { image, read: reader.read, platform: image.platform && formatPlatform(image.platform) };
}

const platforms = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"].map((text) => {
  const platform = parsePlatform(text);
  assert.ok(platform);
  return platform;
});
const [amd64, arm64, arm] = platforms.map((platform) => makeImage({ platform }));
assert.ok(amd64 && arm64 && arm);
const index = makeIndex([amd64, arm64, arm], { attested: true });

describe("an image of one platform", () => {
  it("costs its manifest and its config", async () => {
    const steps = [
      { command: "ADD a", entries: [{ path: "a", content: "a" }] },
      { command: "ENV X=1" },
      { command: "COPY b", entries: [{ path: "b", content: "b" }] },
    ];
    const tree = makeImage({ steps, config: { Labels: { k: "v" } }, annotations: { note: "n" } });
    const { image, read, platform } = await look(tree);
    assert.deepEqual(read, ["manifest", "config"]);
    assert.deepEqual([image.role, image.index, platform], ["image", undefined, "linux/amd64"]);
    assert.deepEqual(image.descriptor, {
      mediaType: tree.mediaType,
      digest: tree.digest,
      size: tree.bytes.length,
    });
    assert.deepEqual(image.manifest, image.descriptor);
    assert.deepEqual(
      image.platforms.map((choice) => [
        choice.platform && formatPlatform(choice.platform),
        choice.descriptor,
      ]),
      [["linux/amd64", image.descriptor]],
    );
    assert.deepEqual(
      image.steps.map((step) => [step.createdBy, step.layer?.number, step.layer?.descriptor.digest]),
      [
        ["ADD a", 1, tree.blobs[1]?.digest],
        ["ENV X=1", undefined, undefined],
        ["COPY b", 2, tree.blobs[2]?.digest],
      ],
    );
    assert.equal(image.aligned, true);
    assert.equal(
      image.size,
      tree.blobs.reduce((sum, { size }) => sum + size, 0),
    );
    assert.deepEqual(
      [...image.annotations, ...(image.config?.labels ?? [])],
      [
        ["note", "n"],
        ["k", "v"],
      ],
    );
  });

  it("in Docker's types is the same", async () => {
    const { image } = await look(makeImage({ format: "docker" }));
    assert.deepEqual([image.role, image.type, image.aligned], ["image", mediaTypes.dockerConfig, true]);
  });

  it("whose layer stands twice moves it once", async () => {
    const layer = makeLayer([{ path: "a", content: "a" }]);
    const tree = makeImage({
      steps: [
        { command: "ADD a", layer },
        { command: "ADD a", layer },
      ],
    });
    const { image } = await look(tree);
    assert.equal(image.steps.length, 2);
    assert.equal(image.size, layer.size + (tree.blobs[0]?.size ?? 0));
  });

  it("R09 with a layer of unknown size has an unknown size", async () => {
    const tree = makeImage();
    const document = JSON.parse(Buffer.from(tree.bytes).toString());
    document.layers[0].size = -1;
    const { image } = await look({ ...tree, ...jsonContent(tree.mediaType, document) });
    assert.equal(image.size, undefined);
    assert.equal(image.steps.length, 1);
  });
});

describe("an index", () => {
  it("costs itself, one child and its config", async () => {
    const { image, read, platform } = await look(index);
    assert.deepEqual(read, ["manifest", "manifest", "config"]);
    assert.deepEqual([image.descriptor.digest, image.manifest.digest], [index.digest, amd64.digest]);
    assert.deepEqual(
      [platform, image.platforms.length, image.index?.attestations.length],
      ["linux/amd64", 3, 3],
    );
  });

  const wishes: readonly (readonly [string, Wanted | undefined, string, string])[] = [
    ["the usual platform", undefined, "linux/arm64", "linux/arm64/v8"],
    ["the first, when none is usual", undefined, "linux/s390x", "linux/amd64"],
    ["the platform asked for", { os: "linux", architecture: "arm64" }, "linux/amd64", "linux/arm64/v8"],
    [
      "an older variant that runs there",
      { os: "linux", architecture: "arm", variant: "v8" },
      "linux/amd64",
      "linux/arm/v7",
    ],
    [
      "the usual, when there is no such platform",
      { os: "plan9", architecture: "amd64" },
      "linux/arm64",
      "linux/arm64/v8",
    ],
    ["the child asked for", isDigest(arm.digest) ? arm.digest : undefined, "linux/amd64", "linux/arm/v7"],
    ["the usual, when there is no such child", `sha256:${"0".repeat(64)}`, "linux/arm64", "linux/arm64/v8"],
  ];
  for (const [name, wanted, usual, shown] of wishes) {
    it(`shows ${name}`, async () => assert.equal((await look(index, wanted, usual)).platform, shown));
  }

  it("its annotations stand behind the child's and the manifest's", async () => {
    const image = makeImage({ annotations: { a: "manifest" } });
    const plain = makeIndex([image], { annotations: { a: "index", b: "index", c: "index" } });
    const document = JSON.parse(Buffer.from(plain.bytes).toString());
    document.manifests[0].annotations = { a: "child", b: "child" };
    const { image: model } = await look({ ...plain, ...jsonContent(plain.mediaType, document) });
    assert.deepEqual(Object.fromEntries(model.annotations), { a: "manifest", b: "child", c: "index" });
  });

  it("R05 in an index is not descended into, nor is one that says it holds itself", async () => {
    const inner = makeIndex([amd64]);
    const entry = { mediaType: mediaTypes.ociIndex, digest: inner.digest, size: inner.size };
    const outer = jsonContent(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [entry] });
    const { image, read } = await look({ ...outer, blobs: [], children: [inner] });
    assert.deepEqual(read, ["manifest"]);
    assert.deepEqual([image.role, image.steps, image.manifest.digest], ["artifact", [], outer.digest]);
  });
  it("R05 whose child turns out to be an index is refused", async () => {
    const inner = makeIndex([amd64]);
    const entry = { mediaType: mediaTypes.ociManifest, digest: inner.digest, size: inner.size };
    const outer = jsonContent(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [entry] });
    await assert.rejects(look({ ...outer, blobs: [], children: [inner] }), {
      name: "ContentError",
      kind: "malformed",
    });
  });
});

describe("R04 what is no image is shown as what it is, and its config not read", () => {
  const layer = makeLayer([{ path: "a", content: "a" }]);
  const helm = jsonContent("application/vnd.cncf.helm.config.v1+json", { name: "chart" });
  const empty = jsonContent(mediaTypes.ociEmpty, {});
  const attestation = index.children.at(-1);
  assert.ok(attestation);
  const table: readonly (readonly [string, ManifestTree, string, string])[] = [
    ["a chart", makeManifest({ config: helm, layers: [layer] }), "artifact", helm.mediaType],
    ["an artifact", makeManifest({ config: empty, layers: [layer], artifactType: "a/b" }), "artifact", "a/b"],
    ["a build cache", makeBuildCache(), "buildCache", mediaTypes.buildkitCache],
    ["an attestation", attestation, "attestation", mediaTypes.inToto],
  ];
  for (const [name, tree, role, type] of table) {
    it(name, async () => {
      const { image, read } = await look(tree);
      assert.deepEqual(read, ["manifest"]);
      assert.deepEqual([image.role, image.type, image.config, image.platforms], [role, type, undefined, []]);
      assert.deepEqual(
        image.steps.map((step) => step.layer?.number),
        [1],
      );
      assert.equal(typeof image.size, "number");
    });
  }
  it("an old build cache, whose children are blobs", async () => {
    const blob = (mediaType: string) => ({ mediaType, digest: layer.digest, size: layer.size });
    const manifests = [blob(layer.mediaType), blob(mediaTypes.buildkitCache)];
    const cache = jsonContent(mediaTypes.ociIndex, { schemaVersion: 2, manifests });
    const { image, read } = await look({ ...cache, blobs: [], children: [] });
    assert.deepEqual([image.role, read], ["buildCache", ["manifest"]]);
  });
  it("a schema 1 manifest", async () => {
    const old = jsonContent(mediaTypes.dockerSchema1, { schemaVersion: 1, fsLayers: [], history: [] });
    const { image } = await look({ ...old, blobs: [], children: [] });
    assert.deepEqual([image.role, image.type, image.steps], ["artifact", mediaTypes.dockerSchema1, []]);
  });
});
