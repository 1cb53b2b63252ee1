import assert from "node:assert/strict";
import { test } from "node:test";
import type { Credential } from "../../../src/core/auth/credential.ts";
import { anonymous } from "../../../src/core/auth/credential.ts";
import { fetchToken, splitScopes, type TokenWish } from "../../../src/core/auth/token.ts";
import type { Send } from "../../../src/core/http/call.ts";
import { redirects } from "../../../src/core/http/redirects.ts";
import { answer, scriptedSend, shown } from "../../support/scriptedSend.ts";

const wish: TokenWish = {
  realm: new URL("https://auth.test/token?x=1"),
  service: "the service",
  scope: "repository:a/b:pull,push repository:c:pull",
};
const basic: Credential = { kind: "basic", username: "m\u00fcller", password: "a:b" };
const identity: Credential = { kind: "identityToken", token: "canary-refresh&=" };
const { signal } = new AbortController();
const token = (send: Send, credential: Credential = anonymous, more: Partial<TokenWish> = {}) =>
  fetchToken(send, { ...wish, ...more }, credential, signal);
const ok = (body: object) => answer(200, JSON.stringify(body));

test("an anonymous token is asked for by GET, each scope by itself", async () => {
  const { send, calls } = scriptedSend(ok({ token: "t" }));
  assert.deepEqual(await token(send), { value: "t", lifetime: 60 });
  const [call] = calls;
  assert.deepEqual(
    [...(call?.url.searchParams ?? [])],
    [
      ["x", "1"],
      ["service", "the service"],
      ["scope", "repository:a/b:pull,push"],
      ["scope", "repository:c:pull"],
    ],
  );
  assert.deepEqual([call?.method, call?.headers, call?.signal], ["GET", undefined, signal]);
});

test("a password goes as Basic in UTF-8, with the account in the query", async () => {
  const { send, calls } = scriptedSend(ok({ token: "t" }));
  await token(send, basic);
  const header = calls[0]?.headers?.["authorization"] ?? "";
  assert.equal(Buffer.from(header.replace("Basic ", ""), "base64").toString(), "m\u00fcller:a:b");
  assert.equal(calls[0]?.url.searchParams.get("account"), "m\u00fcller");
});

test("A02: without service and scope neither is sent", async () => {
  const { send, calls } = scriptedSend(ok({ token: "t" }), ok({ access_token: "t" }));
  await token(send, anonymous, { service: undefined, scope: "" });
  assert.equal(calls[0]?.url.href, "https://auth.test/token?x=1");
  await token(send, identity, { service: undefined, scope: "" });
  assert.equal(
    calls[1]?.body,
    "grant_type=refresh_token&client_id=mooring&refresh_token=canary-refresh%26%3D",
  );
});

test("an identity token is exchanged by POST, the scopes in one field", async () => {
  const { send, calls } = scriptedSend(ok({ access_token: "t", expires_in: 300 }));
  assert.deepEqual(await token(send, identity), { value: "t", lifetime: 300 });
  const [call] = calls;
  assert.deepEqual([call?.method, call?.url.href], ["POST", "https://auth.test/token?x=1"]);
  assert.equal(call?.headers?.["content-type"], "application/x-www-form-urlencoded");
  assert.deepEqual(Object.fromEntries(new URLSearchParams(String(call?.body))), {
    grant_type: "refresh_token",
    client_id: "mooring",
    service: "the service",
    scope: "repository:a/b:pull,push repository:c:pull",
    refresh_token: "canary-refresh&=",
  });
});

for (const status of [404, 405]) {
  test(`a server that answers POST with ${status} gets the identity token by GET`, async () => {
    const { send, calls } = scriptedSend(answer(status, "no"), ok({ token: "t" }));
    assert.equal((await token(send, identity)).value, "t");
    const header = calls[1]?.headers?.["authorization"] ?? "";
    assert.deepEqual(
      [calls[1]?.method, Buffer.from(header.slice(6), "base64").toString()],
      ["GET", "<token>:canary-refresh&="],
    );
  });
}

const lifetimes: readonly (readonly [expiresIn: unknown, lifetime: number])[] = [
  [undefined, 60],
  [0, 60],
  [-1, 60],
  [59, 60],
  [61, 61],
  [1e12, 1e12],
  ["300", 60],
  [null, 60],
];
for (const [expiresIn, lifetime] of lifetimes) {
  test(`A08: expires_in ${JSON.stringify(expiresIn)} is ${lifetime} seconds`, async () =>
    assert.equal(
      (await token(scriptedSend(ok({ token: "t", expires_in: expiresIn })).send)).lifetime,
      lifetime,
    ));
}

const unusable: readonly (readonly [name: string, response: () => Response, expected: object])[] = [
  ["an empty object", () => ok({}), { name: "RegistryError", kind: "unexpected", code: "tokenMalformed" }],
  ["a number", () => ok({ token: 1 }), { code: "tokenMalformed" }],
  ["an empty text", () => ok({ token: "" }), { code: "tokenMalformed" }],
  ["NUL in it", () => ok({ token: "canary\0" }), { code: "tokenMalformed" }],
  ["a line feed in it", () => ok({ token: "canary\r\nx: y" }), { code: "tokenMalformed" }],
  ["letters beyond ASCII in it", () => ok({ token: "canary\u00e9" }), { code: "tokenMalformed" }],
  ["null instead", () => answer(200, "null"), { code: "tokenMalformed" }],
  ["a list instead", () => answer(200, '["canary"]'), { code: "tokenMalformed" }],
  ["broken JSON", () => answer(200, 'canary {"tok'), { name: "ContentError", kind: "malformed" }],
  ["a web page", () => answer(200, "<html>canary", { "content-type": "text/html" }), { kind: "unexpected" }],
  [
    "2 MiB",
    () => ok({ token: "canary".repeat(400_000) }),
    { name: "ContentError", kind: "tooLarge", limit: 131072 },
  ],
];
for (const [name, response, expected] of unusable) {
  test(`A06: an answer with ${name} is refused, and not quoted`, async () => {
    const failure = await token(scriptedSend(response()).send).catch((error: unknown) => error);
    assert.ok(failure instanceof Error);
    for (const [key, value] of Object.entries({ host: "auth.test", ...expected })) {
      assert.equal(Reflect.get(failure, key), value, key);
    }
    assert.doesNotMatch(shown(failure), /canary/);
  });
}

test("A06: only access_token, or only token, is enough", async () => {
  for (const body of [{ access_token: "t" }, { token: "t" }, { token: "t", access_token: "other" }]) {
    assert.equal((await token(scriptedSend(ok(body)).send)).value, "t");
  }
});

test("A06: a token server that redirects to a metadata service is not followed", async () => {
  const { send, calls } = scriptedSend(answer(302, null, { location: "https://169.254.169.254/latest" }));
  await assert.rejects(token(redirects()(send), basic), { kind: "refused", target: "169.254.169.254" });
  assert.equal(calls.length, 1);
});

test("A06: a token server that redirects elsewhere gets no password there, and no form at all", async () => {
  const moved = () => answer(307, null, { location: "https://other.test/" });
  const { send, calls } = scriptedSend(moved(), ok({ token: "t" }));
  await token(redirects()(send), basic);
  assert.equal(calls[1]?.headers?.["authorization"], undefined);
  const posted = scriptedSend(moved());
  await assert.rejects(token(redirects()(posted.send), identity), { kind: "unexpected", status: 307 });
  assert.equal(posted.calls.length, 1);
});

test("A10: a refused login is unauthorized, in OAuth2's way too", async () => {
  const refusal = JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message: "wrong" }] });
  const expected = { kind: "unauthorized", host: "auth.test", status: 401, detail: "wrong" };
  await assert.rejects(token(scriptedSend(answer(401, refusal)).send, basic), expected);
  const invalid = answer(400, '{"error":"invalid_grant"}');
  await assert.rejects(token(scriptedSend(invalid).send, identity), { kind: "unauthorized", status: 400 });
  await assert.rejects(token(scriptedSend(answer(403)).send, basic), { kind: "denied" });
  await assert.rejects(token(scriptedSend(answer(503)).send, basic), {
    kind: "unavailable",
    host: "auth.test",
  });
});

test("scopes are split at blanks, whose number does not count", () => {
  assert.deepEqual(splitScopes(" a:b:c   d:e:f,g "), ["a:b:c", "d:e:f,g"]);
  assert.deepEqual(splitScopes(""), []);
});
