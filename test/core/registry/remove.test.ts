import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deleteManifest } from "../../../src/core/registry/remove.ts";
import { digestOf } from "../../support/fakeRegistry.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";

const base = new URL("https://r.test/");
const digest = digestOf("a");

function deleting(name: string, answer: FakeAnswer) {
  const fake = fakeSend("https://r.test", { [`DELETE /v2/a/b/manifests/${name}`]: answer });
  return { fake, done: deleteManifest({ base, send: fake.send }, "a/b", name) };
}

describe("deleting a manifest", () => {
  for (const status of [200, 202, 204]) {
    it(`is done with ${status}, and asks for what it needs`, async () => {
      const { fake, done } = deleting("1", { status });
      await done;
      assert.equal(fake.calls[0]?.scope, "repository:a/b:pull,push,delete");
    });
  }

  it("by tag is unsupported where the registry wants a digest (distribution 2.8)", async () => {
    const body = { errors: [{ code: "DIGEST_INVALID", message: "provided digest did not match" }] };
    await assert.rejects(deleting("1", { status: 400, body }).done, {
      kind: "unsupported",
      status: 400,
      code: "DIGEST_INVALID",
      detail: "provided digest did not match",
    });
  });

  it("by digest is unsupported where deletion is switched off", async () => {
    const body = { errors: [{ code: "UNSUPPORTED" }] };
    await assert.rejects(deleting(digest, { status: 405, body }).done, { kind: "unsupported" });
  });

  it("by digest is a failure where the registry calls the digest wrong", async () => {
    await assert.rejects(deleting(digest, { status: 400 }).done, { kind: "unexpected", status: 400 });
  });

  it("is refused with the registry's words", async () => {
    await assert.rejects(deleting("1", { status: 403, body: { message: "not you" } }).done, {
      kind: "denied",
      detail: "not you",
    });
  });
});
