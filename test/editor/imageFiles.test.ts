import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError } from "../../src/core/errors.ts";
import { pathOf } from "../../src/core/files/fileNode.ts";
import type { LayerFiles } from "../../src/core/files/layerFiles.ts";
import type { LayerIndex } from "../../src/core/files/layerIndex.ts";
import { standardLimits } from "../../src/core/files/limits.ts";
import type { ImageModel, Layer, Step } from "../../src/core/image/model.ts";
import { digestOf } from "../../src/core/oci/verify.ts";
import type { FilesWish } from "../../src/protocol/files.ts";
import { filesOf } from "../../src/vscode/files/filesState.ts";
import { ImageFiles } from "../../src/vscode/files/imageFiles.ts";
import { entryFrom, listArchive } from "../support/layerTrees.ts";
import { tar } from "../support/tar.ts";
import { image } from "./imageModel.ts";

const gzip = "application/vnd.oci.image.layer.v1.tar+gzip";
const foreign = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

/** A layer by what is in it: `a=1 .wh.b`; each name stands for an archive of its own. */
function step(
  number: number,
  entries: string,
  { mediaType = gzip, size = 1_000_000 } = {},
): Step & { layer: Layer } {
  const digest = digestOf(Buffer.from(entries));
  return {
    createdBy: `RUN step ${number}`,
    created: undefined,
    comment: undefined,
    layer: { number, descriptor: { mediaType, digest, size }, diffId: digest },
  };
}

const imageOf = (...steps: readonly Step[]): ImageModel =>
  image(
    { steps, manifest: { ...image().manifest, digest: digestOf(Buffer.from(JSON.stringify(steps))) } },
    "r.test/app:1",
  );

type Answer = LayerIndex | Error | "wait";

/** Lists of layers by their entries; notes what is asked of the registry. */
function listsOf(change: Readonly<Record<string, Answer>> = {}, limits = standardLimits) {
  const stored = new Set<string>();
  const asked: string[] = [];
  const all = new Map<string, string>();
  const make = (entries: string) => listArchive(tar(entries.split(" ").map(entryFrom)), limits);
  const files: Pick<LayerFiles, "list" | "recall"> = {
    recall: async ({ descriptor }) => {
      const entries = all.get(descriptor.digest) ?? "";
      return stored.has(descriptor.digest) ? make(entries) : undefined;
    },
    list: async (repository, { descriptor }, { signal, onProgress } = {}) => {
      const entries = all.get(descriptor.digest) ?? "";
      asked.push(`${repository.path} ${entries}`);
      onProgress?.(descriptor.size ?? 0);
      const answer = change[entries];
      if (answer === "wait")
        await new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
      if (answer instanceof Error) throw answer;
      stored.add(descriptor.digest);
      return make(entries);
    },
  };
  return {
    files,
    asked,
    stored,
    know: (...entries: readonly string[]) => {
      for (const one of entries) all.set(digestOf(Buffer.from(one)), one);
    },
  };
}

const base = "etc/passwd=12345 etc/motd=1 usr/sh=123";
const app = "etc/.wh.motd srv/app=12 etc/passwd=1234567";

function opening(shown: ImageModel, lists: ReturnType<typeof listsOf>) {
  lists.know(base, app, "x=1");
  const seen: string[] = [];
  const files: ImageFiles = new ImageFiles(
    async () => lists.files,
    () => {
      const { state } = files;
      // How often progress is told depends on how fast the machine is.
      if (seen.at(-1) !== state.kind) seen.push(state.kind);
    },
  );
  files.show(shown);
  const shownNow = () => filesOf(files.state, shown);
  return { files, seen, shown: shownNow };
}

const wish: FilesWish = {
  scope: "all",
  layer: 1,
  text: "",
  isChanged: false,
  order: "name",
  open: [],
  shut: [],
};

async function paths(files: ImageFiles, change: Partial<FilesWish> = {}): Promise<readonly string[]> {
  const answer = await files.rows({ number: 1, wish: { ...wish, ...change }, from: 0 });
  return answer?.rows.map(({ path, mark, size }) => `${mark ?? ""} ${path} ${size}`.trim()) ?? [];
}

describe("the files of an image", () => {
  it("cost nothing until they are asked for, and then their layers", async () => {
    const lists = listsOf();
    const { files, seen, shown } = opening(imageOf(step(1, base), step(2, app)), lists);
    assert.deepEqual(shown(), {
      kind: "unread",
      text: "Reads 2.0 MB from r.test, once. Nothing is written to disk but the list.",
    });
    await files.recall();
    assert.deepEqual([lists.asked, shown()?.kind], [[], "unread"]);
    await files.list();
    assert.deepEqual(lists.asked, [`app ${base}`, `app ${app}`]);
    assert.deepEqual(seen, ["unread", "reading", "read"]);
    const now = shown();
    assert.ok(now?.kind === "read");
    const { key: _, ...view } = now.view;
    assert.deepEqual(view, {
      text: "6 files and folders, 12 B",
      layers: [
        { number: 1, name: "1: RUN step 1" },
        { number: 2, name: "2: RUN step 2" },
      ],
      notices: [],
      waste: { text: "6 B of 18 B wasted in 2 files: 66.6% efficient.", rows: 2, efficiency: 12 / 18 },
    });
    assert.deepEqual(await paths(files), ["/etc 7 B", "/srv 2 B", "/usr 3 B"]);
    assert.equal(files.unpacked().size, 2);
  });

  it("can be listed while it is still looked for what was listed before", async () => {
    const { files } = opening(imageOf(step(1, base)), listsOf());
    await Promise.all([files.recall(), files.list()]);
    assert.equal(files.state.kind, "read");
  });

  it("that were listed before are there at once, of every image that is turned to", async () => {
    const lists = listsOf();
    const first = opening(imageOf(step(1, base), step(2, app)), lists);
    await first.files.list();
    lists.asked.length = 0;
    const second = opening(imageOf(step(1, base), step(2, app)), lists);
    await second.files.recall();
    assert.deepEqual([second.files.state.kind, lists.asked], ["read", []]);
    const done = Promise.withResolvers<void>();
    const third: ImageFiles = new ImageFiles(
      async () => lists.files,
      () => third.state.kind === "read" && done.resolve(),
    );
    third.show(imageOf(step(1, "x=1")));
    await third.recall();
    third.show(imageOf(step(1, base)));
    await done.promise;
    assert.deepEqual([await paths(third), lists.asked], [["/etc 6 B", "/usr 3 B"], []]);
  });

  it("of layers that are known in part are shown in part, and the rest costs the rest", async () => {
    const lists = listsOf();
    await opening(imageOf(step(1, base)), lists).files.list();
    const { files, shown } = opening(imageOf(step(1, base), step(2, app, { size: 500_000 })), lists);
    await files.recall();
    const now = shown();
    assert.ok(now?.kind === "read");
    assert.equal(now.view.rest, "Reads 500.0 kB from r.test, once. Nothing is written to disk but the list.");
    assert.deepEqual(now.view.notices, ["Layer 2 is not listed yet, so what is shown is without it."]);
    lists.asked.length = 0;
    await files.list();
    assert.deepEqual(lists.asked, [`app ${app}`]);
    const then = shown();
    assert.ok(then?.kind === "read" && then.view.rest === undefined && then.view.key !== now.view.key);
  });

  it("a layer that fails is said by its number, the others are shown; trying again reads only that one", async () => {
    const change: Record<string, Answer> = { [base]: new NetworkError("offline", "r.test") };
    const lists = listsOf(change);
    const { files, shown } = opening(imageOf(step(1, base), step(2, app)), lists);
    await files.list();
    const now = shown();
    assert.ok(now?.kind === "read");
    assert.match(now.view.notices.join(), /^Layer 1 is not listed\. The connection to r\.test broke\./);
    assert.deepEqual(
      now.view.layers.map(({ number }) => number),
      [2],
    );
    delete change[base];
    lists.asked.length = 0;
    await files.list();
    assert.deepEqual(lists.asked, [`app ${base}`]);
    const then = shown();
    assert.deepEqual(then?.kind === "read" && then.view.notices, []);
  });

  it("a fault of ours is told, and does not leave the page reading", async () => {
    const lists = listsOf({ [base]: new TypeError("a fault") });
    const { files, shown } = opening(imageOf(step(1, base)), lists);
    await assert.rejects(files.list(), { message: "a fault" });
    assert.equal(shown()?.kind, "unread");
  });

  it("none can be listed: it failed, and can be tried again", async () => {
    const lists = listsOf({ [base]: new NetworkError("offline", "r.test") });
    const { files, shown } = opening(imageOf(step(1, base)), lists);
    await files.list();
    const now = shown();
    assert.ok(now?.kind === "failed");
    assert.match(now.problem, /r\.test/);
  });

  it("R11 a foreign layer is not asked for, and said to be elsewhere", async () => {
    const lists = listsOf();
    const { files, shown } = opening(imageOf(step(1, "x=1", { mediaType: foreign }), step(2, app)), lists);
    assert.match(JSON.stringify(shown()), /Reads 1\.0 MB/);
    await files.list();
    const now = shown();
    assert.deepEqual(lists.asked, [`app ${app}`]);
    assert.ok(now?.kind === "read" && now.view.rest === undefined);
    assert.match(now.view.notices.join(), /^Layer 1 \(sha256:[0-9a-f]+\) is not kept in the registry/);
  });

  it("R12 a list that was cut at a limit is shown, and said to be cut", async () => {
    const lists = listsOf({}, { ...standardLimits, entries: 2 });
    const { files, shown } = opening(imageOf(step(1, base)), lists);
    await files.list();
    const now = shown();
    assert.ok(now?.kind === "read");
    assert.deepEqual(now.view.notices, ["Layer 1 has more than 200,000 entries. The rest is not listed."]);
    assert.deepEqual(await paths(files), ["/etc 6 B"]);
  });

  it("a layer that stands twice is read and counted once", async () => {
    const lists = listsOf();
    const { files, shown } = opening(imageOf(step(1, "x=1"), step(2, app), step(3, "x=1")), lists);
    assert.match(JSON.stringify(shown()), /Reads 2\.0 MB/);
    await files.list();
    assert.deepEqual(lists.asked, ["app x=1", `app ${app}`]);
    const now = shown();
    assert.ok(now?.kind === "read" && now.view.layers.length === 3);
  });

  it("cancelling stops reading; the layers that are listed stay", async () => {
    const lists = listsOf({ [app]: "wait" });
    const { files, shown } = opening(imageOf(step(1, base), step(2, app)), lists);
    const work = files.list();
    while (lists.stored.size === 0) await new Promise(setImmediate);
    files.cancel();
    await work;
    const now = shown();
    assert.ok(now?.kind === "read");
    assert.deepEqual(now.view.notices, ["Layer 2 is not listed yet, so what is shown is without it."]);
  });

  for (const [when, seen] of [
    ["at once", []],
    ["while a layer is read", ["reading"]],
  ] as const)
    it(`another image that is turned to ${when} is not given the files of the one before`, async () => {
      const lists = listsOf({ [app]: "wait" });
      const opened = opening(imageOf(step(1, app)), lists);
      const work = opened.files.list();
      while (seen.length > 0 && lists.asked.length === 0) await new Promise(setImmediate);
      opened.files.show(imageOf(step(1, base)));
      await work;
      assert.deepEqual([opened.files.state.kind, opened.seen], ["unread", seen]);
      assert.equal(opened.files.state.outcomes.size, 0);
    });

  it("an artifact has none", () => {
    const artifact = { ...imageOf(step(1, base)), role: "artifact" } as const;
    assert.equal(opening(artifact, listsOf()).shown(), undefined);
  });
});

describe("rows of files", () => {
  const read = async () => {
    const { files } = opening(imageOf(step(1, base), step(2, app)), listsOf());
    await files.list();
    return files;
  };

  it("of all layers have no marks and nothing removed", async () => {
    const files = await read();
    assert.deepEqual(await paths(files, { text: "etc/" }), ["/etc 7 B", "/etc/passwd 7 B"]);
  });

  it("up to a layer have its marks, of the layer alone what it did", async () => {
    const files = await read();
    assert.deepEqual(await paths(files, { scope: "upTo", layer: 1 }), ["added /etc 6 B", "added /usr 3 B"]);
    assert.deepEqual(await paths(files, { scope: "upTo", layer: 2, isChanged: true }), [
      "/etc 7 B",
      "removed /etc/motd 1 B",
      "changed /etc/passwd 7 B",
      "added /srv 2 B",
    ]);
    assert.deepEqual(await paths(files, { scope: "only", layer: 2 }), ["/etc 7 B", "added /srv 2 B"]);
  });

  it("folders open and shut by their keys; a search opens what leads to a file", async () => {
    const files = await read();
    const first = await files.rows({ number: 1, wish, from: 0 });
    const [etc] = first?.rows ?? [];
    assert.ok(etc?.isOpen === false);
    assert.deepEqual(await paths(files, { open: [etc.key] }), [
      "/etc 7 B",
      "/etc/passwd 7 B",
      "/srv 2 B",
      "/usr 3 B",
    ]);
    assert.deepEqual(await paths(files, { text: "passwd" }), ["/etc 7 B", "/etc/passwd 7 B"]);
    assert.deepEqual(await paths(files, { text: "passwd", shut: [etc.key] }), ["/etc 7 B"]);
    assert.deepEqual(await paths(files, { text: "PASS" }), ["/etc 7 B", "/etc/passwd 7 B"]);
    assert.deepEqual(await paths(files, { text: "nothing" }), []);
  });

  it("come in windows; a row is found by its key and by how its name begins, round the end", async () => {
    const files = await read();
    const ask = (from: number, seek?: Parameters<ImageFiles["rows"]>[0]["seek"]) =>
      files.rows({ number: 7, wish, from, seek });
    const second = await ask(1);
    assert.deepEqual(
      [second?.number, second?.total, second?.rows.map(({ name }) => name), second?.found],
      [7, 3, ["srv", "usr"], undefined],
    );
    const { key = "" } = second?.rows[1] ?? {};
    assert.equal((await ask(0, { key, at: 0 }))?.found, 2);
    assert.equal((await ask(0, { key: "other", at: 2 }))?.found, undefined);
    assert.equal((await ask(0, { start: "U", at: 0 }))?.found, 2);
    assert.equal((await ask(0, { start: "e", at: 1 }))?.found, 0);
    assert.equal((await ask(0, { start: "zz", at: 1 }))?.found, undefined);
  });

  it("an ask that was overtaken is not answered", async () => {
    const files = await read();
    const [first, second] = await Promise.all([
      files.rows({ number: 1, wish: { ...wish, scope: "upTo", layer: 1 }, from: 0 }),
      files.rows({ number: 2, wish: { ...wish, scope: "upTo", layer: 2 }, from: 0 }),
    ]);
    assert.deepEqual([first, second?.number], [undefined, 2]);
  });

  it("are files only by position and key together", async () => {
    const files = await read();
    const { key = "" } = (await files.rows({ number: 1, wish, from: 0 }))?.rows[1] ?? {};
    const node = files.lists?.at({ row: 1, key });
    assert.equal(node && pathOf(node), "/srv");
    assert.equal(files.lists?.at({ row: 0, key }), undefined);
    assert.equal(files.lists?.at({ row: 99, key }), undefined);
  });

  it("of waste say where to look: a kept file among all, one that is gone where it went", async () => {
    const files = await read();
    const { state } = files;
    assert.ok(state.kind === "read");
    assert.equal(files.waste("other", 0), undefined);
    const message = files.waste(state.key, 0);
    assert.deepEqual(
      message?.rows.map(({ path, size, text, layer, share }) => [path, size, text, layer, share]),
      [
        ["/etc/passwd", "5 B", "2 copies, 1 kept", undefined, 1],
        ["/etc/motd", "1 B", "removed by layer 2", 2, 0.2],
      ],
    );
    const [passwd, motd] = message?.rows ?? [];
    assert.ok(passwd && motd);
    const kept = await files.rows({
      number: 1,
      wish: { ...wish, open: passwd.folders },
      from: 0,
      seek: { key: passwd.key, at: 0 },
    });
    assert.equal(kept?.rows[kept.found ?? -1]?.path, "/etc/passwd");
    const where = { ...wish, scope: "upTo", layer: motd.layer ?? 0, open: motd.folders } as const;
    const gone = await files.rows({ number: 2, wish: where, from: 0, seek: { key: motd.key, at: 9 } });
    assert.deepEqual(gone?.rows[gone.found ?? -1]?.mark, "removed");
  });
});
