import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  orderTags,
  sortNames as sortNamesOf,
  sortTags as sortTagsOf,
} from "../../../src/core/explorer/order.ts";

const named = (names: readonly string[]) => names.map((name) => ({ name }));
const sortTags = (names: readonly string[]) => sortTagsOf(named(names)).map(({ name }) => name);
const sortNames = (names: readonly string[]) => sortNamesOf(named(names)).map(({ name }) => name);

/** Each row is in the order wanted. */
const tagOrders: Readonly<Record<string, readonly string[]>> = {
  "numbers, not letters": ["1.10.0", "1.9.0", "1.2.0"],
  "latest before everything": ["latest", "9", "1.0", "stable"],
  "a line before its members": ["1", "1.28", "1.28.0", "1.27", "1.27.4", "1.27.3"],
  "a version before its variants and candidates": [
    "2.0.0",
    "2.0.0-alpine",
    "2.0.0-rc.2",
    "2.0.0-rc.1",
    "1.9.9",
  ],
  "variants of a line with the line": ["1-alpine", "1.28-alpine", "1.28.0-alpine"],
  "a leading v means nothing": ["v2.1.0", "2.0.0", "v1.9.0"],
  "dates downwards": ["2024-10-02", "2024-10-01", "2023-12-31"],
  "days in words' tails downwards": ["noble-20241001", "noble-20240801"],
  "versions before words": ["0.1", "alpine", "bookworm"],
  "words upwards": ["alpine", "alpine3.20", "alpine3.19", "bookworm"],
  "numbers beyond 2^53": ["90071992547409930", "90071992547409929"],
  "zeros in front": ["010", "9", "08"],
};

describe("sortTags", () => {
  for (const [promise, wanted] of Object.entries(tagOrders)) {
    it(promise, () => {
      assert.deepEqual(sortTags([...wanted].sort()), wanted);
      assert.deepEqual(sortTags([...wanted].reverse()), wanted);
    });
  }

  it("is a total order", () => assertTotal(sortTags));
});

describe("sortNames", () => {
  it("reads numbers upwards", () => {
    const wanted = ["app", "app1", "app9", "app10", "app10-web", "base", "team/app"];
    assert.deepEqual(sortNames([...wanted].reverse()), wanted);
  });

  it("is a total order", () => assertTotal(sortNames));
});

describe("orderTags", () => {
  const tags = [
    { name: "1.9", date: 3 },
    { name: "1.10", date: undefined },
    { name: "app", date: 5 },
    { name: "2.0", date: 3 },
    { name: "1.2", date: undefined },
  ];
  const ordered = (order: "semver" | "name" | "newest") =>
    orderTags(tags, order, ({ date }) => date).map(({ name }) => name);

  it("by version, by name, by date with those last that have none", () => {
    assert.deepEqual(ordered("semver"), ["2.0", "1.10", "1.9", "1.2", "app"]);
    assert.deepEqual(ordered("name"), ["1.2", "1.9", "1.10", "2.0", "app"]);
    assert.deepEqual(ordered("newest"), ["app", "2.0", "1.9", "1.10", "1.2"]);
  });
});

/** Whatever order the names come in, they leave in one; and each pair stands as it does alone. */
function assertTotal(sort: (names: readonly string[]) => readonly string[]): void {
  const name = fc.oneof(
    fc.stringMatching(/^v?[0-2]{0,2}[.-]?[01a]{0,3}$/),
    fc.constantFrom("latest", "v1", "01"),
  );
  const shuffled = fc
    .uniqueArray(name, { minLength: 2, maxLength: 12 })
    .chain((names) => fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length })));
  fc.assert(
    fc.property(shuffled, ([names, others]) => {
      const sorted = sort(names);
      assert.deepEqual(sort(others), sorted);
      for (const [index, before] of sorted.entries()) {
        for (const after of sorted.slice(index + 1)) assert.deepEqual(sort([after, before]), [before, after]);
      }
    }),
    { numRuns: 1000 },
  );
}
