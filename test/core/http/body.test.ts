import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, drain, readBytes, readJson, readText } from "../../../src/core/http/body.ts";

/** A body that counts how many chunks of `size` bytes were taken; endless without `chunks`. */
function chunked(size: number, chunks = Number.POSITIVE_INFINITY) {
  const taken = { chunks: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken.chunks >= chunks) return controller.close();
        taken.chunks++;
        controller.enqueue(new Uint8Array(size));
      },
      cancel() {
        taken.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { response: new Response(stream), taken };
}

test("R02 H16: a body of the limit is read, one byte more is too large and dropped", async () => {
  assert.equal((await readBytes(chunked(5, 2).response, 10, "it")).byteLength, 10);
  const { response, taken } = chunked(1);
  const expected = { name: "ContentError", kind: "tooLarge", subject: "it", limit: 10, host: "r.test" };
  await assert.rejects(readBytes(response, 10, "it", "r.test"), expected);
  assert.deepEqual(taken, { chunks: 11, cancelled: true });
});

test("an answer without a body has no bytes", async () => {
  assert.equal((await readBytes(new Response(null), 10, "it")).byteLength, 0);
});

const readable: readonly (readonly [name: string, text: string, value: unknown])[] = [
  ["duplicate keys", '{"a":1,"a":2}', { a: 2 }],
  ["a byte order mark", '\uFEFF{"a":1}', { a: 1 }],
  ["a lone surrogate", '{"a":"\\ud800"}', { a: "\ud800" }],
  ["null", "null", null],
];
for (const [name, text, value] of readable) {
  test(`R08: JSON with ${name} is read`, async () =>
    assert.deepEqual(await readJson(new Response(text), 100, "it", "r.test"), value));
}

const unreadable: readonly (readonly [name: string, body: string | Uint8Array<ArrayBuffer>])[] = [
  ["NaN", '{"a":NaN}'],
  ["text behind it", '{"a":1} x'],
  ["nothing in it", ""],
  ["invalid UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
];
for (const [name, body] of unreadable) {
  test(`R08: JSON with ${name} is malformed`, async () =>
    assert.rejects(readJson(new Response(body), 100, "it", "r.test"), {
      name: "ContentError",
      kind: "malformed",
      subject: "it",
      host: "r.test",
    }));
}

test("R08: a depth of 10,000 and of a million is read without harm", async () => {
  for (const depth of [10_000, 1_000_000]) {
    const text = "[".repeat(depth) + "]".repeat(depth);
    assert.ok(Array.isArray(await readJson(new Response(text), 2 * depth, "it", "r.test")));
  }
});

test("R08: __proto__ pollutes nothing", async () => {
  const value = await readJson(new Response('{"__proto__":{"polluted":1}}'), 100, "it", "r.test");
  assert.deepEqual([Object.keys(Object(value)), Reflect.get({}, "polluted")], [["__proto__"], undefined]);
});

for (const type of ["text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml"]) {
  test(`H09: ${type} is not a registry's answer`, async () => {
    const response = new Response("<html>", { headers: { "content-type": type } });
    const expected = { name: "RegistryError", kind: "unexpected", host: "r.test", status: 200 };
    await assert.rejects(readJson(response, 100, "it", "r.test"), expected);
    assert.equal(response.bodyUsed, true);
  });
}

test("A06: what cannot be parsed is not quoted", async () => {
  const failure = await readJson(new Response('canary-8c1f {"a'), 100, "it", "r.test").catch(
    (e: unknown) => e,
  );
  assert.ok(failure instanceof Error);
  assert.ok(!`${failure.stack}${JSON.stringify(failure)}${failure.cause}`.includes("canary"));
});

test("text is cut at the limit and the rest dropped", async () => {
  const { response, taken } = chunked(8);
  assert.equal((await readText(response, 10)).length, 10);
  assert.equal(taken.cancelled, true);
});

test("draining ends a short body, cuts a long one, and bears a broken one", async () => {
  const short = chunked(10, 2);
  await drain(short.response);
  assert.deepEqual(short.taken, { chunks: 2, cancelled: false });
  const endless = chunked(1024);
  await drain(endless.response);
  assert.deepEqual(endless.taken, { chunks: 65, cancelled: true });
  await drain(new Response(new ReadableStream({ pull: () => Promise.reject(new Error("cut")) })));
});

test("an arrived body is the same body", async () => {
  const mebibyte = 1024 * 1024;
  for (const chunks of [0, 1, 4, 5, 7]) {
    const response = await arrived(chunked(mebibyte, chunks).response);
    assert.equal((await response.arrayBuffer()).byteLength, chunks * mebibyte);
  }
});

test("a body of unknown length is awaited for 4 MiB, a longer one by its word not at all", async () => {
  const endless = chunked(1024 * 1024);
  const response = await arrived(endless.response);
  assert.equal(endless.taken.chunks, 5);
  await response.body?.cancel();
  assert.equal(endless.taken.cancelled, true);

  const long = chunked(1024);
  const declared = new Response(long.response.body, { headers: { "content-length": "4194305" } });
  await arrived(declared);
  assert.equal(long.taken.chunks, 0);
});
