import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { openContent } from "../../src/core/content/store.ts";
import { TagMemory } from "../../src/core/content/tagMemory.ts";
import { fetchSend } from "../../src/core/http/fetchSend.ts";
import { Images } from "../../src/core/image/images.ts";
import { formatPlatform, parsePlatform } from "../../src/core/oci/platform.ts";
import { type Digest, isDigest } from "../../src/core/reference/digest.ts";
import type { Distribution } from "../../src/core/registry/distribution.ts";
import { openDistribution } from "../../src/core/registry/open.ts";
import { buildAndPush } from "../support/buildah.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import {
  commonPlatforms,
  jsonContent,
  makeBuildCache,
  makeImage,
  makeIndex,
  makeManifest,
  makePlatforms,
} from "../support/images.ts";
import { run } from "../support/program.ts";
import { push, pushManifest } from "../support/push.ts";
import { startRecordingProxy } from "../support/recordingProxy.ts";
import { scratchFolder } from "../support/scratch.ts";

let registry: TestRegistry;
let distribution: Distribution;
before(async () => {
  registry = await startRegistry();
  distribution = open(registry.url);
});
after(() => registry.stop());

const open = (url: string) =>
  openDistribution({ registry: "r.test", base: new URL(url), send: fetchSend("Mooring/test") });
const target = (repository: string) => ({ url: registry.url, repository });
const skopeo = (what: string, name: string) =>
  run("skopeo", ["inspect", what, "--tls-verify=false", `docker://${registry.host}/${name}`]);

function digest(text: string): Digest {
  assert.ok(isDigest(text));
  return text;
}

describe("digests are those that skopeo gives", () => {
  const dockerfile = 'FROM scratch\nLABEL made=by-buildah\nCOPY hello /hello\nCMD ["/hello"]\n';
  const build = { dockerfile, files: { hello: "hello\n" } };
  const platforms = ["linux/amd64", "linux/arm64"];
  const make: Readonly<Record<string, (path: string) => Promise<void>>> = {
    "hand-made OCI image": (path) => push(target(path), makeImage(), ["1"]),
    "hand-made Docker image": (path) => push(target(path), makeImage({ format: "docker" }), ["1"]),
    "hand-made attested OCI index": (path) =>
      push(target(path), makeIndex(makePlatforms(commonPlatforms), { attested: true }), ["1"]),
    "hand-made Docker list": (path) =>
      push(
        target(path),
        makeIndex(makePlatforms(commonPlatforms, { format: "docker" }), { format: "docker" }),
        ["1"],
      ),
    "build cache": (path) => push(target(path), makeBuildCache(), ["1"]),
    artifact: (path) => {
      const config = jsonContent("application/vnd.cncf.helm.config.v1+json", { name: "chart" });
      return push(target(path), makeManifest({ config, layers: [] }), ["1"]);
    },
    "OCI image of buildah": (path) => buildAndPush({ ...build, format: "oci" }, `${registry.host}/${path}:1`),
    "Docker image of buildah": (path) =>
      buildAndPush({ ...build, format: "docker" }, `${registry.host}/${path}:1`),
    "OCI index of buildah": (path) =>
      buildAndPush({ ...build, format: "oci", platforms }, `${registry.host}/${path}:1`),
    "Docker list of buildah": (path) =>
      buildAndPush({ ...build, format: "docker", platforms }, `${registry.host}/${path}:1`),
  };
  for (const [at, [name, fill]] of Object.entries(make).entries()) {
    it(name, async () => {
      const path = `digests/r${at}`;
      await fill(path);
      const raw = await skopeo("--raw", `${path}:1`);
      const expected = `sha256:${createHash("sha256").update(raw).digest("hex")}`;
      const { digest: resolved, mediaType } = await distribution.resolve(path, "1");
      assert.equal(resolved, expected);
      const { descriptor, document, bytes } = await distribution.manifest(path, "1");
      assert.deepEqual(
        [descriptor.digest, descriptor.mediaType, descriptor.size],
        [expected, mediaType, raw.length],
      );
      assert.equal(Buffer.from(bytes).toString(), raw);
      assert.deepEqual((await distribution.manifest(path, resolved)).document, document);
      assert.equal((await distribution.resolve(path, resolved)).digest, expected);
    });
  }
});

describe("an image is what skopeo says it is", () => {
  for (const format of ["oci", "docker"] as const) {
    it(`${format}, each platform of an index, by three GETs`, async (t) => {
      const path = `inspect/${format}`;
      const dockerfile =
        'FROM scratch\nLABEL a=b\nENV X=1\nCOPY hello /hello\nCOPY hello /again\nCMD ["/hello"]\n';
      const platforms = ["linux/amd64", "linux/arm64"];
      await buildAndPush(
        { dockerfile, files: { hello: "hello\n" }, format, platforms },
        `${registry.host}/${path}:1`,
      );
      const proxy = await startRecordingProxy(registry.url);
      t.after(proxy.stop);
      const folder = await scratchFolder(t);
      const images = new Images({
        distributionFor: () => open(proxy.url),
        content: openContent(folder, { maxBytes: 1e6 }),
        tags: new TagMemory(folder),
      });
      const reference = { repository: { registry: "r.test", path }, tag: "1" };
      await images.inspect(reference);
      const methods = () => proxy.requests.splice(0).map(({ method }) => method);
      assert.deepEqual(methods(), ["GET", "GET", "GET"]);
      for (const text of platforms) {
        const platform = parsePlatform(text);
        assert.ok(platform);
        const image = await images.inspect(reference, { platform });
        assert.equal(image.platform && formatPlatform(image.platform).replace("/v8", ""), text);
        const config = JSON.parse(await skopeo("--config", `${path}@${image.manifest.digest}`));
        const manifest = JSON.parse(await skopeo("--raw", `${path}@${image.manifest.digest}`));
        assert.deepEqual(Object.fromEntries(image.config?.labels ?? []), config.config.Labels);
        assert.deepEqual(image.config?.command, ["/hello"]);
        assert.deepEqual(image.config?.diffIds, config.rootfs.diff_ids);
        assert.equal(image.config?.created, Date.parse(config.created));
        assert.equal(image.aligned, true);
        assert.deepEqual(
          image.steps.map(({ createdBy }) => createdBy),
          config.history.map((entry: { created_by: string }) => entry.created_by),
        );
        assert.deepEqual(
          image.steps.flatMap(({ layer }) => layer?.descriptor.digest ?? []),
          manifest.layers.map((layer: { digest: string }) => layer.digest),
        );
      }
      methods();
      await images.inspect(reference);
      assert.deepEqual(methods(), []);
    });
  }
});

describe("tags", () => {
  it("of a registry that gives all 450 at once come by pages of 200, by one request", async (t) => {
    const image = makeImage();
    await push(target("many/tags"), image);
    const names = Array.from({ length: 450 }, (_, at) => `v${at}`);
    while (names.length > 0) {
      await Promise.all(names.splice(0, 25).map((name) => pushManifest(target("many/tags"), image, name)));
    }
    const proxy = await startRecordingProxy(registry.url);
    t.after(proxy.stop);
    const proxied = open(proxy.url);
    const found: string[] = [];
    const lengths: number[] = [];
    let page = await proxied.tags("many/tags");
    for (;;) {
      found.push(...page.items);
      lengths.push(page.items.length);
      if (page.next === undefined) break;
      page = await proxied.tags("many/tags", page.next);
    }
    assert.deepEqual(lengths, [200, 200, 50]);
    assert.deepEqual([new Set(found).size, page.cut, proxy.requests.length], [450, false, 1]);
    const listed = await run("skopeo", [
      "list-tags",
      "--tls-verify=false",
      `docker://${registry.host}/many/tags`,
    ]);
    assert.deepEqual(found.sort(), JSON.parse(listed).Tags.sort());
  });
  it("R07 of a repository whose manifest was deleted are none: the registry says null", async () => {
    const image = makeImage({ annotations: { only: "here" } });
    await push(target("empty/tags"), image, ["1"]);
    const url = `${registry.url}/v2/empty/tags/manifests/${image.digest}`;
    assert.equal((await fetch(url, { method: "DELETE" })).status, 202);
    assert.deepEqual(await distribution.tags("empty/tags"), { items: [], hidden: 0, cut: false });
  });
});

describe("lists of other things", () => {
  it("the catalogue has what was pushed", async () => {
    await push(target("listed/here"), makeImage(), ["1"]);
    const { items, hidden } = await distribution.repositories();
    assert.ok(items.includes("listed/here"));
    assert.equal(hidden, 0);
  });
  it("R13 referrers of a registry without that API are under the fallback tag", async () => {
    const image = makeImage();
    const config = jsonContent("application/vnd.oci.empty.v1+json", {});
    const signature = makeManifest({ config, layers: [], artifactType: "a/signature", subject: image });
    await push(target("referred"), image, ["1"]);
    assert.deepEqual(await distribution.referrers("referred", digest(image.digest)), {
      items: [],
      cut: false,
    });
    await push(target("referred"), signature);
    await push(target("referred"), makeIndex([signature]), [image.digest.replace(":", "-")]);
    const { items } = await distribution.referrers("referred", digest(image.digest));
    assert.deepEqual(
      items.map((item) => item.digest),
      [signature.digest],
    );
  });
});

describe("H06 what is missing is told apart", () => {
  it("a registry is there", () => distribution.ping());
  it("a tag, a digest", async () => {
    await push(target("there"), makeImage(), ["1"]);
    const missing = { name: "RegistryError", kind: "notFound", code: "MANIFEST_UNKNOWN" };
    await assert.rejects(distribution.resolve("there", "2"), missing);
    await assert.rejects(distribution.manifest("there", `sha256:${"0".repeat(64)}`), missing);
  });
  it("a repository", async () => {
    const missing = { name: "RegistryError", kind: "notFound", code: "NAME_UNKNOWN" };
    await assert.rejects(distribution.resolve("nowhere", "1"), missing);
    await assert.rejects(distribution.tags("nowhere"), missing);
  });
  it("a registry", async () => {
    const none = { name: "RegistryError", kind: "unsupported", status: 404 };
    const elsewhere = open(`${registry.url}/no/registry/`);
    await assert.rejects(elsewhere.ping(), none);
    await assert.rejects(elsewhere.resolve("there", "1"), none);
    await assert.rejects(elsewhere.tags("there"), none);
  });
});

it("a blob is fetched and verified", async () => {
  const image = makeImage();
  await push(target("blobs"), image, ["1"]);
  const { document } = await distribution.manifest("blobs", "1");
  assert.ok(document.kind === "manifest");
  assert.deepEqual(Buffer.from(await distribution.blob("blobs", document.config)), image.blobs[0]?.bytes);
});

it("a cancel ends a call", async () => {
  const controller = new AbortController();
  const call = distribution.resolve("there", "1", controller.signal);
  controller.abort();
  await assert.rejects(call, { name: "AbortError" });
});
