import assert from "node:assert/strict";
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, it } from "node:test";
import { replaceFile } from "../../src/cli/replaceFile.ts";

const before = Buffer.from("before");
const after = Buffer.from("after");
let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mooring-replace-"));
  path = join(folder, "Dockerfile");
  await writeFile(path, before);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const content = () => readFile(path, "utf8");

it("the new bytes are there, the mode is kept, and nothing else is left behind", async () => {
  await chmod(path, 0o751);
  const { mode } = await stat(path);
  assert.equal(await replaceFile(path, before, after), "written");
  assert.equal(await content(), "after");
  assert.equal((await stat(path)).mode, mode);
  assert.deepEqual(await readdir(folder), ["Dockerfile"]);
});

it("the file is another one, so that readers of the old one are not disturbed", async () => {
  const old = await stat(path);
  await replaceFile(path, before, after);
  assert.notEqual((await stat(path)).ino, old.ino);
});

it("E01: a file that changed meanwhile is left as it is", async () => {
  await writeFile(path, "typed meanwhile");
  assert.equal(await replaceFile(path, before, after), "changed");
  assert.equal(await content(), "typed meanwhile");
  assert.deepEqual(await readdir(folder), ["Dockerfile"]);
});

it("E03: a read-only file is left as it is", async () => {
  await chmod(path, 0o444);
  assert.equal(await replaceFile(path, before, after), "readOnly");
  assert.equal(await content(), "before");
  assert.deepEqual(await readdir(folder), ["Dockerfile"]);
});

// Windows makes links only for those who may.
if (process.platform !== "win32")
  it("a link stays a link, and its target is written", async () => {
    const link = join(folder, "link");
    await symlink("Dockerfile", link);
    assert.equal(await replaceFile(link, before, after), "written");
    assert.equal((await lstat(link)).isSymbolicLink(), true);
    assert.equal(await content(), "after");
  });

it("a file that is gone is an error of the file system", async () => {
  await rm(path);
  await assert.rejects(replaceFile(path, before, after), { code: "ENOENT" });
});
