import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nameArtifact, nameCosignTag } from "../../../src/core/oci/artifact.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { descriptorOf, digestOf } from "../../support/fakeRegistry.ts";

const bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";
const slsa = "https://slsa.dev/provenance";

/** Types with what they are; registry-facts 10.3 to 10.5. */
const types: readonly (readonly [artifactType: string, name: string])[] = [
  [bundle, "signature cosign"],
  ["application/vnd.dev.sigstore.bundle+json;version=0.2", "signature cosign"],
  ["application/vnd.dev.cosign.artifact.sig.v1+json", "signature cosign"],
  ["application/vnd.dev.cosign.simplesigning.v1+json", "signature cosign"],
  ["application/vnd.dev.cosign.artifact.sbom.v1+json", "sbom cosign"],
  ["application/vnd.cncf.notary.signature", "signature notation"],
  ["application/spdx+json", "sbom SPDX"],
  ["text/spdx", "sbom SPDX"],
  ["text/spdx+json", "sbom SPDX"],
  ["application/vnd.cyclonedx+json", "sbom CycloneDX"],
  ["application/vnd.cyclonedx+xml", "sbom CycloneDX"],
  ["application/vnd.syft+json", "sbom Syft"],
  ["application/vnd.goharbor.harbor.sbom.v1", "sbom Harbor"],
  ["application/sarif+json", "report SARIF"],
  ["application/vnd.aquasec.trivy.report.v1+json", "report Trivy"],
  [mediaTypes.inToto, "attestation in-toto"],
  ["application/vnd.dsse.envelope.v1+json", "attestation in-toto"],
  [mediaTypes.buildkitAttestation, "attestation BuildKit"],
  ["application/vnd.cncf.helm.config.v1+json", "other Helm chart"],
  ["application/vnd.amazon.soci.index.v1+json", "other SOCI index"],
  ["application/vnd.cncf.notary.signature.evil", "other application/vnd.cncf.notary.signature.evil"],
  ["x-application/sarif+json", "other x-application/sarif+json"],
  ["application/vnd.antrivyx", "other application/vnd.antrivyx"],
  ["", "other "],
];

const predicates: readonly (readonly [key: string, predicate: string, name: string])[] = [
  ["in-toto.io/predicate-type", "https://spdx.dev/Document", "sbom SPDX"],
  ["in-toto.io/predicate-type", "https://spdx.dev/Document/v2.3", "sbom SPDX"],
  ["in-toto.io/predicate-type", "https://cyclonedx.org/bom", "sbom CycloneDX"],
  ["in-toto.io/predicate-type", "https://cyclonedx.org/bom/v1.6", "sbom CycloneDX"],
  ["predicateType", `${slsa}/v0.2`, "provenance SLSA 0.2"],
  ["dev.sigstore.bundle.predicateType", `${slsa}/v1`, "provenance SLSA 1"],
  ["in-toto.io/predicate-type", `${slsa}/v1.1`, "provenance SLSA"],
  ["in-toto.io/predicate-type", "https://cosign.sigstore.dev/attestation/vuln/v1", "report vulnerabilities"],
  ["in-toto.io/predicate-type", "cosign.sigstore.dev/attestation/vuln/v1", "report vulnerabilities"],
  ["in-toto.io/predicate-type", "https://openvex.dev/ns/v0.2.0", "report OpenVEX"],
  ["dev.sigstore.bundle.predicateType", "https://sigstore.dev/cosign/sign/v1", "signature cosign"],
  [
    "in-toto.io/predicate-type",
    "https://x.test/slsa.dev/provenance/v1",
    "attestation https://x.test/slsa.dev/provenance/v1",
  ],
];

function named(artifactType: string | undefined, annotations: Readonly<Record<string, string>> = {}): string {
  const { role, detail } = nameArtifact(
    descriptorOf(digestOf("a"), {
      annotations: new Map(Object.entries(annotations)),
      ...(artifactType !== undefined && { artifactType }),
    }),
  );
  return `${role} ${detail}`;
}

describe("what is attached is named for what it is", () => {
  for (const [type, name] of types) it(type || "no type", () => assert.equal(named(type), name));

  for (const [key, predicate, name] of predicates) {
    it(`${predicate} under ${key}`, () => {
      const type = key.startsWith("dev.sigstore") ? bundle : mediaTypes.inToto;
      assert.equal(named(type, { [key]: predicate }), name);
    });
  }

  it("a predicate says nothing of types that are no statements", () => {
    const annotation = { "in-toto.io/predicate-type": `${slsa}/v1` };
    assert.equal(named("application/vnd.cncf.notary.signature", annotation), "signature notation");
  });

  it("without an artifact type by the media type, and BuildKit's by their annotation", () => {
    assert.equal(named(undefined), `other ${mediaTypes.ociManifest}`);
    assert.equal(
      named(undefined, { "vnd.docker.reference.type": "attestation-manifest" }),
      "attestation BuildKit",
    );
  });

  it("cosign's tags by their endings", () => {
    const names = (["sig", "att", "sbom"] as const).map((ending) => nameCosignTag(ending).role);
    assert.deepEqual(names, ["signature", "attestation", "sbom"]);
  });
});
