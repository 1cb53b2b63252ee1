import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attestationsOf, joinArtifacts } from "../../../src/core/attached/artifact.ts";
import { descriptorOf, digestOf, indexOf } from "../../support/fakeRegistry.ts";

const amd = digestOf("a");
const arm = digestOf("b");
const top = digestOf("f");
const attestation = descriptorOf(digestOf("d"), {
  annotations: new Map([["vnd.docker.reference.type", "attestation-manifest"]]),
});
const signature = descriptorOf(digestOf("e"), {
  artifactType: "application/vnd.cncf.notary.signature",
  annotations: new Map([["org.opencontainers.image.created", "2026-01-02T03:04:05Z"]]),
});

describe("what is known to be attached without asking", () => {
  it("are an index's attestations of the image", () => {
    const index = indexOf(
      { "linux/amd64": amd },
      {
        attestations: [
          { descriptor: attestation, subject: amd },
          { descriptor: descriptorOf(digestOf("c")), subject: arm },
        ],
      },
    );
    assert.deepEqual(
      attestationsOf(index, amd).map(({ digest, role }) => [digest, role]),
      [[digestOf("d"), "attestation"]],
    );
    assert.deepEqual(attestationsOf(index, top), []);
  });

  it("are one with what the registry lists, by digest", () => {
    const known = [
      { role: "signature", detail: "cosign", tag: "x.sig", digest: digestOf("e") },
      { role: "sbom", detail: "cosign", tag: "x.sbom" },
    ] as const;
    const joined = joinArtifacts(known, [signature, attestation, signature]);
    assert.deepEqual(
      joined.map(({ detail, tag }) => [detail, tag]),
      [
        ["notation", "x.sig"],
        ["cosign", "x.sbom"],
        ["BuildKit", undefined],
      ],
    );
    assert.equal(joined[0]?.created, Date.UTC(2026, 0, 2, 3, 4, 5));
    assert.equal(joined[0]?.type, "application/vnd.cncf.notary.signature");
  });
});
