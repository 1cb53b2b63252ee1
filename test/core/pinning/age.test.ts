import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parsePlatform } from "../../../src/core/oci/platform.ts";
import { createdOf } from "../../../src/core/pinning/age.ts";
import { checked, FakeShelf, onShelf } from "../../support/fakeShelf.ts";
import { type ManifestTree, makeBuildCache, makeImage, makeIndex } from "../../support/images.ts";

const amd64 = makeImage({ created: "2024-11-01T00:00:00Z" });
const arm64 = makeImage({
  created: "2024-11-03T00:00:00Z",
  platform: { os: "linux", architecture: "arm64" },
});
const timeless = makeImage({
  created: "1970-01-01T00:00:00Z",
  platform: { os: "linux", architecture: "arm" },
});
const index = makeIndex([amd64, arm64, timeless]);

describe("when the images of a digest were built", () => {
  const table: readonly (readonly [string, ManifestTree, readonly string[], string | undefined])[] = [
    ["an image", amd64, [], "2024-11-01"],
    ["an index: its first image", index, [], "2024-11-01"],
    ["the platforms in use: the youngest", index, ["linux/amd64", "linux/arm64"], "2024-11-03"],
    ["a platform in use", index, ["linux/arm64"], "2024-11-03"],
    ["made-up dates say nothing", timeless, [], undefined],
    ["nor when one of several is made up", index, ["linux/amd64", "linux/arm/v7"], undefined],
    ["no image for the platform", index, ["linux/s390x"], undefined],
    ["no image", makeBuildCache(), [], undefined],
    ["an empty index", makeIndex([]), [], undefined],
  ];
  for (const [name, tree, platforms, expected] of table)
    it(name, async () => {
      const { resolver } = new FakeShelf({ "1": tree });
      const wanted = platforms.flatMap((text) => parsePlatform(text) ?? []);
      const created = await createdOf(resolver, onShelf("").repository, checked(tree.digest), wanted);
      assert.equal(created && new Date(created).toISOString().slice(0, 10), expected);
    });
});
