import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { podmanHosts, podmanKeychain } from "../../../src/core/auth/podmanAuth.ts";
import { fakeHelpers, printing } from "../../support/fakeHelpers.ts";

const login = (user: string) => ({ auth: Buffer.from(`${user}:pw`).toString("base64") });
const auths = (user: string) => ({ auths: { "r.test": login(user) } });

async function setup(t: TestContext) {
  const helpers = await fakeHelpers(t);
  const optionsFor = (env: Readonly<Record<string, string>>) => ({
    env: { PATH: helpers.path, ...env },
    home: helpers.home,
  });
  const user = async (env: Readonly<Record<string, string>> = {}, host = "r.test") => {
    const credential = await podmanKeychain(optionsFor(env))(host);
    return credential?.kind === "basic" ? credential.username : credential?.kind;
  };
  return { ...helpers, optionsFor, user, at: (path: string) => join(helpers.home, path) };
}

const isLinux = process.platform === "linux";

test("the files are looked at in podman's order, until one knows the host", async (t) => {
  const { user, write, at } = await setup(t);
  const env = { XDG_RUNTIME_DIR: at("run"), XDG_CONFIG_HOME: at("xdg") };
  assert.equal(await user(env), undefined);
  await write("xdg/containers/auth.json", auths("config"));
  assert.equal(await user(env), "config");
  await write("run/containers/auth.json", { auths: { "other.test": login("runtime") } });
  assert.equal(await user(env), "config");
  await write("run/containers/auth.json", auths("runtime"));
  assert.equal(await user(env), isLinux ? "runtime" : "config");
});

test("without the variables it is .config in the home", async (t) => {
  const { user, write } = await setup(t);
  await write(".config/containers/auth.json", auths("home"));
  assert.equal(await user(), "home");
});

test("REGISTRY_AUTH_FILE goes instead of all others", async (t) => {
  const { user, write, at } = await setup(t);
  await write(".config/containers/auth.json", auths("home"));
  const env = { REGISTRY_AUTH_FILE: at("chosen.json") };
  assert.equal(await user(env), undefined);
  await write("chosen.json", auths("chosen"));
  assert.equal(await user(env), "chosen");
});

test("a login for a namespace is not one for its host, nor the other way round", async (t) => {
  const { user, write } = await setup(t);
  await write(".config/containers/auth.json", {
    auths: { "r.test/ns": login("ns"), "docker.io": login("hub") },
  });
  assert.deepEqual([await user({}, "r.test"), await user({}, "docker.io")], [undefined, "hub"]);
});

test("helpers are asked as for docker", async (t) => {
  const { user, write, make } = await setup(t);
  await make("own", printing("own", "pw"));
  await write(".config/containers/auth.json", { credHelpers: { "r.test": "own", "broken.test": "nowhere" } });
  assert.equal(await user(), "own");
  await assert.rejects(user({}, "broken.test"), { kind: "helperMissing" });
});

test("A11: a malformed file is named", async (t) => {
  const { user, write, at } = await setup(t);
  await write(".config/containers/auth.json", "[]");
  await assert.rejects(user(), { kind: "configMalformed", source: at(".config/containers/auth.json") });
});

test("the hosts with a login are those of all files", async (t) => {
  const { optionsFor, write, at } = await setup(t);
  const options = optionsFor({ XDG_RUNTIME_DIR: at("run") });
  assert.deepEqual(await podmanHosts(options), []);
  await write("run/containers/auth.json", auths("a"));
  await write(".config/containers/auth.json", { auths: { "r.test": login("b"), "c.test": {} } });
  assert.deepEqual(await podmanHosts(options), ["r.test", "c.test"]);
});
