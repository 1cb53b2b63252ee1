import assert from "node:assert/strict";
import { test } from "node:test";
import { statusToFailure } from "../../../src/core/http/answers.ts";
import { answer } from "../../support/scriptedSend.ts";

const envelope = (code: string, message = "words") =>
  JSON.stringify({ errors: [{ code, message, detail: {} }] });

async function facts(response: Response): Promise<unknown[]> {
  const { kind, code, detail } = await statusToFailure(response, "r.test", 0);
  return [kind, code, detail];
}

const cases: readonly (readonly [
  row: string,
  status: number,
  body: string | null,
  expected: readonly unknown[],
])[] = [
  ["A07", 401, envelope("UNAUTHORIZED"), ["unauthorized", "UNAUTHORIZED", "words"]],
  ["A07", 401, envelope("DENIED"), ["unauthorized", "DENIED", "words"]],
  ["H07", 403, null, ["denied", undefined, undefined]],
  ["H07", 403, envelope("DENIED"), ["denied", "DENIED", "words"]],
  ["H06", 404, envelope("MANIFEST_UNKNOWN"), ["notFound", "MANIFEST_UNKNOWN", "words"]],
  ["H06", 404, envelope("NAME_UNKNOWN"), ["notFound", "NAME_UNKNOWN", "words"]],
  ["H06", 404, "404 page not found", ["notFound", undefined, "404 page not found"]],
  ["H06", 400, envelope("MANIFEST_UNKNOWN"), ["notFound", "MANIFEST_UNKNOWN", "words"]],
  ["H08", 405, envelope("UNSUPPORTED"), ["unsupported", "UNSUPPORTED", "words"]],
  ["H08", 405, null, ["unsupported", undefined, undefined]],
  ["H08", 501, null, ["unsupported", undefined, undefined]],
  ["H03", 429, envelope("TOOMANYREQUESTS"), ["rateLimited", "TOOMANYREQUESTS", "words"]],
  ["H03", 403, envelope("TOOMANYREQUESTS"), ["rateLimited", "TOOMANYREQUESTS", "words"]],
  ["H05", 500, envelope("UNKNOWN"), ["unavailable", "UNKNOWN", "words"]],
  ["H05", 500, envelope("DENIED"), ["unavailable", "DENIED", "words"]],
  ["H05", 503, envelope("DENIED"), ["unavailable", "DENIED", "words"]],
  ["H05", 502, "<html><h1>Bad gateway</h1>", ["unavailable", undefined, undefined]],
  ["H13", 206, "part", ["unexpected", undefined, "part"]],
  ["H13", 204, null, ["unexpected", undefined, undefined]],
  ["H13", 304, null, ["unexpected", undefined, undefined]],
  ["H12", 307, null, ["unexpected", undefined, undefined]],
  ["H19", 451, envelope("X", "for legal reasons"), ["denied", "X", "for legal reasons"]],
  ["H19", 410, null, ["notFound", undefined, undefined]],
  ["H19", 412, envelope("PRECONDITION"), ["denied", "PRECONDITION", "words"]],
  ["H19", 402, '{"message":"pay"}', ["denied", undefined, "pay"]],
  ["H19", 418, "short and stout", ["unexpected", undefined, "short and stout"]],
  ["4.7", 429, '{"details":"too many"}', ["rateLimited", undefined, "too many"]],
  ["4.7", 400, '{"detail":"bad"}', ["unexpected", undefined, "bad"]],
];
for (const [row, status, body, expected] of cases) {
  test(`${row}: ${status} ${body ?? "without a body"}`, async () =>
    assert.deepEqual(await facts(answer(status, body)), expected));
}

const odd = [
  '{"errors":[]}',
  '{"errors":{}}',
  '{"errors":[null]}',
  '{"errors":[{"code":1,"message":{}}]}',
  "{broken",
  "[1",
  "null",
  "7",
];
for (const body of odd) {
  test(`1.5: the body ${body} says nothing`, async () =>
    assert.deepEqual(await facts(answer(400, body)), ["unexpected", undefined, undefined]));
}

test("H05 H09: a page called HTML is not shown, whatever it starts with", async () => {
  assert.deepEqual(await facts(answer(503, "Sign in <b>", { "content-type": "text/html" })), [
    "unavailable",
    undefined,
    undefined,
  ]);
});

test("H19: host, status and the time to ask again are kept", async () => {
  const failure = await statusToFailure(answer(429, null, { "retry-after": "7200" }), "r.test:5000", 1000);
  assert.deepEqual([failure.host, failure.status, failure.retryAt], ["r.test:5000", 429, 7_201_000]);
});

test("long words are cut, and no more than 64 KiB is read", async () => {
  const [, code, detail] = await facts(answer(400, envelope("C".repeat(500), "m".repeat(50_000))));
  assert.deepEqual([String(code).length, String(detail).length], [64, 1024]);
  let chunks = 0;
  const endless = new ReadableStream({
    pull(controller) {
      chunks++;
      controller.enqueue(new TextEncoder().encode("x".repeat(16 * 1024)));
    },
  });
  await facts(new Response(endless, { status: 400 }));
  assert.ok(chunks <= 6, `${chunks} chunks`);
});

test("a body that breaks off does not hide the status", async () => {
  const broken = new ReadableStream({ pull: () => Promise.reject(new Error("cut")) });
  assert.deepEqual(await facts(new Response(broken, { status: 404 })), ["notFound", undefined, undefined]);
});
