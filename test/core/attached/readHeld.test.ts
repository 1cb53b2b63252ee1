import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AttachedSource, Held } from "../../../src/core/attached/held.ts";
import { findHeld } from "../../../src/core/attached/held.ts";
import { factsOf, type ReadOptions, readHeld } from "../../../src/core/attached/readHeld.ts";
import { decodeSbom } from "../../../src/core/attached/sbom.ts";
import { ContentError, NetworkError } from "../../../src/core/errors.ts";
import type { ArtifactName } from "../../../src/core/oci/artifact.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { descriptorOf, digestOf } from "../../support/fakeRegistry.ts";
import { image, recordedDocument, recordedRegistry } from "../../support/recordedArtifacts.ts";

const repository = { registry: "h.test", path: "team/app" };
const readSbom: ReadOptions["readSbom"] = async (bytes) => {
  const sbom = decodeSbom(bytes, "it");
  if (sbom === undefined) throw new ContentError("unknownMediaType", "it");
  return factsOf(sbom);
};

/** A source whose blobs are this text; what is asked is noted. */
function blobs(text: string | Uint8Array | Error) {
  const asked: (number | undefined)[] = [];
  const source: AttachedSource = {
    lists: { resolve: async () => assert.fail(), referrers: async () => assert.fail() },
    manifest: async () => assert.fail(),
    blob: async (_, { size }) => {
      asked.push(size);
      if (text instanceof Error) throw text;
      return Buffer.from(text);
    },
  };
  return { source, asked };
}

const held = (
  name: ArtifactName,
  size: number | "unknown" = 100,
  mediaType: string = mediaTypes.inToto,
): Held => ({
  artifact: name,
  digest: digestOf("a"),
  subject: image,
  part: {
    name,
    blob: { ...descriptorOf(digestOf("b"), { mediaType }), size: size === "unknown" ? undefined : size },
  },
});
const sbom: ArtifactName = { role: "sbom", detail: "SPDX" };
const provenance: ArtifactName = { role: "provenance", detail: "SLSA 1" };
const attestation: ArtifactName = { role: "attestation", detail: "in-toto" };

const kinds = async (source: AttachedSource, ...list: readonly Held[]) =>
  (await readHeld(source, repository, list, { readSbom })).map(({ said }) => said.kind);

describe("what attached documents say", () => {
  it("those of cosign, ORAS and notation", async () => {
    const { distribution } = recordedRegistry("h.test");
    const source: AttachedSource = {
      lists: distribution,
      manifest: ({ path }, digest) => distribution.manifest(path, digest),
      blob: ({ path }, blob) => distribution.blob(path, blob),
    };
    const found = await findHeld(source, { repository, subjects: new Set([image]), index: undefined });
    const steps: string[] = [];
    const onRead = (done: number, total: number) => steps.push(`${done}/${total}`);
    const read = await readHeld(source, repository, found.held, { readSbom, onRead });
    const lines = read.map(({ said }) => {
      if (said.kind === "sbom") return `${said.sbom.format} ${said.sbom.count}`;
      if (said.kind === "provenance")
        return `SLSA ${said.provenance.version} ${said.provenance.source?.repository}`;
      if (said.kind === "signature")
        return `${said.claim.by} ${said.claim.digest === image} ${said.claim.certificate?.identityIssuer ?? "key"}`;
      return said.kind;
    });
    assert.deepEqual(lines.sort(), [
      "CycloneDX 7",
      "CycloneDX 7",
      "SLSA 0.2 https://github.com/example/app",
      "SPDX 6",
      "SPDX 6",
      "SPDX 6",
      "cosign true https://token.actions.githubusercontent.com",
      "cosign true key",
      "notation true key",
      "notation true key",
    ]);
    assert.deepEqual(steps.at(-1), "10/10");
  });

  it("a statement whose list did not say of what", async () => {
    const { source } = blobs(recordedDocument("provenance1.bundle.json"));
    assert.deepEqual(await kinds(source, held(attestation)), ["provenance"]);
    const statement = { _type: "https://in-toto.io/Statement/v1", predicateType: "https://x.test/p" };
    assert.deepEqual(await kinds(blobs(JSON.stringify(statement)).source, held(attestation)), ["statement"]);
  });

  it("reports and other files are named, and not fetched", async () => {
    const { source, asked } = blobs("{}");
    const report = held({ role: "report", detail: "Trivy" });
    const other = held({ role: "other", detail: "x" }, 5, "text/plain");
    const { part: _, ...bare } = report;
    assert.deepEqual(await kinds(source, report, other, bare), ["named", "named", "named"]);
    assert.deepEqual(asked, []);
  });

  it("X04: large ones are not fetched unasked, nor more than 8 MiB and 60 of all; the smallest come first", async () => {
    const { source, asked } = blobs("{}");
    const mebi = 1024 * 1024;
    const list = [5, 3, 4, 2, 1].map((size) => held(sbom, size * mebi));
    assert.deepEqual(await kinds(source, ...list), ["large", "failed", "large", "failed", "failed"]);
    assert.deepEqual(
      asked.toSorted(),
      [1, 2, 3].map((size) => size * mebi),
    );
    assert.deepEqual(await kinds(source, held(provenance, mebi), held(sbom, "unknown")), ["large", "large"]);
    const many = Array.from({ length: 70 }, () => held(provenance));
    assert.equal((await kinds(source, ...many)).filter((kind) => kind === "large").length, 10);
  });

  it("R08: one that is nonsense fails alone; one that could not be opened stays failed", async () => {
    const failure = new NetworkError("offline", "h.test");
    const { source } = blobs("no JSON");
    assert.deepEqual(await kinds(source, held(provenance), { ...held(sbom), failure }), ["failed", "failed"]);
    assert.deepEqual(await kinds(blobs(failure).source, held(sbom)), ["failed"]);
  });

  it("cancelling is no failure of a document", async () => {
    const signal = AbortSignal.abort();
    const { source } = blobs("{}");
    await assert.rejects(readHeld(source, repository, [held(sbom)], { readSbom, signal }), {
      name: "AbortError",
    });
  });
});
