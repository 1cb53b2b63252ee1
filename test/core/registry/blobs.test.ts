import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasBlob, mountBlob } from "../../../src/core/registry/blobs.ts";
import { digestOf } from "../../support/fakeRegistry.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";

const base = new URL("https://r.test/");
const digest = digestOf("a");
const location = "/v2/a/b/blobs/uploads/1?s=2";

describe("whether a blob is there", () => {
  const asking = (answer: FakeAnswer) => {
    const fake = fakeSend(base.origin, { [`HEAD /v2/a/b/blobs/${digest}`]: answer });
    return { fake, there: hasBlob({ base, send: fake.send }, "a/b", digest) };
  };
  it("takes one HEAD", async () => {
    const { fake, there } = asking({ status: 200 });
    assert.equal(await there, true);
    assert.equal(fake.calls[0]?.scope, "repository:a/b:pull");
    assert.equal(await asking({ status: 404 }).there, false);
  });
  for (const [status, kind] of [
    [401, "unauthorized"],
    [403, "denied"],
    [500, "unavailable"],
    [206, "unexpected"],
  ] as const) {
    it(`is not known after a ${status}`, async () => {
      await assert.rejects(asking({ status }).there, { kind, status });
    });
  }
});

describe("taking a blob over from another repository", () => {
  const post = `POST /v2/a/b/blobs/uploads/?mount=${encodeURIComponent(digest)}&from=c%2Fd`;
  const mounting = (answer: FakeAnswer) => {
    const fake = fakeSend(base.origin, { [post]: answer, [`DELETE ${location}`]: { status: 204 } });
    return { fake, mounted: mountBlob({ base, send: fake.send }, "a/b", digest, "c/d") };
  };
  it("names both repositories, and asks for the right to both", async () => {
    const { fake, mounted } = mounting({ status: 201 });
    assert.equal(await mounted, true);
    assert.equal(fake.calls[0]?.scope, "repository:a/b:pull,push repository:c/d:pull");
  });
  it("may be declined: the upload that began instead is cancelled", async () => {
    const { fake, mounted } = mounting({ status: 202, headers: { location } });
    assert.equal(await mounted, false);
    assert.deepEqual(fake.asked, [post, `DELETE ${location}`]);
  });
  for (const status of [400, 401, 403, 404, 405]) {
    it(`may be refused with ${status}: then it is uploaded`, async () => {
      const { fake, mounted } = mounting({ status });
      assert.equal(await mounted, false);
      assert.deepEqual(fake.asked, [post]);
    });
  }
  for (const status of [429, 503, 302]) {
    it(`fails with ${status}`, () => assert.rejects(mounting({ status }).mounted, { status }));
  }
  it("is not tried with a name that is none", async () => {
    const fake = fakeSend(base.origin, {});
    await assert.rejects(mountBlob({ base, send: fake.send }, "a/b", digest, "c/../d"), {
      kind: "malformed",
    });
  });
});
