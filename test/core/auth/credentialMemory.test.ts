import assert from "node:assert/strict";
import { test } from "node:test";
import type { Credential } from "../../../src/core/auth/credential.ts";
import { anonymous } from "../../../src/core/auth/credential.ts";
import { accountKey, CredentialMemory } from "../../../src/core/auth/credentialMemory.ts";

test("a credential is looked up once a minute, by all together", async () => {
  let time = 0;
  let asked = 0;
  const ask = async (): Promise<Credential> => ({ kind: "registryToken", token: `t${++asked}` });
  const memory = new CredentialMemory(ask, () => time);
  await Promise.all([memory.get(undefined), memory.get(undefined)]);
  time = 59_999;
  assert.deepEqual(await memory.get(undefined), { kind: "registryToken", token: "t1" });
  time = 60_000;
  assert.deepEqual(await memory.get(undefined), { kind: "registryToken", token: "t2" });
  memory.forget();
  assert.deepEqual(await memory.get(undefined), { kind: "registryToken", token: "t3" });
});

test("a lookup that fails is tried again", async () => {
  let asked = 0;
  const ask = async () => {
    if (++asked === 1) throw new Error("locked");
    return anonymous;
  };
  const memory = new CredentialMemory(ask, Date.now);
  await assert.rejects(memory.get(undefined), { message: "locked" });
  assert.equal(await memory.get(undefined), anonymous);
});

test("I4: a key tells credentials apart and shows none", () => {
  const credentials: readonly Credential[] = [
    anonymous,
    { kind: "basic", username: "canary", password: "b" },
    { kind: "basic", username: "canary", password: "c" },
    { kind: "identityToken", token: "canary" },
    { kind: "registryToken", token: "canary" },
  ];
  const keys = credentials.map(accountKey);
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(keys.every((key) => /^[0-9a-f]{64}$/.test(key)));
});
