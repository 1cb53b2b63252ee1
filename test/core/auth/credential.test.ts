import assert from "node:assert/strict";
import { test } from "node:test";
import { anonymous, firstOf, type Keychain } from "../../../src/core/auth/credential.ts";

const knowing =
  (known: string, token: string): Keychain =>
  async (host) =>
    host === known ? { kind: "registryToken", token } : undefined;

test("the first keychain that knows the host answers, and nobody after it is asked", async () => {
  const asked: string[] = [];
  const last: Keychain = async (host) => {
    asked.push(host);
    return undefined;
  };
  const credential = firstOf(knowing("a", "1"), knowing("a", "2"), knowing("b", "3"), last);
  assert.deepEqual(await credential("a"), { kind: "registryToken", token: "1" });
  assert.deepEqual(await credential("b"), { kind: "registryToken", token: "3" });
  assert.equal(await credential("c"), anonymous);
  assert.deepEqual(asked, ["c"]);
});

test("V8: a keychain that fails ends the search", async () => {
  const failing: Keychain = () => Promise.reject(new Error("locked"));
  await assert.rejects(firstOf(failing, knowing("a", "1"))("a"), { message: "locked" });
});

test("the signal reaches every keychain", async () => {
  const { signal } = new AbortController();
  const seen: (AbortSignal | undefined)[] = [];
  const watching: Keychain = async (_host, given) => void seen.push(given) as undefined;
  await firstOf(watching, watching)("a", signal);
  assert.deepEqual(seen, [signal, signal]);
});
