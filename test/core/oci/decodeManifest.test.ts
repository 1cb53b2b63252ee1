import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeManifest } from "../../../src/core/oci/decodeManifest.ts";
import { longestList } from "../../../src/core/oci/fields.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";

const { ociIndex, ociManifest, dockerList, dockerManifest, dockerSchema1, dockerSchema1Signed } = mediaTypes;
const hex = "0123456789abcdef".repeat(4);
const digest = `sha256:${hex}`;
const config = { mediaType: mediaTypes.ociConfig, digest, size: 2 };
const layer = { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest, size: 3 };
const child = { mediaType: ociManifest, digest, size: 4, platform: { os: "linux", architecture: "amd64" } };
const manifest = { schemaVersion: 2, config, layers: [layer] };
const index = { schemaVersion: 2, manifests: [child] };
const schema1 = { schemaVersion: 1, name: "a", tag: "b", fsLayers: [{ blobSum: digest }], history: [] };

const decode = (document: unknown, contentType?: string) =>
  decodeManifest(Buffer.from(JSON.stringify(document)), contentType, "it");
const refuses = (kind: string, document: unknown, contentType?: string) =>
  assert.throws(() => decode(document, contentType), { name: "ContentError", kind, subject: "it" });

describe("R03 the type of a document", () => {
  const accepted: readonly (readonly [string, object, string | undefined, string])[] = [
    ["header and document agree", { ...manifest, mediaType: ociManifest }, ociManifest, ociManifest],
    ["header alone", manifest, dockerManifest, dockerManifest],
    ["header with parameters", index, `${dockerList.toUpperCase()}; charset=utf-8`, dockerList],
    ["document alone", { ...manifest, mediaType: dockerManifest }, undefined, dockerManifest],
    [
      "a header that says nothing",
      { ...index, mediaType: dockerList },
      "text/plain; charset=utf-8",
      dockerList,
    ],
    ["a deduced manifest", manifest, "application/json", ociManifest],
    ["a deduced index", index, undefined, ociIndex],
    ["an index without children", { schemaVersion: 2, manifests: null }, ociIndex, ociIndex],
    ["R04 schema 1", schema1, dockerSchema1, dockerSchema1],
    ["R04 a deduced schema 1", schema1, "application/json", dockerSchema1],
    ["R04 a deduced signed schema 1", { ...schema1, signatures: [] }, undefined, dockerSchema1Signed],
  ];
  for (const [name, document, contentType, mediaType] of accepted) {
    it(name, () => assert.equal(decode(document, contentType).mediaType, mediaType));
  }

  const ambiguous: readonly (readonly [string, object, string | undefined])[] = [
    ["manifests and layers", { ...manifest, ...index }, ociManifest],
    ["manifests and layers, as index", { ...manifest, ...index }, ociIndex],
    ["manifests and config", { ...index, config }, ociIndex],
    ["layers and fsLayers", { ...manifest, fsLayers: [] }, dockerManifest],
    ["header and document disagree", { ...manifest, mediaType: ociManifest }, dockerManifest],
    ["an unknown header and a document that disagree", { ...manifest, mediaType: ociManifest }, "image/png"],
    ["a media type that is no text", { ...manifest, mediaType: 1 }, ociManifest],
    ["an index called manifest", index, ociManifest],
    ["a manifest called index", manifest, ociIndex],
    ["a manifest called schema 1", { ...manifest, schemaVersion: 1 }, dockerSchema1],
    ["a schema 1 called manifest", schema1, dockerManifest],
    ["a manifest of version 1", { ...manifest, schemaVersion: 1 }, ociManifest],
  ];
  for (const [name, document, contentType] of ambiguous) {
    it(`refuses ${name}`, () => refuses("malformed", document, contentType));
  }

  const unknown: readonly (readonly [string, object, string | undefined])[] = [
    ["neither type nor shape", { schemaVersion: 2 }, undefined],
    ["a shape without version", { config, layers: [] }, undefined],
    ["schema 1 without version", { fsLayers: [] }, undefined],
    ["another type", { mediaType: "application/vnd.oci.artifact.manifest.v1+json", blobs: [] }, undefined],
    ["another header", { schemaVersion: 2 }, "application/vnd.example+json"],
  ];
  for (const [name, document, contentType] of unknown) {
    it(`does not know ${name}`, () => refuses("unknownMediaType", document, contentType));
  }
});

describe("a manifest", () => {
  it("is decoded", () => {
    const subject = { mediaType: ociManifest, digest, size: 9 };
    const document = { ...manifest, artifactType: "a/b", subject, annotations: { k: "v", n: 1 } };
    assert.deepEqual(decode(document, ociManifest), {
      kind: "manifest",
      mediaType: ociManifest,
      config,
      layers: [layer],
      artifactType: "a/b",
      subject,
      annotations: new Map([["k", "v"]]),
    });
  });
  it("without config or with layers that are no list is malformed", () => {
    refuses("malformed", { schemaVersion: 2, layers: [] }, ociManifest);
    refuses("malformed", { ...manifest, layers: {} }, ociManifest);
    refuses("malformed", { ...manifest, layers: [null] }, ociManifest);
  });
  it("may have no layers", () => {
    const document = decode({ schemaVersion: 2, config, layers: null }, ociManifest);
    assert.deepEqual(document.kind === "manifest" && document.layers, []);
  });
  it("R09 sizes of nonsense are unknown", () => {
    for (const size of [-1, 1e308, "3", null]) {
      const document = decode({ ...manifest, layers: [{ ...layer, size }] }, ociManifest);
      assert.equal(document.kind === "manifest" && document.layers[0]?.size, undefined);
    }
  });
  it("R11 addresses of foreign layers are kept as text", () => {
    const urls = ["http://169.254.169.254/latest"];
    const document = decode({ ...manifest, layers: [{ ...layer, urls }] }, ociManifest);
    assert.deepEqual(document.kind === "manifest" && document.layers[0]?.urls, urls);
  });
});

describe("R06 a bad digest anywhere makes the document malformed", () => {
  const bad = [
    "sha256:../../x",
    `sha256:${hex.toUpperCase()}`,
    `md5:${hex.slice(32)}`,
    `sha256:${hex.slice(1)}`,
    `${digest}\n`,
    "",
    null,
    7,
  ];
  for (const wrong of bad) {
    it(JSON.stringify(wrong), () => {
      refuses("malformed", { ...manifest, config: { ...config, digest: wrong } }, ociManifest);
      refuses("malformed", { ...manifest, layers: [{ ...layer, digest: wrong }] }, ociManifest);
      refuses("malformed", { ...manifest, subject: { ...layer, digest: wrong } }, ociManifest);
      refuses("malformed", { ...index, manifests: [{ ...child, digest: wrong }] }, ociIndex);
    });
  }
});

describe("an index", () => {
  const read = (manifests: readonly unknown[]) => {
    const document = decode({ schemaVersion: 2, manifests }, ociIndex);
    assert.ok(document.kind === "index");
    return document;
  };
  const attestation = {
    ...child,
    platform: { os: "unknown", architecture: "unknown" },
    annotations: {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": digest,
    },
  };

  it("tells images, attestations and other things apart (R04)", () => {
    const nested = { mediaType: ociIndex, digest, size: 5 };
    const blob = { mediaType: layer.mediaType, digest, size: 6 };
    const soci = { ...child, artifactType: "application/vnd.amazon.soci.index.v2+json" };
    const unknown = { ...child, platform: { os: "unknown", architecture: "unknown" } };
    const plain = { mediaType: dockerManifest, digest, size: 7 };
    const document = read([attestation, child, nested, blob, soci, unknown, plain]);
    assert.deepEqual(document.images, [child, plain]);
    assert.deepEqual(
      document.attestations.map(({ descriptor, subject }) => [descriptor.platform?.os, subject]),
      [["unknown", digest]],
    );
    assert.deepEqual(document.others, [nested, blob, soci, unknown]);
  });
  it("R06 an attestation's bad subject is unknown", () => {
    const annotations = { ...attestation.annotations, "vnd.docker.reference.digest": "sha256:../x" };
    assert.equal(read([{ ...attestation, annotations }]).attestations[0]?.subject, undefined);
  });
  it("R05 with 100,000 children shows the first 1,000 and counts the rest", () => {
    const document = read(Array.from({ length: 100_000 }, () => child));
    assert.equal(document.images.length, longestList);
    assert.equal(document.hidden, 100_000 - longestList);
  });
  it("keeps platforms with variant and version, drops half ones", () => {
    const variant = { os: "linux", architecture: "arm", variant: "v7" };
    const windows = { os: "windows", architecture: "amd64", "os.version": "10.0.1" };
    const { images } = read(
      [variant, windows, { os: "linux" }, 7].map((platform) => ({ ...child, platform })),
    );
    assert.deepEqual(
      images.map(({ platform }) => platform),
      [variant, { os: "windows", architecture: "amd64", osVersion: "10.0.1" }, undefined, undefined],
    );
  });
  it("whose children are no list is malformed", () => refuses("malformed", { manifests: {} }, ociIndex));
});
