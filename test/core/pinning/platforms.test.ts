import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatPlatform, parsePlatform } from "../../../src/core/oci/platform.ts";
import { isKnown, platformsOf, serves } from "../../../src/core/pinning/platforms.ts";
import { checked, FakeShelf, onShelf } from "../../support/fakeShelf.ts";
import {
  commonPlatforms,
  type ManifestTree,
  makeBuildCache,
  makeImage,
  makeIndex,
  makePlatforms,
} from "../../support/images.ts";

const windows = { os: "windows", architecture: "amd64" };
const unknown = { os: "unknown", architecture: "unknown" };
const { platform: _, ...untold } = makeImage({ platform: windows });

describe("the platforms of a digest", () => {
  const table: readonly (readonly [
    name: string,
    tree: ManifestTree,
    expected: readonly string[] | undefined,
  ])[] = [
    [
      "an index",
      makeIndex(makePlatforms(commonPlatforms), { attested: true }),
      ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"],
    ],
    ["an image", makeImage({ platform: windows }), ["windows/amd64"]],
    ["an image that does not say", makeImage({ platform: unknown }), undefined],
    ["no image", makeBuildCache(), undefined],
    [
      "an index with more images than are read",
      makeIndex(Array.from({ length: 1001 }, () => makeImage())),
      undefined,
    ],
    [
      "an index with an image that does not say",
      makeIndex([untold, ...makePlatforms(commonPlatforms)]),
      undefined,
    ],
  ];
  for (const [name, tree, expected] of table)
    it(name, async () => {
      const { resolver } = new FakeShelf({ "1": tree });
      const platforms = await platformsOf(resolver, onShelf("").repository, checked(tree.digest));
      assert.deepEqual(platforms?.map(formatPlatform), expected);
    });
});

it("older variants serve newer ones", () => {
  const offered = ["linux/arm/v6", "linux/amd64"].flatMap((text) => parsePlatform(text) ?? []);
  const served = (text: string) => serves(offered, parsePlatform(text) ?? unknown);
  assert.deepEqual(["linux/arm/v7", "linux/amd64", "linux/arm64", "windows/amd64"].map(served), [
    true,
    true,
    false,
    false,
  ]);
  assert.equal(isKnown(unknown), false);
  assert.equal(isKnown(windows), true);
});
