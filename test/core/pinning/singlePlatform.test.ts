import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { singlePlatform } from "../../../src/core/pinning/singlePlatform.ts";
import { checked, FakeShelf, onShelf } from "../../support/fakeShelf.ts";
import { type ManifestTree, makeBuildCache, makeImage, makeIndex } from "../../support/images.ts";

const on = (architecture: string, created: string) =>
  makeImage({ created, platform: { os: "linux", architecture } });
const [amd64, arm64] = [on("amd64", "2024-11-01T00:00:00Z"), on("arm64", "2024-11-01T00:00:00Z")];
const [oldAmd64, s390x] = [on("amd64", "2024-10-01T00:00:00Z"), on("s390x", "2024-10-01T00:00:00Z")];
const index = makeIndex([amd64, arm64]);
const oldIndex = makeIndex([oldAmd64]);

describe("a pin to one platform's image, where the tag has more", () => {
  const table: readonly (readonly [
    string,
    pinned: ManifestTree,
    named: ManifestTree,
    asked: readonly string[],
    lost: readonly string[] | undefined,
  ])[] = [
    ["in a file for both", amd64, index, ["linux/amd64", "linux/arm64"], ["arm64"]],
    ["in a file for several", amd64, index, [], []],
    ["of an older build", oldAmd64, index, ["linux/amd64", "linux/arm64"], ["arm64"]],
    ["in a file for what neither has", amd64, index, ["linux/amd64", "linux/s390x"], undefined],
    ["in a file for what it serves", amd64, index, ["linux/amd64", "linux/x86_64"], undefined],
    ["for a platform that the tag lost", s390x, index, [], []],
    ["of a tag for that platform alone", oldAmd64, oldIndex, [], undefined],
    ["of a tag that is an image", oldAmd64, amd64, [], undefined],
    ["that is what the tag names", amd64, amd64, [], undefined],
    ["that is an index", oldIndex, index, [], undefined],
    ["that is no image", makeBuildCache(), index, [], undefined],
    ["in a file for nonsense", amd64, index, ["amd64", "?"], undefined],
  ];
  for (const [name, pinned, named, asked, lost] of table)
    it(name, async () => {
      const { resolver } = new FakeShelf({ "1": named }, [pinned]);
      const found = await singlePlatform(resolver, onShelf("").repository, {
        ...{ pinned: checked(pinned.digest), named: checked(named.digest), asked },
      });
      assert.deepEqual(
        found?.lost.map(({ architecture }) => architecture),
        lost,
      );
      if (found !== undefined) assert.equal(found.platform.architecture, pinned.platform?.architecture);
    });
});
