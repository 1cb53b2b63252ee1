/** Docker's own credential helper with pass, both from Debian: the way from `docker login` to a digest. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect } from "../../src/cli/wire.ts";
import { dockerKeychain } from "../../src/core/auth/dockerConfig.ts";
import { mooring } from "../cli/fakes.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { makeImage } from "../support/images.ts";
import { run } from "../support/program.ts";
import { authorize, push } from "../support/push.ts";

const login = { user: "alice", password: "p'w \"$%\u00E9: 1" };

describe("a login that docker-credential-pass keeps", () => {
  let folder: TemporaryFolder;
  let registry: TestRegistry;
  let env: Readonly<Record<string, string>>;
  const image = makeImage();

  before(async () => {
    registry = await startRegistry({
      auth: { kind: "htpasswd", users: { [login.user]: login.password } },
    });
    const target = { url: registry.url, repository: "team/app" };
    await push({ ...target, authorization: await authorize(registry.url, "team/app", login) }, image, ["1"]);
    folder = await temporaryFolder("pass");
    const inside = (name: string) => join(folder.path, name);
    env = {
      HOME: folder.path,
      GNUPGHOME: inside("gpg"),
      PASSWORD_STORE_DIR: inside("store"),
      DOCKER_CONFIG: inside("docker"),
      REGISTRY_AUTH_FILE: inside("none.json"),
      PATH: process.env["PATH"] ?? "",
    };
    await mkdir(inside("gpg"), { mode: 0o700 });
    await mkdir(inside("docker"));
    await run("gpg", ["--batch", "--passphrase", "", "--quick-generate-key", "mooring-test", "default"], {
      env,
    });
    await run("pass", ["init", "mooring-test"], { env });
    const input = JSON.stringify({ ServerURL: registry.host, Username: login.user, Secret: login.password });
    await run("docker-credential-pass", ["store"], { env, input });
    const config = { auths: { [registry.host]: {} }, credsStore: "pass" };
    await writeFile(inside("docker/config.json"), JSON.stringify(config));
  });
  after(async () => {
    await run("gpgconf", ["--kill", "all"], { env });
    await registry.stop();
    await folder.remove();
  });

  it("is read byte for byte, for its host alone", async () => {
    const keychain = dockerKeychain({ env, home: folder.path });
    const { user: username, password } = login;
    assert.deepEqual(await keychain(registry.host), { kind: "basic", username, password });
    assert.equal(await keychain("localhost:1"), undefined);
  });

  it("lets the command line in", async () => {
    const warnings: string[] = [];
    const registries = connect(env, "test", (sentence) => warnings.push(sentence));
    const argv = ["resolve", `${registry.host}/team/app:1`];
    const { code, stdout, stderr } = await mooring(argv, registries);
    assert.deepEqual([code, stdout.trim().split(/\s+/).at(-1), stderr], [0, image.digest, ""]);
    assert.deepEqual(warnings, []);
  });

  it("is gone when docker-credential-pass erased it", async () => {
    await run("docker-credential-pass", ["erase"], { env, input: registry.host });
    assert.equal(await dockerKeychain({ env, home: folder.path })(registry.host), undefined);
  });
});
