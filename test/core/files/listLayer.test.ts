import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { LayerIndex } from "../../../src/core/files/layerIndex.ts";
import { type Limits, standardLimits } from "../../../src/core/files/limits.ts";
import { listLayer } from "../../../src/core/files/listLayer.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import { type TarEntry, tar } from "../../support/tar.ts";
import { archiveEnd, rawEntry, rawHeader } from "../../support/tarBlocks.ts";

const mediaType = "application/vnd.oci.image.layer.v1.tar+gzip";

async function list(
  archive: Uint8Array,
  { diffId, ...limits }: Partial<Limits> & { diffId?: Digest } = {},
): Promise<{ index: LayerIndex; taken: number; size: number }> {
  const packed = gzipSync(archive);
  let taken = 0;
  const source = async function* () {
    for (let at = 0; at < packed.length; at += 1000) {
      taken += 1000;
      yield packed.subarray(at, at + 1000);
    }
  };
  const job = { mediaType, digest: digestOf(packed), diffId, limits: { ...standardLimits, ...limits } };
  return { index: new LayerIndex(await listLayer(job, source())), taken, size: packed.length };
}

const pathsOf = (index: LayerIndex) => [...index.entries()].map(({ path }) => path);
const files = (count: number): readonly TarEntry[] =>
  Array.from({ length: count }, (_, number) => ({ path: `f${number}`, content: `${number}` }));

it("a list has the digests of archive and contents", async () => {
  const archive = tar([{ path: "d/" }, { path: "d/f", content: "abc" }, { path: "d/empty", content: "" }]);
  const { index } = await list(archive, { diffId: digestOf(archive) });
  assert.deepEqual(index.facts, {
    digest: digestOf(gzipSync(archive)),
    diffId: digestOf(archive),
    bytes: archive.length,
    source: "layer",
    cut: undefined,
  });
  assert.deepEqual(
    [...index.entries()].map(({ digest }) => digest),
    [undefined, digestOf(Buffer.from("abc")), undefined],
  );
  const long = await list(archive, { diffId: digestOf(archive, "sha512") });
  assert.equal(long.index.facts.diffId, digestOf(archive, "sha512"));
});

it("R01 an archive of another digest is refused", async () => {
  const diffId = digestOf(Buffer.from("else"));
  await assert.rejects(list(tar([]), { diffId }), { kind: "digestMismatch", subject: diffId });
});

describe("R12 at a limit the list is cut, and what was read is kept", () => {
  it("too many entries", async () => {
    const { index } = await list(tar(files(20)), { entries: 10 });
    assert.deepEqual([index.count, index.facts.cut, index.facts.diffId], [10, "entries", undefined]);
    assert.equal((await list(tar(files(10)), { entries: 10 })).index.facts.cut, undefined);
  });
  it("too many bytes, and no more is taken than it needs", async () => {
    const archive = tar([
      { path: "a", content: "a" },
      { path: "noise", content: randomBytes(5_000_000) },
      { path: "after", content: "b" },
    ]);
    const { index, taken, size } = await list(archive, { bytes: 1_000_000 });
    assert.deepEqual([pathsOf(index), index.facts.cut], [["a", "noise"], "bytes"]);
    assert.equal(index.entry(1).digest, undefined);
    assert.ok(taken < size / 2, `${taken} of ${size}`);
  });
  it("a gzip bomb", async () => {
    const archive = tar([
      { path: "zeros", content: Buffer.alloc(20_000_000) },
      { path: "after", content: "b" },
    ]);
    const { index } = await list(archive, { ratio: 200, ratioFrom: 4_000_000 });
    assert.deepEqual([pathsOf(index), index.facts.cut], [["zeros"], "ratio"]);
    assert.ok((index.facts.bytes ?? 0) < 6_000_000);
    assert.equal((await list(archive, { ratio: 200, ratioFrom: 30_000_000 })).index.facts.cut, undefined);
  });
  it("long names and links are left out, and the rest is listed", async () => {
    const archive = Buffer.concat([
      rawEntry({ name: "L", flag: "L" }, "n".repeat(300)),
      rawEntry({ name: "a" }, "a"),
      rawHeader({ name: "l", flag: "2", link: "t".repeat(99) }),
      rawEntry({ name: "b" }, "b"),
      archiveEnd,
    ]);
    const { index } = await list(archive, { name: 98 });
    assert.deepEqual([pathsOf(index), index.facts.cut], [["b"], "name"]);
    assert.equal(index.entry(0).digest, digestOf(Buffer.from("b")));
    assert.equal(index.facts.diffId, digestOf(archive));
  });
  it("too many bytes of names", async () => {
    const { index } = await list(tar(files(20)), { names: 25 });
    assert.deepEqual([index.count, index.facts.cut], [11, "names"]);
  });
});

it("R12 an archive that is none is malformed", async () => {
  await assert.rejects(list(Buffer.alloc(5000, "x")), { name: "ContentError", kind: "malformed" });
  await assert.rejects(list(tar(files(3)).subarray(0, 700)), { kind: "malformed" });
});
