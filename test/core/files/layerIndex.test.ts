import assert from "node:assert/strict";
import { it } from "node:test";
import { LayerIndex, LayerIndexBuilder } from "../../../src/core/files/layerIndex.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";

const digest = digestOf(Buffer.from("layer"));
const facts = {
  digest,
  diffId: digestOf(Buffer.from("archive")),
  bytes: 12,
  source: "layer",
  cut: "name",
} as const;
const entry = {
  path: Buffer.from("a/é"),
  type: "symlink",
  size: 2 ** 40,
  mode: 0o7777,
  uid: 2 ** 32 - 1,
  gid: 5,
  modified: -1500.5,
  link: Buffer.from("../é"),
  offset: 2 ** 41,
} as const;

function make(count: number): Uint8Array<ArrayBuffer> {
  const builder = new LayerIndexBuilder();
  for (let place = 0; place < count; place++) {
    builder.add({ ...entry, size: entry.size + place, path: Buffer.from(`a/é${place}`) });
    if (place % 2 === 0) builder.setDigest(Buffer.alloc(32, place + 1));
  }
  return builder.finish(facts);
}

for (const count of [0, 1, 2, 255, 256, 1000])
  it(`${count} entries come out as they went in`, () => {
    const index = new LayerIndex(make(count));
    assert.deepEqual([index.count, index.facts], [count, facts]);
    const entries = [...index.entries()];
    assert.equal(entries.length, count);
    for (const [place, found] of entries.entries())
      assert.deepEqual(found, {
        ...entry,
        place,
        path: `a/é${place}`,
        link: "../é",
        size: entry.size + place,
        digest: place % 2 === 0 ? `sha256:${Buffer.alloc(32, place + 1).toString("hex")}` : undefined,
      });
    assert.throws(() => index.entry(count), RangeError);
  });

it("bytes at any place in memory are read", () => {
  const bytes = make(3);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.equal(new LayerIndex(shifted.subarray(3)).entry(2).path, "a/é2");
});

it("C03 what is cut, longer, of another version or no index is malformed", () => {
  const bytes = make(10);
  const text = Buffer.from(bytes);
  const other = Buffer.from(text);
  other[text.indexOf('"version":1') + 10] = "9".charCodeAt(0);
  const counted = Buffer.from(text);
  counted[text.indexOf('"count":10') + 8] = "9".charCodeAt(0);
  const bad = [
    new Uint8Array(),
    bytes.subarray(0, 3),
    bytes.subarray(0, 40),
    bytes.subarray(0, -1),
    Buffer.concat([bytes, Buffer.alloc(8)]),
    Buffer.alloc(1000),
    other,
    counted,
  ];
  for (const [number, one] of bad.entries())
    assert.throws(() => new LayerIndex(one), { name: "ContentError", kind: "malformed" }, String(number));
});

it("200,000 entries with usual names take about 30 MB", () => {
  const builder = new LayerIndexBuilder();
  for (let place = 0; place < 200_000; place++) {
    const path = Buffer.from(`usr/lib/node_modules/some-package/dist/esm/internal/module-${place}.js`);
    builder.add({ ...entry, type: "file", link: new Uint8Array(), path });
  }
  const { length } = builder.finish(facts);
  assert.ok(length < 32 * 1024 * 1024, String(length));
});
