import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentError, NetworkError, RegistryError } from "../../../src/core/errors.ts";
import { isMissing, pinStateOf } from "../../../src/core/pinning/pinState.ts";
import { FakeShelf, onShelf } from "../../support/fakeShelf.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../../support/images.ts";

const old = makeImage();
const now = makeImage({ created: "2024-12-01T00:00:00Z" });
const index = makeIndex(makePlatforms(commonPlatforms));
const [child] = index.children;
assert.ok(child);

describe("the state of a reference, and what it takes to know it", () => {
  const gone = makeImage({ created: "2020-01-01T00:00:00Z" });
  const table: readonly (readonly [name: string, tail: string, kind: string, asked: readonly string[]])[] = [
    ["no digest", ":1", "unpinned", ["HEAD 1"]],
    ["no tag and no digest", "", "unpinned", ["HEAD latest"]],
    ["the tag's digest", `:1@${now.digest}`, "current", ["HEAD 1"]],
    ["a digest alone", `@${old.digest}`, "current", [`HEAD ${old.digest}`]],
    [
      "an image of the tag's index",
      `:many@${child.digest}`,
      "current",
      ["HEAD many", `HEAD ${child.digest}`, `GET ${index.digest}`],
    ],
    [
      "another digest",
      `:1@${old.digest}`,
      "moved",
      ["HEAD 1", `HEAD ${old.digest}`, `GET ${now.digest}`, `GET ${now.digest}`, `CONFIG ${now.digest}`],
    ],
    [
      "another digest of a word",
      `:latest@${old.digest}`,
      "moved",
      ["HEAD latest", `HEAD ${old.digest}`, `GET ${now.digest}`],
    ],
    ["a tag that is not there", ":2", "missing tag", ["HEAD 2"]],
    ["nor its digest", `:2@${gone.digest}`, "missing digest", ["HEAD 2", `HEAD ${gone.digest}`]],
    [
      "a tag that is not there, though its digest is",
      `:2@${old.digest}`,
      "missing tag",
      ["HEAD 2", `HEAD ${old.digest}`],
    ],
    ["a digest that is not there", `:1@${gone.digest}`, "missing digest", ["HEAD 1", `HEAD ${gone.digest}`]],
    ["a digest alone that is not there", `@${gone.digest}`, "missing digest", [`HEAD ${gone.digest}`]],
  ];
  for (const [name, tail, kind, asked] of table)
    it(name, async () => {
      const shelf = new FakeShelf({ "1": now, latest: now, many: index }, [old]);
      const state = await pinStateOf(shelf.resolver, onShelf(tail));
      assert.equal(state.kind === "missing" ? `${state.kind} ${state.what}` : state.kind, kind);
      assert.deepEqual(shelf.asked, asked);
    });
});

it("what moved says from what to what, and what is missing what its tag names", async () => {
  const shelf = new FakeShelf({ "1": now }, [old]);
  const moved = await pinStateOf(shelf.resolver, onShelf(`:1@${old.digest}`));
  assert.ok(moved.kind === "moved");
  assert.deepEqual([moved.pinned, moved.now.digest], [old.digest, now.digest]);
  shelf.delete(old);
  const missing = await pinStateOf(shelf.resolver, onShelf(`:1@${old.digest}`));
  assert.ok(missing.kind === "missing");
  assert.equal(missing.now?.digest, now.digest);
});

describe("a failure is never a missing image", () => {
  const failures = [
    new NetworkError("timeout", "h.test"),
    new RegistryError("unauthorized", "h.test", { status: 401 }),
    new RegistryError("rateLimited", "h.test", { status: 429 }),
    new ContentError("malformed", "x"),
  ];
  for (const question of ["HEAD latest", `HEAD ${old.digest}`, `GET ${now.digest}`])
    for (const failure of failures)
      it(`${failure.kind} for ${question.slice(0, 11)}`, async () => {
        const shelf = new FakeShelf({ latest: now }, [old]);
        shelf.failures.set(question, failure);
        const state = await pinStateOf(shelf.resolver, onShelf(`:latest@${old.digest}`));
        assert.deepEqual(state, { kind: "unreachable", failure });
        assert.equal(isMissing(failure), false);
        assert.equal(shelf.asked.at(-1), question);
      });

  it("nor for a tag without a digest", async () => {
    const shelf = new FakeShelf({});
    shelf.failures.set("HEAD 1", failures[0] ?? new Error());
    assert.equal((await pinStateOf(shelf.resolver, onShelf(":1"))).kind, "unreachable");
  });
});

it("a cancel and a fault of our own are passed on", async () => {
  for (const fault of [AbortSignal.abort().reason, new TypeError("x")]) {
    const shelf = new FakeShelf({ "1": now }, [old]);
    shelf.failures.set("HEAD 1", fault);
    await assert.rejects(pinStateOf(shelf.resolver, onShelf(":1")), fault);
  }
});

it("that nothing tells of the version is no failure", async () => {
  const shelf = new FakeShelf({ "1": now }, [old]);
  shelf.failures.set(`CONFIG ${now.digest}`, new NetworkError("timeout", "h.test"));
  assert.equal((await pinStateOf(shelf.resolver, onShelf(`:1@${old.digest}`))).kind, "moved");
});
