import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultEndpoint, type Endpoint, endpointOf } from "../../src/core/connect.ts";
import { GithubSessions } from "../../src/vscode/registries/githubSession.ts";
import { FakeAuthentication, FakeMemento } from "../support/fakeAuthentication.ts";

const ghcr = defaultEndpoint("ghcr.io");
const work = endpointOf(new URL("https://ghcr.io/"), { account: "work" });
const enterprise = endpointOf(new URL("https://containers.git.example.com/"), { kind: "ghcr" });
const reading = ["read:org", "read:packages"];

/** The sessions of one window; `changes` are the registries that another session serves. */
function windowOn(
  authentication = new FakeAuthentication(),
  memory = new FakeMemento(),
  {
    isTrusted = true,
    enterpriseHost = "git.example.com",
  }: { isTrusted?: boolean; enterpriseHost?: string } = {},
) {
  const changes: string[] = [];
  const endpoints = new Map([ghcr, work, enterprise].map((endpoint) => [endpoint.id, endpoint]));
  const sessions = new GithubSessions({
    authentication: authentication.api,
    memory,
    endpoint: (id) => endpoints.get(id) ?? defaultEndpoint(id),
    enterpriseHost: () => enterpriseHost,
    isTrusted: () => isTrusted,
    onChange: (id) => changes.push(id),
  });
  return { authentication, memory, sessions, changes };
}

function signedIn(...labels: readonly string[]): FakeAuthentication {
  const authentication = new FakeAuthentication();
  for (const label of labels) authentication.add(label, reading);
  return authentication;
}

describe("the session of VS Code", () => {
  it("is the login of ghcr.io, found silently, and kept nowhere", async () => {
    const { sessions, memory, authentication } = windowOn(signedIn("octo"));
    assert.deepEqual(await sessions.credential(ghcr), {
      kind: "basic",
      username: "octo",
      password: "gho_canary-octo-2",
    });
    assert.equal(await sessions.account(ghcr), "octo");
    assert.deepEqual([...memory.values], []);
    assert.ok(authentication.asked.every((question) => question.endsWith("(silent)")));
  });

  it("C05: leaves no token in VS Code's memory, whatever is chosen", async () => {
    const { sessions, memory, authentication } = windowOn(signedIn("octo"));
    authentication.user = "worker";
    const remembered: unknown[] = [];
    const note = () => remembered.push(...memory.values);
    await sessions.signIn(work);
    note();
    await sessions.credential(work);
    await sessions.signOut(ghcr.id);
    note();
    await sessions.forget(work.id);
    note();
    assert.ok(JSON.stringify(remembered).includes("worker"));
    assert.ok(!JSON.stringify(remembered).includes("canary"));
  });

  it("may have the scope for packages alone", async () => {
    const authentication = new FakeAuthentication();
    authentication.add("octo", ["read:packages"]);
    assert.equal(await windowOn(authentication).sessions.account(ghcr), "octo");
  });

  it("is asked for afresh each time", async () => {
    const { sessions, authentication } = windowOn(signedIn("octo"));
    await sessions.credential(ghcr);
    authentication.sessions = [];
    assert.equal(await sessions.credential(ghcr), undefined);
  });

  for (const [what, endpoint] of [
    ["ghcr.io.evil.test", endpointOf(new URL("https://ghcr.io.evil.test/"), { kind: "ghcr" })],
    ["evilghcr.io", endpointOf(new URL("https://evilghcr.io/"), { kind: "ghcr" })],
    ["another port", endpointOf(new URL("https://ghcr.io:8443/"), { kind: "ghcr" })],
    ["plain http", endpointOf(new URL("http://ghcr.io/"), { kind: "ghcr" })],
    ["another API", { ...ghcr, base: new URL("https://evil.test/") }],
    ["another kind", { ...ghcr, kind: "oci" }],
    ["another Enterprise server", endpointOf(new URL("https://containers.other.test/"), { kind: "ghcr" })],
    ["the Enterprise server itself", endpointOf(new URL("https://git.example.com/"), { kind: "ghcr" })],
    ["docker.io", defaultEndpoint("docker.io")],
  ] as const satisfies readonly (readonly [string, Endpoint])[]) {
    it(`A14: is not for ${what}, and nobody is asked`, async () => {
      const { sessions, authentication } = windowOn(signedIn("octo"));
      authentication.add("octo", reading, "github-enterprise");
      authentication.user = "octo";
      assert.equal(sessions.offers(endpoint), false);
      assert.equal(await sessions.credential(endpoint), undefined);
      assert.equal(await sessions.signIn(endpoint), undefined);
      assert.deepEqual(authentication.asked, []);
    });
  }

  it("is another one for the Enterprise server that VS Code knows", async () => {
    const authentication = signedIn("octo");
    authentication.add("corp", reading, "github-enterprise");
    assert.equal(await windowOn(authentication).sessions.account(enterprise), "corp");
    const { sessions } = windowOn(authentication, new FakeMemento(), {
      enterpriseHost: "git.example.com.evil.test",
    });
    assert.equal(await sessions.account(enterprise), undefined);
  });

  it("is for trusted folders alone", async () => {
    const { sessions, authentication } = windowOn(signedIn("octo"), new FakeMemento(), { isTrusted: false });
    assert.equal(sessions.offers(ghcr), false);
    assert.equal(await sessions.credential(ghcr), undefined);
    assert.deepEqual(authentication.asked, []);
  });

  it("serves a further account of a host only once it was chosen there", async () => {
    const { sessions, authentication } = windowOn(signedIn("octo"));
    assert.equal(await sessions.account(work), undefined);
    authentication.user = "worker";
    assert.equal(await sessions.signIn(work), "worker");
    assert.deepEqual([await sessions.account(ghcr), await sessions.account(work)], ["octo", "worker"]);
  });

  it("is none where VS Code has no such sign-in, which is asked once", async () => {
    const { sessions, authentication } = windowOn();
    authentication.absent = true;
    assert.equal(await sessions.credential(ghcr), undefined);
    assert.equal(await sessions.credential(ghcr), undefined);
    assert.equal(authentication.asked.length, 1);
  });

  it("ends with the signal's reason", async () => {
    const { sessions, authentication } = windowOn(signedIn("octo"));
    authentication.gate = new Promise(() => {});
    const reason = new DOMException("no more", "AbortError");
    await assert.rejects(sessions.credential(ghcr, AbortSignal.abort(reason)), reason);
  });
});

describe("signing in with GitHub", () => {
  it("lets the user choose an account, asks to read and no more, and remembers no secret", async () => {
    const { sessions, memory, authentication } = windowOn(signedIn("octo", "other"));
    authentication.user = "other";
    assert.equal(await sessions.signIn(ghcr), "other");
    assert.deepEqual(authentication.asked, [
      "github read:org read:packages (createIfNone, clearSessionPreference)",
    ]);
    assert.equal(await windowOn(authentication, memory).sessions.account(ghcr), "other");
    assert.doesNotMatch(JSON.stringify([...memory.values]), /canary/);
  });

  it("changes nothing when the user leaves", async () => {
    const { sessions, memory } = windowOn();
    assert.equal(await sessions.signIn(ghcr), undefined);
    assert.equal(memory.values.size, 0);
  });

  it("asks for more only when an action needs it, and then uses that session", async () => {
    const { sessions, authentication, changes } = windowOn(signedIn("octo"));
    assert.equal(await sessions.account(ghcr), "octo");
    assert.equal(await sessions.widen(ghcr, "delete:packages"), false);
    authentication.user = "octo";
    assert.equal(await sessions.widen(ghcr, "delete:packages"), true);
    assert.deepEqual(changes, ["ghcr.io"]);
    const credential = await sessions.credential(ghcr);
    assert.deepEqual(credential, { kind: "basic", username: "octo", password: "gho_canary-octo-3" });
    assert.match(
      authentication.asked.join("\n"),
      /github delete:packages read:org read:packages \(createIfNone\)/,
    );
  });

  it("asks for no more where no session is used", async () => {
    const { sessions, authentication } = windowOn();
    authentication.user = "octo";
    assert.equal(await sessions.widen(ghcr, "write:packages"), false);
    assert.ok(authentication.asked.every((question) => question.endsWith("(silent)")));
  });
});

describe("signing out", () => {
  it("A18: counts at once, in later windows, and for a lookup under way", async () => {
    const { sessions, memory, authentication } = windowOn(signedIn("octo"));
    const { promise, resolve } = Promise.withResolvers<void>();
    authentication.gate = promise;
    const underWay = sessions.credential(ghcr);
    const storing = Promise.withResolvers<void>();
    memory.gate = storing.promise;
    const leaving = sessions.signOut("ghcr.io");
    resolve();
    assert.equal(await underWay, undefined);
    assert.equal(await sessions.credential(ghcr), undefined);
    storing.resolve();
    await leaving;
    assert.equal(await sessions.credential(ghcr), undefined);
    assert.equal(await windowOn(authentication, memory).sessions.credential(ghcr), undefined);
    assert.deepEqual([...memory.values], [["github:ghcr.io", { uses: false }]]);
  });

  it("is undone by signing in, and by removing the registry", async () => {
    const { sessions, memory, authentication } = windowOn(signedIn("octo"));
    await sessions.signOut("ghcr.io");
    authentication.user = "octo";
    await sessions.signIn(ghcr);
    assert.equal(await sessions.account(ghcr), "octo");
    await sessions.signOut("ghcr.io");
    await sessions.forget("ghcr.io");
    assert.equal(memory.values.size, 0);
    assert.equal(await sessions.account(ghcr), "octo");
  });

  it("of another registry leaves nothing behind", async () => {
    const { sessions, memory } = windowOn();
    await sessions.signOut("h.test");
    await sessions.forget("h.test");
    assert.equal(memory.values.size, 0);
  });

  it("leaves other accounts alone", async () => {
    const { sessions, authentication } = windowOn(signedIn("octo"));
    authentication.user = "worker";
    await sessions.signIn(work);
    await sessions.signOut("ghcr.io");
    assert.deepEqual([await sessions.account(ghcr), await sessions.account(work)], [undefined, "worker"]);
  });

  for (const stored of [null, 7, "yes", [], { uses: "no" }, { account: 7 }]) {
    it(`C03: is not read out of ${JSON.stringify(stored)}`, async () => {
      const memory = new FakeMemento();
      memory.values.set("github:ghcr.io", stored);
      assert.equal(await windowOn(signedIn("octo"), memory).sessions.account(ghcr), "octo");
    });
  }
});

describe("a change of VS Code's sessions", () => {
  it("is told when another one serves a registry, or none, and not otherwise", async () => {
    const { sessions, authentication, changes } = windowOn(signedIn("octo"));
    await sessions.credential(ghcr);
    await sessions.credential(enterprise);
    authentication.add("stranger", ["repo"]);
    await authentication.tell();
    assert.deepEqual(changes, []);
    authentication.sessions = [];
    await authentication.tell("github-enterprise");
    await authentication.tell("somebody");
    assert.deepEqual(changes, []);
    await authentication.tell();
    assert.deepEqual(changes, ["ghcr.io"]);
    authentication.add("octo", reading);
    await authentication.tell();
    assert.deepEqual(changes, ["ghcr.io", "ghcr.io"]);
  });

  it("is of no interest after the end", () => {
    const { sessions, authentication } = windowOn();
    assert.equal(authentication.listeners, 1);
    sessions.dispose();
    assert.equal(authentication.listeners, 0);
  });
});
