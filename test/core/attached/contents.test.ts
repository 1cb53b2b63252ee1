import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readContents } from "../../../src/core/attached/contents.ts";
import { ContentError } from "../../../src/core/errors.ts";
import { decodeManifest } from "../../../src/core/oci/decodeManifest.ts";
import { descriptorOf, digestOf, indexOf } from "../../support/fakeRegistry.ts";
import { jsonContent, type ManifestTree, makeBuildCache, makeManifest } from "../../support/images.ts";

/** The contents of a tree, and the types of the blobs that were read for them. */
async function contentsOf(tree: ManifestTree) {
  const read: string[] = [];
  const document = decodeManifest(tree.bytes, tree.mediaType, "it");
  const contents = await readContents(
    document,
    async ({ digest, mediaType }) => {
      read.push(mediaType);
      return tree.blobs.find((blob) => blob.digest === digest)?.bytes ?? assert.fail();
    },
    "it",
  );
  return { contents, read };
}

const chart = jsonContent("application/vnd.cncf.helm.config.v1+json", { name: "shop", version: "1.2.3" });
const files = [
  jsonContent("application/vnd.cncf.helm.chart.content.v1.tar+gzip", {}),
  jsonContent("text/plain", { a: 1 }),
];

describe("what is in something that is no image", () => {
  it("a build cache: its entries, by one blob", async () => {
    const { contents, read } = await contentsOf(makeBuildCache());
    assert.ok(contents.kind === "buildCache" && contents.cache.entries.length === 1);
    assert.ok((contents.cache.size ?? 0) > 0);
    assert.deepEqual(read, ["application/vnd.buildkit.cacheconfig.v0"]);
  });

  it("a Helm chart: what it says of itself, by one blob, and its files", async () => {
    const { contents, read } = await contentsOf(makeManifest({ config: chart, layers: files }));
    assert.ok(contents.kind === "chart");
    assert.deepEqual(
      [contents.chart.name, contents.chart.version, contents.files.length],
      ["shop", "1.2.3", 2],
    );
    assert.deepEqual(read, [chart.mediaType]);
  });

  it("anything else: its type and files, and no blob", async () => {
    const config = jsonContent("application/vnd.oci.empty.v1+json", {});
    const tree = makeManifest({ config, layers: files, artifactType: "application/x" });
    const { contents, read } = await contentsOf(tree);
    assert.ok(contents.kind === "artifact");
    assert.deepEqual([contents.type, contents.files.length, read], ["application/x", 2, []]);
  });

  it("an index: its children", async () => {
    const index = indexOf({}, { others: [descriptorOf(digestOf("a")), descriptorOf(digestOf("b"))] });
    const contents = await readContents(index, async () => assert.fail(), "it");
    assert.ok(contents.kind === "artifact" && contents.files.length === 2);
  });

  it("R04: a schema 1 manifest is none of these", async () => {
    const schema1 = {
      kind: "schema1",
      mediaType: "application/vnd.docker.distribution.manifest.v1+json",
    } as const;
    await assert.rejects(
      readContents(schema1, async () => assert.fail(), "it"),
      ContentError,
    );
  });
});
