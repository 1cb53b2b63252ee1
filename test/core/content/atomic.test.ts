import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { writeAtomically } from "../../../src/core/content/atomic.ts";
import { scratchFolder } from "../../support/scratch.ts";

it("a file is written in folders made for it, and replaced", async (t) => {
  const folder = await scratchFolder(t);
  const path = join(folder, "a", "b", "c");
  await writeAtomically(path, "one", join(folder, "ingest"));
  await writeAtomically(path, "two", join(folder, "ingest"));
  assert.equal(await readFile(path, "utf8"), "two");
  assert.deepEqual(await readdir(join(folder, "ingest")), []);
});

const owned = process.platform === "win32" ? 0o666 : 0o600;

it("what is written is for its owner only, where systems know owners", async (t) => {
  const folder = await scratchFolder(t);
  const path = join(folder, "a", "b");
  await writeAtomically(path, "one", join(folder, "ingest"));
  assert.equal((await stat(path)).mode & 0o777, owned);
});

it("C03 a write that fails leaves no draft behind and the old content in place", async (t) => {
  const folder = await scratchFolder(t);
  const path = join(folder, "taken");
  await mkdir(path);
  await writeFile(join(path, "old"), "old");
  await assert.rejects(writeAtomically(path, "new", join(folder, "ingest")), { syscall: "rename" });
  assert.deepEqual(await readdir(join(folder, "ingest")), []);
  assert.equal(await readFile(join(path, "old"), "utf8"), "old");
});

it("C03 writers at the same time leave one of their contents whole", async (t) => {
  const folder = await scratchFolder(t);
  const path = join(folder, "file");
  const contents = Array.from({ length: 20 }, (_, at) => String.fromCharCode(97 + at).repeat(100_000));
  await Promise.all(contents.map((content) => writeAtomically(path, content, join(folder, "ingest"))));
  assert.ok(contents.includes(await readFile(path, "utf8")));
});
