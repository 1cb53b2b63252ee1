import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anonymous, type Credential } from "../../../src/core/auth/credential.ts";
import { HubLogin } from "../../../src/core/catalog/dockerHubLogin.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import type { Call } from "../../../src/core/http/call.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";
import { shown } from "../../support/scriptedSend.ts";

const base = new URL("https://hub.test/");
const alice: Credential = { kind: "basic", username: "alice", password: "canary-password" };
const thing = new URL("https://hub.test/v2/thing");
const login = "POST /v2/auth/token";
const get = "GET /v2/thing";

/** A token like Docker's, valid for so many seconds by Docker's own clock. */
function tokenFor(seconds: number, name = "t"): string {
  const claims = { iat: 1_000_000, exp: 1_000_000 + seconds, name };
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
}

type Rest = {
  readonly login?: () => FakeAnswer;
  readonly thing?: (call: Call) => FakeAnswer;
  readonly credential?: () => Credential;
};

/** A login over a website that answers as given; its clock stands until it is set. */
function loginOver(rest: Rest = {}) {
  const clock = { now: 0 };
  let count = 0;
  const { send, asked, calls } = fakeSend(base.origin, {
    [login]: rest.login ?? (() => ({ body: { access_token: tokenFor(600, `t${++count}`) } })),
    [get]:
      rest.thing ?? (({ headers }) => ({ status: headers?.["authorization"] === undefined ? 404 : 200 })),
  });
  const credential = async () => rest.credential?.() ?? alice;
  return { login: new HubLogin({ base, send, credential, now: () => clock.now }), asked, calls, clock };
}

const call: Call = { method: "GET", url: thing };
const minute = 60_000;

describe("signing in at Docker Hub's website", () => {
  it("exchanges the password for a token, once, when the first call wants it", async () => {
    const { login: hub, asked, calls } = loginOver();
    assert.deepEqual(asked, []);
    assert.equal((await hub.signedIn(call)).status, 200);
    assert.equal((await hub.signedIn(call)).status, 200);
    assert.deepEqual(asked, [login, get, get]);
    assert.deepEqual(JSON.parse(String(calls[0]?.body)), { identifier: "alice", secret: "canary-password" });
    assert.deepEqual(calls[0]?.headers, { accept: "application/json", "content-type": "application/json" });
    assert.equal(calls[1]?.headers?.["authorization"], `Bearer ${tokenFor(600, "t1")}`);
  });

  it("A09 is done once for all who ask at the same time", async () => {
    const { login: hub, asked } = loginOver();
    await Promise.all(Array.from({ length: 20 }, () => hub.signedIn(call)));
    assert.equal(asked.filter((one) => one === login).length, 1);
  });

  it("A08 is done again shortly before the token expires", async () => {
    const { login: hub, asked, clock } = loginOver();
    await hub.signedIn(call);
    clock.now = 9 * minute;
    await hub.signedIn(call);
    assert.deepEqual(asked, [login, get, get]);
    clock.now = 9.5 * minute;
    await hub.signedIn(call);
    assert.deepEqual(asked.slice(3), [login, get]);
  });

  for (const [what, token] of Object.entries({
    "no JWT": "opaque",
    "no times": `e30.${Buffer.from("{}").toString("base64url")}.x`,
    "a time in the past": tokenFor(-5),
    "a time for ever": tokenFor(1e12),
    "no JSON": "e30.e3.x",
  })) {
    it(`A08 counts a token with ${what} as good for five minutes`, async () => {
      const { login: hub, asked, clock } = loginOver({ login: () => ({ body: { access_token: token } }) });
      await hub.signedIn(call);
      clock.now = 4.4 * minute;
      await hub.signedIn(call);
      assert.deepEqual(asked, [login, get, get]);
      clock.now = 4.6 * minute;
      await hub.signedIn(call);
      assert.deepEqual(asked.slice(3), [login, get]);
    });
  }

  it("A07 is renewed once when the token is refused, and not when a new one is", async () => {
    let refused = true;
    const answer = () => ({ status: refused ? 401 : 200 });
    const { login: hub, asked } = loginOver({ thing: answer });
    assert.equal((await hub.signedIn(call)).status, 401);
    assert.deepEqual(asked.splice(0), [login, get]);
    refused = false;
    await hub.signedIn(call);
    asked.splice(0);
    let times = 0;
    const again = loginOver({ thing: () => ({ status: times++ === 1 ? 401 : 200 }) });
    await again.login.signedIn(call);
    assert.equal((await again.login.signedIn(call)).status, 200);
    assert.deepEqual(again.asked, [login, get, get, login, get]);
  });

  it("A10 sends a wrong password once, until it is another", async () => {
    let password = "canary-wrong";
    const {
      login: hub,
      asked,
      calls,
      clock,
    } = loginOver({
      login: () =>
        password === "right" ? { body: { access_token: "t" } } : { status: 401, body: { detail: "no" } },
      credential: () => ({ kind: "basic", username: "alice", password }),
    });
    const all = await Promise.allSettled([hub.signedIn(call), hub.signedIn(call), hub.signIn()]);
    assert.ok(all.every(({ status }) => status === "rejected"));
    await assert.rejects(hub.signedIn(call), { kind: "unauthorized", detail: "no" });
    assert.deepEqual(asked, [login]);
    password = "right";
    clock.now = 2 * minute;
    assert.equal((await hub.signedIn(call)).status, 200);
    assert.equal(JSON.parse(String(calls[1]?.body)).secret, "right");
  });

  it("looks the login up again when it was refused", async () => {
    let password = "canary-wrong";
    const { login: hub } = loginOver({
      login: () => (password === "right" ? { body: { access_token: "t" } } : { status: 401 }),
      credential: () => ({ kind: "basic", username: "alice", password }),
    });
    await assert.rejects(hub.signIn(), { kind: "unauthorized" });
    password = "right";
    assert.equal(await hub.signIn(), "alice");
  });

  it("tells of a second factor, and nothing that goes with it", async () => {
    const body = { detail: "Require secondary authentication", login_2fa_token: "canary-factor" };
    const { login: hub } = loginOver({ login: () => ({ status: 401, body }) });
    const failure = await hub.signIn().catch((error: unknown) => error);
    assert.ok(failure instanceof RegistryError);
    assert.deepEqual([failure.kind, failure.code], ["unauthorized", "secondFactor"]);
    assert.doesNotMatch(shown(failure), /canary/);
  });

  for (const [status, kind] of [
    [400, "unauthorized"],
    [403, "unauthorized"],
    [429, "rateLimited"],
    [500, "unavailable"],
    [307, "unexpected"],
  ] as const) {
    it(`is ${kind} for ${status}`, async () => {
      const { login: hub, asked } = loginOver({ login: () => ({ status, body: {} }) });
      await assert.rejects(hub.signIn(), { kind });
      await assert.rejects(hub.signIn(), { kind });
      // Only a refusal is remembered.
      assert.equal(asked.length, kind === "unauthorized" ? 1 : 2);
    });
  }

  for (const [what, answer] of Object.entries({
    "no token": { body: {} },
    "a token that is no text": { body: { access_token: 7 } },
    "a token that would end the header": { body: { access_token: "canary\r\nx: y" } },
    "a web page": { headers: { "content-type": "text/html" }, body: "<html>" },
    "a list": { body: [] },
  })) {
    it(`A06 fails with ${what}, which no error repeats`, async () => {
      const { login: hub } = loginOver({ login: () => answer });
      const failure = await hub.signIn().catch((error: unknown) => error);
      assert.ok(failure instanceof RegistryError && failure.kind === "unexpected");
      assert.doesNotMatch(shown(failure), /canary/);
    });
  }

  it("is asked for when there is no login that this API knows", async () => {
    for (const credential of [anonymous, { kind: "identityToken", token: "canary" } as const]) {
      const { login: hub, asked } = loginOver({ credential: () => credential });
      assert.equal(await hub.signIn(), undefined);
      await assert.rejects(hub.signedIn(call), { kind: "unauthorized", code: "loginRequired" });
      assert.deepEqual(asked, []);
    }
  });
});

describe("signing in when refused", () => {
  it("asks bare first, and does not look a login up that is not needed", async () => {
    const {
      login: hub,
      asked,
      calls,
    } = loginOver({
      thing: () => ({}),
      credential: () => assert.fail("nobody needed the login"),
    });
    assert.equal((await hub.ifRefused(call)).status, 200);
    assert.deepEqual(asked, [get]);
    assert.equal(calls[0]?.headers, undefined);
  });

  for (const status of [401, 403, 404]) {
    it(`signs in after ${status}, and at once from then on`, async () => {
      const { login: hub, asked } = loginOver({
        thing: ({ headers }) => ({ status: headers?.["authorization"] === undefined ? status : 200 }),
      });
      assert.equal((await hub.ifRefused(call)).status, 200);
      assert.equal((await hub.ifRefused(call)).status, 200);
      assert.deepEqual(asked, [get, login, get, get]);
    });
  }

  it("gives the refusal when there is no login", async () => {
    const { login: hub, asked } = loginOver({ credential: () => anonymous });
    assert.equal((await hub.ifRefused(call)).status, 404);
    assert.deepEqual(asked, [get]);
  });

  it("leaves other failures as they are", async () => {
    const { login: hub, asked } = loginOver({ thing: () => ({ status: 500 }) });
    assert.equal((await hub.ifRefused(call)).status, 500);
    assert.deepEqual(asked, [get]);
  });

  it("asks bare again once the login is refused", async () => {
    let accepted = true;
    const {
      login: hub,
      asked,
      clock,
    } = loginOver({
      login: () => (accepted ? { body: { access_token: "t" } } : { status: 401 }),
      thing: () => ({}),
    });
    await hub.signedIn(call);
    accepted = false;
    clock.now = 20 * minute;
    await assert.rejects(hub.ifRefused(call), { kind: "unauthorized" });
    asked.splice(0);
    assert.equal((await hub.ifRefused(call)).status, 200);
    assert.deepEqual(asked, [get]);
  });

  it("asks bare again once the user is signed out", async () => {
    let credential: Credential = alice;
    const {
      login: hub,
      asked,
      calls,
      clock,
    } = loginOver({ thing: () => ({}), credential: () => credential });
    await hub.signedIn(call);
    credential = anonymous;
    clock.now = 2 * minute;
    await hub.ifRefused(call);
    assert.deepEqual(asked, [login, get, get]);
    assert.equal(calls[2]?.headers, undefined);
  });
});
