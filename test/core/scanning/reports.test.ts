import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentError } from "../../../src/core/errors.ts";
import type { Finding, Report } from "../../../src/core/scanning/finding.ts";
import { decodeGrypeReport } from "../../../src/core/scanning/grypeReport.ts";
import { decodeTrivyReport } from "../../../src/core/scanning/trivyReport.ts";

const diffId = `sha256:${"d".repeat(64)}`;
const blob = `sha256:${"b".repeat(64)}`;

/** Written from the scanners' schemas: every field that Mooring reads, and a few that it does not. */
const trivy = {
  SchemaVersion: 2,
  Trivy: { Version: "0.74.0" },
  CreatedAt: "2026-11-20T08:00:00Z",
  ArtifactName: "h.test/app@sha256:…",
  Results: [
    { Target: "app (debian 12.8)", Class: "os-pkgs", Type: "debian" },
    {
      Target: "app (debian 12.8)",
      Class: "os-pkgs",
      Type: "debian",
      Vulnerabilities: [
        {
          VulnerabilityID: "CVE-2024-1",
          VendorIDs: ["DSA-1-1"],
          PkgName: "libssl3",
          PkgIdentifier: { PURL: "pkg:deb/debian/libssl3@3.0.1" },
          InstalledVersion: "3.0.1",
          FixedVersion: "3.0.2, 3.1.0",
          Status: "fixed",
          Layer: { Digest: blob, DiffID: diffId },
          SeveritySource: "debian",
          PrimaryURL: "https://avd.aquasec.com/nvd/cve-2024-1",
          Title: "a title",
          Description: "a description",
          Severity: "HIGH",
          CVSS: {
            ghsa: { V3Score: 5 },
            nvd: { V2Score: 4, V3Score: 7.5, V3Vector: "CVSS:3.1/AV:N" },
          },
          References: ["https://example.com/1", "http://example.com/plain", "javascript:alert(1)"],
        },
      ],
    },
    {
      Target: "srv/package-lock.json",
      Class: "lang-pkgs",
      Type: "npm",
      Vulnerabilities: [
        { VulnerabilityID: "CVE-2024-2", PkgName: "lodash", InstalledVersion: "4.0.0", Severity: "CRITICAL" },
        {
          VulnerabilityID: "CVE-2024-3",
          PkgName: "minimist",
          PkgPath: "srv/node_modules/minimist/package.json",
          InstalledVersion: "1.0.0",
          Severity: "EVIL",
        },
      ],
    },
  ],
};

const grype = {
  matches: [
    {
      vulnerability: {
        id: "CVE-2024-1",
        dataSource: "https://security-tracker.debian.org/tracker/CVE-2024-1",
        severity: "High",
        urls: [],
        fix: { versions: ["3.0.2", "3.1.0"], state: "fixed" },
      },
      relatedVulnerabilities: [
        {
          id: "GHSA-1",
          description: "a description",
          cvss: [
            { version: "2.0", metrics: { baseScore: 4 } },
            { source: "nvd", version: "3.1", vector: "CVSS:3.1/AV:N", metrics: { baseScore: 7.5 } },
          ],
        },
      ],
      artifact: {
        name: "libssl3",
        version: "3.0.1",
        type: "deb",
        purl: "pkg:deb/debian/libssl3@3.0.1",
        locations: [{ path: "/var/lib/dpkg/status", layerID: diffId }],
      },
    },
    {
      vulnerability: {
        id: "CVE-2024-2",
        severity: "Negligible",
        fix: { versions: ["1"], state: "wont-fix" },
      },
      artifact: {
        name: "lodash",
        version: "5",
        type: "npm",
        locations: [{ path: "/srv/node_modules/lodash/package.json" }],
      },
    },
  ],
  descriptor: {
    name: "grype",
    version: "0.121.2",
    timestamp: "2026-11-20T09:00:00Z",
    db: { status: { built: "2026-11-19T00:00:00Z" } },
  },
};

const bytes = (document: unknown) => Buffer.from(JSON.stringify(document));
const read = {
  trivy: (document: unknown) => decodeTrivyReport(bytes(document), "the report of Trivy"),
  grype: (document: unknown) => decodeGrypeReport(bytes(document), "the report of Grype"),
};

it("Trivy's report, field for field", () => {
  const { findings, ...report } = read.trivy(trivy);
  assert.deepEqual(report, {
    scanner: { name: "Trivy", version: "0.74.0" },
    created: Date.UTC(2026, 10, 20, 8),
    omitted: 0,
  });
  assert.deepEqual(
    findings.map(({ id, severity, path }) => [id, severity, path]),
    [
      ["CVE-2024-2", "critical", "srv/package-lock.json"],
      ["CVE-2024-1", "high", undefined],
      ["CVE-2024-3", "unknown", "srv/node_modules/minimist/package.json"],
    ],
  );
  const expected: Finding = {
    id: "CVE-2024-1",
    aliases: ["DSA-1-1"],
    package: "libssl3",
    version: "3.0.1",
    fixed: "3.0.2, 3.1.0",
    status: "fixed",
    severity: "high",
    title: "a title",
    description: "a description",
    url: "https://avd.aquasec.com/nvd/cve-2024-1",
    references: ["https://example.com/1"],
    cvss: { score: 7.5, vector: "CVSS:3.1/AV:N", source: "nvd" },
    purl: "pkg:deb/debian/libssl3@3.0.1",
    layer: { diffId, digest: blob } as Finding["layer"] & object,
  };
  assert.deepEqual(findings[1], expected);
});

it("Grype's report, field for field, with what only a related vulnerability tells", () => {
  const { findings, ...report } = read.grype(grype);
  assert.deepEqual(report, {
    scanner: { name: "Grype", version: "0.121.2" },
    created: Date.UTC(2026, 10, 20, 9),
    database: Date.UTC(2026, 10, 19),
    omitted: 0,
  });
  const [first, second] = findings;
  const expected: Finding = {
    id: "CVE-2024-1",
    aliases: ["GHSA-1"],
    package: "libssl3",
    version: "3.0.1",
    fixed: "3.0.2, 3.1.0",
    status: "fixed",
    severity: "high",
    description: "a description",
    url: "https://security-tracker.debian.org/tracker/CVE-2024-1",
    references: [],
    cvss: { score: 7.5, vector: "CVSS:3.1/AV:N", source: "nvd" },
    purl: "pkg:deb/debian/libssl3@3.0.1",
    layer: { diffId } as Finding["layer"] & object,
  };
  assert.deepEqual(first, expected);
  assert.equal(second?.fixed, undefined);
  assert.equal(second?.status, "wont-fix");
  assert.equal(second?.path, "srv/node_modules/lodash/package.json");
});

describe("S02, S07: reports of other shapes", () => {
  const table: readonly (readonly [kind: keyof typeof read, document: unknown, found: number])[] = [
    ["trivy", { SchemaVersion: 2 }, 0],
    ["trivy", { SchemaVersion: 3, Results: null }, 0],
    ["trivy", { Results: [] }, 0],
    ["trivy", { Results: [{ Vulnerabilities: null }, null, 5] }, 0],
    ["trivy", { Results: [{ Vulnerabilities: [{ VulnerabilityID: "A" }, { PkgName: "b" }, []] }] }, 0],
    ["trivy", { Results: [{ Vulnerabilities: [{ VulnerabilityID: "A", PkgName: "b" }] }] }, 1],
    ["trivy", { Results: [{ Vulnerabilities: [{ VulnerabilityID: "A", PkgName: "b", CVSS: 7 }] }] }, 1],
    ["grype", { matches: [] }, 0],
    ["grype", { matches: [{}, { vulnerability: { id: "A" } }, { artifact: { name: "b" } }] }, 0],
    ["grype", { matches: [{ vulnerability: { id: "A", cvss: "x" }, artifact: { name: "b" } }] }, 1],
  ];
  for (const [kind, document, found] of table)
    it(`${kind} ${JSON.stringify(document)}`, () =>
      assert.equal(read[kind](document).findings.length, found));

  for (const text of ["", "[]", "{}", '{"error": "x"}', "not JSON", '{"Results": [', '"text"'])
    it(`"${text}" is unreadable`, () => {
      for (const decode of [decodeTrivyReport, decodeGrypeReport])
        assert.throws(
          () => decode(Buffer.from(text), "the report"),
          (failure) => failure instanceof ContentError && failure.kind === "malformed",
        );
    });
});

describe("S08: hostile text", () => {
  const hostile = {
    Results: [
      {
        Vulnerabilities: [
          {
            VulnerabilityID: "A",
            PkgName: "b",
            Description: "x".repeat(1_000_000),
            PrimaryURL: "command:workbench.action.quit",
            References: ["file:///etc/passwd", "https://user:secret@example.com/", "https://example.com/ok"],
            CVSS: { constructor: { V3Score: 9 }, nvd: { V3Score: 99 }, ["__proto__"]: {} },
            SeveritySource: "__proto__",
          },
        ],
      },
    ],
  };
  const [finding] = read.trivy(hostile).findings;
  it("is cut", () => assert.equal(finding?.description?.length, 20_000));
  it("opens nothing but https without a login", () => {
    assert.equal(finding?.url, undefined);
    assert.deepEqual(finding?.references, ["https://example.com/ok"]);
  });
  it("gives no score that CVSS does not have", () => {
    assert.equal(finding?.cvss?.score, 9);
    assert.equal(finding?.cvss?.source, "constructor");
  });
});

it("X06: of more than 100,000 findings the rest is counted", () => {
  const many = Array.from({ length: 100_010 }, (_, number) => ({
    VulnerabilityID: `CVE-${number}`,
    PkgName: "a",
  }));
  const report: Report = read.trivy({ Results: [{ Vulnerabilities: many }] });
  assert.deepEqual([report.findings.length, report.omitted], [100_000, 10]);
});
