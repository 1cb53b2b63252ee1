import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { demoImages } from "../demo/images.ts";
import { type EmbeddedRegistry, startEmbeddedRegistry } from "../demo/registry.ts";
import { type RegistryAuth, startRegistry } from "../support/dockerRegistry.ts";
import { startGuardedRegistry } from "../support/guardedRegistry.ts";
import { jsonContent, makeImage, makeManifest } from "../support/images.ts";
import { run } from "../support/program.ts";
import { authorize, push, pushManifest } from "../support/push.ts";

describe("the demo's registry, seen by skopeo", () => {
  let registry: EmbeddedRegistry;
  before(async () => {
    registry = await startEmbeddedRegistry();
    for (const { repository, tags, tree } of demoImages())
      await push({ url: registry.url, repository }, tree, tags);
  });
  after(() => registry.stop());

  const image = (path: string) => `docker://${registry.host}/${path}`;

  it("lists the tags", async () => {
    const listed = JSON.parse(await run("skopeo", ["list-tags", "--tls-verify=false", image("team/api")]));
    assert.deepEqual(listed.Tags, ["2.3.1", "2.4", "2.4.0", "buildcache", "latest"]);
  });

  it("gives every image with the digest of its bytes", async () => {
    for (const { repository, tags, tree } of demoImages())
      for (const tag of tags) {
        const format = ["--format", "{{.Digest}}"];
        const options = repository === "team/api" && tag === "buildcache" ? ["--raw"] : format;
        const printed = await run("skopeo", [
          "inspect",
          "--tls-verify=false",
          ...options,
          image(`${repository}:${tag}`),
        ]);
        if (options === format) assert.equal(printed.trim(), tree.digest, `${repository}:${tag}`);
        else assert.equal(printed, Buffer.from(tree.bytes).toString());
      }
  });

  it("takes and gives whole images: a copy through docker-registry and back has the same digest", async () => {
    const other = await startRegistry();
    try {
      const copy = (from: string, to: string) =>
        run("skopeo", ["copy", "--all", "--src-tls-verify=false", "--dest-tls-verify=false", from, to]);
      await copy(image("web/nginx:1.27.3"), `docker://${other.host}/nginx:1`);
      await copy(`docker://${other.host}/nginx:1`, image("copied/nginx:1"));
      const digestOf = async (path: string) =>
        (await fetch(`${registry.url}/v2/${path}`)).headers.get("docker-content-digest");
      assert.equal(await digestOf("copied/nginx/manifests/1"), await digestOf("web/nginx/manifests/1.27.3"));
    } finally {
      await other.stop();
    }
  });

  it("hands out names page by page", async () => {
    const pages: string[][] = [];
    let next: string | undefined = "/v2/web/nginx/tags/list?n=3";
    while (next !== undefined) {
      const answer: Response = await fetch(registry.url + next);
      pages.push(((await answer.json()) as { tags: string[] }).tags);
      next = answer.headers.get("link")?.match(/^<(.*)>; rel="next"$/)?.[1];
    }
    assert.deepEqual(pages.slice(0, 2), [
      ["1.26", "1.26.2", "1.27"],
      ["1.27.2", "1.27.3", "latest"],
    ]);
    assert.equal(pages.flat().length, 7);
  });

  it("finds referrers and filters them", async () => {
    const subject = makeImage();
    const repository = "referred/app";
    await push({ url: registry.url, repository }, subject, ["1"]);
    const config = jsonContent("application/vnd.oci.empty.v1+json", {});
    const report = makeManifest({ config, layers: [config], artifactType: "application/test", subject });
    await push({ url: registry.url, repository }, report);
    const found = async (query: string) => {
      const answer = await fetch(`${registry.url}/v2/${repository}/referrers/${subject.digest}${query}`);
      return ((await answer.json()) as { manifests: { digest: string }[] }).manifests.map(
        ({ digest }) => digest,
      );
    };
    assert.deepEqual(await found(""), [report.digest]);
    assert.deepEqual(await found("?artifactType=application/test"), [report.digest]);
    assert.deepEqual(await found("?artifactType=other"), []);
  });

  it("gives a range of a blob", async () => {
    const [layer] = makeImage().blobs.slice(1);
    assert.ok(layer);
    await push({ url: registry.url, repository: "ranged/app" }, makeImage());
    const url = `${registry.url}/v2/ranged/app/blobs/${layer.digest}`;
    const answer = await fetch(url, { headers: { range: "bytes=2-5" } });
    assert.equal(answer.status, 206);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), Buffer.from(layer.bytes).subarray(2, 6));
    assert.equal((await fetch(url, { headers: { range: "bytes=9999999-" } })).status, 416);
  });

  it("refuses what does not match its digest, and manifests whose parts are missing", async () => {
    const target = { url: registry.url, repository: "refused/app" };
    const wrong = `sha256:${"0".repeat(64)}`;
    await assert.rejects(pushManifest(target, makeImage(), wrong), /400.*DIGEST_INVALID/);
    await assert.rejects(pushManifest(target, makeImage(), "1"), /404.*MANIFEST_BLOB_UNKNOWN/);
  });

  it("deletes a tag alone, and a digest with its tags", async () => {
    const target = { url: registry.url, repository: "deleted/app" };
    const tree = makeImage();
    await push(target, tree, ["1", "2", "3"]);
    const remove = (name: string) =>
      fetch(`${registry.url}/v2/deleted/app/manifests/${name}`, { method: "DELETE" });
    const tags = async () => {
      const answer = await fetch(`${registry.url}/v2/deleted/app/tags/list`);
      return ((await answer.json()) as { tags: string[] }).tags;
    };
    await remove("1");
    assert.deepEqual(await tags(), ["2", "3"]);
    await remove(tree.digest);
    assert.deepEqual(await tags(), []);
  });
});

const users = { alice: "correct horse" };
const logins: readonly RegistryAuth[] = [
  { kind: "htpasswd", users },
  { kind: "token", users },
];
for (const auth of logins)
  it(`behind a login (${auth.kind}) it takes the password and refuses others, as skopeo sees it`, async () => {
    const registry = await startGuardedRegistry({ auth });
    try {
      const login = { user: "alice", password: users.alice };
      const authorization = await authorize(registry.url, "team/app", login);
      await push({ url: registry.url, repository: "team/app", authorization }, makeImage(), ["1"]);
      const inspect = (...account: string[]) =>
        run("skopeo", ["inspect", "--tls-verify=false", ...account, `docker://${registry.host}/team/app:1`]);
      await inspect("--creds", "alice:correct horse");
      await assert.rejects(inspect("--creds", "alice:wrong"));
      await assert.rejects(inspect(), /unauthorized|authentication/);
    } finally {
      await registry.stop();
    }
  });
