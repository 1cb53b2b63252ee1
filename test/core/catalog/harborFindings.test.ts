import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { RegistryScanner } from "../../../src/core/catalog/registryScanner.ts";
import { followScan } from "../../../src/core/catalog/registryScanner.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import { explainInOne } from "../../../src/core/explain.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import { openConnection } from "../../support/connections.ts";
import type { HarborArtifact, HarborScan } from "../../support/harborData.ts";
import { startHarbor } from "../../support/harborServer.ts";
import { makeImage } from "../../support/images.ts";

const alice = { user: "alice", password: "s3cret" };
const bob = { user: "bob", password: "s3cret" };
const image = makeImage();
const digest = image.digest as Digest;
const scanner = { name: "Trivy", vendor: "Aqua Security", version: "v0.51.1" };
const success = { report_id: "1", scan_status: "Success", complete_percent: 100, scanner };
const running = { report_id: "1", scan_status: "Running", complete_percent: 40, scanner };
const pending = { report_id: "1", scan_status: "Pending", scanner };
/** After goharbor/harbor, src/pkg/scan/vuln/report.go and the specification of its scanners. */
const report = {
  generated_at: "2026-03-01T00:00:00.123456789Z",
  scanner,
  severity: "Critical",
  vulnerabilities: [
    {
      id: "CVE-2025-0395",
      package: "libc6",
      version: "2.36-9+deb12u8",
      fix_version: "2.36-9+deb12u10",
      severity: "High",
      status: "fixed",
      description: "a description",
      links: ["https://avd.aquasec.com/nvd/cve-2025-0395", "https://nvd.nist.gov/vuln/detail/CVE-2025-0395"],
      artifact_digests: [digest],
      preferred_cvss: { score_v3: 7.1, score_v2: null, vector_v3: "CVSS:3.1/AV:L", vector_v2: "" },
      cwe_ids: ["CWE-131"],
      vendor_attributes: { CVSS: { nvd: { V3Score: 7.1 } } },
    },
    {
      id: "CVE-2021-44906",
      package: "minimist",
      version: "1.2.5",
      fix_version: "",
      severity: "Critical",
      links: ["http://plain.test/"],
      preferred_cvss: { score_v3: 0, vector_v3: "" },
      vendor_attributes: { CVSS: { ghsa: { V2Score: 5, V3Score: 9.8, V3Vector: "CVSS:3.1/AV:N" } } },
    },
    { id: "CVE-2020-1", package: "none", version: "1", severity: "None", links: null },
    { id: 7, package: "x" },
  ],
};
const findings = [
  {
    id: "CVE-2021-44906",
    aliases: [],
    package: "minimist",
    version: "1.2.5",
    severity: "critical",
    references: [],
    cvss: { score: 9.8, vector: "CVSS:3.1/AV:N", source: "ghsa" },
  },
  {
    id: "CVE-2025-0395",
    aliases: [],
    package: "libc6",
    version: "2.36-9+deb12u8",
    fixed: "2.36-9+deb12u10",
    status: "fixed",
    severity: "high",
    description: "a description",
    url: "https://avd.aquasec.com/nvd/cve-2025-0395",
    references: ["https://nvd.nist.gov/vuln/detail/CVE-2025-0395"],
    cvss: { score: 7.1, vector: "CVSS:3.1/AV:L" },
  },
  { id: "CVE-2020-1", aliases: [], package: "none", version: "1", severity: "unknown", references: [] },
];

async function harbor(t: TestContext, scan?: HarborScan, login = alice) {
  const artifact: HarborArtifact = { tree: image, tags: [{ name: "1" }], ...(scan && { scan }) };
  const server = await startHarbor({
    users: { [alice.user]: alice.password, [bob.user]: bob.password },
    projects: {
      "42": { isPublic: true, members: [alice.user], repositories: { "sub/app": [artifact] } },
    },
  });
  t.after(() => server.stop());
  const { catalog } = openConnection(server.base, "harbor", login);
  assert.ok(catalog.scanner?.start !== undefined);
  const { read, start } = catalog.scanner as Required<RegistryScanner>;
  return { server, scanner: catalog.scanner, read, start };
}

describe("what Harbor's scanner found", () => {
  it("is its whole report, by two requests", async (t) => {
    const { server, read } = await harbor(t, { begun: true, overviews: [success], report });
    const state = await read("42/sub/app", digest);
    assert.deepEqual(state, {
      kind: "done",
      report: {
        scanner: { name: "Trivy", version: "v0.51.1" },
        created: Date.parse("2026-03-01T00:00:00.123Z"),
        findings,
        omitted: 0,
      },
    });
    const place = `/api/v2.0/projects/42/repositories/sub%252Fapp/artifacts/${encodeURIComponent(digest)}`;
    assert.deepEqual(
      server.requests.map(({ method, path, scheme }) => [method, path, scheme]),
      [
        ["GET", `${place}?with_scan_overview=true`, "Basic"],
        ["GET", `${place}/additions/vulnerabilities`, "Basic"],
      ],
    );
  });

  for (const [what, scan, state] of [
    ["was never looked for", undefined, { kind: "none" }],
    ["is being looked for", { begun: true, overviews: [running] }, { kind: "running", percent: 40 }],
    ["will be looked for", { begun: true, overviews: [pending] }, { kind: "running" }],
    [
      "could not be looked for",
      { begun: true, overviews: [{ ...success, scan_status: "Error" }] },
      { kind: "failed", detail: "Error" },
    ],
    [
      "is told by a state that is not known",
      { begun: true, overviews: [{ scan_status: 7 }] },
      { kind: "failed", detail: "" },
    ],
    ["was lost", { begun: true, overviews: [success] }, { kind: "none" }],
  ] as const)
    it(`knows when it ${what}`, async (t) => {
      const { read } = await harbor(t, scan);
      assert.deepEqual(await read("42/sub/app", digest), state);
    });

  it("is a failure for an image that is not there", async (t) => {
    const { read } = await harbor(t);
    for (const path of ["42/sub/none", "none"])
      await assert.rejects(
        read(path, digest),
        (failure) => failure instanceof RegistryError && failure.kind === "notFound",
      );
  });
});

describe("asking Harbor for a scan", () => {
  it("is followed to its end", async (t) => {
    const overviews = [pending, running, success];
    const { scanner, start } = await harbor(t, { overviews, report });
    await start("42/sub/app", digest);
    const pauses: number[] = [];
    const seen: unknown[] = [];
    const state = await followScan(scanner, "42/sub/app", digest, {
      onState: ({ kind }) => seen.push(kind),
      wait: async (milliseconds) => {
        pauses.push(milliseconds);
      },
    });
    assert.deepEqual(state.kind === "done" && state.report.findings, findings);
    assert.deepEqual(seen, ["running", "running", "done"]);
    assert.deepEqual(pauses, [1000, 2000]);
  });

  it("I6: is not followed for ever", async (t) => {
    const { server, scanner, start } = await harbor(t, { overviews: [running] });
    await start("42/sub/app", digest);
    let waited = 0;
    const state = await followScan(scanner, "42/sub/app", digest, {
      wait: async (milliseconds) => {
        waited += milliseconds;
      },
    });
    assert.deepEqual(state, { kind: "running", percent: 40 });
    assert.equal(server.requests.length, 43);
    assert.equal(waited, 570_000);
  });

  it("I1: ends with the signal's reason", async (t) => {
    const { scanner, start } = await harbor(t, { overviews: [running] });
    await start("42/sub/app", digest);
    const controller = new AbortController();
    const onState = () => controller.abort(new Error("enough"));
    const following = followScan(scanner, "42/sub/app", digest, { signal: controller.signal, onState });
    await assert.rejects(following, /enough/);
  });

  it("again while it goes on is as good", async (t) => {
    const { start } = await harbor(t, { overviews: [running] });
    await start("42/sub/app", digest);
    await start("42/sub/app", digest);
  });

  for (const [status, code, message, words] of [
    [412, "PRECONDITION", "no available scanner for project 1", /has no scanner that works\. It says: no av/],
    [422, "BAD_REQUEST", "the configured scanner does not support scanning artifact", /cannot scan this\./],
    [400, "BAD_REQUEST", "the configured scanner X does not support it", /cannot scan this\. It says: the c/],
  ] as const)
    it(`refused with ${status} says why`, async (t) => {
      const { server, start } = await harbor(t, { overviews: [], refusal: { status, code, message } });
      await assert.rejects(start("42/sub/app", digest), (failure) => {
        assert.match(explainInOne(failure), words);
        return true;
      });
      assert.equal(server.requests.length, 1);
    });

  it("is refused to who may only read", async (t) => {
    const { start } = await harbor(t, { overviews: [running] }, bob);
    await assert.rejects(
      start("42/sub/app", digest),
      (failure) => failure instanceof RegistryError && failure.kind === "denied",
    );
  });
});
