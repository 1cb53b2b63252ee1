import assert from "node:assert/strict";
import { access, mkdir, readdir, readFile, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openContent } from "../../../src/core/content/store.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import { scratchFolder } from "../../support/scratch.ts";

const bytes = Buffer.from('{"os":"linux"}');
const digest = digestOf(bytes);
const pathOf = (folder: string, name: Digest) => join(folder, "blobs", ...name.split(":"));
const numbered = (at: number) => Buffer.from(`${at}`.padStart(100));

it("what was put is there, in this process and the next, with sha256 and sha512", async (t) => {
  const folder = await scratchFolder(t);
  const store = openContent(folder, { maxBytes: 1000 });
  const long = digestOf(bytes, "sha512");
  assert.equal(await store.get(digest), undefined);
  assert.equal(await store.put(digest, bytes), true);
  assert.equal(await store.put(long, bytes), true);
  const again = openContent(folder, { maxBytes: 1000 });
  assert.deepEqual(await again.get(digest), bytes);
  assert.deepEqual(await again.get(long), bytes);
});

it("the folder is an OCI image layout", async (t) => {
  const folder = await scratchFolder(t);
  await openContent(folder, { maxBytes: 1000 }).put(digest, bytes);
  assert.deepEqual(JSON.parse(await readFile(join(folder, "oci-layout"), "utf8")), {
    imageLayoutVersion: "1.0.0",
  });
  assert.deepEqual(JSON.parse(await readFile(join(folder, "index.json"), "utf8")), {
    schemaVersion: 2,
    manifests: [],
  });
  assert.deepEqual(await readFile(pathOf(folder, digest)), bytes);
});

it("opening and asking writes nothing", async (t) => {
  const folder = await scratchFolder(t);
  await openContent(join(folder, "store"), { maxBytes: 1000 }).get(digest);
  assert.deepEqual(await readdir(folder), []);
});

it("R01 bytes of another digest are not kept", async (t) => {
  const folder = await scratchFolder(t);
  assert.equal(await openContent(folder, { maxBytes: 1000 }).put(digest, Buffer.from("else")), false);
  assert.deepEqual(await readdir(folder), []);
});

it("R06 a digest that is none never becomes a path", async (t) => {
  const folder = await scratchFolder(t);
  await mkdir(join(folder, "blobs", "sha256"), { recursive: true });
  await writeFile(join(folder, "victim"), "precious");
  const store = openContent(folder, { maxBytes: 1000 });
  assert.equal(await store.get("sha256:../../victim"), undefined);
  assert.equal(await store.put("sha256:../../victim", bytes), false);
  assert.equal(await readFile(join(folder, "victim"), "utf8"), "precious");
});

describe("C03 a damaged store heals", () => {
  const damages: Readonly<Record<string, (path: string) => Promise<void>>> = {
    "a changed file": (path) => writeFile(path, '{"os":"evil!"}'),
    "a truncated file": (path) => truncate(path, 3),
    "an empty file": (path) => truncate(path, 0),
  };
  for (const [name, damage] of Object.entries(damages)) {
    it(`${name} is taken away and can be put again`, async (t) => {
      const folder = await scratchFolder(t);
      const store = openContent(folder, { maxBytes: 1000 });
      await store.put(digest, bytes);
      await damage(pathOf(folder, digest));
      assert.equal(await store.get(digest), undefined);
      await assert.rejects(access(pathOf(folder, digest)), { code: "ENOENT" });
      assert.equal(await store.put(digest, bytes), true);
      assert.deepEqual(await store.get(digest), bytes);
    });
  }
  it("a folder that cannot be written costs the caller nothing", async (t) => {
    const folder = await scratchFolder(t);
    await writeFile(join(folder, "file"), "");
    const store = openContent(join(folder, "file", "below"), { maxBytes: 1000 });
    assert.equal(await store.put(digest, bytes), false);
    assert.equal(await store.get(digest), undefined);
  });
  it("a place that is taken costs the caller nothing and leaves no draft", async (t) => {
    const folder = await scratchFolder(t);
    await mkdir(join(pathOf(folder, digest), "in the way"), { recursive: true });
    const store = openContent(folder, { maxBytes: 1000 });
    assert.equal(await store.put(digest, bytes), false);
    assert.equal(await store.get(digest), undefined);
    assert.deepEqual(await readdir(join(folder, "ingest")), []);
  });
  it("a draft of a process that is long gone is removed, a fresh one is not", async (t) => {
    const folder = await scratchFolder(t);
    await mkdir(join(folder, "ingest"));
    await writeFile(join(folder, "ingest", "fresh"), "");
    await writeFile(join(folder, "ingest", "old"), "");
    await utimes(join(folder, "ingest", "old"), 0, 0);
    await openContent(folder, { maxBytes: 1000 }).put(digest, bytes);
    assert.deepEqual(await readdir(join(folder, "ingest")), ["fresh"]);
  });
  it("two windows write the same and different things at once", async (t) => {
    const folder = await scratchFolder(t);
    const windows = [openContent(folder, { maxBytes: 1e6 }), openContent(folder, { maxBytes: 1e6 })];
    const contents = Array.from({ length: 30 }, (_, at) => numbered(at));
    const puts = windows.flatMap((store) => contents.map((content) => store.put(digestOf(content), content)));
    assert.ok((await Promise.all(puts)).every((kept) => kept));
    for (const content of contents) assert.deepEqual(await windows[0]?.get(digestOf(content)), content);
  });
});

describe("the store is bounded", () => {
  it("what was not used for longest goes first", async (t) => {
    const folder = await scratchFolder(t);
    const store = openContent(folder, { maxBytes: 1000 });
    for (let at = 0; at < 10; at++) {
      await store.put(digestOf(numbered(at)), numbered(at));
      await utimes(pathOf(folder, digestOf(numbered(at))), at, at);
    }
    await store.get(digestOf(numbered(0)));
    await store.put(digestOf(numbered(10)), numbered(10));
    const kept = [];
    for (let at = 0; at <= 10; at++) if (await store.get(digestOf(numbered(at)))) kept.push(at);
    assert.deepEqual(kept, [0, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
  it("what another window put counts from the next start on", async (t) => {
    const folder = await scratchFolder(t);
    const large = openContent(folder, { maxBytes: 1e6 });
    for (let at = 0; at < 20; at++) await large.put(digestOf(numbered(at)), numbered(at));
    await openContent(folder, { maxBytes: 1000 }).put(digest, bytes);
    assert.ok((await readdir(join(folder, "blobs", "sha256"))).length <= 10);
  });
  it("what is larger than all of it is not kept", async (t) => {
    const folder = await scratchFolder(t);
    assert.equal(await openContent(folder, { maxBytes: 10 }).put(digest, bytes), false);
  });
});

it("clearing removes everything, and the store goes on", async (t) => {
  const folder = await scratchFolder(t);
  const store = openContent(folder, { maxBytes: 1000 });
  await store.clear();
  await store.put(digest, bytes);
  await store.clear();
  assert.equal(await store.get(digest), undefined);
  assert.equal(await store.put(digest, bytes), true);
  assert.deepEqual(await store.get(digest), bytes);
});
