import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { saveStream } from "../../../src/core/files/saveStream.ts";
import { scratchFolder } from "../../support/scratch.ts";

describe("saving a stream", () => {
  it("writes its bytes, in the place of what was there", async (t) => {
    const folder = await scratchFolder(t);
    const path = join(folder, "file");
    await writeFile(path, "what was there before, and longer");
    await saveStream(path, ReadableStream.from([Buffer.from("one "), Buffer.from("two")]));
    assert.equal(await readFile(path, "utf8"), "one two");
    assert.deepEqual(await readdir(folder), ["file"]);
  });

  it("that fails in its midst leaves what was there, and nothing beside it", async (t) => {
    const folder = await scratchFolder(t);
    const path = join(folder, "file");
    await writeFile(path, "before");
    const broken = new Error("broken");
    const stream = async function* () {
      yield Buffer.from("half");
      assert.equal((await readdir(folder)).length, 2);
      throw broken;
    };
    await assert.rejects(saveStream(path, stream()), broken);
    assert.equal(await readFile(path, "utf8"), "before");
    assert.deepEqual(await readdir(folder), ["file"]);
  });

  it("X05: to where nothing can be written fails as the system does, and asks for no bytes", async (t) => {
    const folder = await scratchFolder(t);
    const stream = async function* () {
      yield* [];
      assert.fail("asked for bytes");
    };
    await assert.rejects(saveStream(join(folder, "none", "file"), stream()), { code: "ENOENT" });
    await assert.rejects(saveStream(folder, ReadableStream.from([Buffer.from("x")])), {
      code: /EISDIR|ENOTEMPTY|EEXIST/,
    });
    assert.deepEqual(await readdir(folder), []);
  });
});
