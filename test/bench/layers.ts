import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { openDerived } from "../../src/core/content/derived.ts";
import { mergeLayers } from "../../src/core/files/imageTree.ts";
import { LayerFiles } from "../../src/core/files/layerFiles.ts";
import { LayerIndex } from "../../src/core/files/layerIndex.ts";
import { isDigest } from "../../src/core/reference/digest.ts";
import type { Distribution } from "../../src/core/registry/distribution.ts";
import { installBenchTools } from "../setup.mjs";
import { clients } from "../support/copying.ts";
import { startRegistry } from "../support/dockerRegistry.ts";
import { content, type Layer, makeImage } from "../support/images.ts";
import { run } from "../support/program.ts";
import { push } from "../support/push.ts";
import { tar } from "../support/tar.ts";
import { count, type Figure, median, milliseconds, ratio, type Section } from "./figures.ts";
import type { HeapAnswer } from "./listHeapWorker.ts";
import type { Rig } from "./rig.ts";
import { watched } from "./watched.ts";

const rounds = 5;
const mediaType = "application/vnd.oci.image.layer.v1.tar+gzip";
const many = 200_000;
const mostHeap = 150;
/** Milliseconds for which the event loop may be kept, in the 99th percentile. */
const mostDelay = 50;
const cache = fileURLToPath(new URL("../../node_modules/.cache/mooring-bench", import.meta.url));

/** Listing a real layer beside curl, gzip and tar, and a layer of as many entries as are listed at most. */
export async function layers(rig: Rig): Promise<readonly Section[]> {
  return [await listing(rig), await largest()];
}

/** Debian's smallest system as a layer, made once; as root, with the program debootstrap. */
async function debianLayer(): Promise<Layer> {
  const archive = join(cache, "debian.tar.gz");
  if (!existsSync(archive)) {
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, "debian-"));
    await run("debootstrap", ["--variant=minbase", "stable", join(folder, "root")]);
    await run("sh", ["-c", `tar -C ${folder}/root -c . | gzip > ${folder}/layer && rm -rf ${folder}/root`]);
    await rename(join(folder, "layer"), archive);
  }
  const [diffId = ""] = (await run("sh", ["-c", `gzip -dc ${archive} | sha256sum`])).split(" ");
  return { ...content(mediaType, await readFile(archive)), diffId: `sha256:${diffId}` };
}

async function listing(rig: Rig): Promise<Section> {
  installBenchTools();
  const layer = await debianLayer();
  const { digest, size, diffId } = layer;
  assert.ok(isDigest(digest) && isDigest(diffId));
  const registry = await startRegistry();
  try {
    await push(
      { url: registry.url, repository: "debian" },
      makeImage({ steps: [{ layer, command: "ADD" }] }),
    );
    let opened = 0;
    const client = clients()(registry.host);
    const openBlob: Distribution["openBlob"] = (...question) => {
      opened++;
      return client.openBlob(...question);
    };
    const wanted = { descriptor: { mediaType, digest, size }, diffId };
    const repository = { registry: registry.host, path: "debian" };
    const folder = await mkdtemp(join(rig.folder, "lists-"));
    const open = (store?: string) =>
      new LayerFiles({
        distributionFor: () => ({ ...client, openBlob }),
        ...(store !== undefined && { store: openDerived(store, "layers", { maxBytes: 1e8 }) }),
      });
    const blob = `${registry.url}/v2/debian/blobs/${digest}`;
    const [own, peer, delays]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      const watch = await watched(() => open().list(repository, wanted));
      own.push(watch.time);
      delays.push(watch.late);
      const start = performance.now();
      const listed = await run("sh", ["-c", `curl -sf ${blob} | gzip -dc | tar -t | wc -l`]);
      peer.push(performance.now() - start);
      assert.equal(watch.result.count, Number(listed));
    }
    await open(folder).list(repository, wanted);
    while ((await openDerived(folder, "layers", { maxBytes: 1 }).get(digest)) === undefined);
    opened = 0;
    const again = await watched(() => open(folder).list(repository, wanted));
    return {
      title: `The files of a Debian layer of ${(size / 1e6).toFixed(0)} MB, median of ${rounds}`,
      figures: [
        milliseconds("listed, with digests of blob, archive and each file", median(own)),
        milliseconds("curl | gzip -dc | tar -t", median(peer)),
        ratio("listed to curl, gzip and tar", median(own), median(peer), 1.5),
        delayFigure(median(delays)),
        milliseconds("opened again from disk", again.time),
        count("opened again: requests", opened, 0),
      ],
    };
  } finally {
    await registry.stop();
  }
}

async function largest(): Promise<Section> {
  const entries = Array.from({ length: many }, (_, number) => ({
    path: `usr/lib/node_modules/package-${number % 500}/dist/module-${number}.js`,
    content: "x",
  }));
  const worker = new Worker(new URL("./listHeapWorker.ts", import.meta.url), {
    workerData: gzipSync(tar(entries)),
  });
  const [{ bytes, index }] = (await once(worker, "message")) as [HeapAnswer];
  await worker.terminate();
  const list = new LayerIndex(index);
  assert.equal(list.count, many);
  const merged = await watched(() => mergeLayers([{ number: 1, index: list }]));
  const megabytes = bytes / 1e6;
  return {
    title: `A layer of ${many.toLocaleString("en")} entries`,
    figures: [
      {
        name: "most memory of the worker",
        value: `${megabytes.toFixed(0)} MB`,
        aim: { words: `at most ${mostHeap} MB`, met: megabytes <= mostHeap },
      },
      { name: "the list", value: `${(index.length / 1e6).toFixed(0)} MB` },
      milliseconds("made a tree", merged.time),
      delayFigure(merged.late),
    ],
  };
}

function delayFigure(delay: number): Figure {
  const aim = { words: `at most ${mostDelay} ms`, met: delay <= mostDelay };
  return milliseconds("event loop's delay meanwhile, 99th percentile", delay, aim);
}
