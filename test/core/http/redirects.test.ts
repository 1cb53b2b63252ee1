import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call, Send } from "../../../src/core/http/call.ts";
import { fetchSend } from "../../../src/core/http/fetchSend.ts";
import { redirects } from "../../../src/core/http/redirects.ts";
import { startFake, startTrap } from "../../support/faultServer.ts";
import { answer, scriptedSend, shown } from "../../support/scriptedSend.ts";

const headers = {
  accept: "a/b",
  range: "bytes=0-1",
  authorization: "Bearer canary-11f3",
  cookie: "c=1",
  "x-more": "1",
};
const get: Call = { method: "GET", url: new URL("https://r.test/v2/a"), headers };
const moved = (location: string, status = 307) => answer(status, "moved", { location });
const lookup = async (name: string) => (name === "inside.test" ? ["127.0.0.1"] : ["93.184.216.34"]);

function follow(send: Send, call: Call = get): Promise<Response> {
  return redirects({ lookup })(send)(call);
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`H10: ${status} to another host is followed bare`, async () => {
    const { send, calls } = scriptedSend(
      moved("https://cdn.test/blob?X-Signature=abc", status),
      answer(200, "blob"),
    );
    assert.equal(await (await follow(send)).text(), "blob");
    const second = calls[1];
    assert.deepEqual([second?.method, second?.url.href], ["GET", "https://cdn.test/blob?X-Signature=abc"]);
    assert.deepEqual(second?.headers, { accept: "a/b", range: "bytes=0-1" });
  });
}

test("within its origin a redirect keeps the login, and takes a relative target", async () => {
  const { send, calls } = scriptedSend(moved("/v2/b?x=1"), answer(200));
  await follow(send);
  assert.equal(calls[1]?.url.href, "https://r.test/v2/b?x=1");
  assert.deepEqual(calls[1]?.headers, {
    accept: "a/b",
    range: "bytes=0-1",
    authorization: "Bearer canary-11f3",
  });
});

test("H10: a login once lost does not come back", async () => {
  const { send, calls } = scriptedSend(moved("https://cdn.test/"), moved("https://r.test/v2/b"), answer(200));
  await follow(send);
  assert.equal(calls[2]?.headers?.["authorization"], undefined);
});

test("another port or scheme of the same host is another origin", async () => {
  for (const target of ["https://r.test:5000/", "https://r.test/"]) {
    const { send, calls } = scriptedSend(moved(target), answer(200));
    await follow(send, { ...get, url: new URL("http://r.test/") });
    assert.equal(calls[1]?.headers?.["authorization"], undefined);
  }
});

test("X03: a redirect's own body is read to its end", async () => {
  const redirect = moved("https://cdn.test/");
  await follow(scriptedSend(redirect, answer(200)).send);
  assert.equal(redirect.bodyUsed, true);
});

test("signal, scope and deadline go with the call", async () => {
  const { send, calls } = scriptedSend(moved("https://cdn.test/"), answer(200));
  const { signal } = new AbortController();
  await follow(send, { ...get, signal, scope: "s", deadline: 5 });
  assert.deepEqual([calls[1]?.signal, calls[1]?.scope, calls[1]?.deadline], [signal, "s", 5]);
});

const unsafe = [
  "http://r.test/",
  "http://cdn.test/",
  "https://127.0.0.1/",
  "https://169.254.169.254/latest/meta-data",
  "https://[::ffff:127.0.0.1]/",
  "https://0.0.0.0/",
  "https://2130706433/",
  "https://0177.0.0.1/",
  "https://10.1.2.3/",
  "https://inside.test/",
  "https://user:pw@cdn.test/",
  "file:///etc/passwd",
  "javascript:alert(1)",
];
for (const target of unsafe) {
  test(`H11: ${target} is refused`, async () => {
    const { send, calls } = scriptedSend(moved(target));
    const expected = { name: "NetworkError", kind: "refused", code: "redirect", host: "r.test" };
    await assert.rejects(follow(send), expected);
    assert.equal(calls.length, 1);
  });
}

test("H11: the refusal names the target's host and neither its query nor the login", async () => {
  const { send } = scriptedSend(moved("https://127.0.0.1:8443/x?sig=canary-11f3"));
  const failure = await follow(send).catch((error: unknown) => error);
  assert.equal(Object(failure).target, "127.0.0.1:8443");
  assert.doesNotMatch(shown(failure), /canary/);
});

test("H11: a second hop is judged like the first, also from http to https and back", async () => {
  const inside = scriptedSend(moved("https://cdn.test/"), moved("https://169.254.169.254/"));
  await assert.rejects(follow(inside.send), { code: "redirect", target: "169.254.169.254" });
  const back = scriptedSend(moved("https://cdn.test/"), moved("http://cdn.test/"));
  await assert.rejects(follow(back.send, { ...get, url: new URL("http://r.test/") }), { code: "redirect" });
  assert.deepEqual([inside.calls.length, back.calls.length], [2, 2]);
});

test("H12: five hops are followed, a sixth is not", async () => {
  const hops = (count: number) => Array.from({ length: count }, (_, n) => moved(`https://cdn.test/${n}`));
  assert.equal((await follow(scriptedSend(...hops(5), answer(200)).send)).status, 200);
  const { send, calls } = scriptedSend(...hops(6));
  await assert.rejects(follow(send), { kind: "refused", code: "tooManyRedirects", host: "r.test" });
  assert.equal(calls.length, 6);
});

test("H12: a loop ends", async () => {
  const send: Send = async () => moved("https://r.test/v2/a");
  await assert.rejects(follow(send), { code: "tooManyRedirects" });
});

test("H12: a missing or broken Location is refused", async () => {
  for (const response of [answer(302), moved("https://"), moved("https://[::x]/")]) {
    await assert.rejects(follow(scriptedSend(response).send), { kind: "refused", code: "invalidRedirect" });
  }
});

test("304 and 300 are no redirects, and writes are not redirected", async () => {
  for (const status of [300, 304]) {
    const response = answer(status, null, { location: "https://cdn.test/" });
    assert.equal((await follow(scriptedSend(response).send)).status, status);
  }
  for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
    assert.equal(
      (await follow(scriptedSend(moved("https://cdn.test/")).send, { ...get, method })).status,
      307,
    );
  }
});

test("V1: a challenge from another origin is not passed on, the registry's own is", async () => {
  const challenge = { "www-authenticate": 'Basic realm="x"' };
  const foreign = await follow(scriptedSend(moved("https://cdn.test/"), answer(401, null, challenge)).send);
  assert.deepEqual([foreign.status, foreign.headers.get("www-authenticate")], [401, null]);
  const own = await follow(scriptedSend(moved("/v2/b"), answer(401, null, challenge)).send);
  assert.equal(own.headers.get("www-authenticate"), 'Basic realm="x"');
});

test("H11: over the wire, a name that resolves to loopback is never asked", async (t) => {
  const trap = await startTrap(t);
  const registry = await startFake(t, {
    status: 302,
    headers: { location: `http://registry.example:${trap.port}/` },
  });
  const throughHere: Send = (call) => {
    const url = new URL(call.url);
    if (url.hostname === "public.example") url.hostname = "127.0.0.1";
    return fetchSend("Mooring/0")({ ...call, url });
  };
  const resolve = async (name: string) => (name === "public.example" ? ["93.184.216.34"] : ["127.0.0.1"]);
  const url = new URL(`http://public.example:${registry.port}/`);
  const send = redirects({ lookup: resolve })(throughHere);
  await assert.rejects(send({ method: "GET", url }), {
    code: "redirect",
    target: `registry.example:${trap.port}`,
  });
  assert.equal(registry.seen.length, 1);
});
