import assert from "node:assert/strict";
import { test } from "node:test";
import { type AuthorizeOptions, authorize } from "../../../src/core/auth/authorize.ts";
import { anonymous, type Credential } from "../../../src/core/auth/credential.ts";
import { NetworkError } from "../../../src/core/errors.ts";
import type { Call, Send } from "../../../src/core/http/call.ts";
import { fetchSend } from "../../../src/core/http/fetchSend.ts";
import { redirects } from "../../../src/core/http/redirects.ts";
import { startFake, startTrap } from "../../support/faultServer.ts";
import { answer, shown } from "../../support/scriptedSend.ts";

const basic: Credential = { kind: "basic", username: "me", password: "canary-4d1e" };
const base = new URL("https://r.test/");
const realm = "https://r.test/token";

/** A registry at r.test whose every call needs a token of its token server for the scope in its path. */
function registry(options: { challenge?: (path: string) => string | undefined; lifetime?: number } = {}) {
  const { challenge = (path) => `Bearer realm="${realm}",service="s",scope="${scopeOf(path)}"`, lifetime } =
    options;
  const log: string[] = [];
  const valid = new Map<string, string>();
  let issued = 0;
  const token = ({ url, headers = {} }: Call): Response => {
    const scope = url.searchParams.getAll("scope").join(" ");
    const password = headers["authorization"] === undefined ? "anonymous" : decode(headers["authorization"]);
    log.push(`token ${scope} ${password}`);
    const value = `token${++issued}`;
    valid.set(`Bearer ${value}`, scope);
    return answer(200, JSON.stringify({ token: value, expires_in: lifetime }));
  };
  const send: Send = async (call) => {
    if (call.url.pathname === "/token") return token(call);
    const header = call.headers?.["authorization"];
    log.push(`${call.url.pathname.slice(4)} ${header ?? "bare"}`);
    if (header !== undefined && valid.get(header) === scopeOf(call.url.pathname)) return answer(200, "ok");
    const text = challenge(call.url.pathname);
    return answer(401, "no", text === undefined ? {} : { "www-authenticate": text });
  };
  return { log, send, revoke: () => valid.clear() };
}

function scopeOf(path: string): string {
  return path === "/v2/" ? "" : `repository:${path.slice(4)}:pull`;
}

function decode(header: string): string {
  return Buffer.from(header.replace("Basic ", ""), "base64").toString();
}

/** Asks for repositories of r.test as the given login; with the scope that the registry itself names. */
function client(send: Send, options: Partial<AuthorizeOptions> = {}) {
  const login = authorize({ registry: "r.test", base, credential: async () => anonymous, ...options });
  const authorized = login(send);
  return {
    authorized,
    get: (name: string, more: Partial<Call> = {}) => {
      const url = new URL(`https://r.test/v2/${name}`);
      return authorized({
        method: "GET",
        url,
        ...(name !== "" && { scope: scopeOf(url.pathname) }),
        ...more,
      });
    },
  };
}

test("a cold call costs one 401 and one token, another repository one token, the same again nothing", async () => {
  const { log, send } = registry();
  const { get } = client(send);
  for (const name of ["a", "b", "a"]) assert.equal(await (await get(name)).text(), "ok");
  assert.deepEqual(log, [
    "a bare",
    "token repository:a:pull anonymous",
    "a Bearer token1",
    "token repository:b:pull anonymous",
    "b Bearer token2",
    "a Bearer token1",
  ]);
});

test("headers, body and method of the call survive its login", async () => {
  const calls: Call[] = [];
  const { send } = registry();
  const { get } = client((call) => {
    calls.push(call);
    return send(call);
  });
  await get("a", { method: "PUT", body: "x", headers: { accept: "a/b" } });
  const { method, body, headers } = calls.at(-1) ?? {};
  assert.deepEqual([method, body, headers], ["PUT", "x", { accept: "a/b", authorization: "Bearer token1" }]);
});

test("a challenge without a scope, as that of /v2/, takes the call's", async () => {
  const { log, send } = registry({ challenge: () => `Bearer realm="${realm}"` });
  const { get } = client(send);
  await get("");
  await get("a");
  assert.deepEqual(
    log,
    [
      "/ bare",
      "token  anonymous",
      "/ Bearer token1",
      "token repository:a:pull anonymous",
      "a Bearer token2",
    ].map((line) => line.replace(/^\//, "")),
  );
});

test("the placeholder that ghcr.io's challenge names is no image's scope", async () => {
  const placeholder = "repository:user/image:pull";
  const { log, send } = registry({ challenge: () => `Bearer realm="${realm}",scope="${placeholder}"` });
  assert.equal((await client(send).get("a", { scope: "repository:a:pull" })).status, 200);
  await client(send).get("");
  assert.deepEqual(
    log.filter((line) => line.startsWith("token")),
    ["token repository:a:pull anonymous", `token ${placeholder} anonymous`],
  );
});

test("a scope that the registry calls otherwise is remembered", async () => {
  const { log, send } = registry();
  const { get } = client(send);
  await get("a", { scope: "repository:prefix/a:pull" });
  log.length = 0;
  await get("a", { scope: "repository:prefix/a:pull" });
  assert.deepEqual(log, ["a Bearer token1"]);
});

test("A09: twenty calls together need one token", async () => {
  const { log, send } = registry();
  const { get } = client(send);
  const answers = await Promise.all(Array.from({ length: 20 }, () => get("a")));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.equal(log.filter((line) => line.startsWith("token ")).length, 1);
});

test("A09: of calls that come together only the first is refused, to learn how to log in", async () => {
  const { log, send } = registry();
  const { get } = client(send);
  const scope = (name: string) => ({ scope: `repository:${name}:pull` });
  await Promise.all(["a", "b", "c", "a"].map((name) => get(name, scope(name))));
  assert.deepEqual(
    log.filter((line) => line.endsWith(" bare")),
    ["a bare"],
  );
});

test("calls that wait for a first one that fails go out all the same", async () => {
  const { send } = registry();
  let calls = 0;
  const { get } = client(async (call) => {
    if (++calls === 1) throw new NetworkError("offline", "r.test");
    return send(call);
  });
  const [first, second] = await Promise.allSettled([get("a"), get("b")]);
  assert.equal(first.status, "rejected");
  assert.equal(second.status, "fulfilled");
});

test("A09: a token request that fails is made again by the next call", async () => {
  const { send } = registry();
  let broken = true;
  const flaky: Send = async (call) => {
    if (call.url.pathname === "/token" && broken) throw new NetworkError("offline", "r.test");
    return send(call);
  };
  const { get } = client(flaky);
  await assert.rejects(get("a"), { kind: "offline" });
  broken = false;
  assert.equal((await get("a")).status, 200);
});

test("A08: a token that expired is replaced before the call", async () => {
  let time = 0;
  const { log, send } = registry();
  const { get } = client(send, { now: () => time });
  await get("a");
  log.length = 0;
  time = 60_000;
  await get("a");
  assert.deepEqual(log, ["token repository:a:pull anonymous", "a Bearer token2"]);
});

test("A08: a token that the registry no longer takes is replaced once, unseen", async () => {
  const { log, send, revoke } = registry({ lifetime: 1e12 });
  const { get } = client(send);
  await get("a");
  log.length = 0;
  revoke();
  assert.equal((await get("a")).status, 200);
  assert.deepEqual(log, ["a Bearer token1", "token repository:a:pull anonymous", "a Bearer token2"]);
});

test("A08: also when the 401 names no challenge", async () => {
  let silent = false;
  const challenge = (path: string) =>
    silent ? undefined : `Bearer realm="${realm}",scope="${scopeOf(path)}"`;
  const { log, send, revoke } = registry({ challenge });
  const { get } = client(send);
  await get("a");
  log.length = 0;
  silent = true;
  revoke();
  assert.equal((await get("a")).status, 200);
  assert.deepEqual(log, ["a Bearer token1", "token repository:a:pull anonymous", "a Bearer token2"]);
});

test("A07: a registry that always says 401 gets one new token for each call and no more", async () => {
  const { log, send, revoke } = registry();
  const refusing: Send = (call) => {
    if (call.url.pathname !== "/token") revoke();
    return send(call);
  };
  const { get } = client(refusing);
  assert.equal((await get("a")).status, 401);
  assert.deepEqual(log, ["a bare", "token repository:a:pull anonymous", "a Bearer token1"]);
  log.length = 0;
  const again = await get("a");
  assert.deepEqual([again.status, await again.text()], [401, "no"]);
  assert.deepEqual(log, ["a Bearer token1", "token repository:a:pull anonymous", "a Bearer token2"]);
  log.length = 0;
  assert.equal((await get("b")).status, 401);
  assert.deepEqual(log, ["token repository:b:pull anonymous", "b Bearer token3"]);
});

test("a token is asked for with the login of the moment", async () => {
  let credential: Credential = basic;
  let time = 0;
  const { log, send } = registry();
  const { get } = client(send, { credential: async () => credential, now: () => time });
  await get("a");
  credential = { ...basic, username: "you" };
  time = 59_999;
  await get("a");
  assert.deepEqual(log.slice(1), [
    "token repository:a:pull me:canary-4d1e",
    "a Bearer token1",
    "a Bearer token1",
  ]);
  log.length = 0;
  time = 60_000;
  await get("a");
  assert.deepEqual(log, ["token repository:a:pull you:canary-4d1e", "a Bearer token2"]);
});

test("a ready registry token goes out at once and is not exchanged", async () => {
  const { log, send } = registry();
  const { get } = client(send, { credential: async () => ({ kind: "registryToken", token: "ready" }) });
  assert.equal((await get("a")).status, 401);
  assert.deepEqual(log, ["a Bearer ready"]);
});

test("A06: a registry token that no header can carry is refused unseen", async () => {
  const { log, send } = registry();
  const token = "canary\r\nx: y";
  const { get } = client(send, { credential: async () => ({ kind: "registryToken", token }) });
  const failure = await get("a").catch((error: unknown) => error);
  assert.equal(Object(failure).code, "tokenMalformed");
  assert.doesNotMatch(shown(failure), /canary/);
  assert.deepEqual(log, []);
});

/** A registry that takes one password by Basic. */
function basicRegistry(password: string) {
  const log: string[] = [];
  const send: Send = async ({ headers }) => {
    const given = headers?.["authorization"];
    log.push(given === undefined ? "bare" : decode(given));
    return given !== undefined && decode(given) === `me:${password}`
      ? answer(200, "ok")
      : answer(401, null, { "www-authenticate": 'Basic realm="x"' });
  };
  return { log, send };
}

test("a password goes to the registry only after a Basic challenge, then with every call", async () => {
  const { log, send } = basicRegistry("canary-4d1e");
  const { get } = client(send, { credential: async () => basic });
  for (const name of ["a", "b"]) assert.equal((await get(name)).status, 200);
  assert.deepEqual(log, ["bare", "me:canary-4d1e", "me:canary-4d1e"]);
});

test("Basic is not for the anonymous, nor for identity tokens", async () => {
  for (const credential of [anonymous, { kind: "identityToken", token: "canary" } as const]) {
    const { log, send } = basicRegistry("x");
    const { get } = client(send, { credential: async () => credential });
    for (const name of ["a", "b"]) assert.equal((await get(name)).status, 401);
    assert.deepEqual(log, ["bare", "bare"]);
  }
});

test("A10: a wrong password is sent once, and again only when it changed", async () => {
  let password = "wrong-canary";
  let time = 0;
  const { log, send } = basicRegistry("right");
  const credential = async (): Promise<Credential> => ({ kind: "basic", username: "me", password });
  const { get } = client(send, { credential, now: () => time });
  assert.equal((await get("a")).status, 401);
  for (const name of ["a", "b", "c"]) {
    time += 100_000;
    const failure = await get(name).catch((error: unknown) => error);
    const { kind, host, status } = Object(failure);
    assert.deepEqual([kind, host, status], ["unauthorized", "r.test", 401]);
    assert.doesNotMatch(shown(failure), /canary/);
  }
  assert.deepEqual(log, ["bare", "me:wrong-canary"]);
  password = "right";
  time += 100_000;
  assert.equal((await get("a")).status, 200);
});

test("A10: a password that changed is used at once after a refusal", async () => {
  let password = "wrong";
  const { send } = basicRegistry("right");
  const credential = async (): Promise<Credential> => ({ kind: "basic", username: "me", password });
  const { get } = client(send, { credential });
  assert.equal((await get("a")).status, 401);
  password = "right";
  assert.equal((await get("a")).status, 200);
});

test("A10: a password that was right and is no more is not sent again either", async () => {
  let right = "canary-4d1e";
  const log: string[] = [];
  const { get } = client(
    (call) => {
      log.push("sent");
      return basicRegistry(right).send(call);
    },
    { credential: async () => basic },
  );
  assert.equal((await get("a")).status, 200);
  right = "changed";
  assert.equal((await get("a")).status, 401);
  const before = log.length;
  await assert.rejects(get("a"), { kind: "unauthorized" });
  assert.equal(log.length, before);
});

test("A10: a login that the token server refuses is not sent again; a refused scope is", async () => {
  for (const [status, requests] of [
    [401, 1],
    [403, 3],
  ] as const) {
    const { send } = registry();
    let tokens = 0;
    const refusing: Send = async (call) => {
      if (call.url.pathname !== "/token") return send(call);
      tokens++;
      return answer(status);
    };
    const { get } = client(refusing, { credential: async () => basic });
    for (const name of ["a", "b", "c"]) {
      const failure = await get(name).catch((error: unknown) => error);
      assert.deepEqual([Object(failure).name, Object(failure).status], ["RegistryError", status]);
    }
    assert.equal(tokens, requests);
  }
});

test("A10: an anonymous refusal says nothing about other repositories", async () => {
  const { send } = registry();
  const refusing: Send = async (call) => (call.url.search.includes("secret") ? answer(401) : send(call));
  const { get } = client(refusing);
  await assert.rejects(get("secret"), { kind: "unauthorized" });
  assert.equal((await get("a")).status, 200);
});

test("A04: a realm on another host gets the password only when the user says so, asked once", async () => {
  for (const says of [true, false]) {
    const asked: string[] = [];
    const passwords: string[] = [];
    const send: Send = async ({ url, headers }) => {
      if (url.host === "auth.test") {
        passwords.push(headers?.["authorization"] ?? "none");
        return answer(200, '{"token":"t"}');
      }
      const challenge = { "www-authenticate": 'Bearer realm="https://auth.test/token"' };
      return headers?.["authorization"] === undefined ? answer(401, null, challenge) : answer(200);
    };
    const { get } = client(send, {
      credential: async () => basic,
      allowRealm: async (...hosts) => {
        asked.push(hosts.join(" "));
        return says;
      },
    });
    for (const name of ["a", "b"]) assert.equal((await get(name)).status, 200);
    assert.deepEqual(asked, ["r.test auth.test"]);
    assert.deepEqual(
      passwords.map((header) => header !== "none"),
      [says, says],
    );
  }
});

test("A04: nobody to ask means no, and without a login there is nothing to ask", async () => {
  const sent: (string | undefined)[] = [];
  const send: Send = async ({ url, headers }) => {
    if (url.host === "r.test")
      return answer(401, null, { "www-authenticate": 'Bearer realm="https://auth.test/"' });
    sent.push(headers?.["authorization"]);
    return answer(200, '{"token":"t"}');
  };
  await client(send, { credential: async () => basic }).get("a");
  await client(send, { allowRealm: async () => assert.fail("asked") }).get("a");
  assert.deepEqual(sent, [undefined, undefined]);
});

for (const text of [
  "",
  "/token",
  "http://auth.test/",
  "file:///x",
  "https://u:p@auth.test/",
  "https://169.254.169.254/",
]) {
  test(`A03 A05: the realm ${JSON.stringify(text)} is refused before any request`, async () => {
    const hosts: string[] = [];
    const send: Send = async ({ url }) => {
      hosts.push(url.host);
      return answer(401, null, { "www-authenticate": `Bearer realm="${text}"` });
    };
    const { get } = client(send, { credential: async () => basic, allowRealm: async () => true });
    await assert.rejects(get("a"), { name: "NetworkError", kind: "refused", code: "realm", host: "r.test" });
    assert.deepEqual(hosts, ["r.test"]);
  });
}

test("A05 V3: a realm whose name resolves inside is refused", async () => {
  const send: Send = async () =>
    answer(401, null, { "www-authenticate": 'Bearer realm="https://inside.test/"' });
  const lookup = async (name: string) => (name === "inside.test" ? ["10.0.0.1"] : ["93.184.216.34"]);
  await assert.rejects(client(send, { lookup }).get("a"), { code: "realm", target: "inside.test" });
});

test("A01: unknown methods are named, and Basic among them is used", async () => {
  const offering =
    (challenge: string): Send =>
    async ({ headers }) =>
      headers?.["authorization"] === undefined
        ? answer(401, null, { "www-authenticate": challenge })
        : answer(200);
  const unknown = client(offering('Negotiate, NTLM, Digest realm="x"')).get("a");
  const expected = {
    kind: "unauthorized",
    status: 401,
    code: "loginMethodUnsupported",
    detail: "negotiate, ntlm, digest",
  };
  await assert.rejects(unknown, expected);
  const many = 'Negotiate, NTLM, Digest realm="x", Basic realm="y", Mutual realm="z"';
  assert.equal((await client(offering(many), { credential: async () => basic }).get("a")).status, 200);
});

test("A01: without a challenge /v2/ is asked for it, once it is known no more", async () => {
  const { log, send } = registry({
    challenge: (path) => (path === "/v2/" ? `Bearer realm="${realm}"` : undefined),
  });
  const { get } = client(send);
  for (const name of ["a", "b"]) assert.equal((await get(name)).status, 200);
  assert.deepEqual(log, [
    "a bare",
    " bare",
    "token repository:a:pull anonymous",
    "a Bearer token1",
    "token repository:b:pull anonymous",
    "b Bearer token2",
  ]);
});

test("X03: answers that are not passed on are read to their end", async () => {
  const answers: Response[] = [];
  const challenge = (path: string) => (path === "/v2/" ? `Bearer realm="${realm}"` : undefined);
  const { send } = registry({ challenge });
  const keeping: Send = async (call) => {
    const response = await send(call);
    answers.push(response);
    return response;
  };
  await client(keeping).get("a");
  const digest: Send = async () => {
    const response = answer(401, "no", { "www-authenticate": "Digest" });
    answers.push(response);
    return response;
  };
  await assert.rejects(client(digest).get("a"));
  assert.deepEqual(
    answers.map(({ bodyUsed }) => bodyUsed),
    [true, true, true, false, true],
  );
});

test("A01: many unknown methods are cut", async () => {
  const challenge = Array.from({ length: 1000 }, (_, n) => `method${n}`).join(", ");
  const failure = await client(async () => answer(401, null, { "www-authenticate": challenge }))
    .get("a")
    .catch((error: unknown) => error);
  assert.equal(Object(failure).detail.length, 200);
});

test("the question to /v2/ is cancelled with the call", async () => {
  const { signal } = new AbortController();
  const signals: (AbortSignal | undefined)[] = [];
  const send: Send = async (call) => {
    signals.push(call.signal);
    return answer(401);
  };
  await client(send).get("a", { signal });
  assert.deepEqual(signals, [signal, signal]);
});

test("A01: a registry that names no challenge anywhere has its 401 passed on", async () => {
  const { log, send } = registry({ challenge: () => undefined });
  const { get } = client(send, { credential: async () => basic });
  const response = await get("a");
  assert.deepEqual([response.status, await response.text()], [401, "no"]);
  assert.equal((await get("")).status, 401);
  assert.deepEqual(log, ["a bare", " bare", " bare"]);
});

test("the path prefix of a registry is kept when /v2/ is asked", async () => {
  const paths: string[] = [];
  const send: Send = async ({ url }) => {
    paths.push(url.pathname);
    return answer(401);
  };
  const prefixed = authorize({
    registry: "r.test",
    base: new URL("https://r.test/docker/"),
    credential: async () => anonymous,
  });
  await prefixed(send)({ method: "GET", url: new URL("https://r.test/docker/v2/a/tags/list") });
  assert.deepEqual(paths, ["/docker/v2/a/tags/list", "/docker/v2/"]);
});

test("V1: calls to other origins stay bare, and their challenges unanswered", async () => {
  for (const url of [
    "https://cdn.test/x",
    "https://r.test:8443/x",
    "http://r.test/x",
    "https://evilr.test/",
    "https://r.test.evil.test/",
  ]) {
    const sent: Call[] = [];
    const send: Send = async (call) => {
      sent.push(call);
      return answer(401, null, { "www-authenticate": 'Basic realm="x"' });
    };
    const { authorized } = client(send, { credential: async () => assert.fail("looked up") });
    assert.equal((await authorized({ method: "GET", url: new URL(url) })).status, 401);
    assert.deepEqual(
      sent.map(({ headers }) => headers),
      [undefined],
    );
  }
});

test("A01: a registry that moved from Basic to tokens is followed, and the password not taken for wrong", async () => {
  let moved = false;
  const { send } = registry();
  const before = basicRegistry("canary-4d1e");
  const { get } = client((call) => (moved ? send : before.send)(call), { credential: async () => basic });
  await get("a");
  moved = true;
  for (const name of ["a", "b"]) assert.equal((await get(name)).status, 200);
});

test("V8: a login that cannot be read ends the call before any request", async () => {
  const { log, send } = registry();
  const { get } = client(send, { credential: () => Promise.reject(new Error("helper failed")) });
  await assert.rejects(get("a"), { message: "helper failed" });
  assert.deepEqual(log, []);
});

test("I1: a token server that does not answer ends the call after 30 s", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { send } = registry();
  const hanging: Send = (call) => {
    if (call.url.pathname !== "/token") return send(call);
    setImmediate(() => t.mock.timers.tick(30_000));
    return new Promise((_, reject) =>
      call.signal?.addEventListener("abort", () => reject(call.signal?.reason)),
    );
  };
  await assert.rejects(client(hanging).get("a"), { kind: "timeout", code: "deadline", host: "r.test" });
});

test("a cancelled call does not wait for the user's answer about a realm", async () => {
  const send: Send = async () =>
    answer(401, null, { "www-authenticate": 'Bearer realm="https://auth.test/"' });
  const controller = new AbortController();
  const allowRealm = () => {
    controller.abort();
    return new Promise<boolean>(() => {});
  };
  const { get } = client(send, { credential: async () => basic, allowRealm });
  await assert.rejects(get("a", { signal: controller.signal }), { name: "AbortError" });
});

test("V1 H10 I4: over the wire, a redirect to another host that asks for a login gets none", async (t) => {
  const trap = await startTrap(t);
  const challenge = { "www-authenticate": `Bearer realm="http://127.0.0.1:${trap.port}/token"` };
  const cdn = await startFake(t, { status: 401, headers: challenge });
  const own = { "www-authenticate": 'Basic realm="x"' };
  const fake = await startFake(t, ({ headers }) => {
    if (headers.authorization === undefined) return { status: 401, headers: own };
    return { status: 307, headers: { location: cdn.url("/blob").href } };
  });
  const login = authorize({
    registry: fake.host,
    base: fake.url("/"),
    credential: async () => basic,
    allowRealm: async () => true,
  });
  const send = login(redirects()(fetchSend("Mooring/0")));
  const get = () => send({ method: "GET", url: fake.url("/v2/a/blobs/x") });
  assert.equal((await get()).status, 401);
  assert.equal((await get()).status, 401, "the password counts as wrong");
  assert.equal(cdn.seen.length, 2);
  assert.ok(
    cdn.seen.every(({ headers }) => headers.authorization === undefined && headers.cookie === undefined),
  );
});

test("A02 I4: over the wire, a password reaches the token server and nobody else", async (t) => {
  const fake = await startFake(t, ({ path, headers }) => {
    if (path.startsWith("/token")) return { body: { token: "good" } };
    if (headers.authorization === "Bearer good") return { body: "ok" };
    return {
      status: 401,
      headers: { "www-authenticate": `Bearer realm="http://${fake.host}/token",service="s"` },
    };
  });
  const login = authorize({ registry: fake.host, base: fake.url("/"), credential: async () => basic });
  const send = login(redirects()(fetchSend("Mooring/0")));
  const response = await send({
    method: "GET",
    url: fake.url("/v2/a/tags/list"),
    scope: "repository:a:pull",
  });
  assert.equal(await response.text(), "ok");
  assert.deepEqual(
    fake.seen.map(({ path, headers }) => [path.split("?")[0], headers.authorization?.split(" ")[0]]),
    [
      ["/v2/a/tags/list", undefined],
      ["/token", "Basic"],
      ["/v2/a/tags/list", "Bearer"],
    ],
  );
});

test("the right to delete is learnt apart: pushing goes on with its own token", async () => {
  const wanted = (call: Call) => `repository:a:${call.method === "DELETE" ? "delete" : "pull,push"}`;
  const asked: string[] = [];
  const send: Send = async (call) => {
    if (call.url.pathname === "/token") {
      const scope = call.url.searchParams.get("scope") ?? "";
      asked.push(`token ${scope}`);
      return answer(200, JSON.stringify({ token: Buffer.from(scope).toString("base64") }));
    }
    const header = call.headers?.["authorization"] ?? "bare";
    const scope = Buffer.from(header.replace("Bearer ", ""), "base64").toString();
    asked.push(`${call.method} ${header === "bare" ? header : scope}`);
    if (scope === wanted(call)) return answer(202);
    return answer(401, "no", { "www-authenticate": `Bearer realm="${realm}",scope="${wanted(call)}"` });
  };
  const { get } = client(send);
  for (const method of ["POST", "DELETE", "PUT", "DELETE"] as const) {
    assert.equal((await get("a", { method, scope: "repository:a:pull,push" })).status, 202);
  }
  assert.deepEqual(asked, [
    "POST bare",
    "token repository:a:pull,push",
    "POST repository:a:pull,push",
    "DELETE repository:a:pull,push",
    "token repository:a:delete",
    "DELETE repository:a:delete",
    "PUT repository:a:pull,push",
    "DELETE repository:a:delete",
  ]);
});
