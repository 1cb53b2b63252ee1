import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isAlike, outcomesOf, scanBases } from "../../../src/core/rebase/outcome.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import type { Finding, FindingSeverity, Report } from "../../../src/core/scanning/finding.ts";
import { makeImage } from "../../support/images.ts";
import { modelOf } from "../../support/model.ts";

const imageOf = (tag: string) =>
  modelOf(makeImage({ steps: [{ command: tag }], config: { User: tag } }), `h.test/debian:${tag}`);
const [used, next, last] = await Promise.all(["12", "13", "14"].map(imageOf));
assert.ok(used && next && last);
const bases = { used, newer: [next, last], passed: [] };

const finding = (id: string, severity: FindingSeverity): Finding => ({
  id,
  aliases: [],
  package: "openssl",
  version: "3",
  severity,
  references: [],
});
const report = (findings: readonly Finding[], database = 1): Report => ({
  scanner: { name: "Trivy", version: "0.74.0" },
  database,
  findings,
  omitted: 0,
});

/** Reports of the three images, by what each has: `c` a critical finding, `h` a high one, `l` a low one. */
function reportsOf(...words: readonly string[]) {
  const severities = { c: "critical", h: "high", l: "low" } as const;
  const read = (word: string) =>
    word.split(" ").flatMap((name) => {
      const severity = severities[name.slice(0, 1) as "c" | "h" | "l"];
      return severity === undefined ? [] : [finding(name, severity)];
    });
  const images = [used, next, last].map((image) => image?.manifest.digest);
  return new Map(
    words.map((word, at): [Digest, Report] => {
      const digest = images[at];
      assert.ok(digest);
      return [digest, report(read(word))];
    }),
  );
}

const none = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };

describe("what another base would change", () => {
  it("by severity: what of the base's findings is fixed, and what comes", () => {
    const outcomes = outcomesOf(bases, reportsOf("c1 h1 h2 l1", "h2 l1 l2", "c1 c2"));
    assert.deepEqual(
      outcomes.map(({ image, counts, fixed, introduced }) => [
        image.reference.tag,
        counts,
        fixed,
        introduced,
      ]),
      [
        ["13", { ...none, high: 1, low: 2 }, { ...none, critical: 1, high: 1 }, { ...none, low: 1 }],
        ["14", { ...none, critical: 2 }, { ...none, high: 2, low: 1 }, { ...none, critical: 1 }],
      ],
    );
  });

  it("is known of what was scanned, and of nothing unless the base was", () => {
    assert.equal(outcomesOf(bases, reportsOf("c1", "")).length, 1);
    assert.deepEqual(outcomesOf(bases, new Map()), []);
  });

  const table: readonly (readonly [what: string, words: readonly string[], best: string | undefined])[] = [
    ["the fewest of the gravest count first", ["c1 c2", "c1 h1 h2 h3", "c1 h1 l1 l2 l3"], "14"],
    ["of equals the first", ["c1 l1", "l1", "l2"], "13"],
    ["as many as before are not fewer", ["c1", "c2", "c1"], undefined],
    ["more of the gravest are not fewer", ["h1 h2 h3", "c1", "c1"], undefined],
    ["only what was scanned", ["c1", ""], "13"],
  ];
  for (const [what, words, best] of table)
    it(`the best: ${what}`, () => {
      const found = outcomesOf(bases, reportsOf(...words)).filter(({ isBest }) => isBest);
      assert.deepEqual(
        found.map(({ image }) => image.reference.tag),
        best === undefined ? [] : [best],
      );
    });

  it("reports of another database or version are not alike", () => {
    const reports = reportsOf("c1", "", "");
    assert.ok(isAlike(bases, reports));
    assert.ok(isAlike(bases, new Map()));
    assert.ok(!isAlike(bases, new Map([...reports, [last.manifest.digest, report([], 2)]])));
  });
});

describe("scanning bases", () => {
  it("one after the other, and what failed ends it", async () => {
    const told: string[] = [];
    const scan = async ({ reference: { tag = "" } }: typeof used) => {
      told.push(`${tag} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      told.push(`${tag} ends`);
      return tag === "13" ? undefined : report([]);
    };
    const reports = await scanBases([used, next, last], scan);
    assert.deepEqual(told, ["12 begins", "12 ends", "13 begins", "13 ends"]);
    assert.deepEqual([...reports.keys()], [used.manifest.digest]);
  });
});
