import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { connect } from "../../src/cli/wire.ts";
import { mooring } from "../cli/fakes.ts";
import { buildAndPush } from "../support/buildah.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import {
  commonPlatforms,
  type Format,
  type ManifestTree,
  makeBuildCache,
  makeImage,
  makeIndex,
  makePlatforms,
} from "../support/images.ts";
import { run } from "../support/program.ts";
import { authorize, push } from "../support/push.ts";
import { startRecordingProxy } from "../support/recordingProxy.ts";

const formats: readonly Format[] = ["oci", "docker"];
const program = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const login = { user: "alice", password: "correct: h\u00F6rse" };

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mooring-cli-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** What the logins' files led to. */
const warnings: string[] = [];

/** Runs the command line in this process, with the logins of a docker configuration of its own. */
function ask(
  argv: readonly string[],
  { cwd = folder, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) {
  return mooring(argv, {
    cwd,
    ...connect(
      { DOCKER_CONFIG: join(folder, "none"), REGISTRY_AUTH_FILE: join(folder, "none.json"), ...env },
      "test",
      (sentence) => warnings.push(sentence),
    ),
  });
}

async function askJson(argv: readonly string[], options?: Parameters<typeof ask>[1]) {
  const { code, stdout, stderr } = await ask([...argv, "--json"], options);
  assert.equal(code, 0, stderr);
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}

function skopeo(...args: readonly string[]): Promise<string> {
  const [command = "", ...rest] = args;
  return run("skopeo", [command, "--tls-verify=false", ...rest]);
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

describe("the command line and skopeo say the same of every image in a registry", () => {
  let registry: TestRegistry;
  const single = makeImage({ config: { Labels: { a: "b" }, Env: ["A=b"], Cmd: ["/hello"] } });
  const indexes = new Map<Format, ManifestTree>(
    formats.map((format) => [
      format,
      makeIndex(makePlatforms(commonPlatforms, { format }), { format, attested: format === "oci" }),
    ]),
  );
  before(async () => {
    registry = await startRegistry();
    const target = (repository: string) => ({ url: registry.url, repository });
    for (const format of formats) {
      const index = indexes.get(format);
      if (index !== undefined) await push(target(`hand/${format}`), index, ["1.27", "latest"]);
      await push(target(`hand/${format}`), makeImage({ format }), ["single"]);
      const dockerfile = "FROM scratch\nLABEL made=by-buildah\nCOPY hello /hello\n";
      const build = { dockerfile, files: { hello: "hello\n" }, format };
      await buildAndPush(build, `${registry.host}/built/${format}:1`);
      await buildAndPush(
        { ...build, platforms: ["linux/amd64", "linux/arm64"] },
        `${registry.host}/built/${format}:many`,
      );
    }
    await push(target("app"), single, ["1"]);
    await push(target("app"), makeBuildCache(), ["buildcache"]);
  });
  after(() => registry.stop());

  it("repos and tags list everything", async () => {
    const repositories = await askJson(["repos", registry.host]);
    assert.deepEqual(repositories, ["app", "built/docker", "built/oci", "hand/docker", "hand/oci"]);
    for (const repository of repositories) {
      const listed = JSON.parse(await skopeo("list-tags", `docker://${registry.host}/${repository}`));
      const tags: string[] = await askJson(["tags", `${registry.host}/${repository}`]);
      assert.deepEqual(tags.sort(), listed.Tags.sort());
    }
  });

  it("resolve gives the digest of the bytes that skopeo gets, for every tag", async () => {
    const names: string[] = [];
    for (const repository of await askJson(["repos", registry.host]))
      for (const tag of await askJson(["tags", `${registry.host}/${repository}`]))
        names.push(`${registry.host}/${repository}:${tag}`);
    assert.equal(names.length, 12);
    const rows = await askJson(["resolve", "--platforms", ...names]);
    assert.deepEqual(
      (await askJson(["resolve", ...names])).map(({ digest }: { digest: string }) => digest),
      rows.map(({ digest }: { digest: string }) => digest),
    );
    for (const [index, name] of names.entries()) {
      const raw = await skopeo("inspect", "--raw", `docker://${name}`);
      const { reference, digest, mediaType, size } = rows[index];
      assert.deepEqual(
        { reference, digest, mediaType, size },
        {
          reference: name,
          digest: sha256(raw),
          mediaType: JSON.parse(raw).mediaType,
          size: Buffer.byteLength(raw),
        },
      );
    }
  });

  for (const format of formats) {
    it(`resolve --platforms lists the images of an ${format} index, without attestations`, async () => {
      const [{ platforms }] = await askJson([
        "resolve",
        "--platforms",
        `${registry.host}/hand/${format}:1.27`,
      ]);
      const { children = [] } = indexes.get(format) ?? {};
      assert.deepEqual(
        platforms,
        children.slice(0, 3).map(({ platform, digest, size }) => ({ ...platform, digest, size })),
      );
    });

    it(`inspect shows the ${format} image of a platform as skopeo does`, async () => {
      const name = `${registry.host}/hand/${format}:1.27`;
      const { layers, digest, platform, created, size } = await askJson([
        "inspect",
        name,
        "--platform",
        "linux/arm64",
      ]);
      const child = indexes.get(format)?.children[1];
      assert.ok(child);
      const arm = ["--override-os", "linux", "--override-arch", "arm64", "--override-variant", "v8"];
      const flags = ["inspect", "--tls-verify=false", "--config", `docker://${name}`];
      const config = JSON.parse(await run("skopeo", [...arm, ...flags]));
      const manifest = JSON.parse(Buffer.from(child.bytes).toString());
      assert.deepEqual([digest, platform], [child.digest, "linux/arm64/v8"]);
      assert.equal(new Date(created).getTime(), new Date(config.created).getTime());
      assert.equal(
        size,
        [manifest.config, ...manifest.layers].reduce((sum: number, part) => sum + part.size, 0),
      );
      assert.deepEqual(
        layers,
        manifest.layers.map((layer: object, index: number) => ({
          ...layer,
          diffId: config.rootfs.diff_ids[index],
          createdBy: config.history[index].created_by,
        })),
      );
    });
  }

  it("inspect --json has exactly the documented keys", async () => {
    const image = await askJson(["inspect", `${registry.host}/app:1`]);
    const keys = [
      "digest",
      "mediaType",
      "platform",
      "created",
      "size",
      "layers",
      "history",
      "config",
      "labels",
    ];
    assert.deepEqual(Object.keys(image), keys);
    assert.deepEqual(Object.keys(image.layers[0]), ["digest", "diffId", "size", "mediaType", "createdBy"]);
    assert.equal(image.digest, single.digest);
    assert.deepEqual(image.labels, { a: "b" });
    assert.deepEqual(image.config, {
      user: null,
      environment: ["A=b"],
      entrypoint: null,
      command: ["/hello"],
      workingDirectory: null,
      exposedPorts: [],
      volumes: [],
      stopSignal: null,
    });
    const created = "2024-11-12T10:11:12.000Z";
    assert.deepEqual(image.history, [
      { created, createdBy: "COPY hello /hello", comment: "", emptyLayer: false },
    ]);
  });

  it("a platform that is not there is said to be missing, of an index and of an image", async () => {
    for (const name of ["hand/oci:1.27", "hand/oci:single"]) {
      const argv = ["inspect", `${registry.host}/${name}`, "--platform", "linux/s390x"];
      const { code, stdout, stderr } = await ask(argv);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.equal(stderr, `mooring: ${registry.host}/${name} has no image for linux/s390x.\n`);
    }
  });

  it("people see the digest of an index beside that of the image of it, and nothing of one without", async () => {
    const child = indexes.get("oci")?.children[1];
    const argv = ["inspect", `${registry.host}/hand/oci:1.27`, "--platform", "linux/arm64"];
    const { stdout } = await ask(argv);
    assert.match(stdout, new RegExp(`^Index +${indexes.get("oci")?.digest}\nDigest +${child?.digest}$`, "m"));
    assert.doesNotMatch((await ask(["inspect", `${registry.host}/app:1`])).stdout, /^Index/m);
  });

  it("people see layers and commands", async () => {
    const { stdout } = await ask(["inspect", `${registry.host}/app:1`]);
    assert.match(stdout, /^Platform +linux\/amd64$/m);
    assert.match(stdout, /^ *# +SIZE +LAYER +COMMAND$/m);
    assert.match(stdout, /^ *1 +\d+ B +sha256:[0-9a-f]{12} +COPY hello \/hello$/m);
  });

  it("check finds what is unpinned and missing, pin --write mends it, check is content", async () => {
    const cwd = join(folder, "work");
    await mkdir(cwd);
    const names = [`${registry.host}/hand/oci:1.27`, `${registry.host}/hand/docker:single`];
    const compose = `services:\r\n${names.map((name, index) => `  s${index}: {image: '${name}'}\r\n`).join("")}`;
    await writeFile(join(cwd, "compose.yaml"), `\uFEFF${compose}`);
    await writeFile(join(cwd, "Dockerfile"), `FROM ${registry.host}/hand/oci:gone\n`);
    const found = await ask(["check", ".", "--json"], { cwd });
    assert.equal(found.code, 1);
    assert.deepEqual(
      JSON.parse(found.stdout).map(({ code }: { code: string }) => code),
      ["missing", "unpinned", "unpinned"],
    );
    const { code } = await ask(["pin", "--write", "compose.yaml"], { cwd });
    assert.equal(code, 0);
    const digests = await Promise.all(
      names.map(async (name) => sha256(await skopeo("inspect", "--raw", `docker://${name}`))),
    );
    const pinned = names.reduce(
      (text, name, index) => text.replace(`'${name}'`, `'${name}@${digests[index]}'`),
      compose,
    );
    assert.equal(await readFile(join(cwd, "compose.yaml"), "utf8"), `\uFEFF${pinned}`);
    assert.deepEqual(await askJson(["check", "compose.yaml"], { cwd }), []);
  });
});

describe("docker's and podman's logins", () => {
  it("A11: a configuration that cannot be read is told of once, and public images stay within reach", async () => {
    const registry = await startRegistry();
    try {
      const image = makeImage();
      await push({ url: registry.url, repository: "public/app" }, image, ["1"]);
      const config = join(folder, "malformed");
      await mkdir(config);
      await writeFile(join(config, "config.json"), "{ not json");
      warnings.length = 0;
      const name = `${registry.host}/public/app:1`;
      const [{ digest }] = await askJson(["resolve", name], { env: { DOCKER_CONFIG: config } });
      assert.equal(digest, image.digest);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? "", /malformed.config\.json cannot be read/);
    } finally {
      await registry.stop();
    }
  });

  const kinds = ["htpasswd", "token"] as const;
  for (const kind of kinds) {
    it(`open a registry with ${kind} logins, for exactly the host they were stored for`, async () => {
      const registry = await startRegistry({ auth: { kind, users: { [login.user]: login.password } } });
      try {
        const image = makeImage();
        const authorization = await authorize(registry.url, "private/app", login);
        await push({ url: registry.url, repository: "private/app", authorization }, image, ["1"]);
        const config = join(folder, kind);
        await mkdir(config);
        const auth = Buffer.from(`${login.user}:${login.password}`).toString("base64");
        const write = (host: string) =>
          writeFile(join(config, "config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
        const env = { DOCKER_CONFIG: config };
        await write(registry.host);
        const [{ digest }] = await askJson(["resolve", `${registry.host}/private/app:1`], { env });
        assert.equal(digest, image.digest);
        await write(registry.host.replace("127.0.0.1", "localhost"));
        const { code, stdout } = await ask(["resolve", `${registry.host}/private/app:1`, "--json"], { env });
        assert.equal(code, 2);
        assert.deepEqual(Object.keys(JSON.parse(stdout)[0]), ["reference", "error"]);
        const podman = join(config, "auth.json");
        await writeFile(podman, JSON.stringify({ auths: { [registry.host]: { auth } } }));
        const withPodman = { env: { ...env, REGISTRY_AUTH_FILE: podman } };
        const [again] = await askJson(["resolve", `${registry.host}/private/app:1`], withPodman);
        assert.equal(again.digest, image.digest);
      } finally {
        await registry.stop();
      }
    });
  }
});

describe("the program", () => {
  const start = (argv: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const child = spawn(process.execPath, [program, ...argv], {
      env: { ...process.env, DOCKER_CONFIG: join(folder, "none"), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]).then(
      ([[code], stdout, stderr]) => ({ code, stdout, stderr }),
    );
    return { child, ended };
  };

  it("Ctrl-C ends a run that waits for a registry, with 130 and no word", async () => {
    const silent = createServer(() => {});
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const { port } = silent.address() as AddressInfo;
    const { child, ended } = start(["resolve", `127.0.0.1:${port}/a:1`]);
    await once(silent, "request");
    child.kill("SIGINT");
    assert.deepEqual(await ended, { code: 130, stdout: "", stderr: "" });
    silent.closeAllConnections();
    silent.close();
  });

  it("Ctrl-C ends a check of many references the same way", async () => {
    const silent = createServer(() => {});
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const { port } = silent.address() as AddressInfo;
    const path = join(folder, "Dockerfile.many");
    const lines = Array.from({ length: 500 }, (_, index) => `FROM 127.0.0.1:${port}/a:${index}\n`);
    await writeFile(path, lines.join(""));
    const { child, ended } = start(["check", path]);
    await once(silent, "request");
    child.kill("SIGINT");
    assert.deepEqual(await ended, { code: 130, stdout: "", stderr: "" });
    silent.closeAllConnections();
    silent.close();
  });

  it("ends by itself when it is done, though connections are kept alive", async () => {
    const registry = await startRegistry();
    const image = makeImage();
    await push({ url: registry.url, repository: "a" }, image, ["1"]);
    const { code, stdout } = await start(["resolve", `${registry.host}/a:1`]).ended;
    await registry.stop();
    assert.deepEqual([code, stdout], [0, `${registry.host}/a:1  ${image.digest}\n`]);
  });

  it("asks through the proxy of the environment, but this machine directly", async () => {
    const proxied: string[] = [];
    const proxy = createServer();
    proxy.on("connect", (request, socket) => {
      proxied.push(request.url ?? "");
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    await once(proxy.listen(0, "127.0.0.1"), "listening");
    const { port } = proxy.address() as AddressInfo;
    const registry = await startRegistry();
    const recorded = await startRecordingProxy(registry.url);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}`, HTTP_PROXY: `http://127.0.0.1:${port}` };
    for (const address of [env.HTTPS_PROXY, `127.0.0.1:${port}`]) {
      const argv = ["resolve", "registry.test/a:1", `${recorded.host}/a:1`];
      const { code, stderr } = await start(argv, { ...env, HTTPS_PROXY: address }).ended;
      assert.equal(code, 2);
      assert.match(stderr, /^mooring: The proxy refused the way to registry\.test.* HTTPS_PROXY elsewhere/m);
      assert.deepEqual([...new Set(proxied.splice(0))], ["registry.test:443"]);
    }
    assert.ok(recorded.requests.length > 0);
    await recorded.stop();
    await registry.stop();
    proxy.closeAllConnections();
    proxy.close();
  });

  it("says that the environment's proxy is none, without its login, and only where it is needed", async () => {
    const env = { HTTPS_PROXY: "http://user:hunter2@[bad" };
    for (const argv of [
      ["resolve", "registry.test/a:1"],
      ["compare", "registry.test/a", "registry.test/b"],
      ["repos", "registry.test"],
    ])
      assert.deepEqual(await start(argv, env).ended, {
        code: 2,
        stdout: "",
        stderr: "mooring: HTTPS_PROXY is not the address of a proxy, such as http://proxy.example:3128.\n",
      });
    assert.equal((await start(["refs", folder], env).ended).code, 0);
  });
});
