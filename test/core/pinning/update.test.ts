import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError } from "../../../src/core/errors.ts";
import { formatPlatform, parsePlatform } from "../../../src/core/oci/platform.ts";
import { type Update, updateOf } from "../../../src/core/pinning/update.ts";
import { FakeShelf, onShelf } from "../../support/fakeShelf.ts";
import {
  commonPlatforms,
  type ManifestTree,
  makeBuildCache,
  makeImage,
  makeIndex,
  makePlatforms,
} from "../../support/images.ts";

const before = { created: "2024-11-01T00:00:00Z" };
const after = { created: "2024-11-20T00:00:00Z" };
const [amd64, arm64, armv7] = commonPlatforms;
assert.ok(amd64 && arm64 && armv7);
const old = makeIndex(makePlatforms(commonPlatforms, before));
const now = makeIndex(makePlatforms(commonPlatforms, after));
const unknown = { os: "unknown", architecture: "unknown" };
const single = makeImage(before);
const singleNow = makeImage(after);
const windows = (revision: number, options: typeof before) => {
  const platform = { os: "windows", architecture: "amd64", "os.version": `10.0.20348.${revision}` };
  return makeImage({ ...options, platform });
};
const [windowsOld, windowsNow] = [windows(1, before), windows(2, after)];

describe("an update writes what the tag names now, and keeps the kind of the pin", () => {
  const table: readonly (readonly [
    name: string,
    pinned: ManifestTree,
    tagged: ManifestTree,
    expected: ManifestTree | string,
  ])[] = [
    ["an index", old, now, now],
    ["an image", single, singleNow, singleNow],
    ["an index that became an image", old, singleNow, singleNow],
    ["E07: the image of a platform, not the index", child(old, 1), now, child(now, 1)],
    ["the very variant", child(old, 2), now, child(now, 2)],
    ["of Windows, the same build", windowsOld, makeIndex([windowsNow]), windowsNow],
    ["an image that became an index", single, now, child(now, 0)],
    [
      "a platform that is not there any more",
      child(old, 1),
      makeIndex(makePlatforms([amd64], after)),
      "platformGone linux/arm64/v8",
    ],
    [
      "an older variant that would run there",
      child(old, 2),
      makeIndex(makePlatforms([{ ...armv7, variant: "v6" }])),
      "platformGone linux/arm/v7",
    ],
    ["a platform that is not told", makeBuildCache(), now, "platformGone"],
    ["a platform that says nothing", makeImage({ platform: unknown }), now, "platformGone"],
    ["what the tag names", now, now, "current"],
    ["an image of what the tag names", child(now, 1), now, "current"],
  ];
  for (const [name, pinned, tagged, expected] of table)
    it(name, async () => {
      const { resolver } = new FakeShelf({ "1": tagged }, [pinned]);
      const update = await updateOf(resolver, onShelf(`:1@${pinned.digest}`));
      assert.equal(show(update), typeof expected === "string" ? expected : `update ${expected.digest}`);
    });

  it("E07: when the pinned digest is gone it is what the tag names", async () => {
    const { resolver } = new FakeShelf({ "1": now });
    assert.equal(show(await updateOf(resolver, onShelf(`:1@${old.digest}`))), `update ${now.digest}`);
  });

  it("there must be a tag and a digest", async () => {
    const { resolver, asked } = new FakeShelf({});
    assert.deepEqual(await updateOf(resolver, onShelf(":1")), { kind: "notPinned" });
    assert.deepEqual(await updateOf(resolver, onShelf(`@${old.digest}`)), { kind: "noTag" });
    assert.deepEqual(asked, []);
  });

  it("R01: what is written is verified; failures are passed on", async () => {
    for (const question of [
      "HEAD 1",
      `GET ${now.digest}`,
      `GET ${child(now, 1).digest}`,
      `GET ${child(old, 1).digest}`,
    ]) {
      const shelf = new FakeShelf({ "1": now }, [old]);
      const failure = new NetworkError("timeout", "h.test");
      shelf.failures.set(question, failure);
      await assert.rejects(
        updateOf(shelf.resolver, onShelf(`:1@${child(old, 1).digest}`)),
        failure,
        question,
      );
    }
  });
});

describe("platforms in use", () => {
  const [same, changed] = [
    makeImage({ ...before, platform: amd64 }),
    makeImage({ ...after, platform: arm64 }),
  ];
  const [was, is] = [
    makeIndex([same, makeImage({ ...before, platform: arm64 })]),
    makeIndex([same, changed]),
  ];
  const table: readonly (readonly [platforms: readonly string[], expected: string])[] = [
    [[], `update ${is.digest}`],
    [["linux/amd64"], "unchanged"],
    [["linux/arm64"], `update ${is.digest}`],
    [["linux/amd64", "linux/arm64"], `update ${is.digest}`],
    [["linux/s390x"], `update ${is.digest}`],
  ];
  for (const [platforms, expected] of table)
    it(platforms.join(" and ") || "any", async () => {
      const { resolver } = new FakeShelf({ "1": is }, [was]);
      const options = { platforms: platforms.flatMap((text) => parsePlatform(text) ?? []) };
      assert.equal(show(await updateOf(resolver, onShelf(`:1@${was.digest}`), options)), expected);
    });

  it("one that would be lost keeps the pin", async () => {
    const { resolver } = new FakeShelf({ "1": makeIndex([same]) }, [was]);
    const options = { platforms: [amd64, arm64] };
    const update = await updateOf(resolver, onShelf(`:1@${was.digest}`), options);
    assert.equal(show(update), "platformGone linux/arm64/v8");
  });
});

describe("the cool-down", () => {
  const day = 24 * 60 * 60 * 1000;
  const at = (date: string) => Date.parse(`${date}T00:00:00Z`);
  const timeless = makeIndex(makePlatforms(commonPlatforms, { created: "1970-01-01T00:00:00Z" }));
  const table: readonly (readonly [
    name: string,
    tree: ManifestTree,
    today: string,
    pushed: string | undefined,
    kind: string,
  ])[] = [
    ["old enough", now, "2024-11-27", undefined, "update"],
    ["too young", now, "2024-11-26", undefined, "tooYoung"],
    ["pushed later than built", now, "2024-12-27", "2024-12-24", "tooYoung"],
    ["pushed long ago, of a date that is made up", timeless, "2024-12-27", "2024-12-01", "update"],
    ["no date", timeless, "2024-12-27", undefined, "ageUnknown"],
    ["a clock that is behind", now, "2024-11-01", undefined, "tooYoung"],
  ];
  for (const [name, tree, today, pushed, kind] of table)
    it(name, async () => {
      const { resolver } = new FakeShelf({ "1": tree }, [old]);
      const update = await updateOf(resolver, onShelf(`:1@${old.digest}`), {
        coolDown: { least: 7 * day, now: at(today) },
        ...(pushed !== undefined && { pushed: at(pushed) }),
      });
      assert.equal(update.kind, kind);
      if (update.kind === "tooYoung") assert.equal(update.created, at(pushed ?? "2024-11-20"));
    });
});

function show(update: Update): string {
  if (update.kind === "update") return `update ${update.digest}`;
  if (update.kind !== "platformGone" || update.platform === undefined) return update.kind;
  return `${update.kind} ${formatPlatform(update.platform)}`;
}

function child(tree: ManifestTree, place: number): ManifestTree {
  const found = tree.children[place];
  assert.ok(found);
  return found;
}
