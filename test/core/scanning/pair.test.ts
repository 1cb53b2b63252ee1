import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Report } from "../../../src/core/scanning/finding.ts";
import { isLikeWithLike, pairReports } from "../../../src/core/scanning/pair.ts";

const report = (name: string, created: number, database = 1, version = "1"): Report => ({
  scanner: { name, version },
  created,
  database,
  findings: [],
  omitted: 0,
});
const [trivy, grype] = [report("Trivy", 5), report("Grype", 9)];

describe("reports are compared only by the same scanner", () => {
  it("the newest that both have", () => {
    const newer = report("Trivy", 7);
    assert.deepEqual(pairReports([grype, newer, trivy], [newer, grype]), { old: newer, now: newer });
    assert.deepEqual(pairReports([grype], [trivy, grype]), { old: grype, now: grype });
  });

  it("none when no scanner looked at both", () => {
    assert.equal(pairReports([grype], [trivy]), undefined);
    assert.equal(pairReports([], [trivy]), undefined);
    assert.equal(pairReports([trivy], []), undefined);
  });

  it("another version or database knows other things", () => {
    assert.ok(isLikeWithLike({ old: trivy, now: report("Trivy", 99) }));
    assert.ok(!isLikeWithLike({ old: trivy, now: report("Trivy", 5, 2) }));
    assert.ok(!isLikeWithLike({ old: trivy, now: report("Trivy", 5, 1, "2") }));
  });

  it("what a file left out of one alone is not mended", () => {
    const [one, other] = (["a", "b"] as const).map((letter) => ({
      ...trivy,
      ignoreFile: { name: ".trivyignore", digest: `sha256:${letter.repeat(64)}` as const },
    }));
    assert.ok(one && other);
    assert.ok(isLikeWithLike({ old: one, now: { ...one } }));
    assert.ok(!isLikeWithLike({ old: trivy, now: one }));
    assert.ok(!isLikeWithLike({ old: one, now: other }));
  });
});
