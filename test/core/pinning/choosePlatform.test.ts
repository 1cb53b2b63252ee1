import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RegistryError } from "../../../src/core/errors.ts";
import { formatPlatform, parsePlatform } from "../../../src/core/oci/platform.ts";
import { isSamePlatform, pinToPlatform } from "../../../src/core/pinning/choosePlatform.ts";
import { FakeShelf, onShelf } from "../../support/fakeShelf.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../../support/images.ts";

const index = makeIndex(makePlatforms(commonPlatforms));
const [, arm64, armv7] = index.children;
const single = makeImage();
assert.ok(arm64 && armv7);

describe("a pin to one platform, by explicit choice", () => {
  const all = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"];
  const table: readonly (readonly [tail: string, platform: string, expected: string | readonly string[]])[] =
    [
      [":many", "linux/arm64", arm64.digest],
      [":many", "linux/arm/v7", armv7.digest],
      [":many", "linux/s390x", all],
      [`:many@${arm64.digest}`, "linux/arm/v7", armv7.digest],
      [`@${index.digest}`, "linux/arm64", arm64.digest],
      [":single", "linux/amd64", single.digest],
      [":single", "linux/arm64", ["linux/amd64"]],
    ];
  for (const [tail, text, expected] of table)
    it(`${tail.slice(0, 20)} for ${text}`, async () => {
      const { resolver } = new FakeShelf({ many: index, single });
      const pin = await pinToPlatform(resolver, onShelf(tail), platform(text));
      assert.deepEqual(pin.ok ? pin.digest : pin.platforms?.map(formatPlatform), expected);
    });

  it("R01: the image's own manifest is verified before it may be written", async () => {
    const shelf = new FakeShelf({ many: index });
    const failure = new RegistryError("notFound", "h.test", { status: 404 });
    shelf.failures.set(`GET ${arm64.digest}`, failure);
    await assert.rejects(pinToPlatform(shelf.resolver, onShelf(":many"), platform("linux/arm64")), failure);
  });
});

it("the very platform is one, and one that only runs there is not", () => {
  const same = (one: string, other: string) => isSamePlatform(platform(one), platform(other));
  assert.equal(same("linux/arm64", "linux/arm64/v8"), true);
  assert.equal(same("linux/arm/v7", "linux/arm/v6"), false);
  assert.equal(same("windows(10.0.20348.1)/amd64", "windows(10.0.20348.2)/amd64"), true);
  assert.equal(same("windows(10.0.20348.1)/amd64", "windows(10.0.17763.2)/amd64"), false);
  assert.equal(isSamePlatform(platform("linux/amd64"), undefined), false);
});

function platform(text: string) {
  const parsed = parsePlatform(text);
  assert.ok(parsed);
  return parsed;
}
