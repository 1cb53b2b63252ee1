import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatSize } from "../../src/core/format.ts";
import { openDistribution } from "../../src/core/registry/open.ts";
import { type FakeAnswer, fakeSend } from "../support/fakeSend.ts";
import { treeAnswers } from "../support/fakeTree.ts";
import {
  commonPlatforms,
  content,
  jsonContent,
  type Layer,
  type ManifestTree,
  makeImage,
  makeIndex,
  makeLayer,
  makeManifest,
  makePlatforms,
} from "../support/images.ts";
import { mooring } from "./fakes.ts";

const [amd64, arm64, armv7] = commonPlatforms;
assert.ok(amd64 && arm64 && armv7);
const armv6 = { ...armv7, variant: "v6" };

type Answers = Readonly<Record<string, FakeAnswer>>;

/** Two registries, `one.test` and `other.test`, with `app` in each under the tags given. */
function registries(
  one: Readonly<Record<string, ManifestTree>>,
  other: Readonly<Record<string, ManifestTree>> = {},
  change: Answers = {},
) {
  const hosts = Object.entries({ "one.test": one, "other.test": other }).map(([host, tagged]) => {
    const answers = Object.entries(tagged).map(([tag, tree]) => treeAnswers("app", tree, [tag]));
    const { send, asked } = fakeSend(`https://${host}`, Object.assign({}, ...answers, change));
    const distribution = openDistribution({ registry: host, base: new URL(`https://${host}/`), send });
    return [host, { distribution, asked }] as const;
  });
  const known = new Map(hosts);
  const asked = () => hosts.flatMap(([, host]) => host.asked.map((request) => request.slice(0, 4).trim()));
  const distribution = (host: string) => {
    const found = known.get(host);
    assert.ok(found, host);
    return found.distribution;
  };
  return { distribution, asked };
}

const file = (path: string, text: string) => makeLayer([{ path, content: text }]);
const [base, oldApp, nowApp, extra] = ["base", "old app", "now app", "extra"].map((text) => file("f", text));
assert.ok(base && oldApp && nowApp && extra);
const step = (command: string, layer: Layer) => ({ command, layer });
const source = (revision: string) => ({
  "org.opencontainers.image.source": "https://github.com/acme/app",
  "org.opencontainers.image.revision": revision,
});
const old = makeImage({
  created: "2024-11-01T10:00:00Z",
  steps: [step("ADD base", base), step("COPY app", oldApp), step("RUN gone", extra)],
  config: {
    Env: ["PATH=/bin", "EMPTY="],
    ExposedPorts: { "80/tcp": {} },
    User: "root",
    Labels: { ...source("aaaaaaa"), gone: "1" },
  },
});
const now = makeImage({
  created: "2024-11-20T10:00:00Z",
  steps: [step("ADD base", base), step("COPY app", nowApp)],
  config: {
    Env: ["PATH=/usr/bin", "NEW=1"],
    ExposedPorts: { "443/tcp": {} },
    Cmd: ["/app"],
    User: "root",
    Labels: source("bbbbbbb"),
  },
});
const bytes = (tree: ManifestTree) => tree.blobs.reduce((sum, { size }) => sum + size, 0);
const configOf = (tree: ManifestTree) => tree.blobs[0]?.size ?? Number.NaN;
const argv = ["compare", "one.test/app:1", "one.test/app:2"];

describe("compare --json", () => {
  it("has exactly the documented shape", async () => {
    const { distribution } = registries({ 1: old, 2: now });
    const { code, stdout, stderr } = await mooring([...argv, "--json"], { distribution });
    assert.deepEqual([code, stderr], [1, ""]);
    const { mediaType } = old;
    const github = "https://github.com/acme/app";
    assert.deepEqual(JSON.parse(stdout), {
      old: {
        reference: "one.test/app:1",
        digest: old.digest,
        mediaType,
        image: old.digest,
        platform: "linux/amd64",
        created: "2024-11-01T10:00:00.000Z",
      },
      new: {
        reference: "one.test/app:2",
        digest: now.digest,
        mediaType,
        image: now.digest,
        platform: "linux/amd64",
        created: "2024-11-20T10:00:00.000Z",
      },
      platform: "linux/amd64",
      size: { old: bytes(old), new: bytes(now), moved: configOf(now) + nowApp.size },
      layers: [
        { change: "kept", digest: base.digest, size: base.size, createdBy: "ADD base" },
        { change: "removed", digest: oldApp.digest, size: oldApp.size, createdBy: "COPY app" },
        { change: "added", digest: nowApp.digest, size: nowApp.size, createdBy: "COPY app" },
        { change: "removed", digest: extra.digest, size: extra.size, createdBy: "RUN gone" },
      ],
      config: [
        { field: "command", name: "command", change: "added", new: '["/app"]' },
        { field: "environment", name: "PATH", change: "changed", old: "/bin", new: "/usr/bin" },
        { field: "environment", name: "NEW", change: "added", new: "1" },
        { field: "environment", name: "EMPTY", change: "removed", old: "" },
        { field: "exposedPort", name: "443/tcp", change: "added" },
        { field: "exposedPort", name: "80/tcp", change: "removed" },
      ],
      labels: [
        { name: "org.opencontainers.image.revision", change: "changed", old: "aaaaaaa", new: "bbbbbbb" },
        { name: "gone", change: "removed", old: "1" },
      ],
      platforms: [{ platform: "linux/amd64", change: "changed", old: old.digest, new: now.digest }],
      source: {
        old: { source: github, revision: "aaaaaaa" },
        new: { source: github, revision: "bbbbbbb" },
        url: `${github}/compare/aaaaaaa...bbbbbbb`,
      },
    });
  });

  it("a layer at another place is moved, and costs nothing", async () => {
    const swapped = makeImage({ steps: [step("COPY app", oldApp), step("ADD base", base)] });
    const plain = makeImage({ steps: [step("ADD base", base), step("COPY app", oldApp)] });
    const { distribution } = registries({ 1: plain, 2: swapped });
    const { layers, size } = JSON.parse((await mooring([...argv, "--json"], { distribution })).stdout);
    assert.deepEqual(layers.map(({ change }: { change: string }) => change).sort(), ["kept", "moved"]);
    assert.equal(size.moved, configOf(swapped));
  });

  it("leaves out what is not known of an artifact", async () => {
    const chart = (text: string) =>
      makeManifest({
        config: jsonContent("application/vnd.cncf.helm.config.v1+json", { name: text }),
        layers: [content("application/vnd.cncf.helm.chart.content.v1.tar+gzip", Buffer.from(text))],
      });
    const [first, second] = [chart("1"), chart("2")];
    const { distribution } = registries({ 1: first, 2: second });
    const compared = JSON.parse((await mooring([...argv, "--json"], { distribution })).stdout);
    assert.deepEqual(Object.keys(compared.new), ["reference", "digest", "mediaType", "image"]);
    assert.deepEqual(Object.keys(compared), [
      "old",
      "new",
      "size",
      "layers",
      "config",
      "labels",
      "platforms",
    ]);
    assert.deepEqual(Object.keys(compared.layers[0]), ["change", "digest", "size"]);
  });
});

const of = (day: string, platforms = commonPlatforms) =>
  makePlatforms(platforms, { created: `2024-11-${day}T00:00:00Z` });
const [before, after] = [of("01"), of("20")];
const [oldIndex, nowIndex] = [makeIndex(before), makeIndex(after)];
const child = (images: readonly ManifestTree[], at: number): ManifestTree => {
  const found = images[at];
  assert.ok(found);
  return found;
};

describe("requests", () => {
  const counted = (asked: readonly string[]) =>
    ["HEAD", "GET"].map((method) => asked.filter((one) => one === method).length);
  const other = ["compare", "one.test/app:1", "other.test/app:2"];
  const table: readonly (readonly [
    name: string,
    argv: readonly string[],
    one: Readonly<Record<string, ManifestTree>>,
    other: Readonly<Record<string, ManifestTree>>,
    heads: number,
    gets: number,
  ])[] = [
    ["two tagged indexes of one repository", argv, { 1: oldIndex, 2: nowIndex }, {}, 2, 6],
    ["two tagged indexes of two registries", other, { 1: oldIndex }, { 2: nowIndex }, 2, 6],
    [
      "the same for a platform",
      [...other, "--platform", "linux/arm64"],
      { 1: oldIndex },
      { 2: nowIndex },
      2,
      6,
    ],
    [
      "two digests",
      ["compare", `one.test/app@${oldIndex.digest}`, `one.test/app:gone@${nowIndex.digest}`],
      { 1: oldIndex, 2: nowIndex },
      {},
      0,
      6,
    ],
    ["two images", argv, { 1: old, 2: now }, {}, 2, 4],
    ["two tags of one digest", argv, { 1: oldIndex, 2: oldIndex }, {}, 2, 3],
    ["one tag twice", ["compare", "one.test/app:1", "one.test/app:1"], { 1: oldIndex }, {}, 1, 3],
  ];
  for (const [name, line, one, others, heads, gets] of table)
    it(`${name}: ${heads} HEADs and ${gets} GETs`, async () => {
      const { distribution, asked } = registries(one, others);
      const { stderr } = await mooring(line, { distribution });
      assert.equal(stderr, "");
      assert.deepEqual(counted(asked()), [heads, gets]);
    });
});

describe("exit status", () => {
  const sameArm = makeIndex([child(after, 0), child(before, 1), child(before, 2)]);
  const attested = makeIndex(before, { attested: true });
  const table: readonly (readonly [
    name: string,
    old: ManifestTree,
    now: ManifestTree,
    options: readonly string[],
    code: number,
  ])[] = [
    ["one digest is 0", oldIndex, oldIndex, [], 0],
    ["one digest is 0 for a platform, too", oldIndex, oldIndex, ["--platform", "linux/arm64"], 0],
    ["an index with one other image is 1", oldIndex, sameArm, [], 1],
    ["the image that changed is 1", oldIndex, sameArm, ["--platform", "linux/amd64"], 1],
    ["another platform of it that did not change is 0", oldIndex, sameArm, ["--platform", "linux/arm64"], 0],
    ["an index beside its own image is 1", oldIndex, child(before, 0), [], 1],
    ["that image is 0 for its platform", oldIndex, child(before, 0), ["--platform", "linux/amd64"], 0],
    ["images that are the same in an index that is not are 1", oldIndex, attested, [], 1],
  ];
  for (const [name, first, second, options, code] of table)
    it(name, async () => {
      const { distribution } = registries({ 1: first, 2: second });
      const ran = await mooring([...argv, ...options], { distribution });
      assert.deepEqual([ran.code, ran.stderr], [code, ""]);
    });
});

describe("platforms", () => {
  it("each that came, went, changed or stayed, after the new image's order", async () => {
    const next = makeIndex([
      child(after, 1),
      child(before, 2),
      ...of("20", [{ os: "linux", architecture: "s390x" }]),
    ]);
    const { distribution } = registries({ 1: oldIndex, 2: next });
    const compared = JSON.parse((await mooring([...argv, "--json"], { distribution })).stdout);
    assert.deepEqual(compared.platforms, [
      {
        platform: "linux/arm64/v8",
        change: "changed",
        old: child(before, 1).digest,
        new: child(after, 1).digest,
      },
      {
        platform: "linux/arm/v7",
        change: "unchanged",
        old: child(before, 2).digest,
        new: child(before, 2).digest,
      },
      { platform: "linux/s390x", change: "added", new: next.children[2]?.digest },
      { platform: "linux/amd64", change: "removed", old: child(before, 0).digest },
    ]);
  });

  it("--platform chooses the image of each", async () => {
    const { distribution } = registries({ 1: oldIndex, 2: nowIndex });
    const { stdout } = await mooring([...argv, "--json", "--platform", "linux/arm64"], { distribution });
    const compared = JSON.parse(stdout);
    assert.deepEqual(
      [compared.platform, compared.old.image, compared.new.image],
      ["linux/arm64/v8", child(before, 1).digest, child(after, 1).digest],
    );
  });

  it("--platform takes the variant that serves it in each, even when both have another in common", async () => {
    const [first, second] = [makeIndex(of("01", [amd64, armv7])), makeIndex(of("20", [amd64, armv6]))];
    const { distribution } = registries({ 1: first, 2: second });
    const { stdout } = await mooring([...argv, "--json", "--platform", "linux/arm/v7"], { distribution });
    const compared = JSON.parse(stdout);
    assert.deepEqual(
      [compared.platform, compared.old.platform, compared.new.platform],
      [undefined, "linux/arm/v7", "linux/arm/v6"],
    );
  });

  it("one that only one of them has is missing in the other", async () => {
    const { distribution } = registries({ 1: oldIndex, 2: makeIndex(of("20", [amd64])) });
    const ran = await mooring([...argv, "--platform", "linux/arm64"], { distribution });
    assert.deepEqual(ran, {
      code: 2,
      stdout: "",
      stderr: "mooring: one.test/app:2 has no image for linux/arm64.\n",
    });
  });

  it("images for different ones are compared, and said to be", async () => {
    const { distribution } = registries({ 1: child(before, 1), 2: child(after, 0) });
    const { code, stdout } = await mooring(argv, { distribution });
    assert.equal(code, 1);
    assert.match(stdout, /^Platform {2}linux\/arm64\/v8 → linux\/amd64$/m);
  });
});

describe("for people", () => {
  it("figures first, then tables of what differs", async () => {
    const { distribution } = registries({ 1: makeIndex([old, ...before.slice(1)]), 2: makeIndex([now]) });
    const { stdout } = await mooring([...argv, "--platform", "linux/amd64"], { distribution });
    const short = ({ digest }: { digest: string }) => digest.slice(0, 19);
    assert.deepEqual(stdout.replace(/^(Old|New) {6} sha256:[0-9a-f]{64}/gm, "$1 DIGEST").split("\n"), [
      "Old DIGEST one.test/app:1",
      "New DIGEST one.test/app:2",
      "Platform  linux/amd64",
      "Created   1 Nov 2024 10:00 UTC → 20 Nov 2024 10:00 UTC",
      `Size      ${formatSize(bytes(old))} → ${bytes(now)} B (−${bytes(old) - bytes(now)} B)`,
      `Pull      ${configOf(now) + nowApp.size} B when the old image is there`,
      "Layers    1 kept, 2 gone, 1 new",
      "Source    https://github.com/acme/app/compare/aaaaaaa...bbbbbbb",
      "",
      "PLATFORM        CHANGE   OLD                  NEW",
      `linux/amd64     changed  ${short(old)}  ${short(now)}`,
      `linux/arm64/v8  removed  ${short(child(before, 1))}`,
      `linux/arm/v7    removed  ${short(child(before, 2))}`,
      "",
      "CHANGE  SIZE  LAYER                COMMAND",
      `kept    ${base.size} B  ${short(base)}  ADD base`,
      `gone    ${oldApp.size} B  ${short(oldApp)}  COPY app`,
      `new     ${nowApp.size} B  ${short(nowApp)}  COPY app`,
      `gone    ${extra.size} B  ${short(extra)}  RUN gone`,
      "",
      "CONFIGURATION",
      'Command        +  ["/app"]',
      "Env PATH       -  /bin",
      "               +  /usr/bin",
      "Env NEW        +  1",
      "Env EMPTY      -  (empty)",
      "Port 443/tcp   +",
      "Port 80/tcp    -",
      "",
      "LABEL",
      "org.opencontainers.image.revision  -  aaaaaaa",
      "                                   +  bbbbbbb",
      "gone                               -  1",
      "",
    ]);
  });

  it("a digest that was typed is printed once", async () => {
    const { distribution } = registries({ 1: old, 2: now });
    const name = `one.test/app@${old.digest}`;
    const { stdout } = await mooring(["compare", name, "one.test/app:2"], { distribution });
    assert.ok(stdout.startsWith(`Old       ${name}\nNew       ${now.digest} one.test/app:2\n`));
  });

  const same: readonly (readonly [name: string, now: ManifestTree, words: RegExp])[] = [
    ["one digest", oldIndex, /\n\nNothing differs: both name the very same digest\.\n$/],
    [
      "one image in two indexes",
      makeIndex(before, { attested: true }),
      /\n\nBoth name the very same image for linux\/[a-z0-9/]+\.\n\nPLATFORM .*unchanged[^\n]*\n$/s,
    ],
  ];
  for (const [name, second, words] of same)
    it(`${name} is told to be the same`, async () => {
      const { distribution } = registries({ 1: oldIndex, 2: second });
      const { stdout } = await mooring(argv, { distribution });
      assert.match(stdout, words);
      assert.match(stdout, /^Pull {6}0 B when/m);
      assert.doesNotMatch(stdout, /→/);
    });

  it("R10: text of images acts on no terminal", async () => {
    const evil = "\u001b[31mred\u202e\r\nOld";
    const hostile = makeImage({
      steps: [{ command: `RUN ${evil}`, layer: nowApp }],
      config: { Env: [`A=${evil}`], Labels: { [evil]: evil }, User: evil },
    });
    const { distribution } = registries({ 1: old, 2: hostile });
    const { stdout } = await mooring(argv, { distribution });
    assert.doesNotMatch(stdout, /[\u001b\u202e\r]/);
    assert.equal(stdout.match(/^Old/gm)?.length, 1);
    assert.match(stdout, /\\u\{1B\}\[31mred/);
  });
});

describe("what cannot be read ends with 2", () => {
  const gone = { status: 404, body: { errors: [{ code: "MANIFEST_UNKNOWN" }] } };
  it("each tag that is not there is named", async () => {
    const missing = Object.fromEntries(
      ["HEAD", "GET"].flatMap((method) =>
        ["8", "9"].map((tag) => [`${method} /v2/app/manifests/${tag}`, gone] as const),
      ),
    );
    const { distribution } = registries({}, {}, missing);
    const ran = await mooring(["compare", "one.test/app:8", "one.test/app:9"], { distribution });
    assert.deepEqual([ran.code, ran.stdout], [2, ""]);
    assert.match(ran.stderr, /^mooring: .*app:8\..*\nmooring: .*app:9\..*\n$/);
  });

  it("a document that is gone is named by its digest", async () => {
    const { distribution } = registries(
      { 1: oldIndex, 2: nowIndex },
      {},
      { [`GET /v2/app/manifests/${nowIndex.digest}`]: gone },
    );
    const ran = await mooring(argv, { distribution });
    assert.deepEqual([ran.code, ran.stdout], [2, ""]);
    assert.match(ran.stderr, new RegExp(`^mooring: one.test has no .*${nowIndex.digest}.*deleted.*\\n$`));
  });

  it("a cancel ends with 130 and says nothing, while a document is read, too", async () => {
    for (const line of [argv, [...argv, "--platform", "linux/arm64"]]) {
      const controller = new AbortController();
      const { distribution } = registries({ 1: oldIndex, 2: nowIndex });
      const cancelling = (host: string) => ({
        ...distribution(host),
        manifest: async () => {
          controller.abort();
          throw controller.signal.reason;
        },
      });
      const world = { distribution: cancelling, signal: controller.signal };
      assert.deepEqual(await mooring(line, world), { code: 130, stdout: "", stderr: "" });
    }
  });
});
