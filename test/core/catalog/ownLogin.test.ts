import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Credential } from "../../../src/core/auth/credential.ts";
import { withOwnLogin } from "../../../src/core/catalog/ownLogin.ts";
import { answer, scriptedSend } from "../../support/scriptedSend.ts";

const basic: Credential = { kind: "basic", username: "alice", password: "s3cret" };

async function headersAt(url: string, login: Credential) {
  const { send, calls } = scriptedSend(answer(200));
  const base = new URL("https://h.test:8443/prefix/");
  await withOwnLogin({ base, send, credential: async () => login })({
    method: "GET",
    url: new URL(url),
    headers: { accept: "x" },
  });
  return calls[0]?.headers;
}

describe("withOwnLogin", () => {
  it("adds the registry's login at its own origin", async () => {
    assert.deepEqual(await headersAt("https://h.test:8443/api", basic), {
      accept: "x",
      authorization: `Basic ${Buffer.from("alice:s3cret").toString("base64")}`,
    });
  });

  for (const url of [
    "https://h.test/api",
    "http://h.test:8443/api",
    "https://x.h.test:8443/api",
    "https://h.test.evil.test:8443/api",
  ])
    it(`V6 keeps it from ${url}`, async () => {
      assert.deepEqual(await headersAt(url, basic), { accept: "x" });
    });

  for (const login of [
    { kind: "anonymous" },
    { kind: "identityToken", token: "t" },
    { kind: "registryToken", token: "t" },
  ] satisfies Credential[])
    it(`sends nothing of a login that is ${login.kind}`, async () => {
      assert.deepEqual(await headersAt("https://h.test:8443/api", login), { accept: "x" });
    });
});
