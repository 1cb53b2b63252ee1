import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { openContent } from "../../../src/core/content/store.ts";
import { TagMemory } from "../../../src/core/content/tagMemory.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import { Images } from "../../../src/core/image/images.ts";
import {
  inspectPair,
  type PairOptions,
  type PairReader,
  type Side,
} from "../../../src/core/image/inspectPair.ts";
import { formatPlatform } from "../../../src/core/oci/platform.ts";
import { openDistribution } from "../../../src/core/registry/open.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";
import { checked } from "../../support/fakeShelf.ts";
import { treeAnswers } from "../../support/fakeTree.ts";
import {
  commonPlatforms,
  type ManifestTree,
  makeImage,
  makeIndex,
  makePlatforms,
} from "../../support/images.ts";
import { scratchFolder } from "../../support/scratch.ts";

const usual = { os: "linux", architecture: "amd64" };
const [amd64, arm64, armv7] = commonPlatforms;
assert.ok(amd64 && arm64 && armv7);
const of = (day: string, platforms = commonPlatforms) =>
  makeIndex(makePlatforms(platforms, { created: `2024-11-${day}T00:00:00Z` }));
const [old, now] = [of("01"), of("20")];
const repository = { registry: "r.test", path: "a" };

type Answers = Readonly<Record<string, FakeAnswer>>;

/** A registry that holds the trees, and one window of VS Code that knows nothing yet. */
async function start(t: TestContext, trees: readonly ManifestTree[], change: Answers = {}) {
  const answers = Object.assign({}, ...trees.map((tree) => treeAnswers("a", tree)), change);
  const { send, asked } = fakeSend("https://r.test", answers);
  const distribution = openDistribution({ registry: "r.test", base: new URL("https://r.test/"), send });
  const folder = await scratchFolder(t);
  const images = new Images({
    distributionFor: () => distribution,
    content: openContent(folder, { maxBytes: 1e6 }),
    tags: new TagMemory(folder),
    platform: usual,
  });
  const reader: PairReader = {
    manifest: (repository, digest) => images.manifest({ repository, digest }),
    inspect: (reference, platform) => images.inspect(reference, { platform }),
  };
  const pair = (a: ManifestTree, b: ManifestTree, options: PairOptions = {}) =>
    inspectPair(
      reader,
      { repository, digest: checked(a.digest) },
      { repository, digest: checked(b.digest) },
      { usual, ...options },
    );
  return { pair, asked: () => asked.splice(0) };
}

const child = (tree: ManifestTree, place: number): ManifestTree => {
  const found = tree.children[place];
  assert.ok(found);
  return found;
};

function show(side: Side): string {
  if (!side.ok) return side.failure instanceof RegistryError ? side.failure.kind : String(side.failure);
  return side.image.platform === undefined ? "none" : formatPlatform(side.image.platform);
}

describe("requests", () => {
  it("two indexes are six GETs, and nothing when all is known", async (t) => {
    const { pair, asked } = await start(t, [old, now]);
    const first = await pair(old, now);
    const requests = asked();
    assert.deepEqual(
      requests.map((request) => request.replace(/ .*\//, " ")).sort(),
      [old, child(old, 0), now, child(now, 0), ...[old, now].map((tree) => child(tree, 0).blobs[0])]
        .map((tree) => `GET ${tree?.digest}`)
        .sort(),
    );
    assert.deepEqual(await pair(old, now), first);
    assert.deepEqual(asked(), []);
  });

  it("what both have is asked for once", async (t) => {
    const same = child(old, 0);
    const next = makeIndex([same, child(now, 1)]);
    const { pair, asked } = await start(t, [old, next]);
    const { old: before, now: after } = await pair(old, next);
    assert.ok(before.ok && after.ok && before.image.manifest.digest === after.image.manifest.digest);
    assert.equal(asked().length, 4);
  });

  it("two images without an index are four", async (t) => {
    const { pair, asked } = await start(t, [child(old, 0), child(now, 0)]);
    await pair(child(old, 0), child(now, 0));
    assert.equal(asked().length, 4);
  });

  it("what cannot be read is asked for once", async (t) => {
    const gone = { [`GET /v2/a/manifests/${old.digest}`]: { status: 404 } };
    const { pair, asked } = await start(t, [now], gone);
    const { old: before, now: after } = await pair(old, now);
    assert.deepEqual([show(before), show(after)], ["notFound", "linux/amd64"]);
    assert.equal(asked().filter((request) => request.endsWith(old.digest)).length, 1);
  });
});

describe("both are for the same platform", () => {
  const single = (platform: typeof usual) => makeImage({ platform, created: "2024-11-05T00:00:00Z" });
  const table: readonly (readonly [
    name: string,
    old: ManifestTree,
    now: ManifestTree,
    options: PairOptions,
    expected: string,
  ])[] = [
    ["the usual one", old, now, {}, "linux/amd64 linux/amd64"],
    ["the one that the file asks for", old, now, { usual: arm64 }, "linux/arm64/v8 linux/arm64/v8"],
    [
      "the wanted one, by the new digest",
      old,
      now,
      { wanted: checked(child(now, 2).digest) },
      "linux/arm/v7 linux/arm/v7",
    ],
    [
      "the wanted one, by the old digest",
      old,
      now,
      { wanted: checked(child(old, 1).digest) },
      "linux/arm64/v8 linux/arm64/v8",
    ],
    [
      "one that both have, when the usual one went",
      old,
      of("20", [armv7, arm64]),
      {},
      "linux/arm/v7 linux/arm/v7",
    ],
    [
      "one that both have, when the usual one came",
      of("01", [arm64]),
      now,
      {},
      "linux/arm64/v8 linux/arm64/v8",
    ],
    ["none that both have", of("01", [arm64]), of("20", [amd64]), {}, "linux/arm64/v8 linux/amd64"],
    ["that of an image without an index", single(arm64), now, {}, "linux/arm64/v8 linux/arm64/v8"],
    ["that of a new image without an index", old, single(arm64), {}, "linux/arm64/v8 linux/arm64/v8"],
    ["images that are for different ones", single(arm64), single(amd64), {}, "linux/arm64/v8 linux/amd64"],
  ];
  for (const [name, a, b, options, expected] of table)
    it(name, async (t) => {
      const { pair } = await start(t, [a, b]);
      const { old: before, now: after } = await pair(a, b, options);
      assert.equal(`${show(before)} ${show(after)}`, expected);
    });

  it("a failure of one leaves the other, whichever document it hits", async (t) => {
    const broken = { status: 500 };
    for (const path of [`manifests/${child(now, 0).digest}`, `blobs/${child(now, 0).blobs[0]?.digest}`]) {
      const { pair } = await start(t, [old, now], { [`GET /v2/a/${path}`]: broken });
      const { old: before, now: after } = await pair(old, now);
      assert.deepEqual([show(before), show(after)], ["linux/amd64", "unavailable"]);
    }
  });
});
