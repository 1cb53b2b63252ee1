/** The whole life of a pin against the real docker-registry, judged by skopeo. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { connect } from "../../src/cli/wire.ts";
import { parsePlatform } from "../../src/core/oci/platform.ts";
import { pinToPlatform } from "../../src/core/pinning/choosePlatform.ts";
import { distributionResolver } from "../../src/core/pinning/resolver.ts";
import { findSpecificTag } from "../../src/core/pinning/specificTag.ts";
import { mooring } from "../cli/fakes.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../support/images.ts";
import { run } from "../support/program.ts";
import { push } from "../support/push.ts";

const day = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * day).toISOString();

let folder = "";
let registry: TestRegistry;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mooring-pins-"));
  registry = await startRegistry();
});
after(async () => {
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A folder and a repository of each test's own. */
let test = 0;
let cwd = "";
let name = "";
beforeEach(async () => {
  const repository = `team/app${++test}`;
  name = `${registry.host}/${repository}`;
  cwd = join(folder, String(test));
  await mkdir(cwd);
});

const world = () =>
  connect(
    { DOCKER_CONFIG: join(folder, "none"), REGISTRY_AUTH_FILE: join(folder, "none.json") },
    "test",
    (sentence) => assert.fail(sentence),
  );

function ask(...argv: readonly string[]) {
  return mooring(argv, { cwd, ...world() });
}

/** What is found, as `code severity`, and the digests that tags are said to name. */
async function check(...options: readonly string[]) {
  const { code, stdout, stderr } = await ask("check", ".", "--json", ...options);
  assert.equal(stderr, "");
  const findings: readonly Record<string, string>[] = JSON.parse(stdout);
  assert.equal(code, findings.length === 0 ? 0 : 1);
  return findings.map(({ code, severity, digest }) => ({ found: `${code} ${severity}`, digest }));
}

const target = () => ({ url: registry.url, repository: name.slice(registry.host.length + 1) });
const read = () => readFile(join(cwd, "compose.yaml"), "utf8");

function compose(reference: string, more = ""): string {
  return `\uFEFF# \u{1F6A2}\r\nservices:\r\n  a: {image: "${reference}"${more}} # kept\r\n`;
}

/** The digest of what a tag names, by skopeo. */
async function named(tag: string): Promise<string> {
  const raw = await run("skopeo", ["inspect", "--tls-verify=false", "--raw", `docker://${name}:${tag}`]);
  return `sha256:${createHash("sha256").update(raw).digest("hex")}`;
}

/** The digest of a platform's image in what a tag names, by skopeo. */
async function namedFor(tag: string, architecture: string): Promise<string> {
  const raw = await run("skopeo", ["inspect", "--tls-verify=false", "--raw", `docker://${name}:${tag}`]);
  const { manifests } = JSON.parse(raw);
  return manifests.find(
    ({ platform }: { platform: Record<string, string> }) => platform["architecture"] === architecture,
  ).digest;
}

it("pushed, pinned, moved, updated, deleted: each is told, and only the digest is written", async () => {
  await push(target(), makeImage({ created: daysAgo(90) }), ["1.27"]);
  await writeFile(join(cwd, "compose.yaml"), compose(`${name}:1.27`));
  const first = await named("1.27");
  assert.deepEqual(await check(), [{ found: "unpinned hint", digest: first }]);
  assert.equal((await ask("pin", "--write", ".")).code, 0);
  assert.equal(await read(), compose(`${name}:1.27@${first}`));
  assert.deepEqual(await check(), []);

  await push(target(), makeImage({ created: daysAgo(3) }), ["1.27"]);
  const second = await named("1.27");
  assert.notEqual(second, first);
  assert.deepEqual(await check(), [{ found: "moved information", digest: second }]);
  const young = await ask("pin", "--update", "--cooldown", "7", "--write", ".");
  assert.equal(young.code, 0);
  assert.match(young.stderr, /younger than the cool-down/);
  assert.equal(await read(), compose(`${name}:1.27@${first}`));
  assert.equal((await ask("pin", "--update", "--cooldown", "2", "--write", ".")).code, 0);
  assert.equal(await read(), compose(`${name}:1.27@${second}`));
  assert.deepEqual(await check(), []);

  await push(target(), makeImage({ created: daysAgo(1) }), ["1.27"]);
  await run("skopeo", ["delete", "--tls-verify=false", `docker://${name}@${second}`]);
  const third = await named("1.27");
  assert.deepEqual(await check(), [{ found: "missing error", digest: third }]);
  assert.equal((await ask("pin", "--update", "--write", ".")).code, 0);
  assert.equal(await read(), compose(`${name}:1.27@${third}`));
  await run("skopeo", ["delete", "--tls-verify=false", `docker://${name}:1.27`]);
  assert.deepEqual(await check(), [{ found: "missing error", digest: undefined }]);
  assert.deepEqual(await check("--offline"), []);
});

it("a platform that the index does not have is told of, pinned or not", async () => {
  await push(target(), makeIndex(makePlatforms(commonPlatforms)), ["1"]);
  const digest = await named("1");
  await writeFile(join(cwd, "compose.yaml"), compose(`${name}:1`, ", platform: linux/s390x"));
  await writeFile(join(cwd, "Dockerfile"), `FROM --platform=linux/arm64 ${name}:1@${digest}\n`);
  const found = ["unpinned hint", "platform-missing warning"].map((found) => ({ found, digest }));
  assert.deepEqual(await check(), found);
  await ask("pin", "--write", ".");
  assert.deepEqual(await check(), found.slice(1));
});

it("E07: the pin of one platform stays one, as skopeo finds that platform's image", async () => {
  const old = makeIndex(makePlatforms(commonPlatforms), { attested: true });
  await push(target(), old, ["1"]);
  const resolver = distributionResolver(world().distribution);
  const repository = { registry: registry.host, path: target().repository };
  const arm64 = parsePlatform("linux/arm64");
  assert.ok(arm64);
  const pin = await pinToPlatform(resolver, { repository, tag: "1" }, arm64);
  assert.ok(pin.ok);
  assert.equal(pin.digest, await namedFor("1", "arm64"));
  await writeFile(join(cwd, "compose.yaml"), compose(`${name}:1@${pin.digest}`));
  assert.deepEqual(await check(), []);

  await push(target(), makeIndex(makePlatforms(commonPlatforms, { created: daysAgo(1) })), ["1"]);
  assert.deepEqual(await check(), [{ found: "moved information", digest: await named("1") }]);
  assert.equal((await ask("pin", "--update", "--write", ".")).code, 0);
  assert.equal(await read(), compose(`${name}:1@${await namedFor("1", "arm64")}`));

  const amd64 = commonPlatforms.slice(0, 1);
  await push(target(), makeIndex(makePlatforms(amd64, { created: daysAgo(2) })), ["1"]);
  const kept = await read();
  const { code, stderr } = await ask("pin", "--update", "--write", ".");
  assert.equal(code, 2);
  assert.match(stderr, /has no image for linux\/arm64\/v8 any more, so its pin stays\./);
  assert.equal(await read(), kept);
});

it("the pin of one platform is told of where the file is for several, and nowhere else", async () => {
  await push(target(), makeIndex(makePlatforms(commonPlatforms), { attested: true }), ["1"]);
  const [digest, arm64] = [await named("1"), await namedFor("1", "arm64")];
  const single = [{ found: "single-platform information", digest }];
  const build = (platforms: string, pin: string) =>
    `services:\n  a: {build: {context: ., platforms: [${platforms}], additional_contexts: {b: "docker-image://${name}:1@${pin}"}}}\n`;
  const table = [
    ["Dockerfile", `FROM --platform=$BUILDPLATFORM ${name}:1@${arm64}\n`, single],
    ["Dockerfile", `FROM ${name}:1@${arm64}\nARG TARGETARCH\n`, single],
    ["Dockerfile", `FROM ${name}:1@${digest}\nARG TARGETARCH\n`, []],
    ["Dockerfile", `FROM ${name}:1@${arm64}\n`, []],
    ["compose.yaml", build("linux/amd64, linux/arm64", arm64), single],
    ["compose.yaml", build("linux/amd64, linux/arm64", digest), []],
    ["compose.yaml", build("linux/arm64", arm64), []],
  ] as const;
  for (const [file, text, found] of table) {
    await writeFile(join(cwd, file), text);
    assert.deepEqual(await check(), found, text);
    await rm(join(cwd, file));
  }
});

it("an update that changes nothing for the platforms in use is left", async () => {
  const [amd64, arm64, armv7] = makePlatforms(commonPlatforms);
  assert.ok(amd64 && arm64 && armv7);
  await push(target(), makeIndex([amd64, arm64]), ["1"]);
  const first = await named("1");
  await writeFile(join(cwd, "compose.yaml"), compose(`${name}:1@${first}`));
  await push(target(), makeIndex([amd64, arm64, armv7]), ["1"]);
  const left = await ask("pin", "--update", "--platform", "linux/amd64", "--write", ".");
  assert.equal(left.code, 0);
  assert.match(left.stderr, /platforms in use did not change/);
  assert.equal(await read(), compose(`${name}:1@${first}`));
  await ask("pin", "--update", "--platform", "linux/amd64", "--platform", "linux/arm/v7", "--write", ".");
  assert.equal(await read(), compose(`${name}:1@${await named("1")}`));
});

it("a tag that was changed by hand beside its digest is told apart from one that moved", async () => {
  const image = (version: string) =>
    makeImage({ config: { Labels: { "org.opencontainers.image.version": version } } });
  await push(target(), image("1.27.3"), ["1.27"]);
  const digest = await named("1.27");
  await push(target(), image("1.27.4"), ["1.27"]);
  await push(target(), image("1.28.0"), ["1.28"]);
  await writeFile(join(cwd, "compose.yaml"), compose(`${name}:1.28@${digest}`));
  assert.deepEqual(await check(), [{ found: "tag-digest-mismatch warning", digest: await named("1.28") }]);
  await writeFile(join(cwd, "compose.yaml"), compose(`${name}:1.27@${digest}`));
  assert.deepEqual(await check(), [{ found: "moved information", digest: await named("1.27") }]);
});

describe("the most specific tag", () => {
  it("is the one that names the same digest, as skopeo finds it", async () => {
    await push(target(), makeImage({ created: daysAgo(9) }), ["3.20.2", "3.19.0"]);
    await push(target(), makeImage({ created: daysAgo(1) }), [
      "latest",
      "3",
      "3.20",
      "3.20.3",
      "3.20.3-slim",
    ]);
    const resolver = distributionResolver(world().distribution);
    const repository = { registry: registry.host, path: target().repository };
    const { digest } = await resolver.resolve(repository, "latest");
    const { Tags } = JSON.parse(await run("skopeo", ["list-tags", "--tls-verify=false", `docker://${name}`]));
    const listed = Tags.map((tag: string) => ({ name: tag }));
    const tag = await findSpecificTag(resolver, { repository, tag: "latest", digest }, listed);
    assert.equal(tag, "3.20.3");
    assert.equal(await named("3.20.3"), digest);
  });
});
