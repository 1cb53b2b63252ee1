import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { openDerived } from "../../../src/core/content/derived.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import type { LayerEntry } from "../../../src/core/files/layerEntry.ts";
import { LayerFiles, type WantedLayer } from "../../../src/core/files/layerFiles.ts";
import type { LayerIndex } from "../../../src/core/files/layerIndex.ts";
import { standardLimits } from "../../../src/core/files/limits.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import { isDigest } from "../../../src/core/reference/digest.ts";
import type { Distribution } from "../../../src/core/registry/distribution.ts";
import { FakeRegistry } from "../../support/fakeRegistry.ts";
import { type Layer, makeLayer } from "../../support/images.ts";
import { scratchFolder } from "../../support/scratch.ts";
import { makeStargz, type StargzLayer } from "../../support/stargz.ts";

const repository = { registry: "r.test", path: "a/b" };
const entries = [
  { path: "d/" },
  { path: "d/f", content: "content" },
  { path: "big", content: randomBytes(700_000) },
];

function wanted(layer: Layer & { readonly annotations?: StargzLayer["annotations"] }): WantedLayer {
  const { mediaType, digest, size, diffId, annotations = {} } = layer;
  assert.ok(isDigest(digest) && isDigest(diffId));
  return {
    descriptor: { mediaType, digest, size, annotations: new Map(Object.entries(annotations)) },
    diffId,
  };
}

type Opened = (from: number, signal: AbortSignal | undefined) => AsyncIterable<Uint8Array>;

/** A registry that has one blob, strict about who asks for what. It notes from where the blob was read, and how much. */
class OneBlob {
  readonly from: number[] = [];
  given = 0;
  readonly #layer: Layer;
  readonly #open: Opened;

  constructor(layer: Layer, open?: Opened) {
    this.#layer = layer;
    this.#open = open ?? ((from) => this.pieces(from));
  }

  async *pieces(from: number): AsyncGenerator<Uint8Array, void> {
    for (let at = from; at < this.#layer.bytes.length; at += 10_000) {
      const piece = this.#layer.bytes.subarray(at, at + 10_000);
      this.given += piece.length;
      yield piece;
    }
  }

  readonly distributionFor = (host: string): Distribution => {
    assert.equal(host, "r.test");
    return {
      ...new FakeRegistry({}).distribution(host),
      openBlob: async (path, descriptor, { from = 0, signal } = {}) => {
        assert.deepEqual([path, descriptor.digest], ["a/b", this.#layer.digest]);
        signal?.throwIfAborted();
        this.from.push(from);
        return ReadableStream.from(this.#open(from, signal));
      },
    };
  };
}

const paths = (index: LayerIndex) => [...index.entries()].map(({ path }) => path);

async function entryAt(index: LayerIndex, path: string) {
  const entry = [...index.entries()].find((one) => one.path === path);
  assert.ok(entry);
  return entry;
}

describe("a layer's list", () => {
  for (const compression of ["gzip", "zstd", "none"] as const)
    it(`of ${compression} is made once for all who want it, then comes from memory, then from disk`, async (t) => {
      const folder = await scratchFolder(t);
      const layer = makeLayer(entries, { compression });
      const blob = new OneBlob(layer);
      const open = () =>
        new LayerFiles({ ...blob, store: openDerived(folder, "layers", { maxBytes: 1_000_000 }) });
      const files = open();
      const progress: number[] = [];
      const onProgress = (bytes: number) => progress.push(bytes);
      const lists = await Promise.all(
        [1, 2, 3].map(() => files.list(repository, wanted(layer), { onProgress })),
      );
      for (const index of lists) assert.deepEqual(paths(index), ["d/", "d/f", "big"]);
      assert.equal(progress.at(-1), layer.size);
      await files.list(repository, wanted(layer));
      assert.deepEqual(blob.from, [0]);
      // Written beside the answer.
      while (
        (await openDerived(folder, "layers", { maxBytes: 1 }).get(wanted(layer).descriptor.digest)) ===
        undefined
      )
        await new Promise(setImmediate);
      const index = await open().list(repository, wanted(layer));
      assert.deepEqual([paths(index), blob.from], [["d/", "d/f", "big"], [0]]);
      assert.deepEqual(index.facts.diffId, layer.diffId);
    });

  it("R11 of a foreign layer is not asked for", async () => {
    const layer = {
      ...makeLayer(entries),
      mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    };
    const blob = new OneBlob(layer);
    await assert.rejects(new LayerFiles(blob).list(repository, wanted(layer)), {
      name: "ContentError",
      kind: "foreign",
    });
    assert.deepEqual(blob.from, []);
  });

  it("R01 whose archive has another digest is refused, in another image too, and not kept", async () => {
    const layer = makeLayer(entries);
    const diffId = digestOf(Buffer.from("else"));
    const files = new LayerFiles(new OneBlob(layer));
    const other = { ...wanted(layer), diffId };
    await assert.rejects(files.list(repository, other), { kind: "digestMismatch", subject: diffId });
    await files.list(repository, wanted(layer));
    await assert.rejects(files.list(repository, other), { kind: "digestMismatch", subject: diffId });
  });

  it("R01 whose blob is not what it should be fails as the stream does, although it is no archive either", async () => {
    const layer = makeLayer(entries);
    const failure = new RegistryError("unexpected", "r.test");
    let given = 0;
    const blob = new OneBlob(layer, async function* () {
      for (; given < 50; given++) yield Buffer.alloc(100_000, "garbage");
      throw failure;
    });
    await assert.rejects(new LayerFiles(blob).list(repository, wanted(layer)), failure);
    assert.equal(given, 50);
  });

  it("R12 that is cut is made of verified bytes: the blob is read to its end", async () => {
    const layer = makeLayer(entries);
    const blob = new OneBlob(layer);
    const files = new LayerFiles({ ...blob, limits: { ...standardLimits, entries: 1 } });
    const index = await files.list(repository, wanted(layer));
    assert.deepEqual([paths(index), index.facts.cut, blob.given], [["d/"], "entries", layer.size]);
  });

  it("R12 of what is no archive is malformed", async () => {
    const bytes = Buffer.alloc(5000, "x");
    const layer = { ...makeLayer([]), digest: digestOf(bytes), size: bytes.length, bytes };
    await assert.rejects(new LayerFiles(new OneBlob(layer)).list(repository, wanted(layer)), {
      name: "ContentError",
      kind: "malformed",
      subject: `the layer's compressed stream (${layer.digest})`,
    });
  });

  it("that is cancelled ends its stream", async () => {
    const layer = makeLayer(entries);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const blob = new OneBlob(layer, async function* (_, signal) {
      yield layer.bytes.subarray(0, 1000);
      const { promise, reject } = Promise.withResolvers<never>();
      signal?.addEventListener("abort", () => reject(signal.reason));
      begin();
      await promise.finally(end);
    });
    const controller = new AbortController();
    const list = new LayerFiles(blob).list(repository, wanted(layer), { signal: controller.signal });
    await begun;
    controller.abort();
    await assert.rejects(list, { name: "AbortError" });
    await ended;
  });
});

describe("a file", () => {
  it("is read from its layer, no further than needed, and compared with its digest", async () => {
    const many = [...entries, { path: "rest", content: randomBytes(3_000_000) }];
    const layer = makeLayer(many, { compression: "none" });
    const blob = new OneBlob(layer);
    const files = new LayerFiles(blob);
    const index = await files.list(repository, wanted(layer));
    blob.given = 0;
    const entry = await entryAt(index, "big");
    const bytes = await files.read(repository, wanted(layer), { index, entry, limit: 1_000_000 });
    assert.ok(Buffer.from(bytes).equals(entries[2]?.content as Buffer));
    assert.ok(blob.given < 1_500_000, String(blob.given));
    await assert.rejects(files.read(repository, wanted(layer), { index, entry, limit: 699_999 }), {
      kind: "tooLarge",
    });
    const folder = await entryAt(index, "d/");
    assert.equal((await files.read(repository, wanted(layer), { index, entry: folder, limit: 1 })).length, 0);
  });

  it("R01 of another digest is refused", async () => {
    const layer = makeLayer(entries, { compression: "none" });
    const index = await new LayerFiles(new OneBlob(layer)).list(repository, wanted(layer));
    const bytes = Buffer.from(layer.bytes);
    bytes.write("CONTENT", 1024);
    const files = new LayerFiles(new OneBlob({ ...layer, bytes }));
    const entry = await entryAt(index, "d/f");
    await assert.rejects(files.read(repository, wanted(layer), { index, entry, limit: 100 }), {
      kind: "digestMismatch",
    });
  });
});

describe("many files", () => {
  /** Takes the contents of entries. */
  function taking(chosen: readonly LayerEntry[]) {
    const taken: [path: string, content: string][] = [];
    const takers = new Map(
      chosen.map((entry) => {
        const pieces: Buffer[] = [];
        const piece = (bytes: Uint8Array) => pieces.push(Buffer.from(bytes));
        const end = () => taken.push([entry.path, Buffer.concat(pieces).toString("latin1")]);
        return [entry, { piece, end }] as const;
      }),
    );
    return { taken, takers };
  }

  it("are read in one pass, no further than needed, whoever told of them", async () => {
    const tail = [
      { path: "small", content: "small" },
      { path: "rest", content: randomBytes(3_000_000) },
    ];
    const layer = makeLayer([...entries, ...tail], { compression: "none" });
    const blob = new OneBlob(layer);
    const files = new LayerFiles(blob);
    const index = await files.list(repository, wanted(layer));
    blob.given = 0;
    blob.from.length = 0;
    const chosen = [...index.entries()].filter(({ path }) => path !== "big" && path !== "rest");
    const { taken, takers } = taking(chosen.toReversed());
    await files.readMany(repository, wanted(layer), { index, takers });
    assert.deepEqual(taken, [
      ["d/f", "content"],
      ["small", "small"],
    ]);
    assert.deepEqual(blob.from, [0]);
    assert.ok(blob.given < 1_500_000, String(blob.given));
    const nothing = taking(chosen.filter(({ path }) => path === "d/"));
    await files.readMany(repository, wanted(layer), { index, takers: nothing.takers });
    assert.deepEqual([nothing.taken, blob.from], [[], [0]]);
  });

  it("of an eStargz layer are found by their names", async () => {
    const layer = makeStargz({ "dir/file": "a".repeat(2500), "dir/small": "small" });
    const files = new LayerFiles(new OneBlob(layer));
    const index = await files.list(repository, wanted(layer));
    assert.equal(index.facts.source, "toc");
    const { taken, takers } = taking([await entryAt(index, "dir/small"), await entryAt(index, "dir/file")]);
    await files.readMany(repository, wanted(layer), { index, takers });
    assert.deepEqual(taken, [
      ["dir/file", "a".repeat(2500)],
      ["dir/small", "small"],
    ]);
  });

  it("R01 are refused when one is another than the list says, or missing", async () => {
    const layer = makeLayer(entries, { compression: "none" });
    const index = await new LayerFiles(new OneBlob(layer)).list(repository, wanted(layer));
    const bytes = Buffer.from(layer.bytes);
    bytes.write("CONTENT", 1024);
    const { taken, takers } = taking([await entryAt(index, "d/f")]);
    const files = new LayerFiles(new OneBlob({ ...layer, bytes }));
    const reading = files.readMany(repository, wanted(layer), { index, takers });
    await assert.rejects(reading, { kind: "digestMismatch" });
    const cut = new LayerFiles(new OneBlob({ ...layer, bytes: layer.bytes.subarray(0, 512) }));
    await assert.rejects(cut.readMany(repository, wanted(layer), { index, takers }), { kind: "malformed" });
    assert.deepEqual(taken, []);
  });

  it("I1 end with the signal's reason", async () => {
    const layer = makeLayer(entries);
    const files = new LayerFiles(new OneBlob(layer));
    const index = await files.list(repository, wanted(layer));
    const { takers } = taking([await entryAt(index, "big")]);
    const signal = AbortSignal.abort(new Error("enough"));
    const reading = files.readMany(repository, wanted(layer), { index, takers }, { signal });
    await assert.rejects(reading, /enough/);
  });
});

describe("an eStargz layer", () => {
  const texts = {
    "dir/file": "a".repeat(2500),
    "dir/small": "small",
    "dir/noise": randomBytes(90_000).toString("hex"),
  };
  const listed = ["dir/", "dir/link", ...Object.keys(texts)];
  it("is listed by its table of contents: two requests, for its end alone", async () => {
    const layer = makeStargz(texts);
    const blob = new OneBlob(layer);
    const files = new LayerFiles(blob);
    const index = await files.list(repository, wanted(layer));
    assert.deepEqual(blob.from, [layer.size - 51, layer.tableAt]);
    assert.ok(blob.given < layer.size / 10);
    assert.deepEqual([paths(index), index.facts.source], [listed, "toc"]);
    const [folder, link, file] = [...index.entries()];
    assert.deepEqual(
      [folder?.type, folder?.mode, link?.type, link?.link],
      ["directory", 0o755, "symlink", "file"],
    );
    const { size, mode, uid, gid, modified, digest } = file ?? {};
    const facts = [2500, 0o644, 1, 2, 1_700_000_000_000, digestOf(Buffer.from(texts["dir/file"]))];
    assert.deepEqual([size, mode, uid, gid, modified, digest], facts);
  });
  it("has each file read from its own place", async () => {
    const layer = makeStargz(texts);
    const blob = new OneBlob(layer);
    const files = new LayerFiles(blob);
    const index = await files.list(repository, wanted(layer));
    for (const [path, text] of Object.entries(texts)) {
      blob.from.length = 0;
      const entry = await entryAt(index, path);
      const bytes = await files.read(repository, wanted(layer), { index, entry, limit: 1_000_000 });
      assert.equal(Buffer.from(bytes).toString(), text);
      assert.deepEqual(blob.from, [entry.offset]);
    }
  });
  it("is listed as any layer without its table", async () => {
    const layer = makeStargz(texts);
    const index = await new LayerFiles(new OneBlob(layer)).list(
      repository,
      wanted({ ...layer, annotations: {} }),
    );
    assert.deepEqual(paths(index), [...listed, "stargz.index.json"]);
  });
  const noRange = async function* (): AsyncGenerator<Uint8Array, void> {
    yield* [];
    throw new RegistryError("unexpected", "r.test", { status: 200, detail: "no range" });
  };
  const other = { "containerd.io/snapshot/stargz/toc.digest": digestOf(Buffer.from("else")) };
  const fallbacks: readonly (readonly [name: string, make: () => StargzLayer, refuses?: true])[] = [
    ["the registry knows no ranges", () => makeStargz(texts), true],
    ["R01 its table is another than the manifest says", () => ({ ...makeStargz(texts), annotations: other })],
    [
      "its table is no table",
      () => makeStargz(texts, { change: (table) => table.entries.push({ name: "x", type: "?" }) }),
    ],
    [
      "a file of its table has no digest",
      () =>
        makeStargz(texts, {
          change: ({ entries: [, , file] }) => {
            if (file) delete file["digest"];
          },
        }),
    ],
    [
      "it has no footer",
      () => {
        const layer = makeStargz(texts);
        const bytes = Buffer.from(layer.bytes);
        bytes.write("STARGX", bytes.length - 19);
        return { ...layer, bytes };
      },
    ],
  ];
  for (const [name, make, refuses] of fallbacks)
    it(`is read whole when ${name}`, async () => {
      const layer = make();
      const blob: OneBlob = new OneBlob(layer, (from) =>
        refuses && from > 0 ? noRange() : blob.pieces(from),
      );
      const index = await new LayerFiles(blob).list(repository, wanted(layer));
      assert.deepEqual([blob.from.at(-1), index.facts.source], [0, "layer"]);
      assert.deepEqual(paths(index), [...listed, "stargz.index.json"]);
    });
});
