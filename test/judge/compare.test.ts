import assert from "node:assert/strict";
import { test } from "node:test";
import type { Occurrence } from "../../src/core/documents/occurrence.ts";
import { compare, parseReasons, settle } from "./compare.ts";

function occurrence(text: string, reference: string | null, status: Occurrence["status"]): Occurrence {
  return { kind: "helm", start: 0, end: text.length, text, reference, status };
}

test("each finding stands for one occurrence, of that reference or else of that text", () => {
  const found = compare(
    ["a:1", "a:1", "a", "b:2", "$V"],
    [
      occurrence("a", "a:1", "pinnable"),
      occurrence("a", "h.io/a:1", "pinned"),
      occurrence("b:2", "b:2", "built"),
      occurrence("$V", null, "variable"),
      occurrence("c", "c", "feature"),
    ],
  );
  assert.deepEqual(found, { theirs: 5, ours: 4, both: 3, onlyTheirs: ["a:1", "b:2"], onlyOurs: ["c"] });
});

test("reasons are sections with words and a list", () => {
  const reasons =
    "# Title\n\n## One\n\nWords.\n\n- `a/b`: `c:1`\n- `a/b`: `c:1`\n\n## Two\n\nWords.\n- `d`: `e`\n";
  const excuses = [
    { file: "a/b", what: "c:1" },
    { file: "a/b", what: "c:1" },
    { file: "d", what: "e" },
  ];
  assert.deepEqual(parseReasons(reasons), excuses);
  assert.throws(() => parseReasons("## One\n\n- `a`: `b`\n"), /"One" has a list and no reason/);
});

test("what has no reason and what a reason is no longer for are both told, one for one", () => {
  const [a, b, c] = ["a", "b", "c"].map((what) => ({ file: "f", what }));
  assert.ok(a && b && c);
  assert.deepEqual(settle([a, a, b], [a, b, c]), { unexplained: ["f: a"], stale: ["f: c"] });
  assert.deepEqual(settle([a, b], [b, a]), { unexplained: [], stale: [] });
});
