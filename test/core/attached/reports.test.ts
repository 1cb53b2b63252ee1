import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import type { AttachedSource } from "../../../src/core/attached/held.ts";
import { decodeReport } from "../../../src/core/attached/report.ts";
import { readAttachedReports } from "../../../src/core/attached/reports.ts";
import { ContentError, NetworkError } from "../../../src/core/errors.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import type { Distribution } from "../../../src/core/registry/distribution.ts";
import type { Finding } from "../../../src/core/scanning/finding.ts";
import { content, type ManifestTree } from "../../support/images.ts";
import { MemoryRegistry } from "../../support/memoryRegistry.ts";
import { recordedDocument } from "../../support/recordedArtifacts.ts";
import { reportsRegistry, said, scanned } from "../../support/recordedReports.ts";

const line = ({ id, package: name, version, severity, fixed, path = "" }: Finding) =>
  [id, name, version, severity, fixed, path].join(" ");

describe("the reports that are attached to an image", () => {
  it("are all read as real tools attached them, each once and all saying the same", async () => {
    const registry = reportsRegistry("h.test");
    const { reports, failures } = await read(registry.distribution, "team/app");
    assert.deepEqual(failures, []);
    assert.deepEqual(
      reports.map(({ report }) => report.findings.map(line)),
      Array.from({ length: 5 }, () => said),
    );
    assert.equal(new Set(reports.map(({ artifact }) => artifact)).size, 5);
    assert.deepEqual(new Set(reports.map(({ subject }) => subject)), new Set([scanned]));
    // Trivy's own JSON has no version here; SARIF says nothing of its time.
    const sources = reports.map(({ report: { scanner, created } }) =>
      [scanner.name, scanner.version, created === undefined ? "" : new Date(created).toISOString()].join(" "),
    );
    const [newest = "", ...others] = sources;
    assert.match(newest, /^Trivy dev 2026-11-24T/);
    assert.deepEqual(others, [
      "Trivy dev 2026-11-20T08:00:00.000Z",
      "Trivy  2026-11-20T08:00:00.000Z",
      "Trivy dev 2026-11-20T08:00:00.000Z",
      "Trivy dev ",
    ]);
  });

  it("are found at the index, too, when the image is one of its", async () => {
    const { distribution } = reportsRegistry("h.test");
    const child = `sha256:${"c".repeat(64)}` as const;
    const { reports } = await read(distribution, "team/app", [child, scanned]);
    assert.deepEqual([reports.length, reports[0]?.subject], [5, scanned]);
  });

  it("are none when a statement speaks of another image", async () => {
    const about = (hex: string) => attach(statement(hex));
    const count = async (registry: MemoryRegistry) => (await read(registry.distribution, "a")).reports.length;
    assert.equal(await count(about(scanned.slice(7))), 1);
    assert.equal(await count(about("e".repeat(64))), 0);
  });

  it("R01 R08: one that cannot be read leaves the others", async () => {
    const registry = attach("{", trivy);
    const { reports, failures } = await read(registry.distribution, "a");
    assert.equal(reports.length, 1);
    assert.ok(failures.length === 1 && failures[0] instanceof ContentError);
  });

  it("R13: a list that names what was deleted is no failure; a registry that cannot be reached is one", async () => {
    const gone = attach(trivy);
    gone.repository("a").manifests.clear();
    const referrers = attach(trivy).distribution.referrers;
    const distribution = { ...gone.distribution, referrers };
    assert.deepEqual(await read(distribution, "a"), { reports: [], failures: [] });
    const offline = async () => {
      throw new NetworkError("offline", "h.test");
    };
    const { failures } = await read({ ...distribution, manifest: offline }, "a");
    assert.ok(failures[0] instanceof NetworkError);
    await assert.rejects(read({ ...distribution, referrers: offline }, "a"), NetworkError);
  });

  it("stop with the signal's reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    const { distribution } = attach(trivy);
    await assert.rejects(read(distribution, "a", [scanned], signal), /enough/);
  });
});

describe("a document that may be a report", () => {
  const decode = (document: object) => decodeReport(Buffer.from(JSON.stringify(document)), "it");
  for (const [what, document] of [
    ["a list of packages", { bomFormat: "CycloneDX", specVersion: "1.6", components: [] }],
    ["SPDX", { spdxVersion: "SPDX-2.3", packages: [] }],
    ["an attestation of something else", { scanner: { result: { id: 7 } }, metadata: {} }],
    ["nothing", {}],
  ] as const)
    it(`${what} is none`, () => assert.equal(decode(document), undefined));

  it("of Grype, as cosign attests it, has the times of the attestation where its own are missing", () => {
    const result = { matches: [], descriptor: { name: "grype" } };
    const scanner = { uri: "", version: "0.9", db: { lastUpdate: "2026-01-02T00:00:00Z" }, result };
    const decoded = decode({ scanner, metadata: { scanFinishedOn: "2026-01-03T00:00:00Z" } });
    assert.deepEqual(decoded?.report, {
      scanner: { name: "Grype", version: "0.9" },
      created: Date.parse("2026-01-03"),
      database: Date.parse("2026-01-02"),
      findings: [],
      omitted: 0,
    });
  });
});

/** What Grype 0.121.2 found in an image of Debian 12 with npm packages, by a database of eight advisories; without its configuration. */
describe("a report of Grype", () => {
  const [json, sarif, cyclonedx] = ["grype.json.gz", "grype.sarif.gz", "grype.cdx.json.gz"].map(
    (name) => decodeReport(gunzipSync(recordedDocument(name)), name)?.report,
  );
  const same = ({ id, package: name, version, severity, path, purl }: Finding) => [
    ...[id, name, version, severity, path, purl],
  ];

  it("says the same in each of its forms", () => {
    assert.equal(json?.findings.length, 8);
    assert.deepEqual(sarif?.findings.map(same), json?.findings.map(same));
    assert.deepEqual(cyclonedx?.findings.map(same), json?.findings.map(same));
    assert.deepEqual(
      sarif?.findings.map(({ fixed }) => fixed),
      json?.findings.map(({ fixed }) => fixed),
    );
    assert.deepEqual(
      cyclonedx?.findings.map(({ layer }) => layer),
      json?.findings.map(({ layer }) => layer),
    );
    assert.deepEqual(
      [json, sarif, cyclonedx].map((report) => report?.scanner.name),
      ["Grype", "Grype", "Grype"],
    );
  });
});

function read(
  distribution: Distribution,
  path: string,
  subjects: readonly Digest[] = [scanned],
  signal?: AbortSignal,
) {
  const source: AttachedSource = {
    lists: distribution,
    manifest: (repository, digest, stop) => distribution.manifest(repository.path, digest, stop),
    blob: (repository, blob) => distribution.blob(repository.path, blob),
  };
  const repository = { registry: "h.test", path };
  return readAttachedReports(source, { repository, subjects: new Set(subjects), index: undefined }, signal);
}

const trivy = JSON.stringify({ SchemaVersion: 2, ArtifactName: "a", Results: [] });

function statement(hex: string): string {
  return JSON.stringify({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "a", digest: { sha256: hex } }],
    predicateType: "https://cosign.sigstore.dev/attestation/vuln/v1",
    predicate: { scanner: { result: JSON.parse(trivy) }, metadata: {} },
  });
}

/** A registry in which documents are attached to the image as reports of Trivy. */
function attach(...documents: readonly string[]): MemoryRegistry {
  const registry = new MemoryRegistry("h.test");
  for (const text of documents) registry.fill("a", report(text));
  return registry;
}

function report(text: string): ManifestTree {
  const type = "application/vnd.aquasec.trivy.report+json";
  const config = content("application/vnd.oci.empty.v1+json", Buffer.from("{}"));
  const blob = content(type, Buffer.from(text));
  const describe = ({ mediaType, digest, bytes }: typeof blob) => ({ mediaType, digest, size: bytes.length });
  const manifest = {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    artifactType: type,
    config: describe(config),
    layers: [describe(blob)],
    subject: { mediaType: "application/vnd.oci.image.manifest.v1+json", digest: scanned, size: 1 },
  };
  const made = content(manifest.mediaType, Buffer.from(JSON.stringify(manifest)));
  return { ...made, blobs: [config, blob], children: [] };
}
