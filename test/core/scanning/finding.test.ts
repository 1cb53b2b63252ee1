import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  countFindings,
  type Finding,
  type FindingSeverity,
  parseSeverity,
  sortFindings,
} from "../../../src/core/scanning/finding.ts";

const finding = (id: string, facts: Partial<Finding> = {}): Finding => ({
  id,
  aliases: [],
  package: "openssl",
  version: "3.0.1",
  severity: "high",
  references: [],
  ...facts,
});

describe("S07: severities of any scanner", () => {
  const table: readonly (readonly [unknown, FindingSeverity])[] = [
    ["CRITICAL", "critical"],
    ["High", "high"],
    ["medium", "medium"],
    ["Low", "low"],
    ["Negligible", "negligible"],
    ["INFORMATIONAL", "negligible"],
    ["None", "unknown"],
    ["UNDEFINED", "unknown"],
    ["EVIL", "unknown"],
    ["", "unknown"],
    [7, "unknown"],
    [undefined, "unknown"],
  ];
  for (const [text, severity] of table)
    it(`${text} is ${severity}`, () => assert.equal(parseSeverity(text), severity));
});

it("the gravest come first, each once", () => {
  const sorted = sortFindings([
    finding("B"),
    finding("A", { severity: "low" }),
    finding("B", { title: "again" }),
    finding("B", { path: "usr/lib/a.jar" }),
    finding("B", { version: "3.0.2" }),
    finding("C", { package: "bash" }),
    finding("D", { severity: "critical" }),
    finding("E", { severity: "unknown" }),
  ]);
  assert.deepEqual(
    sorted.map(({ id, version, path }) => `${id} ${version}${path === undefined ? "" : " path"}`),
    ["D 3.0.1", "C 3.0.1", "B 3.0.1", "B 3.0.2", "B 3.0.1 path", "A 3.0.1", "E 3.0.1"],
  );
  assert.equal(sorted[2]?.title, undefined);
  assert.deepEqual(countFindings(sorted), {
    critical: 1,
    high: 4,
    medium: 0,
    low: 1,
    negligible: 0,
    unknown: 1,
  });
});
