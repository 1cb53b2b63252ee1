import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { moveOf, type StoredImage, shareLayers, storedImage } from "../../../src/core/image/sharing.ts";
import type { Descriptor } from "../../../src/core/oci/model.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";

const sizes: Readonly<Record<string, number>> = { a: 100, b: 20, c: 3, d: 40 };

const layer = (name: string): Descriptor => ({
  mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
  digest: digestOf(Buffer.from(name)),
  size: sizes[name],
});
const image = (letters: string): StoredImage => storedImage([letters], [...letters].map(layer));
const letterOf = ({ digest }: Descriptor) => [..."abcdx"].find((name) => layer(name).digest === digest);

describe("a registry keeps each layer once", () => {
  const table: readonly (readonly [images: string, layers: string, stored: number, sum: number])[] = [
    ["", "", 0, 0],
    ["ab", "a0 b0", 120, 120],
    ["ab abc", "a01 b01 c1", 123, 243],
    ["ad ab", "a01 d0 b1", 160, 260],
    ["c d", "d1 c0", 43, 43],
  ];
  for (const [images, layers, stored, sum] of table)
    it(images || "no images", () => {
      const sharing = shareLayers(images.split(" ").filter(Boolean).map(image));
      const drawn = sharing.layers.map(({ layer: own, users }) => `${letterOf(own)}${users.join("")}`);
      assert.equal(drawn.join(" "), layers);
      assert.deepEqual([sharing.stored, sharing.sum], [stored, sum]);
    });

  it("what an image has alone is what would go with it", () => {
    const { images } = shareLayers(["ab", "abc", "ad"].map(image));
    assert.deepEqual(images, [
      { bytes: 120, alone: 0 },
      { bytes: 123, alone: 3 },
      { bytes: 140, alone: 40 },
    ]);
  });

  it("a size that was not told makes all of it the least", () => {
    assert.equal(shareLayers([image("ax")]).isLeast, true);
    assert.equal(shareLayers([image("ab")]).isLeast, false);
  });

  it("stored and sum agree with the sets, whatever the images", () => {
    const letters = fc.uniqueArray(fc.constantFrom(..."abcd"), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 6 }), (lists) => {
        const sharing = shareLayers(lists.map((list) => image(list.join(""))));
        const bytes = (names: Iterable<string>) =>
          [...names].reduce((sum, name) => sum + (sizes[name] ?? 0), 0);
        assert.equal(sharing.stored, bytes(new Set(lists.flat())));
        assert.equal(sharing.sum, bytes(lists.flat()));
        const alone = sharing.images.reduce((sum, { alone }) => sum + alone, 0);
        assert.ok(alone <= sharing.stored);
      }),
    );
  });
});

it("a pull moves what is not there", () => {
  const { moved, there, bytes } = moveOf(image("abcd"), [image("b"), image("ad")]);
  assert.deepEqual([moved.map(letterOf), there.map(letterOf), bytes], [["c"], ["a", "b", "d"], 3]);
  assert.deepEqual(moveOf(image("ab"), []), { moved: image("ab").layers, there: [], bytes: 120 });
});

it("a layer that stands twice in an image counts once", () => {
  assert.equal(storedImage(["twice"], [layer("a"), layer("a")]).layers.length, 1);
});
