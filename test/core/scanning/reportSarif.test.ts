import assert from "node:assert/strict";
import { it } from "node:test";
import type { Finding, Report } from "../../../src/core/scanning/finding.ts";
import { reportSarif } from "../../../src/core/scanning/reportSarif.ts";

const ssl: Finding = {
  id: "CVE-2023-5363",
  aliases: [],
  package: "libssl3",
  version: "3.0.9-1",
  fixed: "3.0.11-1~deb12u2",
  severity: "high",
  title: "openssl: cipher key length",
  description: "A bug",
  url: "https://nvd.test/CVE-2023-5363",
  references: [],
  cvss: { score: 7.5 },
};
const lodash: Finding = {
  id: "GHSA-1",
  aliases: [],
  package: "lodash",
  version: "4.17.20",
  severity: "medium",
  references: [],
  path: "srv/a b/node_modules/lodash/package.json",
};
const report: Report = {
  scanner: { name: "Trivy", version: "0.74.0" },
  findings: [ssl, { ...ssl, package: "openssl" }, lodash],
  omitted: 0,
};

it("each finding once, each vulnerability once as a rule, and where it is", () => {
  const [run] = reportSarif("r.test/app:1", report).runs;
  assert.ok(run);
  assert.deepEqual(
    run.tool.driver.rules.map(({ id, defaultConfiguration, properties }) => [
      id,
      defaultConfiguration.level,
      properties["security-severity"],
    ]),
    [
      ["CVE-2023-5363", "error", "7.5"],
      ["GHSA-1", "warning", "4.0"],
    ],
  );
  assert.deepEqual(
    run.results.map(({ ruleId, ruleIndex, level, message, locations }) => [
      ruleId,
      ruleIndex,
      level,
      message.text,
      locations[0]?.physicalLocation.artifactLocation.uri,
    ]),
    [
      [
        "CVE-2023-5363",
        0,
        "error",
        "r.test/app:1: libssl3 3.0.9-1 has CVE-2023-5363 (high); fixed in 3.0.11-1~deb12u2.",
        "r.test/app:1",
      ],
      [
        "CVE-2023-5363",
        0,
        "error",
        "r.test/app:1: openssl 3.0.9-1 has CVE-2023-5363 (high); fixed in 3.0.11-1~deb12u2.",
        "r.test/app:1",
      ],
      [
        "GHSA-1",
        1,
        "warning",
        "r.test/app:1: lodash 4.17.20 has GHSA-1 (medium); no fix is known.",
        "srv/a%20b/node_modules/lodash/package.json",
      ],
    ],
  );
});
