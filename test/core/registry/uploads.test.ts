import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Call } from "../../../src/core/http/call.ts";
import {
  beginUpload,
  bodyOf,
  cancelUpload,
  endUpload,
  locationOf,
  sendChunk,
  uploadStatus,
} from "../../../src/core/registry/uploads.ts";
import { digestOf } from "../../support/fakeRegistry.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";

const piece = (text: string) => ({ length: text.length, parts: [Buffer.from(text)] });
const base = new URL("https://r.test:8443/proxy/");
const digest = digestOf("a");
const encoded = encodeURIComponent(digest);
const upload = { url: new URL("https://r.test:8443/up/1?state=a%3D"), leastChunk: 5 };

function api(answers: Readonly<Record<string, FakeAnswer>>) {
  const fake = fakeSend(base.origin, answers);
  return { ...fake, api: { base, send: fake.send } };
}

async function sent(call: Call | undefined): Promise<string> {
  assert.ok(typeof call?.body === "object" && "open" in call.body);
  const parts: Uint8Array[] = [];
  for await (const part of call.body.open()) parts.push(part);
  const bytes = Buffer.concat(parts);
  assert.equal(bytes.length, call.body.length);
  return bytes.toString();
}

describe("where an upload goes on", () => {
  const asked = new URL("https://r.test:8443/proxy/v2/a/blobs/uploads/");
  const from = (location: string) =>
    locationOf(
      { base, send: api({}).send },
      new Response(null, { status: 202, headers: { location } }),
      asked,
    ).href;
  const table: readonly (readonly [string, string])[] = [
    ["/v2/a/blobs/uploads/1?_state=x%3D%3D", "https://r.test:8443/v2/a/blobs/uploads/1?_state=x%3D%3D"],
    ["1", "https://r.test:8443/proxy/v2/a/blobs/uploads/1"],
    ["https://r.test:8443/else/where", "https://r.test:8443/else/where"],
    ["http://r.test/behind/a/proxy?q", "https://r.test:8443/behind/a/proxy?q"],
    ["http://R.TEST:8443/upper", "https://r.test:8443/upper"],
  ];
  for (const [location, target] of table) it(location, () => assert.equal(from(location), target));

  for (const location of [
    "https://other.test/upload",
    "https://r.test/other/port",
    "https://169.254.169.254/latest",
    "http://other.test:8443/",
    "https://user:secret@r.test:8443/",
    "file:///etc/passwd",
  ]) {
    it(`V4: not ${location}`, () => {
      assert.throws(() => from(location), { name: "NetworkError", kind: "refused", code: "uploadLocation" });
    });
  }

  it("must be said", () => {
    for (const headers of [{}, { location: "https://[" }]) {
      const response = new Response(null, { status: 202, headers });
      assert.throws(() => locationOf({ base, send: api({}).send }, response, asked), {
        kind: "unexpected",
        code: "uploadLocation",
      });
    }
  });

  it("is not made https for a registry of plain http", () => {
    const plain = new URL("http://r.test/");
    const response = new Response(null, { headers: { location: "http://r.test/up" } });
    const { href } = locationOf({ base: plain, send: api({}).send }, response, plain);
    assert.equal(href, "http://r.test/up");
  });
});

describe("the steps of an upload", () => {
  it("beginning: where it goes on, and the shortest chunk", async () => {
    const headers = { location: "/up/1", "oci-chunk-min-length": "100" };
    const fake = api({ "POST /proxy/v2/a/blobs/uploads/": { status: 202, headers } });
    const begun = await beginUpload(fake.api, "a");
    assert.deepEqual([begun.url.href, begun.leastChunk], ["https://r.test:8443/up/1", 100]);
    assert.equal(fake.calls[0]?.scope, "repository:a:pull,push");
  });
  it("beginning: a shortest chunk that is no number counts as none", async () => {
    const headers = { location: "/up/1", "oci-chunk-min-length": "1e400" };
    const fake = api({ "POST /proxy/v2/a/blobs/uploads/": { status: 202, headers } });
    assert.equal((await beginUpload(fake.api, "a")).leastChunk, 0);
  });
  for (const status of [201, 200, 403]) {
    it(`beginning: ${status} begins nothing`, async () => {
      const fake = api({ "POST /proxy/v2/a/blobs/uploads/": { status, headers: { location: "/up/1" } } });
      await assert.rejects(beginUpload(fake.api, "a"), { name: "RegistryError", status });
    });
  }

  for (const status of [202, 201, 204]) {
    it(`a chunk: ${status}, and the next place`, async () => {
      const fake = api({ "PATCH /up/1?state=a%3D": { status, headers: { location: "/up/2" } } });
      const next = await sendChunk(fake.api, "a", upload, piece("abc"), 10);
      assert.deepEqual([next.url.pathname, next.leastChunk], ["/up/2", 5]);
      const [call] = fake.calls;
      assert.deepEqual(call?.headers, {
        "content-type": "application/octet-stream",
        "content-range": "10-12",
      });
      assert.equal(await sent(call), "abc");
      assert.equal(call?.scope, "repository:a:pull,push");
      assert.ok((call?.deadline ?? 0) >= 60_000 && call?.patience === call?.deadline);
    });
  }
  it("a chunk: refused", async () => {
    const fake = api({ "PATCH /up/1?state=a%3D": { status: 416 } });
    await assert.rejects(sendChunk(fake.api, "a", upload, piece("abc"), 10), { status: 416 });
  });

  it("the end: the digest comes after the query, as it is", async () => {
    const key = `PUT /up/1?state=a%3D&digest=${encoded}`;
    const fake = api({ [key]: { status: 201 } });
    await endUpload(fake.api, "a", upload, { digest, size: 3 }, bodyOf(piece("abc")));
    assert.equal(await sent(fake.calls[0]), "abc");
    assert.equal(fake.calls[0]?.scope, "repository:a:pull,push");
    const bare = api({ [`PUT /up?digest=${encoded}`]: { status: 201 } });
    const url = new URL("https://r.test:8443/up");
    await endUpload(bare.api, "a", { url, leastChunk: 0 }, { digest, size: 0 }, bodyOf(piece("")));
  });
  it("the end: refused", async () => {
    const fake = api({
      [`PUT /up/1?state=a%3D&digest=${encoded}`]: {
        status: 400,
        body: { errors: [{ code: "DIGEST_INVALID" }] },
      },
    });
    await assert.rejects(endUpload(fake.api, "a", upload, { digest, size: 0 }, bodyOf(piece(""))), {
      code: "DIGEST_INVALID",
    });
  });

  const statuses: readonly (readonly [string, FakeAnswer, number | undefined, string?])[] = [
    ["so many bytes", { status: 204, headers: { range: "0-99" } }, 100, "/up/1"],
    ["with another place", { status: 204, headers: { range: "0-99", location: "/up/9" } }, 100, "/up/9"],
    ["in other words", { status: 200, headers: { range: "bytes=0-99" } }, 100, "/up/1"],
    ["one byte or none", { status: 204, headers: { range: "0-0" } }, undefined],
    ["nothing", { status: 204 }, undefined],
    ["nonsense", { status: 204, headers: { range: "5-99" } }, undefined],
    ["forgotten", { status: 404, headers: { range: "0-99" } }, undefined],
  ];
  for (const [name, answer, received, place] of statuses) {
    it(`how far it got: ${name}`, async () => {
      const fake = api({ "GET /up/1?state=a%3D": answer });
      const status = await uploadStatus(fake.api, "a", upload);
      assert.deepEqual([status?.received, status?.upload.url.pathname], [received, place]);
    });
  }

  it("giving up: nobody waits, and a failure is nobody's", async () => {
    const fake = api({ "DELETE /up/1?state=a%3D": { status: 500 } });
    assert.equal(cancelUpload(fake.api, "a", upload.url), undefined);
    const broken = () => Promise.reject(new Error("reset"));
    cancelUpload({ base, send: broken }, "a", upload.url);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(fake.asked.length, 1);
  });
});
