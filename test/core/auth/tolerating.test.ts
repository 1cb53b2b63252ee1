import assert from "node:assert/strict";
import { test } from "node:test";
import type { Keychain } from "../../../src/core/auth/credential.ts";
import { tolerating } from "../../../src/core/auth/tolerating.ts";
import { CredentialError, type CredentialErrorKind } from "../../../src/core/errors.ts";

const failing =
  (kind: CredentialErrorKind): Keychain =>
  async (host) => {
    throw new CredentialError(kind, `file of ${host}`);
  };

test("A11: unreadable files know no login, with one warning for each", async () => {
  const warned: string[] = [];
  const keychain = tolerating(failing("configMalformed"), ({ source }) => warned.push(source));
  for (const host of ["a.test", "a.test", "b.test"]) assert.equal(await keychain(host), undefined);
  assert.deepEqual(warned, ["file of a.test", "file of b.test"]);
});

test("V8: a helper's failure, and any other, still ends the lookup", async () => {
  const never = () => assert.fail("warned");
  for (const kind of ["helperMissing", "helperFailed", "storeFailed"] as const) {
    await assert.rejects(tolerating(failing(kind), never)("a.test"), { kind });
  }
  const broken = tolerating(() => Promise.reject(new Error("broken")), never);
  await assert.rejects(broken("a.test"), { message: "broken" });
});

test("a login that is found passes, with the signal", async () => {
  const { signal } = new AbortController();
  const keychain: Keychain = async (host, given) => ({
    kind: "registryToken",
    token: `${host} ${given === signal}`,
  });
  assert.deepEqual(await tolerating(keychain, () => {})("a.test", signal), {
    kind: "registryToken",
    token: "a.test true",
  });
});
