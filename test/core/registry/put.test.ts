import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import { putManifest } from "../../../src/core/registry/put.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";

const base = new URL("https://r.test/");
const bytes = Buffer.from('{"schemaVersion":2}');
const digest = digestOf(bytes);
const other = digestOf(Buffer.from("other"));
const mediaType = mediaTypes.dockerList;

function putting(answer: FakeAnswer, name = "1") {
  const fake = fakeSend(base.origin, { [`PUT /v2/a/b/manifests/${name}`]: answer });
  return { fake, done: putManifest({ base, send: fake.send }, "a/b", name, { mediaType, bytes }) };
}

describe("a manifest is put", () => {
  for (const name of ["1", digest]) {
    it(`as its very bytes under its own type: ${name}`, async () => {
      const { fake, done } = putting({ status: 201 }, name);
      assert.deepEqual(await done, { indexesSubject: false });
      const [call] = fake.calls;
      assert.deepEqual(call?.headers, { "content-type": mediaType });
      assert.equal(call?.body, bytes);
      assert.equal(call?.scope, "repository:a/b:pull,push");
    });
  }

  it("and the digest that the registry gives is compared", async () => {
    await putting({ status: 201, headers: { "docker-content-digest": digest } }).done;
    const long = digestOf(bytes, "sha512");
    await putting({ status: 201, headers: { "docker-content-digest": long } }).done;
    for (const wrong of [other, "sha256:short", ""]) {
      const { done } = putting({ status: 201, headers: { "docker-content-digest": wrong } });
      await assert.rejects(done, { name: "ContentError", kind: "digestMismatch", host: "r.test" });
    }
  });

  it("in schema 1, and the digest is that of its payload", async () => {
    const head = '{"schemaVersion":1,"fsLayers":[]';
    const encode = (text: string) => Buffer.from(text).toString("base64url");
    const header = encode(JSON.stringify({ formatLength: head.length, formatTail: encode("}") }));
    const signed = Buffer.from(`${head},"signatures":[{"protected":"${header}"}]}`);
    const headers = { "docker-content-digest": digestOf(Buffer.from(`${head}}`)) };
    const fake = fakeSend(base.origin, { "PUT /v2/a/manifests/1": { status: 201, headers } });
    const manifest = { mediaType: mediaTypes.dockerSchema1Signed, bytes: signed };
    await putManifest({ base, send: fake.send }, "a", "1", manifest);
  });

  it("and the registry says whether it lists it among the referrers of its subject", async () => {
    const listed = { status: 201, headers: { "oci-subject": other } };
    assert.deepEqual(await putting(listed).done, { indexesSubject: true });
    assert.deepEqual(await putting({ status: 201, headers: { "oci-subject": "yes" } }).done, {
      indexesSubject: false,
    });
  });

  const refusals: readonly (readonly [number, string | undefined, object])[] = [
    [400, "MANIFEST_BLOB_UNKNOWN", { kind: "unexpected", code: "MANIFEST_BLOB_UNKNOWN" }],
    [403, "DENIED", { kind: "denied" }],
    [404, "NAME_UNKNOWN", { kind: "notFound", code: "NAME_UNKNOWN" }],
    [405, "UNSUPPORTED", { kind: "unsupported" }],
    [413, undefined, { kind: "unexpected", status: 413 }],
    [307, undefined, { kind: "unexpected", status: 307 }],
  ];
  for (const [status, code, failure] of refusals) {
    it(`or refused with ${status}`, async () => {
      const { done } = putting({ status, body: { errors: [{ code, message: "no" }] } });
      await assert.rejects(done, { name: "RegistryError", ...failure });
    });
  }
});
