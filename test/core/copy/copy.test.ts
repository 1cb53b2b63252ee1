import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { copyImage, planCopy } from "../../../src/core/copy/copy.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import { isDigest } from "../../../src/core/reference/digest.ts";
import {
  commonPlatforms,
  jsonContent,
  type ManifestTree,
  makeImage,
  makeIndex,
  makeManifest,
  makePlatforms,
} from "../../support/images.ts";
import { MemoryRegistry, type MemoryRegistryOptions } from "../../support/memoryRegistry.ts";

const index = makeIndex(makePlatforms(commonPlatforms), { attested: true });

function signature(subject: ManifestTree, by = "me"): ManifestTree {
  const config = jsonContent("application/vnd.oci.empty.v1+json", {});
  return makeManifest({ config, layers: [], artifactType: "a/signature", subject, annotations: { by } });
}

/** Copies the first tree, all of them being there, to `to:1` of another registry. */
async function copying(
  trees: readonly [ManifestTree, ...ManifestTree[]],
  {
    referrers = true,
    tag = "1",
    ...options
  }: MemoryRegistryOptions & { referrers?: boolean; tag?: string | undefined } = {},
  target = new MemoryRegistry("other", options),
) {
  const source = new MemoryRegistry("one", { lists: true });
  for (const tree of trees) source.fill("from", tree);
  const { digest } = trees[0];
  assert.ok(isDigest(digest));
  const plan = await planCopy({ distribution: source.distribution, path: "from", digest }, referrers);
  const place = { distribution: target.distribution, path: "to" };
  const report = await copyImage(plan, tag === "" ? place : { ...place, tag });
  const puts = target.questions().filter((one) => /^PUT (?!blob)/.test(one));
  return { report, target, puts: puts.map((one) => one.slice(4)), asked: source.questions() };
}

const digestsOf = (...trees: readonly ManifestTree[]) => trees.map(({ digest }) => digest);

describe("a copy", () => {
  it("puts what an index names by digest, then the index by its tag alone", async () => {
    const { report, puts, target } = await copying([index]);
    assert.deepEqual(puts, [...digestsOf(...index.children), "1"]);
    assert.equal(target.repository("to").tags.get("1"), index.digest);
    assert.deepEqual(
      report.manifests.map(({ digest }) => digest),
      digestsOf(...index.children, index),
    );
    assert.equal(report.digest, index.digest);
    assert.equal(
      report.bytesMoved,
      report.blobs.reduce((sum, { descriptor }) => sum + (descriptor.size ?? 0), 0),
    );
  });

  it("without a tag is there by its digest", async () => {
    const { puts, target } = await copying([index], { tag: "" });
    assert.deepEqual(puts, digestsOf(...index.children, index));
    assert.equal(target.repository("to").tags.size, 0);
  });

  it("puts the same bytes under the same type", async () => {
    const docker = makeIndex(makePlatforms(commonPlatforms, { format: "docker" }), { format: "docker" });
    const { target } = await copying([docker]);
    for (const tree of [docker, ...docker.children]) {
      const { mediaType, bytes } = target.repository("to").manifests.get(tree.digest) ?? {};
      assert.deepEqual([mediaType, bytes], [tree.mediaType, tree.bytes]);
    }
  });

  it("that is refused before its end leaves no tag", async () => {
    const child = index.children[1]?.digest;
    const denied = new RegistryError("denied", "other", { status: 403 });
    const target = new MemoryRegistry("other", { refusals: new Map([[`PUT ${child}`, denied]]) });
    await assert.rejects(copying([index], {}, target), denied);
    assert.equal(target.repository("to").tags.size, 0);
    assert.ok(!target.questions().includes("PUT 1"));
  });

  it("once more moves nothing", async () => {
    const { target } = await copying([index]);
    const { report } = await copying([index], {}, target);
    assert.deepEqual(
      [report.bytesMoved, new Set(report.blobs.map(({ how }) => how))],
      [0, new Set(["exists"])],
    );
  });
});

describe("what refers to it", () => {
  const image = makeImage();
  const [one, two] = [signature(image, "one"), signature(image, "two")];
  const above = signature(one, "above");

  it("comes before the tag, and what refers to that as well", async () => {
    const { puts, report } = await copying([image, one, two, above], { lists: true });
    assert.deepEqual(puts, [...digestsOf(image, one, two, above), "1"]);
    assert.deepEqual(
      report.referrers.map(({ digest }) => digest),
      digestsOf(one, two, above),
    );
  });

  it("is put under a tag for each subject where the registry does not list it, once", async () => {
    const { puts, target } = await copying([image, one, two, above]);
    const tags = [image, one].map(({ digest }) => digest.replace(":", "-"));
    assert.deepEqual(puts, [...digestsOf(image, one, two, above), ...tags, "1"]);
    const again = await copying([image, one, two, above], {}, target);
    assert.deepEqual(again.puts, [...digestsOf(image, one, two, above), "1"]);
  });

  it("to a child of an index comes, too", async () => {
    const [child] = index.children;
    assert.ok(child);
    const mine = signature(child);
    const { report } = await copying([index, mine], { lists: true });
    assert.deepEqual(
      report.referrers.map(({ digest }) => digest),
      [mine.digest],
    );
  });

  it("and is in the index as well comes once, with the index", async () => {
    const attestation = signature(image);
    const both = makeIndex([image, attestation]);
    const { report, puts } = await copying([both], { lists: true });
    assert.deepEqual(report.referrers, []);
    assert.deepEqual(puts, [...digestsOf(image, attestation), "1"]);
  });

  it("is copied by itself, and listed for its subject", async () => {
    const { puts } = await copying([one]);
    assert.deepEqual(puts, [one.digest, image.digest.replace(":", "-"), "1"]);
  });

  it("is not even asked for when it is not wanted", async () => {
    const { asked, report } = await copying([image, one], { referrers: false });
    assert.deepEqual(
      asked.filter((question) => /referrers/.test(question)),
      [],
    );
    assert.deepEqual([report.referrers, report.cut], [[], false]);
  });

  it("and is more than the source lists is owned up to", async () => {
    const source = new MemoryRegistry("one");
    source.fill("from", image);
    const distribution = { ...source.distribution, referrers: async () => ({ items: [], cut: true }) };
    assert.ok(isDigest(image.digest));
    const { cut } = await planCopy({ distribution, path: "from", digest: image.digest }, true);
    assert.equal(cut, true);
  });
});
