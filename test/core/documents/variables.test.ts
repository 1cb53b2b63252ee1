import assert from "node:assert/strict";
import { test } from "node:test";
import { Variables } from "../../../src/core/documents/variables.ts";

/** Variables are single letters: `$A`, and "$$" for "$". */
const find = (text: string) =>
  [...text.matchAll(/\$(?:\$|([A-Z]))/g)].map(({ 1: name, index }) => ({
    name,
    start: index,
    end: index + 2,
  }));

function variables(values: Readonly<Record<string, string>>, outer?: Variables): Variables {
  const own = Object.entries(values).map(
    ([name, value]) => [name, { value, origins: new Int32Array(value.length + 1) }] as const,
  );
  return new Variables(find, new Map(own), outer);
}

const rows: readonly (readonly [
  text: string,
  values: Readonly<Record<string, string>>,
  value: string | undefined,
])[] = [
  ["a", {}, "a"],
  ["$A-$B", { A: "1", B: "2" }, "1-2"],
  ["$A", { A: "x$B", B: "y" }, "xy"],
  ["a$$b", {}, "a$b"],
  ["$A", {}, undefined],
  ["$A", { A: "$B", B: "$A" }, undefined],
  ["$A$B", { A: "", B: "$A" }, ""],
  ["$A", { A: "x".repeat(5000) }, undefined],
  ["$A".repeat(50), { A: "x".repeat(100) }, undefined],
];

for (const [text, values, value] of rows)
  test(`${text.slice(0, 20)} is ${value} with ${JSON.stringify(values).slice(0, 40)}`, () => {
    assert.equal(variables(values).expand(text), value);
  });

test("a variable's own value comes before an outer one, in the outer ones' values too", () => {
  const outer = variables({ A: "1", B: "$A", C: "3" });
  const inner = variables({ A: "2" }, outer);
  assert.deepEqual(
    ["$A", "$B", "$C"].map((text) => [outer.expand(text), inner.expand(text)]),
    [
      ["1", "2"],
      ["1", "2"],
      ["3", "3"],
    ],
  );
});

test("W05: values that double again and again, and long lines of variables, end", () => {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const doubling = (last: string) =>
    variables(
      Object.fromEntries(letters.map((name, i) => [name, letters[i + 1]?.replace(/./, "$$$&$$$&") ?? last])),
    );
  assert.equal(doubling("x").expand("$A"), undefined);
  assert.equal(doubling("").expand("$A"), "");
  assert.equal(doubling("x").expand("$X"), "xxxx");
});

test("the tail is the literal that a value ends with, when plain text stands before it", () => {
  const known = variables({ A: "1", B: "x:$A", C: "$A$A", D: "$D", E: "$A-" });
  const tails = ["$A", "a:$A", "h/$B", "$C", "$D", "$E", "a", "$A-b", "$Z"].map((text) => {
    const tail = known.tailOf(text);
    return (
      tail && [tail.prefix, tail.source.value, tail.names.join(""), tail.between.map(({ value }) => value)]
    );
  });
  assert.deepEqual(tails, [
    ["", "1", "A", []],
    ["a:", "1", "A", []],
    ["h/x:", "1", "BA", ["x:$A"]],
    ...Array<undefined>(6).fill(undefined),
  ]);
});
