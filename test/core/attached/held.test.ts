import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type AttachedSource, findHeld, mostArtifacts } from "../../../src/core/attached/held.ts";
import { NetworkError, RegistryError } from "../../../src/core/errors.ts";
import type { Descriptor } from "../../../src/core/oci/model.ts";
import { descriptorOf, digestOf } from "../../support/fakeRegistry.ts";
import { MemoryRegistry } from "../../support/memoryRegistry.ts";
import { digestNamed, image, recordedRegistry, tagOf } from "../../support/recordedArtifacts.ts";

const repository = { registry: "h.test", path: "team/app" };

function sourceOf({ distribution }: MemoryRegistry, listed: readonly Descriptor[] = []): AttachedSource {
  return {
    lists: {
      resolve: distribution.resolve,
      referrers: async (...asked) => {
        const { items, cut } = await distribution.referrers(...asked);
        return { items: [...items, ...listed], cut };
      },
    },
    manifest: ({ path }, digest, signal) => distribution.manifest(path, digest, signal),
    blob: ({ path }, blob) => distribution.blob(path, blob),
  };
}

const wanted = (...subjects: (typeof image)[]) => ({
  repository,
  subjects: new Set(subjects),
  index: undefined,
});

describe("the documents of what is attached", () => {
  it("cosign's, ORAS's and notation's, each document of an artifact by itself", async () => {
    const { held, cut } = await findHeld(sourceOf(recordedRegistry("h.test")), wanted(image));
    const names = held.map(({ artifact, part }) =>
      [artifact.detail, part?.name.role, part?.name.detail].join(" "),
    );
    assert.deepEqual(names.sort(), [
      "CycloneDX sbom CycloneDX",
      "SPDX sbom SPDX",
      "cosign provenance SLSA 0.2",
      "cosign sbom CycloneDX",
      "cosign sbom SPDX",
      "cosign sbom SPDX",
      "cosign signature cosign",
      "cosign signature cosign",
      "notation signature notation",
      "notation signature notation",
    ]);
    assert.equal(cut, false);
    assert.ok(held.every(({ subject }) => subject === image));
  });

  it("the requests: of each subject the list and three tags, of each artifact its manifest, no blob", async () => {
    const registry = recordedRegistry("h.test");
    await findHeld(sourceOf(registry), wanted(image, digestOf("9")));
    const asked = registry.questions();
    const count = (beginning: string) => asked.filter((question) => question.startsWith(beginning)).length;
    assert.deepEqual([count("GET referrers"), count("HEAD "), count("GET sha256:")], [2, 6, 7]);
    assert.equal(asked.length, 15);
  });

  it("those that do not fit are not opened", async () => {
    const registry = recordedRegistry("h.test");
    const { held } = await findHeld(sourceOf(registry), wanted(image), {
      fits: ({ tag }) => tag === tagOf(".att"),
    });
    assert.deepEqual(
      [held.length, new Set(held.map(({ digest }) => digest)).size, held[0]?.digest],
      [3, 1, digestNamed(tagOf(".att"))],
    );
    assert.equal(registry.questions().filter((question) => question.startsWith("GET sha256:")).length, 1);
  });

  it("R13: of very many only some are opened, and it says so", async () => {
    const many = Array.from({ length: 200 }, (_, at) =>
      descriptorOf(`sha256:${String(at).padStart(64, "0")}`, { artifactType: "application/x" }),
    );
    const registry = new MemoryRegistry("h.test");
    const { held, cut } = await findHeld(sourceOf(registry, many), wanted(image));
    assert.deepEqual([held.length, cut], [mostArtifacts, true]);
    assert.equal(registry.questions().length, 4 + mostArtifacts);
  });

  it("what a list names and is gone is given with the failure; the others are there", async () => {
    const gone = descriptorOf(digestOf("d"), { artifactType: "application/vnd.cncf.notary.signature" });
    const { held } = await findHeld(sourceOf(recordedRegistry("h.test"), [gone]), wanted(image));
    const failed = held.filter(({ failure }) => failure !== undefined);
    assert.equal(held.length, 11);
    assert.ok(failed[0]?.failure instanceof RegistryError && failed[0].digest === gone.digest);
    assert.equal(failed[0].part, undefined);
  });

  it("a list that cannot be had is a failure of all", async () => {
    const refusals = new Map([["GET referrers", new NetworkError("offline", "h.test")]]);
    const registry = new MemoryRegistry("h.test", { refusals });
    await assert.rejects(findHeld(sourceOf(registry), wanted(image)), NetworkError);
  });

  it("cancelling is no failure of an artifact", async () => {
    const stop = new AbortController();
    const source = sourceOf(recordedRegistry("h.test"));
    const manifest: AttachedSource["manifest"] = async () => {
      stop.abort();
      throw new NetworkError("offline", "h.test");
    };
    await assert.rejects(findHeld({ ...source, manifest }, wanted(image), { signal: stop.signal }));
  });
});
