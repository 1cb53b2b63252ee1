import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FileList, UseFiles } from "../../src/vscode/documents/useFiles.ts";
import { usesOf } from "./uses.ts";

/** Files in memory, with a count of what was asked of them. */
function disk(files: Map<string, string>, most = 5000) {
  const [lists, reads]: [number[], string[]] = [[], []];
  let told = 0;
  const read = new UseFiles({
    list: async (): Promise<FileList> => {
      lists.push(files.size);
      return { files: [...files.keys()].slice(0, most), total: files.size };
    },
    read: async (file, stamp) => {
      const text = files.get(file);
      if (text === undefined) throw new Error("no such file");
      if (stamp === text) return "same";
      reads.push(file);
      return { stamp: text, uses: usesOf(text) };
    },
    changed: () => {
      told++;
    },
  });
  const names = () =>
    [...read.uses.files()].map(([file, uses]) => `${file}: ${uses.map(({ name }) => name)}`).sort();
  return { files: read, names, lists, reads, told: () => told };
}

/** Waits for a state; the runner's time limit bounds it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("the files of the workspace", () => {
  it("are read once, and told of when the last one is", async () => {
    const world = disk(
      new Map([
        ["a", "FROM a:1"],
        ["b", "RUN x"],
      ]),
    );
    assert.equal(world.files.isComplete, false);
    await world.files.list();
    assert.equal(world.files.isComplete, true);
    assert.deepEqual(world.names(), ["a: a:1"]);
    assert.deepEqual(world.files.counts, { read: 2, leftOut: 0 });
    const told = world.told();
    assert.ok(told > 0);
    await world.files.list();
    assert.deepEqual(world.reads, ["a", "b"]);
    assert.equal(world.told(), told);
  });

  it("are told of even when there are none", async () => {
    const world = disk(new Map());
    await world.files.list();
    assert.equal(world.told(), 1);
  });

  it("are read again alone when they change, once for many changes", async () => {
    const content = new Map([
      ["a", "FROM a:1"],
      ["b", "FROM b:1"],
    ]);
    const world = disk(content);
    await world.files.list();
    content.set("a", "FROM a:2");
    for (let times = 0; times < 50; times++) world.files.changed("a");
    await until(() => world.reads.length === 3);
    await until(() => world.names().includes("a: a:2"));
    assert.deepEqual(world.names(), ["a: a:2", "b: b:1"]);
    assert.deepEqual(world.reads, ["a", "b", "a"]);
    assert.equal(world.lists.length, 1);
  });

  it("W12: that change without end are read all the same", async () => {
    const content = new Map([["a", "FROM a:1"]]);
    const world = disk(content);
    await world.files.list();
    content.set("a", "FROM a:2");
    const typing = setInterval(() => world.files.changed("a"), 20);
    await until(() => world.names().includes("a: a:2"));
    clearInterval(typing);
    world.files.dispose();
  });

  it("go, and so do all of a folder that went", async () => {
    const content = new Map(["x/a", "x/y/b", "xy/c"].map((file) => [file, "FROM a:1"]));
    const world = disk(content);
    await world.files.list();
    content.delete("x/a");
    content.delete("x/y/b");
    const told = world.told();
    world.files.gone("x");
    await until(() => world.told() > told);
    assert.deepEqual(world.names(), ["xy/c: a:1"]);
    assert.deepEqual(world.files.counts, { read: 1, leftOut: 0 });
  });

  it("that go while they are read stay away", async () => {
    const content = new Map([["a", "FROM a:1"]]);
    const world = disk(content);
    const listed = world.files.list();
    content.delete("a");
    world.files.gone("a");
    await listed;
    assert.deepEqual(world.names(), []);
    world.files.dispose();
  });

  it("that cannot be read any more are forgotten", async () => {
    const content = new Map([["a", "FROM a:1"]]);
    const world = disk(content);
    await world.files.list();
    content.clear();
    const told = world.told();
    await world.files.list();
    assert.deepEqual(world.names(), []);
    assert.ok(world.told() > told);
  });

  it("beyond the most are counted, and come when there is room", async () => {
    const content = new Map(["a", "b", "c"].map((file) => [file, `FROM ${file}:1`]));
    const world = disk(content, 2);
    await world.files.list();
    assert.deepEqual(world.files.counts, { read: 2, leftOut: 1 });
    content.delete("a");
    world.files.gone("a");
    await until(() => world.lists.length === 2 && world.names().length === 2);
    assert.deepEqual(world.names(), ["b: b:1", "c: c:1"]);
    content.set("d", "FROM d:1");
    world.files.changed("d");
    await until(() => world.files.counts.read === 2);
    world.files.dispose();
  });

  it("are listed again when thousands change, as a switch of branches does; only what is new is read", async () => {
    const content = new Map(Array.from({ length: 3000 }, (_, at) => [`f${at}`, `FROM a:${at}`]));
    const world = disk(content);
    await world.files.list();
    world.reads.length = 0;
    const told = world.told();
    for (const at of [5, 6]) content.set(`f${at}`, "FROM b:1");
    for (const file of content.keys()) world.files.changed(file);
    await until(() => world.told() > told);
    assert.equal(world.lists.length, 2);
    assert.ok(world.reads.includes("f5") && world.reads.includes("f6"));
    assert.ok(world.reads.length <= 502, `${world.reads.length} files were read`);
    assert.deepEqual(
      world.names().filter((name) => name.endsWith("b:1")),
      ["f5: b:1", "f6: b:1"],
    );
  });

  it("are listed again once, a moment after folders came", async () => {
    const content = new Map([["a", "FROM a:1"]]);
    const world = disk(content);
    await world.files.list();
    content.set("folder/b", "FROM b:1");
    for (let times = 0; times < 50; times++) world.files.listSoon();
    await until(() => world.names().includes("folder/b: b:1"));
    assert.deepEqual(world.reads, ["a", "folder/b"]);
    assert.equal(world.lists.length, 2);
  });

  it("X06: are read without holding up others", async () => {
    let [turns, isReading] = [0, true];
    const turn = () => {
      turns++;
      if (isReading) setImmediate(turn);
    };
    const files = new UseFiles({
      list: async () => ({ files: Array.from({ length: 200 }, (_, at) => `f${at}`), total: 200 }),
      read: async () => {
        const start = performance.now();
        while (performance.now() - start < 1);
        return { stamp: "1", uses: usesOf("FROM a:1") };
      },
      changed: () => {},
    });
    setImmediate(turn);
    await files.list();
    isReading = false;
    // 200 milliseconds of work in pieces of eight; all in one, there would be two.
    assert.ok(turns > 10, `${turns} turns`);
  });

  it("stay as they are when they cannot be listed", async () => {
    let isBroken = false;
    const files = new UseFiles({
      list: async () => {
        if (isBroken) throw new Error("no search");
        return { files: ["a"], total: 1 };
      },
      read: async () => ({ stamp: "1", uses: usesOf("FROM a:1") }),
      changed: () => {},
    });
    await files.list();
    isBroken = true;
    await files.list();
    assert.equal([...files.uses.files()].length, 1);
  });
});
