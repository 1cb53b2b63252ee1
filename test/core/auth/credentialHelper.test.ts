import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type TestContext, test } from "node:test";
import { credentialHelper } from "../../../src/core/auth/credentialHelper.ts";
import { type FakeHelpers, fakeHelpers, printing } from "../../support/fakeHelpers.ts";
import { shown } from "../../support/scriptedSend.ts";

const hub = "https://index.docker.io/v1/";

async function setup(t: TestContext, script?: string) {
  const helpers = await fakeHelpers(t);
  if (script !== undefined) await helpers.make("x", script);
  const ask = (host = "r.test", name = "x", signal?: AbortSignal) =>
    credentialHelper({ env: { PATH: helpers.path } })(name, host, signal);
  return { ...helpers, ask };
}

test("a helper is run with get alone, reads the server, and runs in an empty folder", async (t) => {
  const { ask, log } = await setup(t, `echo "$*" $(cat) $(ls -A | wc -l) >> $LOG\n${printing("me", "pw")}`);
  assert.deepEqual(await ask("r.test:5000"), { kind: "basic", username: "me", password: "pw" });
  await ask("docker.io");
  assert.equal(await log(), `get r.test:5000 0\nget ${hub} 0\n`);
});

test("C08: the empty folder is removed, also when the helper fails", async (t) => {
  const { ask, log, make } = await setup(t, `pwd >> $LOG\n${printing("me", "pw")}`);
  await make("bad", "pwd >> $LOG; exit 1");
  await ask();
  await assert.rejects(ask("r.test", "bad"));
  const folders = (await log()).trim().split("\n");
  assert.deepEqual([folders.length, folders.filter(existsSync)], [2, []]);
});

test("C07: a login passes byte for byte", async (t) => {
  const secret = "\"'\n$% \u2603";
  const { ask } = await setup(t, printing("m\u00fc", secret));
  assert.deepEqual(await ask(), { kind: "basic", username: "m\u00fc", password: secret });
});

test("A17: neither a user nor a secret means that the helper knows no login (docker-credential-pass)", async (t) => {
  const { ask } = await setup(t, printing("", ""));
  assert.equal(await ask(), undefined);
});

test("A17: the user <token> means an identity token, an empty secret nobody", async (t) => {
  const token = await setup(t, printing("<token>", "refresh"));
  assert.deepEqual(await token.ask(), { kind: "identityToken", token: "refresh" });
  const empty = await setup(t, printing("me", ""));
  assert.deepEqual(await empty.ask(), { kind: "anonymous" });
});

const servers: readonly (readonly [server: string, host: string, believed: boolean])[] = [
  ["r.test", "r.test", true],
  ["https://r.test", "r.test", true],
  ["https://R.TEST/v1/", "r.test", true],
  ["", "r.test", true],
  [hub, "docker.io", true],
  ["evil.test", "r.test", false],
  ["r.test.evil.test", "r.test", false],
  ["r.test:5000", "r.test", false],
  [hub, "r.test", false],
  ["r.test", "docker.io", false],
];
for (const [server, host, believed] of servers) {
  test(`A17: an answer for ${server || "no server"} when ${host} was asked is ${believed ? "" : "not "}believed`, async (t) => {
    const { ask } = await setup(t, printing("me", "canary-9a2b", server));
    if (believed) return assert.equal((await ask(host))?.kind, "basic");
    const failure = await ask(host).catch((error: unknown) => error);
    assert.deepEqual([Object(failure).kind, Object(failure).source], ["helperFailed", "docker-credential-x"]);
    assert.doesNotMatch(shown(failure), /canary/);
  });
}

test("A15: the protocol's own words mean that there is no login", async (t) => {
  const { ask } = await setup(t, "echo 'credentials not found in native keychain'; exit 1");
  assert.equal(await ask(), undefined);
});

const failures: readonly (readonly [name: string, script: string])[] = [
  ["exits with other words", "echo 'canary-9a2b: no credentials username'; echo canary-9a2b >&2; exit 1"],
  ["exits without words", "exit 1"],
  ["says not found, but succeeds", "echo 'credentials not found in native keychain'"],
  ["prints a login, but fails", `${printing("me", "canary-9a2b")}\nexit 1`],
  ["prints what is not JSON", "echo canary-9a2b"],
  ["prints broken JSON", `printf '{"Username":"me","Secret":"canary-9a2b'`],
  ["prints a list", `echo '["canary-9a2b"]'`],
  ["prints no secret", `echo '{"Username":"canary-9a2b"}'`],
  ["prints a secret that is a number", `echo '{"Username":"canary-9a2b","Secret":1}'`],
  ["prints a server that is a number", `echo '{"ServerURL":1,"Username":"me","Secret":"canary-9a2b"}'`],
  ["prints nothing", "exit 0"],
  ["prints a login of more than 64 KiB", printing("me", "canary-9a2b".padEnd(64 * 1024))],
  ["prints 1 MB", "head -c 1000000 /dev/zero | tr '\\0' x"],
  ["is killed", "kill -9 $$"],
  ["asks on the terminal", "read answer < /dev/tty || exit 7"],
];
for (const [name, script] of failures) {
  test(`A15: a helper that ${name} failed, and nothing is quoted`, async (t) => {
    const { ask } = await setup(t, script);
    const failure = await ask().catch((error: unknown) => error);
    const { name: type, kind, source, host } = Object(failure);
    assert.deepEqual(
      [type, kind, source, host],
      ["CredentialError", "helperFailed", "docker-credential-x", "r.test"],
    );
    assert.doesNotMatch(shown(failure), /canary/);
  });
}

test("A15: a helper that hangs is ended after 10 s", async (t) => {
  const { ask, log } = await setup(t, "echo started >> $LOG; sleep 1000");
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const result = assert.rejects(ask(), { kind: "helperFailed" });
  while ((await log()) === "") await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(10_000);
  await result;
});

test("A15: a child that keeps the output open does not delay the login", async (t) => {
  const { ask } = await setup(t, `sleep 1000 &\n${printing("me", "pw")}`);
  assert.equal((await ask())?.kind, "basic");
});

test("a cancelled lookup rejects with the signal's reason", async (t) => {
  const { ask } = await setup(t, "sleep 1000");
  const reason = new Error("enough");
  await assert.rejects(ask("r.test", "x", AbortSignal.abort(reason)), reason);
});

test("A15: a helper that is not there or not executable is missing", async (t) => {
  const { ask, bin } = await setup(t);
  const missing = {
    name: "CredentialError",
    kind: "helperMissing",
    source: "docker-credential-x",
    host: "r.test",
  };
  await assert.rejects(ask(), missing);
  await writeFile(join(bin, "docker-credential-x"), "#!/bin/sh\n", { mode: 0o644 });
  await assert.rejects(ask(), missing);
  await mkdir(join(bin, "docker-credential-folder"));
  await assert.rejects(ask("r.test", "folder"), { kind: "helperMissing" });
});

test("A15: a script without its interpreter failed", async (t) => {
  const { ask, bin } = await setup(t);
  await writeFile(join(bin, "docker-credential-x"), "#!/nowhere/sh\n", { mode: 0o755 });
  await assert.rejects(ask(), { kind: "helperFailed" });
});

for (const name of ["../../evil", "x; rm", "", "x/y", "x y", "x\n", "$(id)", "x\0"]) {
  test(`A16: the helper name ${JSON.stringify(name)} is refused`, async (t) => {
    const { ask, make, log } = await setup(t, "echo ran >> $LOG");
    await make("evil", "echo ran >> $LOG");
    await assert.rejects(ask("r.test", name), { name: "CredentialError", kind: "helperFailed" });
    assert.equal(await log(), "");
  });
}

for (const host of ["", "r.test\nevil.test", "r.test\r", "r.test\0", "r test", "user@r.test", "-x"]) {
  test(`V9: the host ${JSON.stringify(host)} never reaches a helper`, async (t) => {
    const { ask, log } = await setup(t, "echo ran >> $LOG");
    await assert.rejects(ask(host), { name: "CredentialError", kind: "helperFailed" });
    assert.equal(await log(), "");
  });
}

/** A workspace with a helper in it that must not run, and a search path to try. */
async function inWorkspace(t: TestContext, path: (workspace: string, helpers: FakeHelpers) => string) {
  const helpers = await fakeHelpers(t);
  const workspace = join(helpers.home, "workspace");
  await mkdir(join(workspace, "bin"), { recursive: true });
  for (const folder of [workspace, join(workspace, "bin")])
    await helpers.make("x", "echo ran >> $LOG", folder);
  const env = { PATH: path(workspace, helpers) };
  const before = process.cwd();
  process.chdir(workspace);
  t.after(() => process.chdir(before));
  const ask = () => credentialHelper({ env, workspaceFolders: () => [workspace] })("x", "r.test");
  return { helpers, ask };
}

const paths: readonly (readonly [name: string, path: (workspace: string, helpers: FakeHelpers) => string])[] =
  [
    ["an empty entry", () => `${delimiter}/usr/bin`],
    ["a dot", () => `.${delimiter}/usr/bin`],
    ["a relative folder", () => `bin${delimiter}./bin`],
    ["the workspace itself", (workspace) => workspace],
    ["a folder below it", (workspace) => join(workspace, "bin")],
    ["a way around to it", (workspace) => `${workspace}/../workspace/bin/`],
  ];
for (const [name, path] of paths) {
  test(`A16: a helper in the workspace is never run, with ${name} in PATH`, async (t) => {
    const { helpers, ask } = await inWorkspace(t, path);
    await assert.rejects(ask(), { kind: "helperMissing" });
    assert.equal(await helpers.log(), "");
  });
}

test("A16: nor through a link from elsewhere; the next one in PATH is", async (t) => {
  const { helpers, ask } = await inWorkspace(t, (workspace, { bin, home }) =>
    [workspace, home, bin, "/bin"].join(delimiter),
  );
  await symlink(
    join(helpers.home, "workspace", "docker-credential-x"),
    join(helpers.home, "docker-credential-x"),
  );
  await assert.rejects(ask(), { kind: "helperMissing" });
  await helpers.make("x", printing("me", "pw"));
  assert.equal((await ask())?.kind, "basic");
  assert.equal(await helpers.log(), "");
});

test("a program beside a workspace of a similar name is no part of it", async (t) => {
  const helpers = await fakeHelpers(t);
  await helpers.make("x", printing("me", "pw"));
  const workspaceFolders = () => [helpers.bin.slice(0, -1), join(helpers.bin, "deeper")];
  const ask = credentialHelper({ env: { PATH: helpers.path }, workspaceFolders });
  assert.equal((await ask("x", "r.test"))?.kind, "basic");
});
