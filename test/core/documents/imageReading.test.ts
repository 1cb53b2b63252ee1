import assert from "node:assert/strict";
import { test } from "node:test";
import { judgePlain, judgeReference, readingAt } from "../../../src/core/documents/imageReading.ts";

const digest = `sha256:${"a".repeat(64)}`;

const judged: readonly (readonly [value: string, status: string, reference: string | null])[] = [
  ["nginx", "pinnable", "nginx"],
  ["localhost:5000/a:1", "pinnable", "localhost:5000/a:1"],
  [`a:1@${digest}`, "pinned", `a:1@${digest}`],
  ["scratch", "scratch", null],
  ["A", "invalid", null],
  ["a@sha256:1", "invalid", null],
  ["ko://a", "invalid", null],
];

for (const [value, status, reference] of judged)
  test(`${value} is ${status}`, () => {
    for (const verdict of [judgeReference(value), judgePlain(value)])
      assert.deepEqual([verdict.status, verdict.reference], [status, reference]);
  });

test("what another tool replaces is templated", () => {
  for (const value of ["a:$B", "${A}", "$(A)", "{{ a }}", "a:{{b}}"])
    assert.deepEqual(judgePlain(value), { status: "templated", reference: null });
});

test("a value that is not verbatim in the text gets no pin, and a site is placed in the text", () => {
  const written = (value: string, start: number) => ({
    value,
    origins: Int32Array.from({ length: value.length + 1 }, (_, i) => start + i),
  });
  const verdict = { status: "pinnable", reference: "a:1" } as const;
  assert.deepEqual(readingAt("x a:1", written("a:1", 2), { ...verdict, site: { start: 2, end: 3 } }), {
    ...verdict,
    ...{ start: 2, end: 5, text: "a:1", editAt: { start: 4, end: 5 } },
  });
  assert.equal(readingAt("x a_1", written("a:1", 2), verdict)?.reason, "escaped");
  assert.equal(readingAt("x  ", written(" ", 2), verdict), undefined);
});
