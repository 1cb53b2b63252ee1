import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { saveStream } from "../../src/core/files/saveStream.ts";
import type { Images } from "../../src/core/image/images.ts";
import type { FilePlace } from "../../src/vscode/files/filePlace.ts";
import { type Found, isProblem } from "../../src/vscode/files/fileReader.ts";
import { connectionsWith } from "../support/connections.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { type ReaderWorld, readerOver } from "../support/imageFiles.ts";
import { makeImage } from "../support/images.ts";
import { pushLayered } from "../support/layered.ts";
import { run } from "../support/program.ts";
import { push } from "../support/push.ts";
import { type RecordingProxy, startRecordingProxy } from "../support/recordingProxy.ts";
import { makeStargz } from "../support/stargz.ts";

/** What the image's root is once all of them ran, in a folder of this machine, too. */
const steps = [
  `mkdir -p etc data && echo ID=old > etc/os-release && echo gone > etc/gone && seq 1 200000 > data/numbers &&
    ln data/numbers data/hard && ln -s ../data/numbers etc/numbers && truncate -s 3000000 data/sparse &&
    printf middle | dd of=data/sparse bs=1 seek=1000000 conv=notrunc status=none && : > etc/empty &&
    echo odd > "etc/100% #1?x=\\\\y" && printf b > "etc/$(printf 'stray\\377byte')"`,
  // Of another length: buildah takes what has the size and the second of before for unchanged.
  "echo ID=newer > etc/os-release && rm etc/gone && echo end >> data/hard",
];

let registry: TestRegistry;
let proxy: RecordingProxy;
let folder: TemporaryFolder;
let worlds = 0;

before(async () => {
  [registry, folder] = await Promise.all([startRegistry(), temporaryFolder("files")]);
  proxy = await startRecordingProxy(registry.url);
  for (const compression of ["gzip", "zstd"] as const)
    await pushLayered({ steps, compression }, `${registry.host}/made/${compression}:1`);
  await run("sh", ["-ec", `mkdir ${root()} && cd ${root()} && ${steps.join(" && ")}`]);
});
after(async () => {
  await proxy?.stop();
  await Promise.all([registry?.stop(), folder?.remove()]);
});

function root(): string {
  return join(folder.path, "root");
}

function start(storage = join(folder.path, `world-${++worlds}`)): ReaderWorld {
  const connections = connectionsWith();
  return readerOver((host) => connections.distribution(host), storage);
}

async function place(images: Images, path: string, file: string): Promise<FilePlace> {
  const repository = { registry: proxy.host, path };
  const { manifest } = await images.inspect({ repository, tag: "1" });
  return { view: "files", repository, manifest: manifest.digest, parts: file.split("/") };
}

async function found({ images, reader }: ReaderWorld, path: string, file: string): Promise<Found> {
  const found = await reader.find(await place(images, path, file), { mayAsk: "all" });
  return isProblem(found) ? assert.fail(`${file}: ${found.kind}`) : found;
}

async function bytes(world: ReaderWorld, path: string, file: string): Promise<Uint8Array> {
  const read = await world.reader.read(await found(world, path, file), { mayAsk: "all" });
  return isProblem(read) ? assert.fail(`${file}: ${read.kind}`) : read;
}

describe("files of images that buildah made, from a real registry", () => {
  for (const compression of ["gzip", "zstd"])
    it(`are byte for byte what the same commands make here: ${compression}`, async () => {
      const world = start();
      for (const file of [
        "etc/os-release",
        "etc/numbers",
        "etc/empty",
        "etc/100% #1?x=\\y",
        "data/hard",
        "data/numbers",
        "data/sparse",
      ]) {
        const [sum = ""] = (await run("sh", ["-c", `sha256sum < "$1"`, "sh", join(root(), file)])).split(" ");
        const path = join(folder.path, `${compression}-saved`);
        await saveStream(path, world.reader.stream(await found(world, `made/${compression}`, file), {}));
        assert.equal((await run("sh", ["-c", `sha256sum < ${path}`])).split(" ")[0], sum, file);
        assert.equal(
          Buffer.compare(await bytes(world, `made/${compression}`, file), await readFile(path)),
          0,
        );
      }
      const gone = await place(world.images, `made/${compression}`, "etc/gone");
      assert.deepEqual(await world.reader.find(gone, { mayAsk: "all" }), {
        kind: "missing",
        path: "/etc/gone",
      });
    });

  it("cost nothing the second time; after a restart the lists cost nothing", async () => {
    const storage = join(folder.path, "kept");
    const world = start(storage);
    await bytes(world, "made/gzip", "etc/os-release");
    proxy.requests.length = 0;
    for (const file of ["etc/os-release", "etc/os-release"]) await bytes(world, "made/gzip", file);
    assert.equal(proxy.requests.length, 0);
    const restarted = start(storage);
    await found(restarted, "made/gzip", "data/numbers");
    assert.deepEqual(
      proxy.requests.map(({ path }) => path).filter((path) => path.includes("/blobs/")),
      [],
    );
  });
});

describe("a file of an eStargz layer in a real registry", () => {
  it("costs the table and its own bytes", async () => {
    const noise = randomBytes(1_000_000).toString("hex");
    const layer = makeStargz({ "dir/noise": noise, "dir/small": "small\n" }, { chunk: 500_000 });
    const image = makeImage({ steps: [{ command: "ADD", layer }] });
    await push({ url: registry.url, repository: "lazy/app" }, image, ["1"]);
    const world = start();
    proxy.requests.length = 0;
    assert.equal(Buffer.from(await bytes(world, "lazy/app", "dir/small")).toString(), "small\n");
    const received = proxy.requests
      .filter(({ path }) => path.endsWith(layer.digest))
      .reduce((sum, request) => sum + request.received, 0);
    assert.ok(received > 0 && received < layer.size / 5, `${received} of ${layer.size}`);
  });
});
