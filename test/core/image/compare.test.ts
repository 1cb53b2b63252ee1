import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareImages } from "../../../src/core/image/compare.ts";
import type { ImageModel, Step } from "../../../src/core/image/model.ts";
import { config, descriptor, digestOf, image } from "../../editor/imageModel.ts";

/** An image whose config has 7 bytes, of layers like `a:100`. */
function of(name: string, layers: readonly string[], change: Partial<ImageModel> = {}): ImageModel {
  const steps = layers.map((text, place): Step => {
    const [letter = "", size] = text.split(":");
    const found = { ...descriptor(letter, Number(size)), size: size === "?" ? undefined : Number(size) };
    return {
      createdBy: undefined,
      created: undefined,
      comment: undefined,
      layer: { number: place + 1, descriptor: found, diffId: undefined },
    };
  });
  const sizes = new Map(steps.map(({ layer }) => [layer?.descriptor.digest, layer?.descriptor.size]));
  const size = [...sizes.values()].reduce((sum = Number.NaN, bytes = Number.NaN) => sum + bytes, 7);
  return image({
    manifest: descriptor(name, 500),
    steps,
    size: Number.isNaN(size) ? undefined : size,
    ...change,
  });
}

describe("sizes", () => {
  const table: readonly (readonly [
    name: string,
    old: readonly string[],
    now: readonly string[],
    growth: number | undefined,
    pull: number | undefined,
  ])[] = [
    ["a shared base is not pulled again", ["a:100", "b:50"], ["a:100", "c:40"], -10, 47],
    ["a layer that is there at another place is not, either", ["a:100", "b:50"], ["b:50", "a:100"], 0, 7],
    ["a layer that stands twice is pulled once", ["a:100"], ["a:100", "b:50", "b:50"], 50, 57],
    ["all is new", ["a:100"], ["b:100"], 0, 107],
    ["all is there", ["a:100", "b:50"], ["a:100"], -50, 7],
    ["R09: a size that is not known", ["a:100"], ["b:?"], undefined, undefined],
    ["R09: an unknown size of what is gone", ["a:?"], ["b:10"], undefined, 17],
  ];
  for (const [name, old, now, growth, pull] of table)
    it(name, () => {
      const comparison = compareImages(of("1", old), of("2", now));
      assert.deepEqual([comparison.growth, comparison.pull], [growth, pull]);
      assert.equal(comparison.isSame, false);
    });

  it("the very same image costs nothing", () => {
    const {
      isSame,
      growth,
      pull,
      config: changes,
      layers,
    } = compareImages(of("1", ["a:1"]), of("1", ["a:1"]));
    assert.deepEqual([isSame, growth, pull, changes], [true, 0, 0, []]);
    assert.deepEqual(layers, { kept: 1, added: 0, removed: 0, base: 1 });
  });
});

describe("layers", () => {
  const table: readonly (readonly [
    old: readonly string[],
    now: readonly string[],
    kept: number,
    added: number,
    removed: number,
    base: number,
  ])[] = [
    [["a:1", "b:1", "c:1"], ["a:1", "d:1", "c:1"], 2, 1, 1, 1],
    [["a:1", "b:1"], ["b:1", "a:1"], 2, 0, 0, 0],
    [["a:1"], ["a:1", "b:1", "c:1"], 1, 2, 0, 1],
    [["a:1", "b:1"], ["a:1"], 1, 0, 1, 1],
    [["a:1", "a:1"], ["a:1"], 1, 0, 1, 1],
    [[], ["a:1"], 0, 1, 0, 0],
  ];
  for (const [old, now, kept, added, removed, base] of table)
    it(`${old.join(" ") || "none"} and ${now.join(" ")}`, () => {
      const { layers } = compareImages(of("1", old), of("2", now));
      assert.deepEqual(layers, { kept, added, removed, base });
    });
});

it("what is no image has no configuration to compare", () => {
  assert.deepEqual(compareImages(of("1", []), of("2", [], { config: undefined })).config, []);
  const user = { ...config, user: "root" };
  assert.deepEqual(compareImages(of("1", []), of("2", [], { config: user })).config, [
    { field: "user", old: "nginx", now: "root" },
  ]);
});

it("platforms are those of the whole indexes", () => {
  const { platforms } = compareImages(of("1", []), of("2", [], { platforms: [] }));
  assert.deepEqual(
    platforms.map(({ old, now }) => [old?.digest, now]),
    [
      [digestOf("b"), undefined],
      [digestOf("c"), undefined],
    ],
  );
});
