/** The documents here are written from BuildKit's specification: there is no BuildKit on the machine that tests. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cacheConfigOf, decodeBuildCache } from "../../../src/core/attached/buildCache.ts";
import { ContentError } from "../../../src/core/errors.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { descriptorOf, digestOf, indexOf, manifestOf } from "../../support/fakeRegistry.ts";

const [a, b] = [digestOf("a"), digestOf("b")];
const config = descriptorOf(digestOf("c"), { mediaType: mediaTypes.buildkitCache });
const manifest = manifestOf({
  config,
  layers: [descriptorOf(a, { size: 100 }), descriptorOf(b, { size: 20 })],
});
const index = indexOf({}, { others: [descriptorOf(a, { mediaType: "x", size: 100 }), config] });

const written = {
  layers: [
    { blob: a, parent: -1, annotations: { mediaType: "x", size: 7, createdAt: "2026-01-02T03:04:05.5Z" } },
    { blob: b, annotations: { size: 20 } },
    { blob: a, parent: 1 },
  ],
  records: [
    { digest: a, layers: [{ layer: 1, createdAt: "2026-01-02T03:04:05Z" }] },
    { digest: b, chains: [{ layers: [0, 1] }], inputs: [[{ link: 0 }]] },
    { digest: b },
  ],
};

function decode(document: unknown, of: typeof manifest | typeof index = manifest) {
  return decodeBuildCache(Buffer.from(JSON.stringify(document)), of, "it");
}

describe("build caches", () => {
  it("have entries with sizes, what they lie upon, and how many steps end in them", () => {
    assert.deepEqual(decode(written), {
      entries: [
        { digest: a, size: 100, created: Date.UTC(2026, 0, 2, 3, 4, 5, 500), parent: undefined, records: 0 },
        { digest: b, size: 20, created: undefined, parent: 0, records: 2 },
        { digest: a, size: 100, created: undefined, parent: 1, records: 0 },
      ],
      records: 3,
      size: 120,
      hidden: 0,
    });
  });

  it("in the old form are an index of blobs; what it does not name has the size that the cache says", () => {
    const { entries, size } = decode(written, index);
    assert.deepEqual([entries.map((entry) => entry.size), size], [[100, 20, 100], 120]);
    const [first, second] = written.layers;
    const unsized = decode({ layers: [first, { ...second, annotations: {} }] }, index);
    assert.deepEqual([unsized.entries[1]?.size, unsized.size], [undefined, undefined]);
  });

  it("have their configuration where the form says", () => {
    assert.equal(cacheConfigOf(manifest), config);
    assert.equal(cacheConfigOf(index), config);
    assert.equal(cacheConfigOf(manifestOf()), undefined);
    assert.equal(cacheConfigOf(indexOf({ "linux/amd64": a })), undefined);
  });

  it("R08: nonsense is left out, and long lists are cut", () => {
    const odd = [null, 5, {}, { blob: "sha256:../x" }, { blob: a, parent: "x", annotations: [] }];
    const { entries, records } = decode({
      layers: odd,
      records: [null, { layers: {} }, { chains: [{ layers: [] }] }],
    });
    assert.deepEqual([entries.length, entries[0]?.parent, records], [1, undefined, 3]);
    const many = decode({ layers: Array.from({ length: 10_005 }, () => ({ blob: a })) });
    assert.deepEqual([many.entries.length, many.hidden], [10_000, 5]);
    assert.throws(() => decode([]), ContentError);
  });
});
