import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LayerIndex } from "../../../src/core/files/layerIndex.ts";
import { standardLimits } from "../../../src/core/files/limits.ts";
import { listTable, parseFooter, tableDigest } from "../../../src/core/files/toc.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import { makeStargz, type StargzTable } from "../../support/stargz.ts";

const key = "containerd.io/snapshot/stargz/toc.digest";

it("a layer says the digest of its table, in its one legal spelling", () => {
  const digest = digestOf(Buffer.from("table"));
  const layer = { mediaType: "m", digest, size: 1 };
  assert.equal(tableDigest({ ...layer, annotations: new Map([[key, digest]]) }), digest);
  assert.equal(tableDigest({ ...layer, annotations: new Map([[key, "sha256:../x"]]) }), undefined);
  assert.equal(tableDigest(layer), undefined);
});

it("a footer says where the table is; what is none says nothing", () => {
  const { bytes, tableAt } = makeStargz({ f: "content" });
  const footer = bytes.subarray(-51);
  assert.equal(parseFooter(footer), tableAt);
  const changed = (at: number, byte: number) => {
    const copy = Buffer.from(footer);
    copy[at] = byte;
    return copy;
  };
  // Other magic, no extra field, other letters, no digit, and another length.
  for (const bad of [
    changed(0, 0),
    changed(3, 0),
    changed(12, 65),
    changed(20, 103),
    changed(32, 65),
    footer.subarray(1),
    Buffer.alloc(51),
  ])
    assert.equal(parseFooter(bad), undefined);
});

describe("a table", () => {
  const list = async (change: (table: StargzTable) => void, other?: string) => {
    const layer = makeStargz({ f: "content" }, { change });
    const tableDigest = other === undefined ? layer.annotations[key] : digestOf(Buffer.from(other));
    const job = {
      digest: digestOf(layer.bytes),
      tableDigest: tableDigest as ReturnType<typeof digestOf>,
      limits: { ...standardLimits, entries: 5, name: 20 },
    };
    const source = (async function* () {
      yield layer.bytes.subarray(layer.tableAt);
    })();
    return new LayerIndex(await listTable(job, source));
  };
  it("lists devices, links and all that a layer can hold", async () => {
    const index = await list(({ entries }) => {
      entries.push({ name: "null", type: "char", devMajor: 1, devMinor: 3, mode: 0o20666 });
      entries.push({ name: "hard", type: "hardlink", linkName: "f" });
    });
    const facts = [...index.entries()].map(({ path, type, link }) => `${type} ${path} ${link}`.trimEnd());
    assert.deepEqual(facts, [
      "directory dir/",
      "symlink dir/link file",
      "file f",
      "character null 1,3",
      "hardLink hard f",
    ]);
  });
  it("R01 of another digest is refused", async () => {
    await assert.rejects(
      list(() => {}, "else"),
      { kind: "digestMismatch" },
    );
  });
  const bad: readonly (readonly [string, (table: StargzTable) => void])[] = [
    ["an entry of no kind", ({ entries }) => entries.push({ name: "x", type: "socket" })],
    ["an entry without name", ({ entries }) => entries.push({ type: "fifo" })],
    ["a name that is too long", ({ entries }) => entries.push({ name: "n".repeat(21), type: "fifo" })],
    ["a file without digest", ({ entries }) => entries.push({ name: "x", type: "reg", size: 1 })],
    [
      "too many entries",
      ({ entries }) => entries.push(...Array.from({ length: 3 }, () => ({ name: "p", type: "fifo" }))),
    ],
    ["no entries", (table) => Object.assign(table, { entries: "none" })],
    ["an entry that is none", ({ entries }) => entries.push(7 as never)],
  ];
  for (const [name, change] of bad)
    it(`R12 with ${name} is malformed`, async () => {
      await assert.rejects(list(change), { name: "ContentError", kind: "malformed" });
    });
});
