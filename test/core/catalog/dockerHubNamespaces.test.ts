import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hubNamespaces } from "../../../src/core/catalog/dockerHubNamespaces.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";

const base = new URL("https://hub.test/");

/** The namespaces of Alice, when the two lists are answered so. */
function namespaces(own: FakeAnswer, orgs: FakeAnswer) {
  const { send } = fakeSend(base.origin, {
    "GET /v2/repositories/namespaces": own,
    "GET /v2/user/orgs/?page_size=100": orgs,
  });
  return hubNamespaces({ base, send }, "Alice", undefined);
}

const none: FakeAnswer = { body: { results: [] } };

describe("the namespaces of a Docker Hub login", () => {
  it("are the user's own by its lower-case name, then those of both lists, each once", async () => {
    const own = { body: { namespaces: ["zeta", "alice", "acme"] } };
    const orgs = { body: { results: [{ orgname: "acme" }, { orgname: "corp" }] } };
    assert.deepEqual(await namespaces(own, orgs), ["alice", "zeta", "acme", "corp"]);
  });

  it("are at most a hundred", async () => {
    const many = Array.from({ length: 150 }, (_, index) => `org${index}`);
    assert.equal((await namespaces({ body: { namespaces: many } }, none)).length, 100);
  });

  for (const [own, orgs, wanted] of [
    [403, 403, ["alice"]],
    [404, 405, ["alice"]],
    [500, 200, ["alice"]],
    [500, 403, "unavailable"],
    [429, 401, "rateLimited"],
  ] as const) {
    it(`are ${wanted} when the lists say ${own} and ${orgs}`, async () => {
      const found = namespaces({ status: own, body: {} }, { status: orgs, body: { results: [] } });
      if (typeof wanted === "string") await assert.rejects(found, { kind: wanted });
      else assert.deepEqual(await found, wanted);
    });
  }
});
