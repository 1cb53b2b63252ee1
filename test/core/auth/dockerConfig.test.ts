import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { firstOf } from "../../../src/core/auth/credential.ts";
import { dockerHosts, dockerKeychain } from "../../../src/core/auth/dockerConfig.ts";
import { podmanKeychain } from "../../../src/core/auth/podmanAuth.ts";
import { fakeHelpers, printing } from "../../support/fakeHelpers.ts";

const login = (user: string) => ({ auth: Buffer.from(`${user}:pw`).toString("base64") });
const auths = (user: string) => ({ auths: { "r.test": login(user) } });

async function setup(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const helpers = await fakeHelpers(t);
  const options = { env: { PATH: helpers.path, ...env }, home: helpers.home };
  const keychain = dockerKeychain(options);
  const user = async (host = "r.test") => {
    const credential = await keychain(host);
    return credential?.kind === "basic" ? credential.username : credential?.kind;
  };
  return { ...helpers, options, user };
}

test("the login is in .docker/config.json, or in the folder of DOCKER_CONFIG", async (t) => {
  const standard = await setup(t);
  assert.equal(await standard.user(), undefined);
  await standard.write(".docker/config.json", auths("home"));
  assert.equal(await standard.user(), "home");
  assert.equal(await standard.user("other.test"), undefined);

  const options = { ...standard.options, env: { DOCKER_CONFIG: join(standard.home, "elsewhere") } };
  assert.equal(await dockerKeychain(options)("r.test"), undefined);
  await standard.write("elsewhere/config.json", auths("elsewhere"));
  assert.equal(Object(await dockerKeychain(options)("r.test")).username, "elsewhere");
});

test("a file that changes is read again", async (t) => {
  const { write, user } = await setup(t);
  await write(".docker/config.json", auths("before"));
  assert.equal(await user(), "before");
  await write(".docker/config.json", auths("after"));
  assert.equal(await user(), "after");
});

test("DOCKER_AUTH_CONFIG goes before the file, for the hosts it knows", async (t) => {
  const { write, user } = await setup(t, { DOCKER_AUTH_CONFIG: JSON.stringify(auths("variable")) });
  await write(".docker/config.json", { auths: { "r.test": login("file"), "other.test": login("file") } });
  assert.deepEqual([await user(), await user("other.test")], ["variable", "file"]);
});

test("A11: a variable or file that is malformed is named", async (t) => {
  const variable = await setup(t, { DOCKER_AUTH_CONFIG: "canary{" });
  const malformed = { name: "CredentialError", kind: "configMalformed" };
  await assert.rejects(variable.user(), { ...malformed, source: "DOCKER_AUTH_CONFIG" });
  const file = await setup(t);
  await file.write(".docker/config.json", "canary{");
  await assert.rejects(file.user(), { ...malformed, source: join(file.home, ".docker/config.json") });
});

test("a host's own helper goes before the store, the store before the file", async (t) => {
  const { write, make, user } = await setup(t);
  await make("own", printing("own", "pw"));
  await make("store", printing("store", "pw"));
  const entries = { "own.test": login("file"), "store.test": login("file"), "file.test": login("file") };
  const credHelpers = { "own.test": "own", "file.test": "" };
  await write(".docker/config.json", { auths: entries, credHelpers, credsStore: "store" });
  assert.deepEqual(
    [await user("own.test"), await user("store.test"), await user("file.test")],
    ["own", "store", "file"],
  );
});

test("A17: docker's web login keeps an identity token in the store", async (t) => {
  const { write, make, user } = await setup(t);
  await make("desktop", printing("<token>", "refresh", "https://index.docker.io/v1/"));
  await write(".docker/config.json", { auths: { "https://index.docker.io/v1/": {} }, credsStore: "desktop" });
  assert.equal(await user("docker.io"), "identityToken");
});

test("a helper that knows no login leaves it to the file", async (t) => {
  const { write, make, user } = await setup(t);
  await make("store", "echo 'credentials not found in native keychain'; exit 1");
  await write(".docker/config.json", { ...auths("file"), credsStore: "store" });
  assert.deepEqual([await user(), await user("other.test")], ["file", undefined]);
});

test("V8: a helper that is missing or fails ends the lookup, whatever other stores know", async (t) => {
  const { write, make, options } = await setup(t);
  await make("broken", "exit 1");
  await write(".config/containers/auth.json", auths("podman"));
  const credential = firstOf(dockerKeychain(options), podmanKeychain(options));
  for (const [credsStore, kind] of [
    ["broken", "helperFailed"],
    ["nowhere", "helperMissing"],
    ["../../evil", "helperFailed"],
  ]) {
    await write(".docker/config.json", { ...auths("file"), credsStore });
    await assert.rejects(credential("r.test"), { name: "CredentialError", kind, host: "r.test" });
  }
});

test("the hosts with a login are those of the variable and the file", async (t) => {
  const { write, options } = await setup(t, { DOCKER_AUTH_CONFIG: JSON.stringify(auths("variable")) });
  assert.deepEqual(await dockerHosts(options), ["r.test"]);
  await write(".docker/config.json", {
    auths: { "r.test": {}, "https://index.docker.io/v1/": {} },
    credHelpers: { "e.test": "x" },
  });
  assert.deepEqual(await dockerHosts(options), ["r.test", "docker.io", "e.test"]);
  await write(".docker/config.json", "{");
  await assert.rejects(dockerHosts(options), { kind: "configMalformed" });
});
