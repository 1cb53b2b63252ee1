import assert from "node:assert/strict";
import { it } from "node:test";
import {
  formatCounts,
  formatScanner,
  formatSource,
  formatTotal,
} from "../../../src/core/scanning/countText.ts";
import { countFindings, type Finding } from "../../../src/core/scanning/finding.ts";

const finding = (severity: Finding["severity"], fixed?: string): Finding => ({
  id: "CVE-1",
  aliases: [],
  package: "openssl",
  version: "1",
  severity,
  references: [],
  ...(fixed !== undefined && { fixed }),
});

it("counts are signs and figures, the gravest first, and none is none", () => {
  const many = Array.from({ length: 1200 }, () => finding("low"));
  const found = [finding("unknown"), finding("critical"), ...many, finding("negligible")];
  assert.equal(formatCounts(countFindings(found)), "C 1 · L 1,200 · N 1 · ? 1");
  assert.equal(formatCounts(countFindings([])), "none");
});

it("the source is the scanner with the report's age, sanitised", () => {
  const now = Date.UTC(2026, 10, 24);
  const scanner = { name: "Trivy\u202E", version: "0.74.0" };
  assert.equal(formatScanner({ scanner }), "Trivy\\u{202E} 0.74.0");
  assert.equal(formatScanner({ scanner: { name: "Grype" } }), "Grype");
  assert.equal(formatSource({ scanner, created: now - 7_200_000 }, now), "Trivy\\u{202E}, 2 hours ago");
  assert.equal(formatSource({ scanner: { name: "Grype" } }, now), "Grype");
});

it("the total says how many have a fix", () => {
  assert.equal(formatTotal({ findings: [] }), "No findings");
  assert.equal(formatTotal({ findings: [finding("low")] }), "1 finding, none with a fix");
  assert.equal(formatTotal({ findings: [finding("low"), finding("low", "2")] }), "2 findings, 1 with a fix");
});
