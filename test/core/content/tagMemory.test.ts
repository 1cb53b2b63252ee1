import assert from "node:assert/strict";
import { mkdir, readdir, readFile, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { TagMemory } from "../../../src/core/content/tagMemory.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import { scratchFolder } from "../../support/scratch.ts";

const repository = { registry: "r.test", path: "a/b" };
const other = { registry: "r.test", path: "a/c" };
const descriptor = (text: string) => ({
  mediaType: "m",
  digest: digestOf(Buffer.from(text)),
  size: undefined,
});

async function onlyFile(folder: string): Promise<string> {
  const [repositoryFolder = ""] = await readdir(join(folder, "tags"));
  const [file = ""] = await readdir(join(folder, "tags", repositoryFolder));
  return join(folder, "tags", repositoryFolder, file);
}

it("what is remembered is known at once, and by the next process when it recalls", async (t) => {
  const folder = await scratchFolder(t);
  const memory = new TagMemory(folder);
  const entry = { descriptor: { ...descriptor("x"), size: 7 }, asOf: 1000 };
  const written = memory.remember(repository, "1", entry.descriptor, entry.asOf);
  assert.deepEqual(memory.known(repository, "1"), entry);
  await written;
  const next = new TagMemory(folder);
  assert.equal(next.known(repository, "1"), undefined);
  const recalled = await next.recall(repository, "1");
  assert.deepEqual([recalled?.descriptor, recalled?.asOf], [entry.descriptor, 1000]);
  assert.equal(next.known(repository, "1")?.asOf, 1000);
});

it("repositories and names are kept apart, case included", async (t) => {
  const folder = await scratchFolder(t);
  const memory = new TagMemory(folder);
  await memory.remember(repository, "1", descriptor("x"), 1);
  await memory.remember(repository, "A", descriptor("y"), 1);
  await memory.remember(repository, "a", descriptor("z"), 1);
  const next = new TagMemory(folder);
  assert.equal((await next.recall(repository, "A"))?.descriptor.digest, descriptor("y").digest);
  assert.equal((await next.recall(repository, "a"))?.descriptor.digest, descriptor("z").digest);
  assert.equal(await next.recall(other, "1"), undefined);
  assert.equal(await next.recall(repository, "2"), undefined);
});

it("news in memory is not undone by older news on disk", async (t) => {
  const folder = await scratchFolder(t);
  await new TagMemory(folder).remember(repository, "1", descriptor("old"), 1);
  const memory = new TagMemory(folder);
  const written = memory.remember(repository, "1", descriptor("new"), 2);
  assert.equal((await memory.recall(repository, "1"))?.descriptor.digest, descriptor("new").digest);
  await written;
});

it("aliases are the tags of a digest that were seen lately", async (t) => {
  const memory = new TagMemory(await scratchFolder(t));
  const { digest } = descriptor("x");
  await memory.remember(repository, "1.27", descriptor("x"), 10);
  await memory.remember(repository, "latest", descriptor("x"), 20);
  await memory.remember(repository, digest, descriptor("x"), 20);
  await memory.remember(repository, "2", descriptor("y"), 20);
  await memory.remember(other, "3", descriptor("x"), 20);
  assert.deepEqual(memory.aliases(repository, digest, 0), ["1.27", "latest"]);
  assert.deepEqual(memory.aliases(repository, digest, 20), ["latest"]);
});

it("a digest is known when a tag named it, in its own repository only", async (t) => {
  const memory = new TagMemory(await scratchFolder(t));
  await memory.remember(repository, "1", descriptor("x"), 10);
  assert.equal(memory.known(repository, descriptor("x").digest)?.asOf, 10);
  assert.equal(memory.known(repository, descriptor("y").digest), undefined);
  assert.equal(memory.known(other, descriptor("x").digest), undefined);
});

describe("C03 what cannot be used is forgotten", () => {
  const texts: Readonly<Record<string, (text: string) => string>> = {
    "a corrupt file": () => "{",
    "a file of a newer version": (text) => text.replace('"version":1', '"version":2'),
    "a file about another repository": (text) => text.replace("r.test/a/b", "r.test/a/c"),
    "a name that is none": (text) => text.replace('"name":"1"', '"name":"../1"'),
    "a digest that is none": (text) => text.replace("sha256:", "sha256:../"),
    "a time that is none": (text) => text.replace('"asOf":1000', '"asOf":"then"'),
  };
  for (const [name, change] of Object.entries(texts)) {
    it(name, async (t) => {
      const folder = await scratchFolder(t);
      await new TagMemory(folder).remember(repository, "1", descriptor("x"), 1000);
      const file = await onlyFile(folder);
      const changed = change(await readFile(file, "utf8"));
      await writeFile(file, changed);
      const memory = new TagMemory(folder);
      assert.equal(await memory.recall(repository, "1"), undefined);
      assert.equal(await readFile(file, "utf8"), changed, "it is left for whoever can read it");
      await memory.remember(repository, "1", descriptor("x"), 2000);
      assert.equal((await new TagMemory(folder).recall(repository, "1"))?.asOf, 2000);
    });
  }
  it("a truncated file", async (t) => {
    const folder = await scratchFolder(t);
    await new TagMemory(folder).remember(repository, "1", descriptor("x"), 1000);
    await truncate(await onlyFile(folder), 20);
    assert.equal(await new TagMemory(folder).recall(repository, "1"), undefined);
  });
  it("a disk that refuses leaves the memory of this process", async (t) => {
    const folder = await scratchFolder(t);
    await writeFile(join(folder, "file"), "");
    const memory = new TagMemory(join(folder, "file"));
    await memory.remember(repository, "1", descriptor("x"), 1000);
    assert.equal((await memory.recall(repository, "1"))?.asOf, 1000);
  });
  it("two windows that remember different tags keep both", async (t) => {
    const folder = await scratchFolder(t);
    const [one, two] = [new TagMemory(folder), new TagMemory(folder)];
    await Promise.all([
      one.remember(repository, "1", descriptor("x"), 1),
      two.remember(repository, "2", descriptor("y"), 1),
    ]);
    const next = new TagMemory(folder);
    assert.ok((await next.recall(repository, "1")) && (await next.recall(repository, "2")));
  });
});

it("at most 1,000 names of a repository stay on disk, the newest", async (t) => {
  const folder = await scratchFolder(t);
  await new TagMemory(folder).remember(repository, "keep", descriptor("x"), 1000);
  const place = join(await onlyFile(folder), "..");
  await mkdir(place, { recursive: true });
  const old = Array.from({ length: 1050 }, (_, at) => join(place, `${at}.json`));
  await Promise.all(old.map(async (path) => writeFile(path, "{}").then(() => utimes(path, 1, 1))));
  assert.ok(await new TagMemory(folder).recall(repository, "keep"));
  assert.equal((await readdir(place)).length, 1000);
});

it("clearing forgets, in memory and on disk", async (t) => {
  const folder = await scratchFolder(t);
  const memory = new TagMemory(folder);
  await memory.remember(repository, "1", descriptor("x"), 1000);
  await memory.clear();
  assert.equal(memory.known(repository, "1"), undefined);
  assert.equal(await memory.recall(repository, "1"), undefined);
});

it("a name that is forgotten is known to nobody, here or in the next process, and others are", async (t) => {
  const folder = await scratchFolder(t);
  const memory = new TagMemory(folder);
  await memory.remember(repository, "1", descriptor("x"), 1);
  await memory.remember(repository, "2", descriptor("x"), 1);
  await new TagMemory(folder).forget(repository, "1");
  await memory.forget(repository, "1");
  assert.equal(memory.known(repository, "1"), undefined);
  assert.deepEqual(memory.aliases(repository, descriptor("x").digest, 0), ["2"]);
  const next = new TagMemory(folder);
  assert.equal(await next.recall(repository, "1"), undefined);
  assert.equal((await next.recall(repository, "2"))?.asOf, 1);
});
