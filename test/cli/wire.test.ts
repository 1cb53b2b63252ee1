import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { connect } from "../../src/cli/wire.ts";
import type { HarborOptions } from "../support/harborData.ts";
import { startHarbor } from "../support/harborServer.ts";
import { makeImage } from "../support/images.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mooring } from "./fakes.ts";

const alice = { user: "alice", password: "s3cret" };
const artifacts = [{ tree: makeImage(), tags: [{ name: "1" }] }];
const contents: HarborOptions = {
  users: { [alice.user]: alice.password },
  projects: {
    library: { isPublic: true, repositories: { hello: artifacts } },
    team: { members: [alice.user], repositories: { "sub/app": artifacts } },
  },
};

/** Runs the command line against a fake Harbor, with what `docker login` would have stored. */
async function ask(t: TestContext, command: readonly string[], login?: typeof alice) {
  const harbor = await startHarbor(contents);
  t.after(() => harbor.stop());
  const { host } = harbor.base;
  const folder = await scratchFolder(t);
  const auth = login && Buffer.from(`${login.user}:${login.password}`).toString("base64");
  await mkdir(join(folder, "docker"));
  await writeFile(
    join(folder, "docker", "config.json"),
    JSON.stringify({ auths: auth ? { [host]: { auth } } : {} }),
  );
  const env = { DOCKER_CONFIG: join(folder, "docker"), REGISTRY_AUTH_FILE: join(folder, "none.json") };
  const world = connect(env, "test", (sentence) => assert.fail(sentence));
  const argv = command.map((word) => word.replace("HOST", host));
  const { code, stdout, stderr } = await mooring([...argv, "--json"], world);
  assert.equal(code, 0, stderr);
  return { names: JSON.parse(stdout), requests: harbor.requests };
}

describe("the command line at a Harbor that nobody named as one", () => {
  it("lists public repositories to nobody in particular", async (t) => {
    const { names, requests } = await ask(t, ["repos", "HOST"]);
    assert.deepEqual(names, ["library/hello"]);
    assert.ok(requests.every(({ scheme }) => scheme === undefined || scheme === "Bearer"));
  });

  it("lists those of docker's login", async (t) => {
    const { names, requests } = await ask(t, ["repos", "HOST"], alice);
    assert.deepEqual(names, ["library/hello", "team/sub/app"]);
    const ping = requests.find(({ path }) => path === "/api/v2.0/ping");
    assert.equal(ping?.scheme, undefined);
  });

  it("lists tags by the distribution API", async (t) => {
    const { names, requests } = await ask(t, ["tags", "HOST/team/sub/app"], alice);
    assert.deepEqual(names, ["1"]);
    assert.ok(requests.every(({ path }) => !path.startsWith("/api/")));
  });
});
