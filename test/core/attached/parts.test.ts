import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { partsOf, subjectOf } from "../../../src/core/attached/parts.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import type { Manifest } from "../../../src/core/oci/model.ts";
import { type Digest, isDigest } from "../../../src/core/reference/digest.ts";
import { descriptorOf, digestOf, manifestOf } from "../../support/fakeRegistry.ts";
import { digestNamed, image, manifestAt, referrerOfType, tagOf } from "../../support/recordedArtifacts.ts";

function named(manifest: Manifest): readonly string[] {
  return partsOf(manifest).map(({ name: { role, detail } }) => `${role} ${detail}`);
}

const layer = (mediaType: string, annotations: Readonly<Record<string, string>> = {}) =>
  descriptorOf(digestOf("a"), { mediaType, annotations: new Map(Object.entries(annotations)) });

const recorded: readonly (readonly [origin: string, digest: Digest, names: readonly string[]])[] = [
  ["cosign's signatures", digestNamed(tagOf(".sig")), ["signature cosign", "signature cosign"]],
  [
    "cosign's attestations",
    digestNamed(tagOf(".att")),
    ["sbom SPDX", "sbom CycloneDX", "provenance SLSA 0.2"],
  ],
  ["cosign's SBOM", digestNamed(tagOf(".sbom")), ["sbom SPDX"]],
  ["a file of ORAS with a type", referrerOfType("application/vnd.cyclonedx+json"), ["sbom CycloneDX"]],
  ["a file of ORAS without one, by the artifact's", referrerOfType("application/spdx+json"), ["sbom SPDX"]],
  ["notation's JWS, by the config's type", referrerOfType("application/jose+json"), ["signature notation"]],
  ["notation's COSE", referrerOfType("application/cose"), ["signature notation"]],
];

describe("the documents of an artifact, each for what it is", () => {
  for (const [origin, digest, names] of recorded)
    it(origin, () => {
      const manifest = manifestAt(digest);
      assert.deepEqual(named(manifest), names);
      assert.ok(partsOf(manifest).every(({ blob }) => isDigest(blob.digest)));
    });

  it("BuildKit's, by its documentation: an image's config, predicates in the layers' annotations", () => {
    const predicate = "in-toto.io/predicate-type";
    const layers = [
      layer(mediaTypes.inToto, { [predicate]: "https://spdx.dev/Document" }),
      layer(mediaTypes.inToto, { [predicate]: "https://slsa.dev/provenance/v1" }),
      layer(mediaTypes.inToto),
    ];
    const names = ["sbom SPDX", "provenance SLSA 1", "attestation in-toto"];
    assert.deepEqual(named(manifestOf({ layers })), names);
    const artifactType = mediaTypes.buildkitAttestation;
    assert.deepEqual(named(manifestOf({ layers, artifactType })).slice(0, 2), names.slice(0, 2));
  });

  it("a bundle, by its manifest's annotation", () => {
    const type = "application/vnd.dev.sigstore.bundle.v0.3+json";
    const annotations = new Map([["dev.sigstore.bundle.predicateType", "https://slsa.dev/provenance/v1"]]);
    assert.deepEqual(named(manifestOf({ artifactType: type, layers: [layer(type)], annotations })), [
      "provenance SLSA 1",
    ]);
  });

  it("at most 100", () => {
    const layers = Array.from({ length: 300 }, () => layer("text/x"));
    assert.equal(partsOf(manifestOf({ layers })).length, 100);
  });
});

describe("whom an artifact is about", () => {
  it("is what it says itself, else what its place says", () => {
    assert.equal(subjectOf(manifestAt(referrerOfType("application/cose")), digestOf("b")), image);
    assert.equal(subjectOf(manifestAt(digestNamed(tagOf(".sig"))), image), image);
    assert.equal(subjectOf(manifestOf(), undefined), undefined);
  });
});
