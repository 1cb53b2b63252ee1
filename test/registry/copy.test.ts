/** Copying between real registries (distribution 2.8), checked by skopeo and counted by a proxy. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { after, before, describe, it, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ociCatalog } from "../../src/core/catalog/oci.ts";
import type { Progress } from "../../src/core/copy/blobs.ts";
import { addTag } from "../../src/core/copy/tag.ts";
import { tagsOn } from "../../src/core/copy/tagsOn.ts";
import { type Digest, isDigest } from "../../src/core/reference/digest.ts";
import { buildAndPush } from "../support/buildah.ts";
import { blobBytes, clients, copyTag, kinds, makeNoise } from "../support/copying.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import {
  commonPlatforms,
  content,
  jsonContent,
  type ManifestTree,
  makeBuildCache,
  makeImage,
  makeIndex,
  makeLayer,
  makeManifest,
  makePlatforms,
} from "../support/images.ts";
import { run } from "../support/program.ts";
import { authorize, push } from "../support/push.ts";
import { type RecordingProxyOptions, startRecordingProxy } from "../support/recordingProxy.ts";

const login = { user: "alice", password: "correct horse" };
const credential = { kind: "basic", username: login.user, password: login.password } as const;
const megabyte = 1024 * 1024;

let one: TestRegistry;
let other: TestRegistry;
before(async () => {
  [one, other] = await Promise.all([startRegistry(), startRegistry({ foreignLayers: true })]);
});
after(() => Promise.all([one.stop(), other.stop()]));

const fill = (path: string, tree: ManifestTree, ...tags: readonly string[]) =>
  push({ url: one.url, repository: path }, tree, tags);

function raw(host: string, name: string): Promise<string> {
  return run("skopeo", ["inspect", "--raw", "--tls-verify=false", `docker://${host}/${name}`]);
}

async function proxied(t: TestContext, registry: TestRegistry, options?: RecordingProxyOptions) {
  const proxy = await startRecordingProxy(registry.url, options);
  t.after(proxy.stop);
  return proxy;
}

/** The digests of everything that an index of the registry leads to. */
async function childrenIn(host: string, path: string, name: string): Promise<readonly string[]> {
  const { manifests = [] } = JSON.parse(await raw(host, `${path}${name}`)) as {
    manifests?: { digest: string; mediaType: string }[];
  };
  const documents = manifests.filter(({ mediaType }) => /manifest|index/.test(mediaType));
  const below = documents.map(async ({ digest }) => [
    digest,
    ...(await childrenIn(host, path, `@${digest}`)),
  ]);
  return (await Promise.all(below)).flat();
}

describe("a copy is the same, byte by byte, as skopeo sees it", () => {
  const dockerfile = 'FROM scratch\nLABEL made=by-buildah\nCOPY hello /hello\nCMD ["/hello"]\n';
  const build = { dockerfile, files: { hello: "hello\n" } };
  const platforms = ["linux/amd64", "linux/arm64"];
  const twice = makeLayer([{ path: "same", content: "same\n" }]);
  const config = (type: string) => jsonContent(type, {});
  const make: Readonly<Record<string, (path: string) => Promise<void>>> = {
    "OCI image of buildah": (path) => buildAndPush({ ...build, format: "oci" }, `${one.host}/${path}:1`),
    "Docker image of buildah": (path) =>
      buildAndPush({ ...build, format: "docker" }, `${one.host}/${path}:1`),
    "OCI index of buildah": (path) =>
      buildAndPush({ ...build, format: "oci", platforms }, `${one.host}/${path}:1`),
    "Docker list of buildah": (path) =>
      buildAndPush({ ...build, format: "docker", platforms }, `${one.host}/${path}:1`),
    "attested index": (path) =>
      fill(path, makeIndex(makePlatforms(commonPlatforms), { attested: true }), "1"),
    "index of indexes that share a child": (path) => {
      const [first, second, third] = makePlatforms(commonPlatforms);
      assert.ok(first && second && third);
      return fill(path, makeIndex([makeIndex([first, second]), makeIndex([second, third])]), "1");
    },
    "image with one layer twice": (path) =>
      fill(
        path,
        makeImage({
          steps: [
            { command: "a", layer: twice },
            { command: "b", layer: twice },
          ],
        }),
        "1",
      ),
    "build cache": (path) => fill(path, makeBuildCache(), "1"),
    "Helm chart": (path) => {
      const chart = content("application/vnd.cncf.helm.chart.content.v1.tar+gzip", randomBytes(99));
      return fill(
        path,
        makeManifest({ config: config("application/vnd.cncf.helm.config.v1+json"), layers: [chart] }),
        "1",
      );
    },
    "artifact with the empty config": (path) => {
      const empty = config("application/vnd.oci.empty.v1+json");
      return fill(path, makeManifest({ config: empty, layers: [empty], artifactType: "a/b" }), "1");
    },
    "artifact with an empty blob": (path) => {
      const layer = content("application/octet-stream", new Uint8Array());
      return fill(path, makeManifest({ config: config("x/y"), layers: [layer] }), "1");
    },
  };
  for (const [at, [name, prepare]] of Object.entries(make).entries()) {
    it(name, async () => {
      const path = `copied/r${at}`;
      await prepare(path);
      const source = { distribution: clients()(one.host), path };
      const target = { distribution: clients()(other.host), path: `there/r${at}`, tag: "new" };
      const report = await copyTag(source, "1", target);
      assert.equal(await raw(other.host, `${target.path}:new`), await raw(one.host, `${path}:1`));
      const children = await childrenIn(one.host, path, ":1");
      assert.deepEqual(await childrenIn(other.host, target.path, ":new"), children);
      for (const child of new Set(children)) {
        assert.equal(
          await raw(other.host, `${target.path}@${child}`),
          await raw(one.host, `${path}@${child}`),
        );
      }
      assert.equal(report.manifests.length, new Set(children).size + 1);
      assert.equal(report.manifests.at(-1)?.digest, report.digest);
      assert.deepEqual(new Set(report.blobs.map(({ how }) => how)), new Set(["copied"]));
      // skopeo reads every blob and checks its digest; artifacts and indexes of indexes are beyond it.
      if (!/image|list|attested|OCI index/.test(name)) return;
      const place = ["--all", "--src-tls-verify=false", "--dest-tls-verify=false"];
      const checked = `docker://${one.host}/checked/r${at}:1`;
      await run("skopeo", ["copy", ...place, `docker://${other.host}/${target.path}:new`, checked]);
    });
  }
});

describe("only what is missing moves", () => {
  it("nothing, when the blobs are there already: by their digests, one HEAD each", async (t) => {
    const image = makeNoise(1000, 2000);
    await fill("there/already", image, "1");
    await push({ url: other.url, repository: "has/it" }, image, ["old"]);
    const proxy = await proxied(t, other);
    const distribution = clients()(proxy.host);
    const source = { distribution: clients()(one.host), path: "there/already" };
    const report = await copyTag(source, "1", { distribution, path: "has/it", tag: "new" });
    assert.deepEqual(
      report.blobs.map(({ how }) => how),
      ["exists", "exists", "exists"],
    );
    assert.deepEqual([report.bytesMoved, blobBytes(proxy.requests)], [0, 0]);
    assert.deepEqual(kinds(proxy.requests), ["HEAD blobs", "HEAD blobs", "HEAD blobs", "PUT manifests"]);
  });

  it("nothing, between repositories of one registry: it takes them over itself", async (t) => {
    await fill("mount/from", makeNoise(1000, 2000), "1");
    const proxy = await proxied(t, one);
    const distribution = clients()(proxy.host);
    const progress: Progress[] = [];
    const report = await copyTag(
      { distribution, path: "mount/from" },
      "1",
      { distribution, path: "mount/to", tag: "1" },
      {
        onProgress: (now) => progress.push(now),
      },
    );
    assert.deepEqual(
      report.blobs.map(({ how }) => how),
      ["mounted", "mounted", "mounted"],
    );
    assert.equal(blobBytes(proxy.requests), 0);
    assert.ok(!kinds(proxy.requests).includes("GET blobs"));
    assert.deepEqual(progress, [{ moved: 0, total: 0 }]);
    assert.equal(await raw(one.host, "mount/to:1"), await raw(one.host, "mount/from:1"));
  });

  it("with a token for both repositories", async (t) => {
    const registry = await startRegistry({
      auth: { kind: "token", users: { [login.user]: login.password } },
    });
    t.after(registry.stop);
    const authorization = await authorize(registry.url, "team/from", login);
    await push({ url: registry.url, repository: "team/from", authorization }, makeNoise(1000), ["1"]);
    const distribution = clients(credential)(registry.host);
    const report = await copyTag({ distribution, path: "team/from" }, "1", {
      distribution,
      path: "team/to",
      tag: "1",
    });
    assert.deepEqual(
      report.blobs.map(({ how }) => how),
      ["mounted", "mounted"],
    );
  });

  it("a foreign layer stays where it is, and is said to", async () => {
    const config = jsonContent("application/vnd.docker.container.image.v1+json", { os: "windows" });
    const layer = {
      mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
      digest: content("", randomBytes(9)).digest,
      size: 9,
      urls: ["https://foreign.test/layer"],
    };
    const { mediaType, digest, size } = config;
    const manifest = jsonContent("application/vnd.docker.distribution.manifest.v2+json", {
      schemaVersion: 2,
      mediaType: "application/vnd.docker.distribution.manifest.v2+json",
      config: { mediaType, digest, size },
      layers: [layer],
    });
    const tree = { ...manifest, blobs: [config], children: [] };
    await push({ url: other.url, repository: "windows/from" }, tree, ["1"]);
    const distribution = clients()(other.host);
    const report = await copyTag({ distribution, path: "windows/from" }, "1", {
      distribution,
      path: "windows/to",
      tag: "1",
    });
    assert.deepEqual(
      report.blobs.map(({ how }) => how),
      ["mounted", "foreign"],
    );
    assert.equal(await raw(other.host, "windows/to:1"), Buffer.from(manifest.bytes).toString());
  });
});

describe("what refers to an image comes with it", () => {
  const signature = (subject: ManifestTree) => {
    const config = jsonContent("application/vnd.oci.empty.v1+json", {});
    const layer = content("application/vnd.dev.sigstore.bundle.v0.3+json", randomBytes(50));
    return makeManifest({
      config,
      layers: [layer],
      artifactType: "a/signature",
      subject,
      annotations: { by: "me" },
    });
  };
  const fallback = (digest: string) => digest.replace(":", "-");

  it("and is listed under the fallback tag beside what is listed there", async () => {
    const image = makeNoise(100);
    const [mine, theirs] = [signature(image), signature(image)];
    await fill("signed/from", image, "1");
    await fill("signed/from", mine);
    await fill("signed/from", makeIndex([mine]), fallback(image.digest));
    const there = { url: other.url, repository: "signed/to" };
    await push(there, image);
    await push(there, theirs);
    await push(there, makeIndex([theirs]), [fallback(image.digest)]);
    const source = { distribution: clients()(one.host), path: "signed/from" };
    const target = { distribution: clients()(other.host), path: "signed/to", tag: "1" };
    const report = await copyTag(source, "1", target);
    assert.deepEqual(
      report.referrers.map(({ digest }) => digest),
      [mine.digest],
    );
    const { items } = await target.distribution.referrers("signed/to", asDigest(image.digest));
    assert.deepEqual(new Set(items.map(({ digest }) => digest)), new Set([mine.digest, theirs.digest]));
    const entry = items.find(({ digest }) => digest === mine.digest);
    assert.deepEqual([entry?.artifactType, entry?.annotations?.get("by")], ["a/signature", "me"]);
    assert.equal(
      await raw(other.host, `signed/to@${mine.digest}`),
      await raw(one.host, `signed/from@${mine.digest}`),
    );
    const again = await copyTag(source, "1", target);
    assert.deepEqual(again.referrers, report.referrers);
    assert.equal((await target.distribution.referrers("signed/to", asDigest(image.digest))).items.length, 2);
  });

  it("unless it is left out", async () => {
    const image = makeNoise(100);
    const mine = signature(image);
    await fill("signed/left", image, "1");
    await fill("signed/left", mine);
    await fill("signed/left", makeIndex([mine]), fallback(image.digest));
    const source = { distribution: clients()(one.host), path: "signed/left" };
    const target = { distribution: clients()(other.host), path: "signed/without", tag: "1" };
    const report = await copyTag(source, "1", target, { referrers: false });
    assert.deepEqual(report.referrers, []);
    await assert.rejects(raw(other.host, `signed/without@${mine.digest}`));
  });
});

describe("what breaks on the way", () => {
  const isPatch = ({ method }: { method: string }) => method === "PATCH";

  /** A blob of three chunks from one registry to the other through the given proxies. */
  async function copyLarge(
    t: TestContext,
    name: string,
    { source, target }: { source?: RecordingProxyOptions; target?: RecordingProxyOptions },
  ) {
    const size = 20 * megabyte;
    await fill(`large/${name}`, makeNoise(size), "1");
    const from = await proxied(t, one, source);
    const to = await proxied(t, other, target);
    const report = await copyTag({ distribution: clients()(from.host), path: `large/${name}` }, "1", {
      distribution: clients()(to.host),
      path: `large/${name}`,
      tag: "1",
    });
    assert.equal(await raw(other.host, `large/${name}:1`), await raw(one.host, `large/${name}:1`));
    const [, layer] = report.blobs;
    assert.deepEqual([layer?.how, layer?.descriptor.size], ["copied", size]);
    return { from, to, size };
  }

  it("nothing: three chunks and an end", async (t) => {
    const { to, size } = await copyLarge(t, "whole", {});
    const chunks = to.requests.filter(isPatch);
    assert.deepEqual(
      chunks.map(({ sent }) => sent),
      [8 * megabyte, 8 * megabyte, 4 * megabyte],
    );
    assert.deepEqual(
      chunks.map(({ headers }) => headers["content-range"]),
      [`0-${8 * megabyte - 1}`, `${8 * megabyte}-${16 * megabyte - 1}`, `${16 * megabyte}-${size - 1}`],
    );
  });

  it("a chunk that never arrived: the upload goes on where the registry says", async (t) => {
    let patches = 0;
    const { to } = await copyLarge(t, "between", {
      target: {
        fault: (request) => (isPatch(request) && ++patches === 2 ? { cut: "request", after: 0 } : undefined),
      },
    });
    const asked = kinds(to.requests.filter(({ path }) => path.includes("/uploads/")));
    assert.deepEqual(asked.filter((kind) => kind === "GET uploads").length, 1);
    // One upload for the layer, one for the config, and no byte of the layer twice.
    assert.deepEqual(asked.filter((kind) => kind === "POST uploads").length, 2);
    assert.equal(
      to.requests.filter(isPatch).reduce((sum, { sent }) => sum + sent, 0),
      20 * megabyte,
    );
  });

  it("a chunk that broke off: distribution 2.8 forgets the upload, which begins anew", async (t) => {
    let patches = 0;
    const { to } = await copyLarge(t, "within", {
      target: {
        fault: (request) =>
          isPatch(request) && ++patches === 2 ? { cut: "request", after: megabyte } : undefined,
      },
    });
    const asked = kinds(to.requests.filter(({ path }) => path.includes("/uploads/")));
    assert.deepEqual(asked.filter((kind) => kind === "POST uploads").length, 3);
  });

  it("the download: it goes on with the rest", async (t) => {
    const { from, size } = await copyLarge(t, "download", {
      source: {
        fault: ({ headers }) =>
          headers.range === undefined ? { cut: "answer", after: 10 * megabyte } : undefined,
      },
    });
    const [rest, ...others] = from.requests.filter(({ headers }) => headers.range !== undefined);
    assert.deepEqual([rest?.status, others.length], [206, 0]);
    assert.equal(rest?.headers.range, `bytes=${size - (rest?.received ?? 0)}-`);
  });

  it("a cancel: no tag, no half upload; and again moves only what is missing", async (t) => {
    const [done, under] = [3 * megabyte, 30 * megabyte];
    await fill("large/cancelled", makeNoise(done, under), "1");
    const proxy = await proxied(t, other);
    const source = { distribution: clients()(one.host), path: "large/cancelled" };
    const target = { distribution: clients()(proxy.host), path: "large/cancelled", tag: "1" };
    const controller = new AbortController();
    const onProgress = ({ moved }: Progress) => {
      if (moved > done + 8 * megabyte) controller.abort();
    };
    const copying = copyTag(source, "1", target, { onProgress, signal: controller.signal });
    await assert.rejects(copying, { name: "AbortError" });
    await assert.rejects(raw(other.host, "large/cancelled:1"));
    while (!proxy.requests.some(({ method, status }) => method === "DELETE" && status !== undefined))
      await pause(10);
    // Distribution 2.8 forgets an upload by itself when it notices first that a chunk broke off.
    const deleted = proxy.requests.filter(({ method }) => method === "DELETE");
    assert.match(deleted.map(({ status }) => status).join(), /^(?:204|404)$/);
    proxy.requests.length = 0;
    const report = await copyTag(source, "1", target);
    assert.deepEqual(
      report.blobs.map(({ how }) => how),
      ["exists", "exists", "copied"],
    );
    assert.equal(blobBytes(proxy.requests), under);
    assert.equal(await raw(other.host, "large/cancelled:1"), await raw(one.host, "large/cancelled:1"));
  });

  it("a registry that fails: no tag; and again moves only what is missing", async (t) => {
    await fill("large/failing", makeNoise(1000), "1");
    let fails = true;
    const proxy = await proxied(t, other, {
      fault: ({ method, path }) =>
        fails && method === "PUT" && path.includes("/manifests/") ? { cut: "request", after: 0 } : undefined,
    });
    const source = { distribution: clients()(one.host), path: "large/failing" };
    const target = { distribution: clients()(proxy.host), path: "large/failing", tag: "1" };
    await assert.rejects(copyTag(source, "1", target), { name: "NetworkError" });
    await assert.rejects(raw(other.host, "large/failing:1"));
    fails = false;
    const report = await copyTag(source, "1", target);
    assert.deepEqual([report.bytesMoved, report.blobs.map(({ how }) => how)], [0, ["exists", "exists"]]);
  });
});

it("Ctrl-C ends mooring copy with 130, takes the half upload back and leaves no tag", async (t) => {
  await fill("large/interrupted", makeNoise(30 * megabyte), "1");
  let patches = 0;
  const second = Promise.withResolvers<void>();
  const proxy = await proxied(t, other, {
    fault: async ({ method }) => {
      if (method !== "PATCH" || ++patches < 2) return undefined;
      second.resolve();
      await pause(1_000);
      return undefined;
    },
  });
  const program = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const argv = [program, "copy", `${one.host}/large/interrupted:1`, `${proxy.host}/large/interrupted:1`];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]);
  await second.promise;
  child.kill("SIGINT");
  const [[code], stdout, stderr] = await ended;
  assert.deepEqual([code, stdout, stderr], [130, "", ""]);
  assert.ok(proxy.requests.some(({ method }) => method === "DELETE"));
  await assert.rejects(raw(other.host, "large/interrupted:1"));
});

describe("logins", () => {
  it("a password, for pulling and for pushing", async (t) => {
    const registry = await startRegistry({
      auth: { kind: "htpasswd", users: { [login.user]: login.password } },
    });
    t.after(registry.stop);
    await fill("login/password", makeNoise(1000, 9 * megabyte), "1");
    const source = { distribution: clients()(one.host), path: "login/password" };
    const target = { distribution: clients(credential)(registry.host), path: "team/app", tag: "1" };
    await copyTag(source, "1", target);
    const inspect = ["inspect", "--raw", "--tls-verify=false", "--creds", `${login.user}:${login.password}`];
    const copied = await run("skopeo", [...inspect, `docker://${registry.host}/team/app:1`]);
    assert.equal(copied, await raw(one.host, "login/password:1"));
    const stranger = { ...target, distribution: clients()(registry.host) };
    await assert.rejects(copyTag(source, "1", stranger), { kind: "unauthorized" });
  });

  it("tokens that end in the middle of an upload are got anew, and no byte is sent twice", async (t) => {
    // The registry forgives a minute: such a token is good for five seconds.
    const auth = { kind: "token", users: { [login.user]: login.password }, lifetime: -55 } as const;
    const registry = await startRegistry({ auth });
    t.after(registry.stop);
    let patches = 0;
    const proxy = await proxied(t, registry, {
      fault: async ({ method }) => {
        if (method === "PATCH" && ++patches === 2) await pause(6_500);
        return undefined;
      },
    });
    await fill("login/token", makeNoise(20 * megabyte), "1");
    const source = { distribution: clients()(one.host), path: "login/token" };
    const target = { distribution: clients(credential)(proxy.host), path: "team/app", tag: "1" };
    await copyTag(source, "1", target);
    const chunks = proxy.requests.filter(({ method }) => method === "PATCH");
    const taken = chunks.filter(({ status }) => status === 202);
    assert.ok(chunks.length > taken.length, "a token was refused");
    assert.equal(
      taken.reduce((sum, { sent }) => sum + sent, 0),
      20 * megabyte,
    );
    // One upload for the layer, one for the config.
    assert.equal(
      proxy.requests.filter(({ method, status }) => method === "POST" && status === 202).length,
      2,
    );
  });
});

describe("tags", () => {
  it("a further tag names the very same manifest", async () => {
    for (const [name, tree] of [
      ["oci", makeIndex(makePlatforms(commonPlatforms), { attested: true })],
      ["docker", makeImage({ format: "docker" })],
    ] as const) {
      await fill(`tagged/${name}`, tree, "1");
      const place = { distribution: clients()(one.host), path: `tagged/${name}` };
      const { descriptor } = await addTag(place, "1", "1.0");
      assert.equal(descriptor.digest, tree.digest);
      assert.equal(await raw(one.host, `tagged/${name}:1.0`), Buffer.from(tree.bytes).toString());
      assert.equal((await place.distribution.resolve(place.path, "1.0")).digest, tree.digest);
    }
  });

  it("those of a digest are named, fall with it, and are gone from the list", async () => {
    const [image, kept] = [makeNoise(10), makeNoise(20)];
    await fill("tagged/deleted", image, "1", "1.0", "latest");
    await fill("tagged/deleted", kept, "2");
    const place = { distribution: clients()(one.host), path: "tagged/deleted" };
    const catalog = ociCatalog(place);
    const digest = asDigest(image.digest);
    const { tags, complete } = await tagsOn(place, catalog, digest);
    assert.deepEqual([[...tags].sort(), complete], [["1", "1.0", "latest"], true]);
    await catalog.deleteDigest(place.path, digest);
    const page = await place.distribution.tags(place.path);
    assert.deepEqual(page.items, ["2"]);
    await assert.rejects(raw(one.host, "tagged/deleted:latest"));
    assert.deepEqual(await tagsOn(place, catalog, digest), { tags: [], complete: true });
  });

  it("one alone cannot be taken away on distribution 2.8, which is said and remembered", async () => {
    await fill("tagged/alone", makeNoise(10), "1");
    const place = { distribution: clients()(one.host), path: "tagged/alone" };
    const catalog = ociCatalog(place);
    await assert.rejects(catalog.untag(place.path, "1"), { kind: "unsupported" });
    assert.deepEqual(catalog.cannot, new Set(["untag"]));
    assert.ok(await raw(one.host, "tagged/alone:1"));
  });
});

function asDigest(text: string): Digest {
  assert.ok(isDigest(text));
  return text;
}
