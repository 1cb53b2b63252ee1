import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readSarifReport } from "../../../src/core/scanning/sarifReport.ts";

/** What Grype 0.121 writes (grype/presenter/sarif): one rule for a package's versions, severities from low on. */
const grypeRule = {
  id: "CVE-2024-1-libfoo",
  name: "DpkgMatcherExactDirectMatch",
  shortDescription: { text: "CVE-2024-1 low vulnerability for libfoo package" },
  fullDescription: { text: "a description" },
  helpUri: "https://security-tracker.debian.org/tracker/CVE-2024-1",
  help: {
    text: "Vulnerability CVE-2024-1\nSeverity: low\nPackage: libfoo\nVersion: 1.0\nFix Version: 1.2,2.0\nType: deb\nLocation: /var/lib/dpkg/status\nData Namespace: debian:distro:debian:12\nLink: [CVE-2024-1](https://security-tracker.debian.org/tracker/CVE-2024-1)",
  },
  properties: { "security-severity": "0.0", purls: ["pkg:deb/debian/libfoo@1.0"] },
};
const grypeResult = (version: string, name: string) => ({
  ruleId: grypeRule.id,
  level: "note",
  message: {
    text: `A low vulnerability in deb package: libfoo, version ${version} was found in image h.test/a:1 at: ${name}`,
  },
  locations: [
    {
      physicalLocation: { artifactLocation: { uri: `a/${name}` } },
      logicalLocations: [{ fullyQualifiedName: `h.test/a:1@sha256:1:${name}`, name }],
    },
  ],
});

function read(rules: readonly object[], results: readonly object[], driver: object = {}) {
  const runs = [{ tool: { driver: { name: "Grype", version: "0.121.2", ...driver, rules } }, results }];
  return readSarifReport({ version: "2.1.0", runs });
}

describe("SARIF", () => {
  it("of Grype tells each version of a package, and no severity where it has none", () => {
    const report = read(
      [{ id: "CVE-2024-0-other" }, grypeRule],
      [grypeResult("1.0", "/var/lib/dpkg/status"), grypeResult("1.1", "/opt/status")],
    );
    assert.deepEqual(report?.scanner, { name: "Grype", version: "0.121.2" });
    assert.deepEqual(
      report?.findings.map(({ version, path }) => [version, path]),
      [
        ["1.0", undefined],
        ["1.1", undefined],
      ],
    );
    assert.deepEqual(report?.findings[0], {
      id: "CVE-2024-1",
      aliases: [],
      package: "libfoo",
      version: "1.0",
      severity: "unknown",
      references: [],
      fixed: "1.2,2.0",
      title: "CVE-2024-1 low vulnerability for libfoo package",
      description: "a description",
      url: "https://security-tracker.debian.org/tracker/CVE-2024-1",
      purl: "pkg:deb/debian/libfoo@1.0",
    });
  });

  for (const [what, properties, severity] of [
    ["its score", { "security-severity": "7.5" }, "high"],
    ["the highest score", { "security-severity": "9.0" }, "critical"],
    ["a middling score", { "security-severity": "4.0" }, "medium"],
    ["a low score", { "security-severity": "0.1" }, "low"],
    ["no score at all", {}, "unknown"],
    ["nonsense", { "security-severity": "EVIL" }, "unknown"],
  ] as const)
    it(`has the severity of ${what} when no words tell it`, () => {
      const report = read([{ id: "CVE-2024-1234", properties }], [{ ruleId: "CVE-2024-1234" }]);
      assert.deepEqual(
        report?.findings.map((finding) => finding.severity),
        [severity],
      );
    });

  for (const [what, result] of [
    ["a misconfiguration", { ruleId: "DS002", message: { text: "Artifact: Dockerfile\nSeverity: HIGH" } }],
    ["a secret", { ruleId: "aws-access-key-id", message: { text: "Artifact: a\nType: \nSecret: x" } }],
    ["a result without anything", {}],
  ] as const)
    it(`leaves out ${what}`, () => assert.deepEqual(read([], [result])?.findings, []));

  it("S07: has an end, and says so", () => {
    const results = Array.from({ length: 100_003 }, (_, at) => ({ ruleId: `CVE-2024-${100_000 + at}` }));
    const report = read([], results);
    assert.deepEqual([report?.findings.length, report?.omitted], [100_000, 3]);
  });

  it("finds the rule by its id when its place is another's", () => {
    const rules = [
      { id: "other", helpUri: "https://wrong.test/" },
      { ...grypeRule, id: "CVE-2024-1234" },
    ];
    const report = read(rules, [{ ruleId: "CVE-2024-1234", ruleIndex: 0 }]);
    assert.equal(report?.findings[0]?.url, grypeRule.helpUri);
  });

  it("S08: opens only what may be opened", () => {
    const rule = { ...grypeRule, helpUri: "javascript:alert(1)" };
    assert.equal(read([rule], [grypeResult("1", "/a")])?.findings[0]?.url, undefined);
  });

  for (const [what, document] of [
    ["another document", { version: "1" }],
    ["another version", { version: "1.0.0", runs: [] }],
    ["nonsense", { version: 2, runs: {} }],
  ] as const)
    it(`is not ${what}`, () => assert.equal(readSarifReport(document), undefined));

  it("S07: nonsense in fields is nothing", () => {
    const report = readSarifReport({
      version: "2.1.0",
      runs: [7, { tool: [], results: {} }, { tool: { driver: { rules: 7 } }, results: [null] }],
    });
    assert.deepEqual(report, { scanner: { name: "SARIF" }, findings: [], omitted: 0 });
  });
});
