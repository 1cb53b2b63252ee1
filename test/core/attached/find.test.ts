import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findAttached } from "../../../src/core/attached/find.ts";
import { NetworkError } from "../../../src/core/errors.ts";
import { descriptorOf, digestOf, indexOf } from "../../support/fakeRegistry.ts";
import { MemoryRegistry } from "../../support/memoryRegistry.ts";
import { image, recordedRegistry, tagOf } from "../../support/recordedArtifacts.ts";

const attestation = descriptorOf(digestOf("d"), {
  annotations: new Map([["vnd.docker.reference.type", "attestation-manifest"]]),
});

describe("what is attached to an image", () => {
  it("is found in the list, under cosign's tags and in the index, each once", async () => {
    const { distribution, questions } = bound(recordedRegistry("h.test"));
    const index = indexOf(
      { "linux/amd64": image },
      { attestations: [{ descriptor: attestation, subject: image }] },
    );
    const { artifacts, cut } = await findAttached(distribution, "team/app", image, { index });
    const found = artifacts.map(({ role, detail, tag = "" }) =>
      [role, detail, tag.slice(image.length)].join(" "),
    );
    assert.deepEqual(found.sort(), [
      "attestation BuildKit ",
      "attestation cosign .att",
      "sbom CycloneDX ",
      "sbom SPDX ",
      "sbom cosign .sbom",
      "signature cosign .sig",
      "signature notation ",
      "signature notation ",
    ]);
    assert.equal(cut, false);
    assert.deepEqual([...questions()].sort(), [
      "GET referrers",
      ...[".att", ".sbom", ".sig"].map((ending) => `HEAD ${tagOf(ending as ".att")}`),
    ]);
  });

  it("R13: nothing is nothing", async () => {
    const { distribution } = new MemoryRegistry("h.test");
    assert.deepEqual(await findAttached(distribution, "team/app", image), { artifacts: [], cut: false });
  });

  it("a registry that cannot be reached is not one without tags", async () => {
    const refusals = new Map([[`HEAD ${tagOf(".att")}`, new NetworkError("offline", "h.test")]]);
    const { distribution } = new MemoryRegistry("h.test", { refusals });
    await assert.rejects(findAttached(distribution, "team/app", image), NetworkError);
  });
});

function bound(registry: MemoryRegistry) {
  return { distribution: registry.distribution, questions: () => registry.questions() };
}
