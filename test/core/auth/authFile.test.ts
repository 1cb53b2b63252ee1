import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  type AuthFile,
  decodeAuthFile,
  helperFor,
  hostOfKey,
  hostsIn,
  inlineCredential,
  readAuthFile,
} from "../../../src/core/auth/authFile.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { shown } from "../../support/scriptedSend.ts";

const encode = (text: string) => Buffer.from(text).toString("base64");
const decode = (text: string | Uint8Array) => decodeAuthFile(Buffer.from(text), "the file");
const fileOf = (content: object) => decode(JSON.stringify(content));
const login = (user: string) => ({ auth: encode(`${user}:pw`) });
const malformed = { name: "CredentialError", kind: "configMalformed", source: "the file" };

/** The user whose login the host gets. */
function userFor(file: AuthFile, host: string): string | undefined {
  const credential = inlineCredential(file, host);
  return credential?.kind === "basic" ? credential.username : undefined;
}

const keys: readonly (readonly [key: string, host: string | undefined])[] = [
  ["ghcr.io", "ghcr.io"],
  ["GHCR.IO", "ghcr.io"],
  ["https://ghcr.io", "ghcr.io"],
  ["http://ghcr.io/", "ghcr.io"],
  ["https://ghcr.io/v1/", "ghcr.io"],
  ["https://ghcr.io/v2", "ghcr.io"],
  ["ghcr.io:443", "ghcr.io"],
  ["r.test:5000", "r.test:5000"],
  ["r.test:4430", "r.test:4430"],
  ["[::1]:5000", "[::1]:5000"],
  ["docker.io", "docker.io"],
  ["https://index.docker.io/v1/", "docker.io"],
  ["index.docker.io/v1/", "docker.io"],
  ["index.docker.io", undefined],
  ["https://index.docker.io/v1/access-token", undefined],
  ["https://index.docker.io/v1/refresh-token", undefined],
  ["registry-1.docker.io", "registry-1.docker.io"],
  ["ghcr.io/owner", undefined],
  ["ghcr.io/owner/name", undefined],
  ["ghcr.io@evil.test", undefined],
  ["https://user:pw@ghcr.io", undefined],
  ["ghcr.io evil.test", undefined],
  ["", undefined],
];
for (const [key, host] of keys) {
  test(`A13: the key ${JSON.stringify(key)} means ${host}`, () => assert.equal(hostOfKey(key), host));
}

test("A14 V6: only true equals get the login", () => {
  const file = fileOf({ auths: { "ghcr.io": login("me") } });
  for (const host of ["ghcr.io", "ghcr.io:443", "GHCR.IO"]) assert.equal(userFor(file, host), "me", host);
  const others = [
    "ghcr.io.evil.test",
    "evilghcr.io",
    "ghcr.io@evil.test",
    "GHCR.IO.",
    "ghcr.i\u043e",
    "xn--ghcr-8ve.io",
    "ghcr.io:5000",
    "cr.io",
    "io",
    "",
    "__proto__",
    "constructor",
  ];
  for (const host of others) assert.equal(inlineCredential(file, host), undefined, host);
});

test("A14 V6: a host that is none does not get the login of a key that is none", () => {
  const file = fileOf({ auths: { "r.test/ns": login("me"), "": login("me") } });
  for (const host of ["ghcr.io@evil.test", "r.test/other", ""])
    assert.equal(userFor(file, host), undefined, host);
});

test("A14 V6: no alias but Docker Hub's", () => {
  const hub = fileOf({ auths: { "https://index.docker.io/v1/": login("hub") } });
  assert.equal(userFor(hub, "docker.io"), "hub");
  for (const host of ["registry-1.docker.io", "index.docker.io", "auth.docker.io", "hub.docker.com"]) {
    assert.equal(userFor(hub, host), undefined, host);
  }
});

test("A13: of several keys the one written as the host goes first, then the file's order", () => {
  const auths = {
    "https://r.test/v1/": login("first"),
    "R.test:443": login("second"),
    "r.test": login("exact"),
  };
  assert.equal(userFor(fileOf({ auths }), "r.test"), "exact");
  const { "r.test": _, ...others } = auths;
  assert.equal(userFor(fileOf({ auths: others }), "r.test"), "first");
});

const pairs: readonly (readonly [name: string, entry: object, credential: object | undefined])[] = [
  ["a pair", { auth: encode("me:pw") }, { kind: "basic", username: "me", password: "pw" }],
  [
    "a colon in the password",
    { auth: encode("me:p:w:") },
    { kind: "basic", username: "me", password: "p:w:" },
  ],
  ["UTF-8", { auth: encode("m\u00fc:\u2603") }, { kind: "basic", username: "m\u00fc", password: "\u2603" }],
  ["NUL at the end", { auth: encode("me:pw\0\0") }, { kind: "basic", username: "me", password: "pw" }],
  [
    "no padding",
    { auth: encode("me:pw").replace(/=/g, "") },
    { kind: "basic", username: "me", password: "pw" },
  ],
  ["no user name", { auth: encode(":pw") }, { kind: "basic", username: "", password: "pw" }],
  ["plain fields", { username: "me", password: "pw" }, { kind: "basic", username: "me", password: "pw" }],
  ["an identity token alone", { identitytoken: "it" }, { kind: "identityToken", token: "it" }],
  [
    "an identity token beside a pair",
    { auth: encode("me:pw"), identitytoken: "it" },
    { kind: "identityToken", token: "it" },
  ],
  ["a registry token", { registrytoken: "rt" }, { kind: "registryToken", token: "rt" }],
  ["nothing, for the helper", {}, undefined],
  ["empty texts", { auth: "", identitytoken: "", username: "", password: "" }, undefined],
  ["null", { auth: null, email: null }, undefined],
];
for (const [name, entry, credential] of pairs) {
  test(`A12: an entry with ${name}`, () =>
    assert.deepEqual(inlineCredential(fileOf({ auths: { "r.test": entry } }), "r.test"), credential));
}

const halves: readonly (readonly [name: string, entry: unknown])[] = [
  ["auth that is not base64", { auth: "canary*" }],
  ["auth of base64 with junk", { auth: `${encode("me:canary")}\n!` }],
  ["no colon", { auth: encode("canary") }],
  ["no password", { auth: encode("canary:") }],
  ["a password of NUL", { auth: encode("canary:\0") }],
  ["bytes that are not UTF-8", { auth: Buffer.from("6d653affcc", "hex").toString("base64") }],
  ["auth that is a number", { auth: 1 }],
  ["a user name alone", { username: "canary" }],
  ["a token that is an object", { identitytoken: {} }],
  ["a registry token with a line feed", { registrytoken: "canary\nx: y" }],
  ["a text instead", "canary"],
  ["a list instead", ["canary"]],
];
for (const [name, entry] of halves) {
  test(`A12: an entry with ${name} is an error, and never half a password`, () => {
    const file = fileOf({ auths: { "r.test": entry, "other.test": login("me") } });
    assert.equal(userFor(file, "other.test"), "me");
    assert.throws(
      () => inlineCredential(file, "r.test"),
      (error) => {
        assert.deepEqual(
          [Object(error).kind, Object(error).source, Object(error).host],
          ["configMalformed", "the file", "r.test"],
        );
        return !shown(error).includes("canary");
      },
    );
  });
}

const broken = [
  "canary",
  "{",
  "[]",
  "1",
  "null",
  '"x"',
  '// comment\n{"auths":{}}',
  '{"auths":{},}',
  '{"auths":[]}',
  '{"auths":1}',
  '{"credHelpers":[]}',
  '{"credHelpers":"x"}',
  '{"credsStore":1}',
  '{"credsStore":{}}',
];
for (const text of broken) {
  test(`A11: the file ${JSON.stringify(text)} is malformed, and not quoted`, () => {
    assert.throws(() => decode(text), malformed);
    assert.throws(
      () => decode(text),
      (error) => !shown(error).includes("canary"),
    );
  });
}

test("A11: bytes that are not UTF-8 are malformed", () => {
  assert.throws(() => decode(Buffer.from("7b22ff223a317d", "hex")), malformed);
});

for (const text of [
  "",
  " \n",
  "{}",
  '\uFEFF{"auths":{}}',
  '{"auths":null,"credHelpers":null,"credsStore":null}',
]) {
  test(`A11: the file ${JSON.stringify(text)} has no logins`, () =>
    assert.deepEqual(hostsIn(decode(text)), []));
}

test("A11: a file that is not there is none; a folder, a pipe, one too large or unreadable is malformed", async (t) => {
  const { path: folder, remove } = await temporaryFolder("auth");
  t.after(remove);
  const path = (name: string) => join(folder, name);
  assert.equal(await readAuthFile(path("missing")), undefined);
  await writeFile(path("file"), "{}");
  assert.equal(await readAuthFile(path("file/below")), undefined);
  assert.deepEqual(await readAuthFile(path("file")), decodeAuthFile(Buffer.from("{}"), path("file")));
  await mkdir(path("folder"));
  execFileSync("mkfifo", [path("pipe")]);
  for (const [name, size] of Object.entries({ large: 1024 * 1024 + 1, huge: 50 * 1024 * 1024 })) {
    await writeFile(path(name), "");
    await truncate(path(name), size);
  }
  await writeFile(path("full"), "{}".padEnd(1024 * 1024));
  assert.deepEqual(hostsIn((await readAuthFile(path("full"))) ?? assert.fail("none")), []);
  for (const name of ["folder", "pipe", "large", "huge"]) {
    await assert.rejects(readAuthFile(path(name)), { ...malformed, source: path(name) });
  }
});

test("A11: a file that may not be read is malformed", async (t) => {
  const { path: folder, remove } = await temporaryFolder("auth");
  t.after(remove);
  const path = join(folder, "x".repeat(300));
  await assert.rejects(readAuthFile(path), { ...malformed, source: path });
});

test("A16: an empty helper means none, and a host's own goes before the store", () => {
  const file = fileOf({ credsStore: "desktop", credHelpers: { "https://a.test": "a", "b.test": "" } });
  assert.deepEqual(
    ["a.test", "b.test", "c.test"].map((host) => helperFor(file, host)),
    ["a", undefined, "desktop"],
  );
  assert.equal(helperFor(fileOf({ credsStore: "" }), "a.test"), undefined);
  assert.equal(helperFor(fileOf({}), "a.test"), undefined);
  assert.throws(() => helperFor(fileOf({ credHelpers: { "a.test": 1 } }), "a.test"), {
    ...malformed,
    host: "a.test",
  });
});

test("the hosts with a login are those with an entry or a helper", () => {
  const file = fileOf({
    auths: {
      "https://index.docker.io/v1/": {},
      "https://index.docker.io/v1/access-token": {},
      "r.test": login("me"),
      "r.test/ns": {},
    },
    credHelpers: { "r.test": "x", "e.test": "ecr" },
  });
  assert.deepEqual(hostsIn(file), ["docker.io", "r.test", "e.test"]);
});
