import assert from "node:assert/strict";
import { test } from "node:test";
import { NetworkError, RegistryError } from "../../../src/core/errors.ts";
import type { Call } from "../../../src/core/http/call.ts";
import { type RetryOptions, retry } from "../../../src/core/http/retry.ts";
import { answer, scriptedSend } from "../../support/scriptedSend.ts";

const start = Date.UTC(2026, 0, 1);
const get: Call = { method: "GET", url: new URL("https://r.test/v2/") };
const reset = () => new NetworkError("offline", "r.test", { code: "ECONNRESET" });

/** Waiting that takes no time but moves the clock; `waits` has the milliseconds. */
function clockwork(random = 0.5) {
  const waits: number[] = [];
  const told: string[] = [];
  let time = start;
  const options: RetryOptions = {
    random: () => random,
    now: () => time,
    delay: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      waits.push(milliseconds);
      time += milliseconds;
    },
    onWait: (host, milliseconds, reason) => told.push(`${host} ${milliseconds} ${reason}`),
  };
  return { options, waits, told, pass: (milliseconds: number) => (time += milliseconds) };
}

for (const status of [408, 429, 500, 502, 503, 504, 522]) {
  test(`H05: ${status} is tried again, and a good answer ends it`, async () => {
    const { options, waits } = clockwork();
    const { send, calls } = scriptedSend(answer(status, "no"), answer(200, "yes"));
    const response = await retry(options)(send)(get);
    assert.deepEqual([await response.text(), calls.length, waits], ["yes", 2, [500]]);
  });
}

for (const status of [200, 206, 304, 400, 401, 402, 403, 404, 405, 410, 418, 451, 501]) {
  test(`H19: ${status} is not tried again`, async () => {
    const { send, calls } = scriptedSend(answer(status));
    assert.equal((await retry(clockwork().options)(send)(get)).status, status);
    assert.equal(calls.length, 1);
  });
}

test("H03 I6: four tries with growing waits, told one by one; the last answer stays readable", async () => {
  const { options, waits, told } = clockwork();
  const { send, calls } = scriptedSend(...[1, 2, 3, 4].map((n) => answer(429, `no ${n}`)));
  const response = await retry(options)(send)(get);
  assert.deepEqual([calls.length, response.status, await response.text()], [4, 429, "no 4"]);
  assert.deepEqual(waits, [500, 1500, 4500]);
  assert.deepEqual(told, ["r.test 500 rateLimited", "r.test 1500 rateLimited", "r.test 4500 rateLimited"]);
});

test("X03: an answer that is tried again is read to its end", async () => {
  const first = answer(503, "no");
  await retry(clockwork().options)(scriptedSend(first, answer(200)).send)(get);
  assert.equal(first.bodyUsed, true);
});

test("waits vary by a fifth to both sides", async () => {
  for (const [random, expected] of [
    [0, [400, 1200, 3600]],
    [1, [600, 1800, 5400]],
  ] as const) {
    const { options, waits } = clockwork(random);
    await retry(options)(scriptedSend(answer(503), answer(503), answer(503), answer(503)).send)(get);
    assert.deepEqual(waits, expected);
  }
});

for (const code of ["ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "UND_ERR_SOCKET", "truncated"]) {
  test(`N02 N08: ${code} is tried again`, async () => {
    const { options, told } = clockwork();
    const { send } = scriptedSend(new NetworkError("offline", "r.test", { code }), answer(200));
    assert.equal((await retry(options)(send)(get)).status, 200);
    assert.deepEqual(told, ["r.test 500 network"]);
  });
}

const final: readonly Error[] = [
  ...[
    "ENOTFOUND",
    "ECONNREFUSED",
    "CERT_HAS_EXPIRED",
    "plainHttp",
    "headerTimeout",
    "gapTimeout",
    "deadline",
  ].map((code) => new NetworkError("tls", "r.test", { code })),
  new NetworkError("refused", "r.test", { code: "redirect" }),
  new RegistryError("unauthorized", "r.test", { status: 401 }),
  new DOMException("cancelled", "AbortError"),
];
for (const error of final) {
  test(`N01 N03 N14: ${error} is not tried again`, async () => {
    const { send, calls } = scriptedSend(error);
    await assert.rejects(retry(clockwork().options)(send)(get), error);
    assert.equal(calls.length, 1);
  });
}

test("N09: four resets end with the last", async () => {
  const last = reset();
  const { send, calls } = scriptedSend(reset(), reset(), reset(), last);
  await assert.rejects(retry(clockwork().options)(send)(get), (error) => error === last);
  assert.equal(calls.length, 4);
});

test("N08: a body that breaks off is tried again", async () => {
  const broken = new Response(
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("ha")),
      pull: () => Promise.reject(reset()),
    }),
  );
  const { send, calls } = scriptedSend(broken, answer(200, "whole"));
  assert.equal(await (await retry(clockwork().options)(send)(get)).text(), "whole");
  assert.equal(calls.length, 2);
});

for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
  test(`${method} is sent once`, async () => {
    const { send, calls } = scriptedSend(answer(503));
    assert.equal((await retry(clockwork().options)(send)({ ...get, method })).status, 503);
    assert.equal(calls.length, 1);
    await assert.rejects(retry(clockwork().options)(scriptedSend(reset()).send)({ ...get, method }));
  });
}

test("HEAD is tried again", async () => {
  const { send } = scriptedSend(answer(503), answer(200));
  assert.equal((await retry(clockwork().options)(send)({ ...get, method: "HEAD" })).status, 200);
});

test("H01: Retry-After: 2 is waited for, visibly, then the call succeeds", async () => {
  const { options, waits, told } = clockwork();
  const { send } = scriptedSend(answer(429, null, { "retry-after": "2" }), answer(200));
  assert.equal((await retry(options)(send)(get)).status, 200);
  assert.deepEqual([waits, told], [[2000], ["r.test 2000 rateLimited"]]);
});

test("a Retry-After shorter than the usual wait does not hurry", async () => {
  const { options, waits } = clockwork();
  const { send } = scriptedSend(answer(503, null, { "retry-after": "0" }), answer(200));
  await retry(options)(send)(get);
  assert.deepEqual(waits, [500]);
});

test("H04: a Retry-After without sense is as none", async () => {
  const { options, waits } = clockwork();
  const { send } = scriptedSend(answer(429, null, { "retry-after": "1e99" }), answer(200));
  await retry(options)(send)(get);
  assert.deepEqual(waits, [500]);
});

for (const value of ["3600", "Thu, 01 Jan 2026 01:00:00 GMT"]) {
  test(`H02: Retry-After: ${value} ends the call now, and later ones without a request until then`, async () => {
    const { options, waits, pass } = clockwork();
    const middleware = retry(options);
    const { send, calls } = scriptedSend(
      answer(429, "slow down", { "retry-after": value }),
      answer(200),
      answer(200),
    );
    assert.equal(await (await middleware(send)(get)).text(), "slow down");
    const expected = { kind: "rateLimited", host: "r.test", status: 429, retryAt: start + 3_600_000 };
    await assert.rejects(middleware(send)(get), expected);
    await assert.rejects(middleware(send)({ ...get, method: "POST" }), expected);
    assert.equal((await middleware(send)({ ...get, url: new URL("https://other.test") })).status, 200);
    assert.deepEqual([calls.length, waits], [2, []]);
    pass(3_600_000);
    assert.equal((await middleware(send)(get)).status, 200);
  });
}

test("while a host is closed for a moment, its other calls wait too", async () => {
  const { options, waits } = clockwork();
  const middleware = retry(options);
  const { send } = scriptedSend(answer(503, null, { "retry-after": "30" }), answer(200));
  await middleware(send)({ ...get, method: "POST" });
  await middleware(send)(get);
  assert.deepEqual(waits, [30_000]);
});

test("a 503 that names a far time is unavailable until then", async () => {
  const middleware = retry(clockwork().options);
  const { send } = scriptedSend(answer(503, null, { "retry-after": "600" }));
  await middleware(send)(get);
  await assert.rejects(middleware(send)(get), { kind: "unavailable", status: 503, retryAt: start + 600_000 });
});

test("a token server's refusal counts like the registry's", async () => {
  const failed = new RegistryError("unavailable", "auth.test", { status: 503 });
  const limited = new RegistryError("rateLimited", "auth.test", { status: 429, retryAt: start + 3_600_000 });
  const middleware = retry(clockwork().options);
  const { send, calls } = scriptedSend(failed, limited);
  await assert.rejects(middleware(send)(get), limited);
  await assert.rejects(middleware(send)(get), limited);
  assert.equal(calls.length, 2);
});

test("N18: a clock that jumps while waiting ends the wait with one try", async () => {
  const { options, pass } = clockwork();
  const jumping = { ...options, delay: async () => void pass(86_400_000) };
  const { send, calls } = scriptedSend(answer(429, null, { "retry-after": "2" }), answer(200));
  assert.equal((await retry(jumping)(send)(get)).status, 200);
  assert.equal(calls.length, 2);
});

test("a cancelled wait rejects with the signal's reason; one cut by the deadline says what was waited for", async () => {
  const limited = () => answer(429, null, { "retry-after": "30" });
  const abort = new DOMException("cancelled", "AbortError");
  const late = new NetworkError("timeout", "r.test", { code: "deadline" });
  const ended = async (reason: Error) => {
    const options = { ...clockwork().options, delay: () => Promise.reject(reason) };
    return retry(options)(scriptedSend(limited()).send)(get);
  };
  await assert.rejects(ended(abort), abort);
  await assert.rejects(ended(late), { kind: "rateLimited", retryAt: start + 30_000 });
});
