import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatCsv } from "../../../src/core/scanning/csv.ts";
import type { Finding } from "../../../src/core/scanning/finding.ts";

const finding: Finding = {
  id: "CVE-2024-1",
  aliases: [],
  package: "openssl",
  version: "3.0.1",
  fixed: "3.0.2",
  severity: "high",
  title: "A read",
  cvss: { score: 7 },
  references: [],
};

const lines = (findings: readonly Finding[]) => formatCsv({ findings }, () => "2").split("\r\n");

it("a line for each finding under the names, every cell in quotes, in UTF-8 that Excel knows", () => {
  assert.deepEqual(lines([finding]), [
    '\uFEFF"severity","id","package","installed","fixed","status","cvss","path","title","url","purl","layer"',
    '"high","CVE-2024-1","openssl","3.0.1","3.0.2","","7.0","","A read","","","2"',
    "",
  ]);
  assert.equal(lines([]).length, 2);
});

describe("S08: no cell is a formula, ends early or holds a line", () => {
  const table = [
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'=1"],
    [" =1", "'=1"],
    ['a","b', 'a"",""b'],
    ["a\r\nb", "a b"],
    ["\u001B[31m", "\\u{1B}[31m"],
    ["a=1", "a=1"],
  ] as const;
  for (const [text, cell] of table)
    it(JSON.stringify(text), () => {
      assert.ok(lines([{ ...finding, package: text }])[1]?.startsWith(`"high","CVE-2024-1","${cell}",`));
    });
});
