import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  packageNameOf,
  readOrganisation,
  readPackage,
  readVersion,
  versionsPath,
} from "../../../src/core/catalog/githubPackages.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("readPackage", () => {
  const entry = { name: "App", owner: { login: "Octo-Cat", type: "User" }, visibility: "private" };

  it("gives the path in lower case, as references write it", () => {
    const read = readPackage({ ...entry, updated_at: "2026-01-01T00:00:00Z" });
    const facts = { isPrivate: true, pushed: Date.UTC(2026, 0, 1) };
    assert.deepEqual(read, { name: "octo-cat/app", ofOrganisation: false, facts });
  });

  it("R09: leaves out what is not as it should be", () => {
    const read = readPackage({
      ...entry,
      visibility: 7,
      updated_at: "soon",
      owner: { login: "a", type: "Organization" },
    });
    assert.deepEqual(read, { name: "a/app", ofOrganisation: true, facts: {} });
  });

  for (const nonsense of [
    null,
    "a",
    [],
    {},
    { name: "app" },
    { owner: { login: "a" } },
    { ...entry, name: "../../_catalog" },
    { ...entry, name: "a b" },
    { ...entry, name: "" },
    { ...entry, name: "x".repeat(300) },
    { ...entry, owner: { login: "a\u202eb" } },
    { ...entry, owner: null },
  ]) {
    it(`R07: gives nothing for ${JSON.stringify(nonsense).slice(0, 60)}`, () => {
      assert.equal(readPackage(nonsense), undefined);
    });
  }
});

describe("readVersion", () => {
  const container = (tags: unknown) => ({ metadata: { container: { tags } } });

  it("gives the digest that names it, its tags and when it was last changed", () => {
    const read = readVersion({
      id: 7,
      name: digest,
      updated_at: "2026-01-01T00:00:00Z",
      ...container(["1", "x"]),
    });
    assert.deepEqual(read, { id: 7, digest, tags: ["1", "x"], hidden: 0, pushed: Date.UTC(2026, 0, 1) });
  });

  for (const [what, entry, wanted] of [
    [
      "a name that is no digest",
      { id: 7, name: "1.0", ...container(["1"]) },
      { id: 7, tags: ["1"], hidden: 0 },
    ],
    [
      "R07: invalid tags",
      { id: 7, ...container(["a b", "-x", 7, "ok"]) },
      { id: 7, tags: ["ok"], hidden: 3 },
    ],
    ["tags that are no list", { id: 7, ...container(null) }, { id: 7, tags: [], hidden: 0 }],
    ["no metadata", { id: 7 }, { id: 7, tags: [], hidden: 0 }],
    ["no number", { name: digest, ...container(["1"]) }, undefined],
    ["a number that is none", { id: "7/../8", name: digest }, undefined],
    ["a negative number", { id: -1 }, undefined],
    ["nothing", null, undefined],
  ] as const) {
    it(`reads ${what}`, () => assert.deepEqual(readVersion(entry), wanted));
  }
});

describe("addresses", () => {
  for (const [path, kind, wanted] of [
    ["octo/app", "user", "user/packages/container/app/versions"],
    ["octo/app", "users", "users/octo/packages/container/app/versions"],
    ["acme/team/web/api", "orgs", "orgs/acme/packages/container/team%2Fweb%2Fapi/versions"],
  ] as const) {
    it(`of ${path} (${kind})`, () => {
      const parts = packageNameOf(path);
      assert.equal(parts && versionsPath(kind, parts), wanted);
    });
  }

  it("need an owner", () => assert.equal(packageNameOf("app"), undefined));

  it("of organisations are made of real logins alone", () => {
    const logins = ["Acme-1", "a_b", "../user", "a/b", "", 7, "a?b", "x".repeat(101)];
    assert.deepEqual(
      logins.map((login) => readOrganisation({ login })),
      ["Acme-1", "a_b", ...Array(6).fill(undefined)],
    );
  });
});
