import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import type { FileProblem } from "../../src/core/explainFiles.ts";
import { type Digest, isDigest } from "../../src/core/reference/digest.ts";
import type { FilePlace } from "../../src/vscode/files/filePlace.ts";
import { isProblem, largestFile, type MayAsk } from "../../src/vscode/files/fileReader.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { type ReaderWorld, readerOver } from "../support/imageFiles.ts";
import { type Layer, makeImage, makeIndex, makeLayer } from "../support/images.ts";
import { MemoryRegistry } from "../support/memoryRegistry.ts";
import { scratchFolder } from "../support/scratch.ts";

const repository = { registry: "h.test", path: "team/app" };
const lower = makeLayer([
  { path: "etc/" },
  { path: "./etc/os-release", content: "ID=old\n" },
  { path: "etc/gone", content: "gone\n" },
  { path: "twice", content: "first\n" },
  { path: "hard", hardlink: "twice" },
  { path: "twice", content: "second\n" },
  { path: "usr/lib/" },
  { path: "lib", symlink: "usr/lib" },
  { path: "usr/lib/libc", content: "libc\n" },
]);
const upper = makeLayer([
  { path: "etc/os-release", content: "ID=new\n" },
  { path: "etc/.wh.gone", content: "" },
  { path: "etc/link", symlink: "/etc/os-release" },
  { path: "etc/dead", symlink: "../nowhere" },
  { path: "etc/round", symlink: "round" },
  { path: "etc/empty", content: "" },
  { path: "etc/up", symlink: "../../../../etc/os-release" },
  { path: "copy", hardlink: "etc/gone" },
]);
const image = makeImage({ steps: [lower, upper].map((layer) => ({ command: "ADD", layer })) });

function digest(of: { readonly digest: string }): Digest {
  assert.ok(isDigest(of.digest));
  return of.digest;
}

async function start(t: TestContext, ...images: readonly ReturnType<typeof makeImage>[]) {
  const registry = new MemoryRegistry("h.test");
  for (const tree of [image, ...images]) registry.fill("team/app", tree);
  const folder = await scratchFolder(t);
  const over = () => readerOver(() => registry.distribution, folder);
  return { registry, folder, over };
}

function at(path: string): FilePlace {
  return { view: "files", repository, manifest: digest(image), parts: path.split("/") };
}

function entryOf(layer: Layer, entry: number, path: string): FilePlace {
  const parts = path.split("/");
  return { view: "layer", repository, manifest: digest(image), layer: digest(layer), entry, parts };
}

/** The text of a place, or why there is none. */
async function read({ reader }: ReaderWorld, place: FilePlace, mayAsk: MayAsk = "all"): Promise<string> {
  const found = await reader.find(place, { mayAsk });
  if (isProblem(found)) return told(found);
  const bytes = await reader.read(found, { mayAsk });
  return isProblem(bytes) ? told(bytes) : Buffer.from(bytes).toString();
}

function told({ kind, ...facts }: FileProblem): string {
  return `${kind} ${Object.values(facts).join(" ")}`.trim();
}

describe("a file of an image", () => {
  let shared: TemporaryFolder;
  let world: ReaderWorld;
  before(async () => {
    shared = await temporaryFolder("files");
    const registry = new MemoryRegistry("h.test");
    registry.fill("team/app", image);
    world = readerOver(() => registry.distribution, shared.path);
  });
  after(() => shared.remove());

  const files: readonly (readonly [name: string, path: string, text: string])[] = [
    ["is what the uppermost layer wrote", "etc/os-release", "ID=new\n"],
    ["is what a symbolic link leads to", "etc/link", "ID=new\n"],
    ["is below a folder that is a link", "lib/libc", "libc\n"],
    ["is within the image wherever a link climbs", "etc/up", "ID=new\n"],
    ["is what a hard link was made of, not what stands there later", "hard", "first\n"],
    ["is what was written last under a name", "twice", "second\n"],
    ["may be empty", "etc/empty", ""],
    ["is not there once a layer removed it", "etc/gone", "missing /etc/gone"],
    ["is not there where nothing is", "etc/none", "missing /etc/none"],
    ["is not there at the end of a dead link", "etc/dead", "deadLink /etc/dead ../nowhere"],
    ["is not there where a link leads round", "etc/round", "deadLink /etc/round round"],
    ["is no folder", "etc", "noFile /etc directory"],
    ["is no hard link to nothing", "copy", "noFile /copy hardLink"],
    ["is no mark that removes another", "etc/.wh.gone", "missing /etc/.wh.gone"],
  ];
  for (const [name, path, text] of files)
    it(name, async () => assert.equal(await read(world, at(path)), text));

  const entries: readonly (readonly [name: string, place: FilePlace, text: string])[] = [
    ["is what that layer has", entryOf(lower, 1, "etc/os-release"), "ID=old\n"],
    ["is told apart from another one of its name", entryOf(lower, 3, "twice"), "first\n"],
    ["is there although a later layer removed it", entryOf(lower, 2, "etc/gone"), "gone\n"],
    ["is not there under another name", entryOf(lower, 1, "etc/shadow"), "missing /etc/shadow"],
    ["is not there beyond the list", entryOf(lower, 99, "etc/os-release"), "missing /etc/os-release"],
    ["is no link", entryOf(upper, 2, "etc/link"), "noFile /etc/link symlink"],
    ["is not there in a layer that the image does not have", entryOf(makeLayer([]), 0, "a"), "missing /a"],
  ];
  for (const [name, place, text] of entries)
    it(`as an entry of a layer ${name}`, async () => assert.equal(await read(world, place), text));

  it("of an index is none: which image it means depends on who looks", async (t) => {
    const index = makeIndex([image]);
    const { over } = await start(t, index);
    const place = { ...at("etc/os-release"), manifest: digest(index) } as FilePlace;
    assert.equal(await read(over(), place), "missing /etc/os-release");
  });

  it("costs its layer's list and its bytes once; afterwards nothing, after a restart neither", async (t) => {
    const { registry, folder, over } = await start(t);
    const world = over();
    const place = entryOf(upper, 0, "etc/os-release");
    assert.equal(await read(world, place), "ID=new\n");
    const blobs = (questions: readonly string[]) => questions.filter((one) => one === "GET blob").length;
    // The config, the list, the file.
    assert.equal(blobs(registry.questions()), 3);
    for (const again of [place, at("etc/os-release"), at("etc/link")])
      assert.equal(await read(world, again), "ID=new\n");
    // The list of the other layer, for the image's own files.
    assert.equal(blobs(registry.questions()), 1);
    const kept = () => readdir(join(folder, "files", "sha256")).catch(() => []);
    while ((await kept()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(await read(over(), at("etc/os-release"), "nothing"), "ID=new\n");
    assert.deepEqual(registry.questions(), []);
  });

  it("W13: of a folder that is not trusted nothing is asked", async (t) => {
    const { registry, over } = await start(t);
    assert.equal(await read(over(), at("etc/os-release"), "nothing"), "untrusted");
    assert.deepEqual(registry.questions(), []);
    const world = over();
    assert.equal(await read(world, at("etc/os-release")), "ID=new\n");
    registry.questions();
    assert.equal(await read(world, at("etc/os-release"), "nothing"), "ID=new\n");
    assert.equal(await read(world, at("lib/libc"), "nothing"), "untrusted");
    assert.deepEqual(registry.questions(), []);
  });

  it("that nobody told to read is read from a small layer, not from a large one", async (t) => {
    const big = makeLayer([{ path: "big", content: Buffer.alloc(17_000_000, 1) }], { compression: "none" });
    const tree = makeImage({ steps: [{ command: "ADD", layer: big }] });
    const { registry, over } = await start(t, tree);
    const place = { ...at("big"), manifest: digest(tree) } as FilePlace;
    assert.equal(await read(over(), at("lib/libc"), "little"), "libc\n");
    registry.questions();
    assert.equal(await read(over(), place, "little"), `unasked h.test ${big.size}`);
    assert.ok(!registry.questions().slice(3).includes("GET blob"));
    assert.equal((await read(over(), place)).length, 17_000_000);
  });

  it("R01: whose bytes are others than when it was listed is refused", async (t) => {
    const layer = makeLayer([{ path: "a", content: "true\n" }], { compression: "none" });
    const tree = makeImage({ steps: [{ command: "ADD", layer }] });
    const { registry, over } = await start(t, tree);
    const { reader } = over();
    const place = { ...at("a"), manifest: digest(tree) } as FilePlace;
    const found = await reader.find(place, { mayAsk: "all" });
    assert.ok(!isProblem(found));
    const bytes = Buffer.from(layer.bytes);
    bytes.write("lies\n", 512);
    registry.repository("team/app").blobs.set(layer.digest, bytes);
    await assert.rejects(reader.read(found, { mayAsk: "all" }), { kind: "digestMismatch" });
  });

  it("R12: larger than an editor gets is not read, but streams whole", async (t) => {
    const content = Buffer.alloc(largestFile + 1, "a");
    const tree = makeImage({ steps: [{ command: "ADD", layer: makeLayer([{ path: "huge", content }]) }] });
    const { over } = await start(t, tree);
    const { reader } = over();
    const place = { ...at("huge"), manifest: digest(tree) } as FilePlace;
    const found = await reader.find(place, { mayAsk: "all" });
    assert.ok(!isProblem(found));
    assert.deepEqual(await reader.read(found, { mayAsk: "all" }), {
      kind: "large",
      path: "/huge",
      size: largestFile + 1,
      limit: largestFile,
      taker: "editor",
    });
    let bytes = 0;
    for await (const piece of reader.stream(found, {})) bytes += piece.length;
    assert.equal(bytes, largestFile + 1);
  });
});
