import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Chunks } from "../../../src/core/registry/chunks.ts";

const whole = Buffer.from("abcdefghij");

/** A blob that comes in parts of three bytes; how often it was opened and closed is noted. */
function source() {
  const opened: number[] = [];
  const closed: number[] = [];
  const chunks = new Chunks(async (from) => {
    opened.push(from);
    return (async function* () {
      try {
        for (let place = from; place < whole.length; place += 3) yield whole.subarray(place, place + 3);
      } finally {
        closed.push(from);
      }
    })();
  });
  const at = async (place: number, length: number) => {
    const piece = await chunks.at(place, length);
    const text = Buffer.concat([...piece.parts]).toString();
    assert.equal(piece.length, text.length);
    return text;
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { opened, closed, chunks, at, settled };
}

describe("a blob in pieces", () => {
  it("of the wanted length, from one reading", async () => {
    const { at, opened, closed } = source();
    assert.deepEqual(
      [await at(0, 4), await at(4, 4), await at(8, 4), await at(10, 4)],
      ["abcd", "efgh", "ij", ""],
    );
    assert.deepEqual([opened, closed], [[0], [0]]);
  });
  it("is read to its end with the last piece, where its digest is checked", async () => {
    const { at, closed } = source();
    assert.equal(await at(0, 10), "abcdefghij");
    assert.deepEqual(closed, [0]);
  });
  it("gives the last piece, or its end, again without reading", async () => {
    const { at, opened } = source();
    assert.deepEqual(
      [await at(0, 4), await at(0, 4), await at(2, 4), await at(4, 4)],
      ["abcd", "abcd", "cd", "efgh"],
    );
    assert.deepEqual(opened, [0]);
  });
  it("is opened anew where it goes on, and the old reading is closed", async () => {
    const { at, opened, closed, settled } = source();
    assert.deepEqual([await at(0, 4), await at(8, 4), await at(1, 4)], ["abcd", "ij", "bcde"]);
    await settled();
    assert.deepEqual(opened, [0, 8, 1]);
    assert.deepEqual(closed.slice(0, 2), [0, 8]);
  });
  it("is closed when nobody wants the rest", async () => {
    const { at, chunks, closed, settled } = source();
    await at(0, 2);
    assert.deepEqual(closed, []);
    chunks.close();
    chunks.close();
    await settled();
    assert.deepEqual(closed, [0]);
  });
  it("is read on while a piece is under way, by one piece and no more", async () => {
    let read = 0;
    const chunks = new Chunks(async () =>
      (async function* () {
        for (; read < 100; read++) yield whole.subarray(0, 1);
      })(),
    );
    await chunks.at(0, 10);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(read, 20);
  });
  it("tells of a break when it comes to it", async () => {
    const failure = new Error("broken");
    const chunks = new Chunks(async () =>
      (async function* () {
        yield whole;
        throw failure;
      })(),
    );
    assert.equal((await chunks.at(0, 4)).length, 4);
    assert.equal((await chunks.at(4, 4)).length, 4);
    await assert.rejects(chunks.at(8, 4), failure);
  });
  it("has longer pieces when they are wanted", async () => {
    const { at, opened } = source();
    assert.deepEqual([await at(0, 2), await at(2, 6), await at(8, 6)], ["ab", "cdefgh", "ij"]);
    assert.deepEqual(opened, [0]);
  });
});
