import assert from "node:assert/strict";
import { test } from "node:test";
import { watchBody } from "../../../src/core/http/watchBody.ts";

test("status, headers and bytes stay the same, and the end is told once", async () => {
  let ends = 0;
  const answer = new Response("text", { status: 206, headers: { "x-a": "1" } });
  const watched = watchBody(answer, { end: () => ends++ });
  assert.deepEqual([watched.status, watched.headers.get("x-a"), ends], [206, "1", 0]);
  assert.equal(await watched.text(), "text");
  assert.equal(ends, 1);
});

test("an answer without a body ends at once", () => {
  let ends = 0;
  for (const status of [200, 204, 304]) watchBody(new Response(null, { status }), { end: () => ends++ });
  assert.equal(ends, 3);
});

test("nothing is read before the caller reads", async () => {
  let reads = 0;
  const watched = watchBody(new Response("text"), {
    read: (reading) => {
      reads++;
      return reading;
    },
  });
  assert.equal(reads, 0);
  await watched.text();
  assert.equal(reads, 2);
});

test("a reading that fails ends the body with its error and cancels the source", async () => {
  let ends = 0;
  let cancelled: unknown;
  const source = new ReadableStream({
    cancel(reason) {
      cancelled = reason;
    },
  });
  const watched = watchBody(new Response(source), {
    read: () => Promise.reject(new Error("cut")),
    end: () => ends++,
  });
  await assert.rejects(watched.text(), { message: "cut" });
  assert.deepEqual([ends, cancelled instanceof Error], [1, true]);
});

test("a cancelled body ends and cancels the source", async () => {
  let ends = 0;
  let cancelled: unknown;
  const source = new ReadableStream({
    cancel(reason) {
      cancelled = reason;
    },
  });
  await watchBody(new Response(source), { end: () => ends++ }).body?.cancel("enough");
  assert.deepEqual([ends, cancelled], [1, "enough"]);
});
