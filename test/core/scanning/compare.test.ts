import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareFindings } from "../../../src/core/scanning/compare.ts";
import type { Finding } from "../../../src/core/scanning/finding.ts";

/** `CVE package version [path]` */
function findings(...lines: readonly string[]): readonly Finding[] {
  return lines.map((line): Finding => {
    const [id = "", name = "", version = "", path] = line.split(" ");
    const purl = `pkg:deb/debian/${name}@${version}`;
    const known = {
      id,
      package: name,
      version,
      severity: "high",
      aliases: [],
      references: [],
      purl,
    } as const;
    return { ...known, ...(path !== undefined && { path }) };
  });
}

describe("what became of findings", () => {
  const table: readonly (readonly [
    name: string,
    before: readonly string[],
    now: readonly string[],
    changes: readonly [fixed: readonly string[], introduced: readonly string[], unchanged: readonly string[]],
  ])[] = [
    ["an upgrade that fixes", ["A ssl 1", "B zlib 1"], ["B zlib 1"], [["A"], [], ["B"]]],
    ["an upgrade that does not", ["A ssl 1"], ["A ssl 2"], [[], [], ["A"]]],
    ["a new one", ["A ssl 1"], ["A ssl 1", "C bash 5"], [[], ["C"], ["A"]]],
    ["another package", ["A ssl 1"], ["A zlib 1"], [["A"], ["A"], []]],
    ["another file", ["A log 1 a.jar"], ["A log 1 b.jar"], [["A"], ["A"], []]],
    ["nothing", [], [], [[], [], []]],
  ];
  for (const [name, before, now, expected] of table)
    it(name, () => {
      const { fixed, introduced, unchanged } = compareFindings(findings(...before), findings(...now));
      const ids = (list: readonly Finding[]) => list.map(({ id }) => id);
      assert.deepEqual([ids(fixed), ids(introduced), ids(unchanged)], expected);
    });

  it("what is unchanged is told as it is now", () => {
    const { unchanged } = compareFindings(findings("A ssl 1"), findings("A ssl 2"));
    assert.equal(unchanged[0]?.version, "2");
  });
});
