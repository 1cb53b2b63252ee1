import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError } from "../../src/core/errors.ts";
import { parsePlatform } from "../../src/core/oci/platform.ts";
import { decide } from "../../src/vscode/pins/pinDecisions.ts";
import type { PinOptions } from "../../src/vscode/pins/pinOptions.ts";
import { FakeShelf, onShelf } from "../support/fakeShelf.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../support/images.ts";

const [amd64, arm64] = commonPlatforms;
assert.ok(amd64 && arm64);
const before = { created: "2024-11-01T00:00:00Z" };
const after = { created: "2024-11-20T00:00:00Z" };
const old = makeIndex(makePlatforms([amd64, arm64], before));
/** The image for amd64 stayed. */
const half = makeIndex([...makePlatforms([amd64], before), ...makePlatforms([arm64], after)]);
const single = makeImage();
const now = Date.UTC(2024, 10, 24);
const child = (place: number) => half.children[place]?.digest ?? "";

const usual: PinOptions = { target: "index", platforms: [], cooldownDays: 0 };
const platforms = (...texts: readonly string[]) => texts.flatMap((text) => parsePlatform(text) ?? []);
const pinned = `:1@${old.digest}`;

describe("what a reference is to become", () => {
  type Row = readonly [
    name: string,
    change: "pin" | "update",
    tail: string,
    options: Partial<PinOptions>,
    platform: string | undefined,
    expected: string | RegExp,
  ];
  const table: readonly Row[] = [
    ["pinned, the index", "pin", ":1", {}, undefined, half.digest],
    ["E07: pinned, the index, whatever the place asks for", "pin", ":1", {}, "linux/arm64", half.digest],
    ["pinned, the place's platform", "pin", ":1", { target: "platform" }, "linux/arm64", child(1)],
    [
      "pinned, the place's platform before those of the settings",
      "pin",
      ":1",
      { target: "platform", platforms: platforms("linux/amd64") },
      "linux/arm64",
      child(1),
    ],
    [
      "pinned, the first platform of the settings",
      "pin",
      ":1",
      { target: "platform", platforms: platforms("linux/amd64", "linux/arm64") },
      undefined,
      child(0),
    ],
    [
      "pinned, no platform is known",
      "pin",
      ":1",
      { target: "platform" },
      undefined,
      /several platforms.*mooring\.pin\.platforms/,
    ],
    [
      "pinned, a platform that is not there",
      "pin",
      ":1",
      { target: "platform", platforms: platforms("linux/s390x") },
      undefined,
      /no image for linux\/s390x, only for linux\/amd64/,
    ],
    ["pinned, an image without an index", "pin", ":single", { target: "platform" }, undefined, single.digest],
    ["updated", "update", pinned, {}, undefined, half.digest],
    [
      "updated, a platform in use changed",
      "update",
      pinned,
      { platforms: platforms("linux/arm64") },
      undefined,
      half.digest,
    ],
    [
      "kept, no platform in use changed",
      "update",
      pinned,
      { platforms: platforms("linux/amd64") },
      undefined,
      /did not change/,
    ],
    ["kept, the place's platform did not change", "update", pinned, {}, "linux/amd64", /did not change/],
    [
      "updated, the place's platform goes before the settings",
      "update",
      pinned,
      { platforms: platforms("linux/amd64") },
      "linux/arm64",
      half.digest,
    ],
    ["updated, a platform that cannot be read does not count", "update", pinned, {}, "?", half.digest],
    ["kept, too young", "update", pinned, { cooldownDays: 24 }, undefined, /younger than the cool-down/],
    ["updated, old enough", "update", pinned, { cooldownDays: 23 }, undefined, half.digest],
    ["current", "update", `:1@${half.digest}`, {}, undefined, /names the pinned digest/],
    ["missing", "pin", ":9", {}, undefined, /h\.test has no app:9/],
  ];
  for (const [name, change, tail, options, platform, expected] of table)
    it(name, async () => {
      const { resolver } = new FakeShelf({ "1": half, single }, [old]);
      const question = { reference: onShelf(tail), ...(platform !== undefined && { platform }) };
      const decision = await decide(change, resolver, question, { ...usual, ...options }, now);
      if (typeof expected === "string") assert.deepEqual(decision, { kind: "write", digest: expected });
      else assert.match("sentence" in decision ? decision.sentence : decision.digest, expected);
    });

  it("R01: what is written was read, not only named", async () => {
    const shelf = new FakeShelf({ "1": half });
    shelf.failures.set(`GET ${half.digest}`, new NetworkError("offline", "h.test"));
    const decision = await decide("pin", shelf.resolver, { reference: onShelf(":1") }, usual, now);
    assert.equal(decision.kind, "failed");
  });

  it("a cancel is none, nor is a fault of our own", async () => {
    for (const reason of [new DOMException("cancelled", "AbortError"), new TypeError("ours")]) {
      const shelf = new FakeShelf({ "1": half });
      shelf.failures.set("HEAD 1", reason);
      await assert.rejects(decide("pin", shelf.resolver, { reference: onShelf(":1") }, usual, now), reason);
    }
  });
});
