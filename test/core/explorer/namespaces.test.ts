import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Group, groupByNamespace, homeLast } from "../../../src/core/explorer/namespaces.ts";

const cases: Readonly<Record<string, readonly [string[], { home: string; fold: boolean }, string[]]>> = {
  "groups stand where their first member stands": [
    ["alpine", "b/x", "c/y", "b/z", "nginx", "c/w"],
    { home: "", fold: true },
    ["alpine", "b/ x z", "c/ y w", "nginx"],
  ],
  "deeper paths are groups of their own": [
    ["a/b/x", "a/y", "a/b/z", "a/w"],
    { home: "", fold: true },
    ["a/b/ x z", "a/ y w"],
  ],
  "one namespace alone is no group": [["a/x", "a/y"], { home: "", fold: true }, ["a/x", "a/y"]],
  "one namespace beside single names is no group": [["a/x", "y"], { home: "", fold: true }, ["a/x", "y"]],
  "one alone in its namespace is no group": [
    ["a/x", "b/y", "b/z"],
    { home: "", fold: true },
    ["a/x", "b/ y z"],
  ],
  "while more may come one alone is a group": [["a/x", "b/y"], { home: "", fold: false }, ["a/ x", "b/ y"]],
  "while more may come one namespace is a group": [["a/x", "a/y"], { home: "", fold: false }, ["a/ x y"]],
  "the home namespace is no group": [
    ["library/nginx", "x/y", "x/z"],
    { home: "library", fold: false },
    ["library/nginx", "x/ y z"],
  ],
  nothing: [[], { home: "", fold: true }, []],
};

const named = (names: readonly string[]) => names.map((name) => ({ name }));

describe("groupByNamespace", () => {
  for (const [promise, [paths, options, wanted]] of Object.entries(cases)) {
    it(promise, () => {
      const shown = groupByNamespace(named(paths), options).map((group) =>
        group.kind === "repository"
          ? group.repository.name
          : `${group.path}/ ${group.repositories.map(({ name }) => name.slice(group.path.length + 1)).join(" ")}`,
      );
      assert.deepEqual(shown, wanted);
    });
  }

  it("moves no group when paths are added at the end", () => {
    const path = fc.stringMatching(/^[abc](\/[abc]){0,2}$/);
    const paths = fc.uniqueArray(path, { maxLength: 12 });
    fc.assert(
      fc.property(paths, fc.nat(12), (all, count) => {
        const options = { home: "", fold: false };
        const placeOf = (group: Group) => (group.kind === "namespace" ? group.path : group.repository.name);
        const before = groupByNamespace(named(all.slice(0, count)), options).map(placeOf);
        const after = groupByNamespace(named(all), options).map(placeOf);
        assert.deepEqual(after.slice(0, before.length), before);
      }),
    );
  });
});

describe("homeLast", () => {
  const sorted = ["alice/app", "library/nginx", "library/redis", "zeta/site"];
  it("puts a user's own things before the official images", () => {
    assert.deepEqual(
      homeLast(named(sorted), "library"),
      named(["alice/app", "zeta/site", "library/nginx", "library/redis"]),
    );
  });
  it("moves nothing where home are paths of one part", () => {
    assert.deepEqual(homeLast(named(["app", "b/x"]), ""), named(["app", "b/x"]));
  });
});
