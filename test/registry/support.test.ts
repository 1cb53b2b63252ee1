import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { buildAndPush } from "../support/buildah.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import {
  commonPlatforms,
  type Format,
  makeBuildCache,
  makeImage,
  makeIndex,
  makePlatforms,
} from "../support/images.ts";
import { run } from "../support/program.ts";
import { authorize, push } from "../support/push.ts";
import { startRecordingProxy } from "../support/recordingProxy.ts";

const login = { user: "alice", password: "correct horse" };
const account = `${login.user}:${login.password}`;

function skopeo(...args: string[]): Promise<string> {
  return run("skopeo", args);
}

describe("an open registry holds what the tests push", () => {
  let registry: TestRegistry;
  before(async () => {
    registry = await startRegistry();
  });
  after(() => registry.stop());

  const formats: readonly Format[] = ["oci", "docker"];
  for (const format of formats) {
    it(`a hand-made ${format} index is what skopeo finds and can copy`, async () => {
      const index = makeIndex(makePlatforms(commonPlatforms, { format }), {
        format,
        attested: format === "oci",
      });
      await push({ url: registry.url, repository: `hand/${format}` }, index, ["1.27.3", "latest"]);
      const reference = `docker://${registry.host}/hand/${format}:latest`;
      const raw = await skopeo("inspect", "--raw", "--tls-verify=false", reference);
      assert.equal(raw, Buffer.from(index.bytes).toString());
      await skopeo(
        "copy",
        "--all",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        reference,
        `docker://${registry.host}/copied/${format}:1`,
      );
    });

    it(`buildah builds and pushes an image and a multi-platform one as ${format}`, async () => {
      const dockerfile = 'FROM scratch\nLABEL made=by-buildah\nCOPY hello /hello\nCMD ["/hello"]\n';
      const build = { dockerfile, files: { hello: "hello\n" }, format };
      await buildAndPush(build, `${registry.host}/built/${format}:1`);
      await buildAndPush(
        { ...build, platforms: ["linux/amd64", "linux/arm64"] },
        `${registry.host}/built/${format}:many`,
      );
      const raw = (tag: string) =>
        skopeo("inspect", "--raw", "--tls-verify=false", `docker://${registry.host}/built/${format}:${tag}`);
      assert.match(
        await raw("1"),
        format === "oci" ? /vnd\.oci\.image\.manifest/ : /docker\.distribution\.manifest\.v2/,
      );
      assert.equal(JSON.parse(await raw("many")).manifests.length, 2);
    });
  }

  it("a build cache can be pushed", async () => {
    await push({ url: registry.url, repository: "hand/cache" }, makeBuildCache(), ["buildcache"]);
  });

  it("made twice, an image has the same digest", () => {
    const [one, two] = [
      makeIndex([makeImage()], { attested: true }),
      makeIndex([makeImage()], { attested: true }),
    ];
    assert.equal(one.digest, two.digest);
  });

  it("the proxy records every request and its answer, without secrets", async () => {
    const proxy = await startRecordingProxy(registry.url, { delay: 5 });
    try {
      await fetch(`${proxy.url}/v2/`, { headers: { authorization: "Basic c2VjcmV0" } });
      await fetch(`${proxy.url}/v2/nothing/tags/list?n=1`);
      assert.deepEqual(
        proxy.requests.map(({ method, path, status }) => `${method} ${path} ${status}`),
        ["GET /v2/ 200", "GET /v2/nothing/tags/list?n=1 404"],
      );
      assert.equal(proxy.requests[0]?.headers.authorization, "Basic");
    } finally {
      await proxy.stop();
    }
  });
});

it("the htpasswd registry takes the password and refuses others", async () => {
  const registry = await startRegistry({
    auth: { kind: "htpasswd", users: { [login.user]: login.password } },
  });
  try {
    assert.equal((await fetch(`${registry.url}/v2/`)).status, 401);
    const target = { url: registry.url, repository: "team/app" };
    await assert.rejects(
      push(
        { ...target, authorization: await authorize(registry.url, "team/app", { ...login, password: "no" }) },
        makeImage(),
      ),
      /401/,
    );
    await push({ ...target, authorization: await authorize(registry.url, "team/app", login) }, makeImage(), [
      "1",
    ]);
    await skopeo("inspect", "--tls-verify=false", "--creds", account, `docker://${registry.host}/team/app:1`);
  } finally {
    await registry.stop();
  }
});

it("the token registry takes tokens of its token server, and anyone pulls below public/", async () => {
  const registry = await startRegistry({ auth: { kind: "token", users: { [login.user]: login.password } } });
  try {
    for (const repository of ["team/app", "public/app"]) {
      const authorization = await authorize(registry.url, repository, login);
      await push({ url: registry.url, repository, authorization }, makeImage(), ["1"]);
    }
    const reference = (repository: string) => `docker://${registry.host}/${repository}:1`;
    await skopeo("inspect", "--tls-verify=false", "--creds", account, reference("team/app"));
    await skopeo("inspect", "--tls-verify=false", reference("public/app"));
    await assert.rejects(
      skopeo("inspect", "--tls-verify=false", reference("team/app")),
      /unauthorized|authentication/,
    );
    await assert.rejects(
      skopeo("inspect", "--tls-verify=false", "--creds", "alice:wrong", reference("team/app")),
    );
    const grants = new Set(registry.tokenRequests.map((request) => request.grant));
    assert.deepEqual(grants, new Set(["basic", "anonymous", "refused"]));
  } finally {
    await registry.stop();
  }
});
