import assert from "node:assert/strict";
import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { openDerived } from "../../../src/core/content/derived.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import { scratchFolder } from "../../support/scratch.ts";

const digest = digestOf(Buffer.from("what it was made from"));
const bytes = Buffer.from("what was made");
const pathOf = (folder: string, name: Digest) => join(folder, "layers", ...name.split(":"));
const numbered = (at: number) => digestOf(Buffer.from(`${at}`));

it("what was put is there, in this process and the next, and nothing else", async (t) => {
  const folder = await scratchFolder(t);
  const store = openDerived(folder, "layers", { maxBytes: 10_000 });
  assert.equal(await store.get(digest), undefined);
  assert.deepEqual(await readdir(folder), []);
  assert.equal(await store.put(digest, bytes), true);
  const again = openDerived(folder, "layers", { maxBytes: 10_000 });
  assert.deepEqual(await again.get(digest), bytes);
  assert.deepEqual((await readdir(folder)).sort(), ["ingest", "layers"]);
  assert.deepEqual(await readdir(join(folder, "ingest")), []);
  assert.equal(await again.put(digest, Buffer.from("newer")), true);
  assert.deepEqual(await store.get(digest), Buffer.from("newer"));
  await store.clear();
  assert.equal(await again.get(digest), undefined);
});

it("C03 what is damaged, cut or in another's place is taken away", async (t) => {
  const folder = await scratchFolder(t);
  const store = openDerived(folder, "layers", { maxBytes: 10_000 });
  await store.put(digest, bytes);
  const good = await readFile(pathOf(folder, digest));
  const flipped = Buffer.from(good);
  flipped[flipped.length - 1] = 0;
  for (const bad of [flipped, good.subarray(0, -1), good.subarray(0, 10), Buffer.alloc(0)]) {
    await writeFile(pathOf(folder, digest), bad);
    assert.equal(await store.get(digest), undefined);
    await assert.rejects(stat(pathOf(folder, digest)), { code: "ENOENT" });
  }
  await writeFile(pathOf(folder, numbered(1)), good);
  assert.equal(await store.get(numbered(1)), undefined);
});

it("the store is bounded: what was not used for longest goes first", async (t) => {
  const folder = await scratchFolder(t);
  const store = openDerived(folder, "layers", { maxBytes: 1000 });
  assert.equal(await store.put(digest, Buffer.alloc(1000)), false);
  for (let at = 0; at < 5; at++) {
    assert.equal(await store.put(numbered(at), Buffer.alloc(136)), true);
    await utimes(pathOf(folder, numbered(at)), at, at);
  }
  await store.get(numbered(0));
  await store.put(numbered(5), Buffer.alloc(136));
  for (const at of [1, 2]) assert.equal(await store.get(numbered(at)), undefined);
  for (const at of [0, 3, 4, 5]) assert.ok(await store.get(numbered(at)), String(at));
  const files = await readdir(join(folder, "layers", "sha256"));
  assert.ok(files.length * 200 <= 1000);
});

it("R06 a digest that is none never becomes a path", async (t) => {
  const folder = await scratchFolder(t);
  const store = openDerived(folder, "layers", { maxBytes: 1000 });
  assert.equal(await store.put("sha256:../../victim", bytes), false);
  assert.equal(await store.get("sha256:../../victim"), undefined);
});

it("X05 a disk that refuses only costs the work", async (t) => {
  const folder = await scratchFolder(t);
  await writeFile(join(folder, "layers"), "a file where the folder should be");
  const store = openDerived(folder, "layers", { maxBytes: 1000 });
  assert.equal(await store.put(digest, bytes), false);
  assert.equal(await store.get(digest), undefined);
});
