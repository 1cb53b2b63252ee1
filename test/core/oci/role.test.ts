import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeManifest } from "../../../src/core/oci/decodeManifest.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { roleOf, typeOf } from "../../../src/core/oci/role.ts";

const digest = `sha256:${"0".repeat(64)}`;
const descriptor = (mediaType: string) => ({ mediaType, digest, size: 1 });
const { ociConfig, dockerConfig, ociEmpty, inToto, ociManifest, dockerManifest } = mediaTypes;
const tar = "application/vnd.oci.image.layer.v1.tar+gzip";
const rootfs = "application/vnd.docker.image.rootfs.diff.tar.gzip";
const helm = "application/vnd.cncf.helm.config.v1+json";
const simple = "application/vnd.dev.cosign.simplesigning.v1+json";
const attestation = "application/vnd.docker.attestation.manifest.v1+json";

function decode(mediaType: string, fields: object) {
  return decodeManifest(
    Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...fields })),
    undefined,
    "it",
  );
}

describe("R04 a manifest is shown as what it is", () => {
  type Row = [
    name: string,
    type: string,
    config: string,
    layers: string[],
    artifact: string,
    role: string,
    type_: string,
  ];
  const table: readonly Row[] = [
    ["OCI image", ociManifest, ociConfig, [tar], "", "image", ociConfig],
    ["Docker image", dockerManifest, dockerConfig, [rootfs], "", "image", dockerConfig],
    ["image without layers", ociManifest, ociConfig, [], "", "image", ociConfig],
    [
      "foreign layer",
      dockerManifest,
      dockerConfig,
      ["application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"],
      "",
      "image",
      dockerConfig,
    ],
    [
      "early Docker push",
      dockerManifest,
      "application/octet-stream",
      [rootfs],
      "",
      "image",
      "application/octet-stream",
    ],
    [
      "unknown config",
      ociManifest,
      "application/octet-stream",
      [tar],
      "",
      "artifact",
      "application/octet-stream",
    ],
    [
      "Helm chart",
      ociManifest,
      helm,
      ["application/vnd.cncf.helm.chart.content.v1.tar+gzip"],
      "",
      "artifact",
      helm,
    ],
    ["empty config", ociManifest, ociEmpty, [tar], "a/b", "artifact", "a/b"],
    ["empty config without type", ociManifest, ociEmpty, [tar], "", "artifact", ociEmpty],
    ["artifact type on an image", ociManifest, ociConfig, [tar], "a/b", "artifact", "a/b"],
    ["cosign signature", ociManifest, ociConfig, [simple], "", "artifact", simple],
    [
      "BuildKit cache",
      ociManifest,
      mediaTypes.buildkitCache,
      [tar],
      "",
      "buildCache",
      mediaTypes.buildkitCache,
    ],
    ["old attestation", ociManifest, ociConfig, [inToto, inToto], "", "attestation", inToto],
    ["new attestation", ociManifest, ociEmpty, [inToto], attestation, "attestation", attestation],
  ];
  for (const [name, mediaType, config, layers, artifactType, role, type] of table) {
    it(name, () => {
      const document = decode(mediaType, {
        config: descriptor(config),
        layers: layers.map(descriptor),
        ...(artifactType && { artifactType }),
      });
      assert.ok(document.kind === "manifest");
      assert.equal(roleOf(document), role);
      assert.equal(typeOf(document), type);
    });
  }
});

describe("an index as a whole", () => {
  const table: readonly (readonly [string, readonly string[], string])[] = [
    ["of images", [ociManifest, tar], "image"],
    ["of blobs and a cache config, as old BuildKit caches", [tar, mediaTypes.buildkitCache], "buildCache"],
    ["of nothing", [], "artifact"],
    ["of indexes", [mediaTypes.ociIndex], "artifact"],
  ];
  for (const [name, children, role] of table) {
    it(name, () => {
      const document = decode(mediaTypes.ociIndex, { manifests: children.map(descriptor) });
      assert.ok(document.kind === "index");
      assert.equal(roleOf(document), role);
    });
  }
});
