import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CredentialError } from "../../src/core/errors.ts";
import { Secrets } from "../../src/vscode/registries/secrets.ts";
import { FakeSecretStorage } from "../support/fakeSecretStorage.ts";

function windowOn(storage: FakeSecretStorage) {
  const elsewhere: string[] = [];
  return { secrets: new Secrets(storage, (host) => elsewhere.push(host)), elsewhere };
}

const login = { username: "robot", password: "hunter2" };
const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
};

async function failureOf(work: Promise<unknown>): Promise<CredentialError> {
  const failure = await work.then(
    () => assert.fail("it did not fail"),
    (error) => error,
  );
  assert.ok(failure instanceof CredentialError);
  assert.deepEqual([failure.kind, failure.host], ["storeFailed", "h.test"]);
  return failure;
}

describe("Secrets", () => {
  it("C07: gives back every login byte for byte, in another window too", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\"'\n$%", "<token>", "x".repeat(4096), "\ud800", "pässwörd", ""),
    );
    await fc.assert(
      fc.asyncProperty(text, text, async (username, password) => {
        const storage = new FakeSecretStorage();
        await windowOn(storage).secrets.write("h.test", { username, password });
        assert.deepEqual(await windowOn(storage).secrets.keychain("h.test"), {
          kind: "basic",
          username,
          password,
        });
      }),
    );
  });

  it("keeps versioned JSON under the host's key", async () => {
    const storage = new FakeSecretStorage();
    await windowOn(storage).secrets.write("h.test:5000", login);
    assert.deepEqual(
      [...storage.values],
      [["registry:h.test:5000", JSON.stringify({ version: 1, username: "robot", password: "hunter2" })]],
    );
  });

  it("A14: gives a login to its very host alone", async () => {
    const storage = new FakeSecretStorage();
    const { secrets } = windowOn(storage);
    await secrets.write("h.test", login);
    for (const host of ["h.test:5000", "h.test.evil.test", "evilh.test", "H.TEST", "h.test."]) {
      assert.equal(await secrets.keychain(host), undefined);
    }
  });

  it("asks the store once for a host", async () => {
    const storage = new FakeSecretStorage();
    const { secrets } = windowOn(storage);
    await secrets.keychain("h.test");
    await secrets.keychain("h.test");
    assert.deepEqual(storage.asked, ["get registry:h.test"]);
  });

  it("A18, C08: forgets at once, before the store has answered, and then in the store", async () => {
    const storage = new FakeSecretStorage();
    const { secrets } = windowOn(storage);
    await secrets.write("h.test", login);
    const forgetting = secrets.forget("h.test");
    assert.equal(await secrets.keychain("h.test"), undefined);
    await forgetting;
    await settle();
    assert.equal(await secrets.keychain("h.test"), undefined);
    assert.equal(storage.values.size, 0);
  });

  it("A18: does not take a login up again from the store while it is being forgotten", async () => {
    const storage = new FakeSecretStorage();
    const { secrets } = windowOn(storage);
    const { promise, resolve } = Promise.withResolvers<void>();
    storage.gate = promise;
    await secrets.write("h.test", login);
    const forgetting = secrets.forget("h.test");
    await settle();
    assert.equal(storage.values.size, 1);
    assert.equal(await secrets.keychain("h.test"), undefined);
    resolve();
    await forgetting;
    assert.equal(await secrets.keychain("h.test"), undefined);
  });

  it("A19: says that a login cannot be read, and reads it when the store works again", async () => {
    const storage = new FakeSecretStorage();
    await windowOn(storage).secrets.write("h.test", login);
    const { secrets } = windowOn(storage);
    storage.failing = "get";
    await failureOf(secrets.keychain("h.test"));
    storage.failing = undefined;
    assert.deepEqual(await secrets.read("h.test"), login);
  });

  for (const text of ["", "{", "null", "[]", "7", "{}", '{"version":2,"username":"a","password":"b"}']) {
    it(`A19: says that a login cannot be read when the store holds ${text || "nothing but its key"}`, async () => {
      const storage = new FakeSecretStorage();
      storage.values.set("registry:h.test", text);
      await failureOf(windowOn(storage).secrets.keychain("h.test"));
    });
  }

  it("A19, I4: names no secret when what is stored is broken", async () => {
    const storage = new FakeSecretStorage();
    storage.values.set("registry:h.test", '{"version":1,"username":"a","password":"canary-1234",}');
    const failure = await failureOf(windowOn(storage).secrets.keychain("h.test"));
    assert.doesNotMatch(JSON.stringify(failure, Object.getOwnPropertyNames(failure)), /canary/);
    assert.equal(failure.cause, undefined);
  });

  it("A19: keeps a login for the session when the store does not take it, and says so", async () => {
    const storage = new FakeSecretStorage();
    const { secrets } = windowOn(storage);
    storage.failing = "store";
    await failureOf(secrets.write("h.test", login));
    assert.deepEqual(await secrets.read("h.test"), login);
    assert.equal(storage.values.size, 0);
    assert.equal(await windowOn(storage).secrets.read("h.test"), undefined);
  });

  it("A18: forgets for the session when the store does not delete, and says so", async () => {
    const storage = new FakeSecretStorage();
    const { secrets } = windowOn(storage);
    await secrets.write("h.test", login);
    storage.failing = "delete";
    await failureOf(secrets.forget("h.test"));
    assert.equal(await secrets.read("h.test"), undefined);
  });

  it("A19: takes up what another window wrote or forgot, and tells of it once", async () => {
    const storage = new FakeSecretStorage();
    const [here, there] = [windowOn(storage), windowOn(storage)];
    assert.equal(await here.secrets.read("h.test"), undefined);
    await there.secrets.write("h.test", login);
    await settle();
    assert.deepEqual(await here.secrets.read("h.test"), login);
    await there.secrets.forget("h.test");
    await settle();
    assert.equal(await here.secrets.read("h.test"), undefined);
    assert.deepEqual([here.elsewhere, there.elsewhere], [["h.test", "h.test"], []]);
  });

  it("tells nothing of other keys, nor of hosts nobody asked for", async () => {
    const storage = new FakeSecretStorage();
    const { secrets, elsewhere } = windowOn(storage);
    await storage.store("other", "x");
    await storage.store("registry:h2.test", JSON.stringify({ version: 1, ...login }));
    await settle();
    assert.deepEqual([elsewhere, storage.asked.filter((asked) => asked.startsWith("get"))], [[], []]);
    assert.deepEqual(await secrets.read("h2.test"), login);
  });

  it("keeps a login that is typed while the store is still being read", async () => {
    const storage = new FakeSecretStorage();
    const { secrets } = windowOn(storage);
    const reading = secrets.read("h.test");
    await secrets.write("h.test", login);
    await reading;
    assert.deepEqual(await secrets.read("h.test"), login);
  });

  it("X03: leaves no listener behind", () => {
    const storage = new FakeSecretStorage();
    windowOn(storage).secrets.dispose();
    assert.equal(storage.listeners, 0);
  });
});
