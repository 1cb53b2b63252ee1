import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readerFor } from "../../src/core/documents/readers.ts";
import { applyEdits } from "../../src/core/pinning/edit.ts";
import type { PinOptions } from "../../src/vscode/pins/pinOptions.ts";
import {
  asSpecificTag,
  type Outcome,
  type TagWorld,
  toNewerTag,
  toPlatform,
} from "../../src/vscode/pins/tagFlows.ts";
import { RepositoryTags } from "../../src/vscode/registries/repositoryTags.ts";
import { FakeShelf, shelfName } from "../support/fakeShelf.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../support/images.ts";
import { type Act, scriptedAsk } from "../support/scriptedAsk.ts";

const [amd64, arm64] = commonPlatforms;
assert.ok(amd64 && arm64);
const old = makeIndex(makePlatforms([amd64, arm64], { created: "2024-11-01T00:00:00Z" }));
const current = makeIndex(makePlatforms([amd64, arm64], { created: "2024-11-20T00:00:00Z" }));
const onlyAmd = makeIndex(makePlatforms([amd64], { created: "2024-11-21T00:00:00Z" }));
const single = makeImage();
const shelves = {
  latest: current,
  "1.27": current,
  "1.27.3": current,
  "1.27.2": old,
  "1.28.0": onlyAmd,
  one: single,
};

/** A file with one FROM, `tail` behind the name; what a flow makes of it, with `~` for the name. */
function worldOf(tail: string, acts: readonly Act[] = []) {
  const text = `FROM ${shelfName}${tail} AS x\r\n`;
  const [occurrence] = readerFor("dockerfile")(text).occurrences;
  assert.ok(occurrence);
  const shelf = new FakeShelf(shelves);
  const { ask, seen, waiting } = scriptedAsk(acts);
  const items = Object.keys(shelves).map((name) => ({ name }));
  const world: TagWorld = {
    ask,
    resolver: () => shelf.resolver,
    tags: new RepositoryTags(() => async () => ({ items, hidden: 0, cut: false })),
    now: () => 0,
  };
  const read = (outcome: Outcome) =>
    typeof outcome === "object" ? applyEdits(text, outcome).replace(shelfName, "~") : outcome;
  return { world, written: { text, occurrence }, shelf, seen, waiting, read };
}

describe("pinning as the most specific tag", () => {
  const table: readonly (readonly [tail: string, shown: string | undefined, expected: string | RegExp])[] = [
    ["", undefined, `FROM ~:1.27.3@${current.digest} AS x\r\n`],
    [":1.27", undefined, `FROM ~:1.27.3@${current.digest} AS x\r\n`],
    [":latest", "1.27.3", `FROM ~:1.27.3@${current.digest} AS x\r\n`],
    [`:1.27@${old.digest}`, undefined, `FROM ~:1.27.2@${old.digest} AS x\r\n`],
    [":1.27", "1.27.2", /1\.27 and 1\.27\.2 do not name the same digest any more/],
    [":1.27.3", undefined, /No other tag of h\.test\/app says more exactly what 1\.27\.3 is/],
    [`@${old.digest}`, undefined, /has no tag that could be more specific/],
  ];
  for (const [tail, shown, expected] of table)
    it(`${tail.slice(0, 20)} ${shown ?? ""}`, async () => {
      const { world, written, read } = worldOf(tail);
      const result = read(await asSpecificTag(world, written, shown));
      if (typeof expected === "string") assert.equal(result, expected);
      else assert.match(result ?? "", expected);
    });
});

describe("choosing a newer tag", () => {
  it("writes the tag and its digest, and says that it pins", async () => {
    const { world, written, read, seen, waiting } = worldOf(":1.27.2", [{ choose: "1.27.3" }]);
    assert.equal(read(await toNewerTag(world, written)), `FROM ~:1.27.3@${current.digest} AS x\r\n`);
    assert.deepEqual(seen, [
      "Looking for newer tags of h.test/app:1.27.2...",
      "Looking up h.test/app:1.27.3...",
    ]);
    assert.deepEqual(waiting, []);
  });

  it("E07: the pin of one platform stays one, or is refused", async () => {
    const [oldAmd, oldArm] = old.children;
    assert.ok(oldAmd && oldArm);
    const kept = worldOf(`:1.27.2@${oldArm.digest}`, [{ choose: "1.27.3" }]);
    assert.equal(
      kept.read(await toNewerTag(kept.world, kept.written)),
      `FROM ~:1.27.3@${current.children[1]?.digest} AS x\r\n`,
    );
    const refused = worldOf(`:1.27.2@${oldArm.digest}`, [{ choose: "1.28.0" }]);
    assert.match(
      refused.read(await toNewerTag(refused.world, refused.written)) ?? "",
      /app:1\.28\.0 has no image for linux\/arm64/,
    );
  });

  it("a tag that names what is pinned gets that digest", async () => {
    const { world, written, read } = worldOf(`:1.27.2@${current.digest}`, [{ choose: "1.27.3" }]);
    assert.equal(read(await toNewerTag(world, written)), `FROM ~:1.27.3@${current.digest} AS x\r\n`);
  });

  it("asks nothing when there is none, and writes nothing when the user leaves", async () => {
    const newest = worldOf(":1.28.0");
    assert.match(newest.read(await toNewerTag(newest.world, newest.written)) ?? "", /No tag is newer than/);
    const left = worldOf(":1.27.2", ["leave"]);
    assert.equal(await toNewerTag(left.world, left.written), undefined);
    const none = worldOf(`@${old.digest}`);
    assert.match(none.read(await toNewerTag(none.world, none.written)) ?? "", /has no tag/);
  });
});

describe("pinning to one platform", () => {
  const options: PinOptions = { target: "index", platforms: [], cooldownDays: 0 };

  it("writes the digest of its image", async () => {
    const { world, written, read, shelf } = worldOf(":1.27", [{ choose: "linux/arm64/v8" }]);
    const [, image] = current.children;
    assert.ok(image);
    assert.equal(read(await toPlatform(world, written, options)), `FROM ~:1.27@${image.digest} AS x\r\n`);
    assert.ok(shelf.asked.includes(`GET ${image.digest}`), "not verified");
  });

  it("of a pin: of what is pinned, not of what the tag names now", async () => {
    const { world, written, read } = worldOf(`:1.27@${old.digest}`, [{ choose: "linux/arm64/v8" }]);
    const expected = `FROM ~:1.27@${old.children[1]?.digest} AS x\r\n`;
    assert.equal(read(await toPlatform(world, written, options)), expected);
  });

  it("offers the platforms in use first", async () => {
    const { world, written } = worldOf(":1.27");
    const orders: (readonly string[])[] = [];
    const ask: TagWorld["ask"] = {
      ...world.ask,
      choose: async ({ options: offered }) => {
        orders.push(offered.map(({ label, description }) => `${label} ${description?.split(" ")[0]}`));
        return undefined;
      },
    };
    const platforms = [{ os: "linux", architecture: "arm64" }];
    assert.equal(await toPlatform({ ...world, ask }, written, { ...options, platforms }), undefined);
    assert.deepEqual(
      orders.map((order) => order.map((entry) => entry.replace(/sha256.*/, "").trim())),
      [["linux/arm64/v8 in", "linux/amd64"]],
    );
  });

  it("of a single image there is nothing to choose", async () => {
    const { world, written, read } = worldOf(":one");
    assert.match(read(await toPlatform(world, written, options)) ?? "", /names a single image/);
  });
});
