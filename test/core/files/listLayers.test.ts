import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentError } from "../../../src/core/errors.ts";
import type { LayerFiles } from "../../../src/core/files/layerFiles.ts";
import type { LayerIndex } from "../../../src/core/files/layerIndex.ts";
import { distinctLayers, type LayeredImage, listLayers } from "../../../src/core/files/listLayers.ts";
import type { Layer } from "../../../src/core/image/model.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import { listArchive } from "../../support/layerTrees.ts";
import { tar } from "../../support/tar.ts";

const gzip = "application/vnd.oci.image.layer.v1.tar+gzip";
const foreign = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

/** `name` stands for the layer's bytes, `diff` for what the image says of the archive. */
function layer(number: number, name: string, { mediaType = gzip, diff = name } = {}): Layer {
  const descriptor = { mediaType, digest: digestOf(Buffer.from(name)), size: name.length };
  return { number, descriptor, diffId: digestOf(Buffer.from(diff)) };
}

const image = (path: string, ...layers: readonly Layer[]): LayeredImage => ({
  repository: { registry: "r.test", path },
  layers,
});

const images = [
  image("old", layer(1, "base"), layer(2, "elsewhere", { mediaType: foreign }), layer(3, "app")),
  image("now", layer(1, "base"), layer(2, "new app"), layer(3, "base")),
];

const index = await listArchive(tar([{ path: "a", content: "1" }]));

/** Notes what is asked for. */
function lists(list?: LayerFiles["list"]) {
  const asked: string[] = [];
  const files: Pick<LayerFiles, "list"> = {
    list: async (repository, wanted, options = {}): Promise<LayerIndex> => {
      asked.push(`${repository.path} ${wanted.descriptor.digest.slice(7, 11)}`);
      options.onProgress?.(3);
      return (await list?.(repository, wanted, options)) ?? index;
    },
  };
  return { files, asked };
}

const short = (name: string) => digestOf(Buffer.from(name)).slice(7, 11);

describe("listing layers", () => {
  it("reads what images share once, from the first that has it", async () => {
    const { files, asked } = lists();
    const told: (readonly [number, number])[] = [];
    const onProgress = ({ number }: Layer, bytes: number) => told.push([number, bytes]);
    const [old, now] = await listLayers(files, images, { onProgress });
    assert.deepEqual(asked, [`old ${short("base")}`, `old ${short("app")}`, `now ${short("new app")}`]);
    assert.deepEqual(
      [old, now].map((list) => list?.map(({ number }) => number)),
      [
        [1, 3],
        [1, 2, 3],
      ],
    );
    assert.deepEqual(told, [
      [1, 3],
      [3, 3],
      [2, 3],
    ]);
  });

  it("says what will be read: no foreign layers", () => {
    const wanted = distinctLayers(images).map(({ repository, layer: { number } }) => [
      repository.path,
      number,
    ]);
    assert.deepEqual(wanted, [
      ["old", 1],
      ["old", 3],
      ["now", 2],
    ]);
  });

  it("has both looked at when images say different things of one blob", async () => {
    const { files, asked } = lists();
    await listLayers(files, [
      image("old", layer(1, "base")),
      image("now", layer(1, "base", { diff: "other" })),
    ]);
    assert.deepEqual(asked, [`old ${short("base")}`, `now ${short("base")}`]);
  });

  it("fails as a layer does, and stops the others", async () => {
    const failure = new ContentError("malformed", "the layer");
    const signals: (AbortSignal | undefined)[] = [];
    const { files } = lists(async (_, { descriptor }, { signal } = {}) => {
      signals.push(signal);
      if (descriptor.digest === digestOf(Buffer.from("app"))) throw failure;
      return index;
    });
    await assert.rejects(listLayers(files, images), failure);
    assert.ok(signals.every((signal) => signal?.aborted));
  });

  it("rejects with the reason when it is cancelled", async () => {
    const reason = new Error("enough");
    const { files, asked } = lists();
    await assert.rejects(listLayers(files, images, { signal: AbortSignal.abort(reason) }), reason);
    assert.deepEqual(asked, []);
  });
});
