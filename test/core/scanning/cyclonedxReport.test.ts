import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCyclonedxReport } from "../../../src/core/scanning/cyclonedxReport.ts";

const diffId = `sha256:${"d".repeat(64)}`;
const vulnerability = {
  id: "CVE-2024-1",
  source: { name: "debian-distro-debian-12", url: "https://security-tracker.debian.org/tracker/CVE-2024-1" },
  references: [{ id: "GHSA-1", source: { name: "nvd" } }],
  ratings: [
    { source: { name: "other" }, score: 1, severity: "low", method: "CVSSv2" },
    { source: { name: "NVD" }, score: 7.5, severity: "high", method: "CVSSv31", vector: "CVSS:3.1/AV:N" },
    { score: 0.05, severity: "none", method: "other" },
  ],
  advisories: [{ url: "javascript:alert(1)" }, { url: "https://advisory.test/" }],
  affects: [{ ref: "one" }, { ref: "gone" }],
};
/** As Grype writes it with `-o cyclonedx-json`. */
const document = {
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  metadata: {
    timestamp: "2026-01-02T03:04:05Z",
    tools: { components: [{ type: "application", name: "grype", version: "0.121.2" }] },
  },
  components: [
    {
      "bom-ref": "one",
      group: "@scope",
      name: "foo",
      version: "1.0",
      purl: "pkg:npm/%40scope/foo@1.0",
      properties: [
        { name: "syft:location:0:path", value: "/srv/package.json" },
        { name: "syft:location:0:layerID", value: diffId },
      ],
    },
  ],
  vulnerabilities: [vulnerability],
};

describe("a CycloneDX document with vulnerabilities", () => {
  it("says each for each component that has it", () => {
    assert.deepEqual(readCyclonedxReport(document), {
      scanner: { name: "Grype", version: "0.121.2" },
      created: Date.parse("2026-01-02T03:04:05Z"),
      findings: [
        {
          id: "CVE-2024-1",
          aliases: ["GHSA-1"],
          package: "@scope/foo",
          version: "1.0",
          severity: "high",
          references: ["https://advisory.test/"],
          url: "https://advisory.test/",
          cvss: { score: 7.5, vector: "CVSS:3.1/AV:N", source: "NVD" },
          purl: "pkg:npm/%40scope/foo@1.0",
          path: "srv/package.json",
          layer: { diffId },
        },
      ],
      omitted: 0,
    });
  });

  for (const state of ["not_affected", "false_positive", "resolved"])
    it(`leaves out what is ${state}`, () => {
      const vulnerabilities = [{ ...vulnerability, analysis: { state } }];
      assert.deepEqual(readCyclonedxReport({ ...document, vulnerabilities })?.findings, []);
    });

  it("is no report when it lists components alone", () => {
    const { vulnerabilities: _, ...list } = document;
    assert.equal(readCyclonedxReport(list), undefined);
    assert.equal(readCyclonedxReport({ ...document, bomFormat: "SPDX" }), undefined);
  });

  it("S07: nonsense in fields is nothing", () => {
    const nonsense = {
      ...document,
      metadata: 7,
      components: [7],
      vulnerabilities: [7, { affects: [7] }, {}],
    };
    const expected = { scanner: { name: "CycloneDX" }, findings: [], omitted: 0 };
    assert.deepEqual(readCyclonedxReport(nonsense), expected);
  });
});
