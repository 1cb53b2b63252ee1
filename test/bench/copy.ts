import assert from "node:assert/strict";
import { copyImage, planCopy } from "../../src/core/copy/copy.ts";
import { makeNoise } from "../support/copying.ts";
import { startRegistry } from "../support/dockerRegistry.ts";
import { run } from "../support/program.ts";
import { push } from "../support/push.ts";
import { freshClient } from "./client.ts";
import { count, type Figure, median, milliseconds, ratio, type Section } from "./figures.ts";
import type { Asked, Rig } from "./rig.ts";

const rounds = 3;
const layers = 6;
const layerSize = 16 * 1024 * 1024;
/** What rig.fill pushes: an index of three images, each with a config and a layer of its own and one in common. */
const images = 3;
const blobs = 7;
/** To read the manifests, to ask for each blob, and to store the manifests. */
const least = images + 1 + blobs + images + 1;

/** Copying within a registry where nothing has to move, counted; and 100 MB between two, beside skopeo. */
export async function copies(rig: Rig, program: string): Promise<readonly Section[]> {
  return [await counts(rig), await times(program)];
}

async function counts(rig: Rig): Promise<Section> {
  await rig.fill("copy/from", ["1"]);
  const first = await copyWithin(rig, true);
  const again = await copyWithin(rig, true);
  const plain = await copyWithin(rig, false);
  return {
    title: `Copying an index of ${images} images and ${blobs} blobs to another repository, docker-registry with token logins`,
    figures: [
      ...blobFigures("new there: mounted", first),
      // Each blob is asked for, then taken over.
      count(
        "new there: requests, referrers looked for",
        requestsOf(first),
        least + 1 + referrerRequests + blobs,
      ),
      ...blobFigures("all there", again),
      count("all there: requests, referrers looked for", requestsOf(again), least + 1 + referrerRequests),
      // One more than the least: the tag is resolved before its manifest is read.
      count("all there: requests without referrers", requestsOf(plain), least + 1),
      { name: "least possible", value: String(least) },
    ],
  };
}

/** The API that docker-registry does not have, and the tag that is not there, for each manifest. */
const referrerRequests = 2 * (images + 1);

function blobFigures(name: string, asked: Asked): readonly Figure[] {
  return [
    count(`${name}: bytes of blobs up`, asked.blobBytesUp, 0),
    count(`${name}: bytes of blobs down`, asked.blobBytesDown, 0),
  ];
}

function requestsOf({ heads, others }: Asked): number {
  return heads + others;
}

async function copyWithin(rig: Rig, referrers: boolean): Promise<Asked> {
  const { distribution } = await freshClient(rig);
  const registry = distribution(rig.host);
  const { asked } = await rig.counted(async () => {
    const { digest } = await registry.resolve("copy/from", "1");
    const plan = await planCopy({ distribution: registry, path: "copy/from", digest }, referrers);
    await copyImage(plan, { distribution: registry, path: "copy/to", tag: "1" });
  });
  return asked;
}

async function times(program: string): Promise<Section> {
  const [from, to] = await Promise.all([startRegistry(), startRegistry()]);
  try {
    const own: number[] = [];
    const peer: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // A new image each time: skopeo remembers which blobs a registry has, and takes them over.
      const image = makeNoise(...Array.from({ length: layers }, () => layerSize));
      await push({ url: from.url, repository: `big${round}` }, image, ["1"]);
      const source = `${from.host}/big${round}:1`;
      const names = { own: `${to.host}/own${round}:1`, peer: `${to.host}/peer${round}:1` };
      own.push(await timed(process.execPath, [program, "copy", source, names.own]));
      // Without this option it compresses layers anew, and what it copied is another image.
      const options = ["--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false"];
      peer.push(await timed("skopeo", ["copy", ...options, `docker://${source}`, `docker://${names.peer}`]));
      for (const name of Object.values(names)) {
        const raw = await run("skopeo", ["inspect", "--raw", "--tls-verify=false", `docker://${name}`]);
        assert.equal(raw, Buffer.from(image.bytes).toString());
      }
    }
    return {
      title: `Copying an image of ${layers} layers of 16 MiB between two docker-registries on this machine, median of ${rounds}`,
      figures: [
        milliseconds("mooring copy, as a program", median(own)),
        milliseconds("skopeo copy", median(peer)),
        ratio("mooring copy to skopeo copy", median(own), median(peer), 1.5),
      ],
    };
  } finally {
    await Promise.all([from.stop(), to.stop()]);
  }
}

async function timed(command: string, args: readonly string[]): Promise<number> {
  const start = performance.now();
  await run(command, args);
  return performance.now() - start;
}
