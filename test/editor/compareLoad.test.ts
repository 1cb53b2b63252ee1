import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError, RegistryError } from "../../src/core/errors.ts";
import { inspect } from "../../src/core/image/inspect.ts";
import type { Digest } from "../../src/core/reference/digest.ts";
import { type Asked, type Loaded, loadChanges } from "../../src/vscode/compare/compareLoad.ts";
import { isPinned, type Subject } from "../../src/vscode/compare/compareSubject.ts";
import { checked, FakeShelf, onShelf } from "../support/fakeShelf.ts";
import {
  commonPlatforms,
  type ManifestTree,
  makeImage,
  makeIndex,
  makePlatforms,
} from "../support/images.ts";
import { config } from "./imageModel.ts";

const usual = { os: "linux", architecture: "amd64" };
const of = (day: string) =>
  makeIndex(makePlatforms(commonPlatforms, { created: `2024-11-${day}T00:00:00Z` }));
const [old, now] = [of("01"), of("20")];
const names = new Map([
  [old.digest, "old"],
  [now.digest, "now"],
]);
const child = (tree: ManifestTree, place: number): ManifestTree => {
  const found = tree.children[place];
  assert.ok(found);
  return found;
};

/** Whom a view would ask, in front of a shelf; `known` is what its tags named before. */
function asking(shelf: FakeShelf, known?: Digest): Asked {
  const { resolver } = shelf;
  return {
    resolver,
    inspect: (reference, platform) =>
      inspect(
        {
          manifest: ({ digest }) => resolver.manifest(reference.repository, digest),
          // What is in it is of no matter here.
          config: async () => config,
        },
        reference,
        { mediaType: "", digest: reference.digest, size: undefined },
        platform,
        usual,
      ),
    known: () => known && { descriptor: { digest: known } },
  };
}

function pin(tail: string): Subject {
  const reference = onShelf(tail);
  assert.ok(isPinned(reference));
  return { kind: "pin", uri: "file:///compose.yaml", reference };
}

function show({ digest, side, failure }: Loaded["old"]): string {
  const said = (cause: unknown) =>
    cause instanceof RegistryError || cause instanceof NetworkError ? cause.kind : String(cause);
  return [
    names.get(digest ?? "") ?? digest?.slice(0, 12) ?? "unknown",
    side.ok ? "read" : said(side.failure),
    ...(failure === undefined ? [] : [`tag ${said(failure)}`]),
  ].join(" ");
}

const load = (shelf: FakeShelf, subject: Subject, known?: Digest) =>
  loadChanges(asking(shelf, known), subject, { usual });

describe("a pin", () => {
  it("stands beside what its tag names, which is what would be written", async () => {
    const loaded = await load(new FakeShelf({ "1": now }, [old]), pin(`:1@${old.digest}`));
    assert.deepEqual([show(loaded.old), show(loaded.now)], ["old read", "now read"]);
    assert.deepEqual(loaded.update, { kind: "update", digest: now.digest });
    assert.equal(loaded.tagged, now.digest);
  });

  it("E07: of one platform stands beside that platform's image, though the tag names an index", async () => {
    const loaded = await load(new FakeShelf({ "1": now }, [old]), pin(`:1@${child(old, 1).digest}`));
    assert.equal(loaded.now.digest, child(now, 1).digest);
    assert.equal(loaded.tagged, now.digest);
  });

  it("E07: of a platform that went stands beside the index, and is not updated", async () => {
    const next = makeIndex([child(now, 0)]);
    const loaded = await load(new FakeShelf({ "1": next }, [old]), pin(`:1@${child(old, 1).digest}`));
    assert.equal(loaded.now.digest, next.digest);
    assert.equal(loaded.update?.kind, "platformGone");
  });

  it("of an image that the tag's index still holds did not move", async () => {
    const loaded = await load(new FakeShelf({ "1": now }), pin(`:1@${child(now, 1).digest}`));
    assert.deepEqual([loaded.update?.kind, loaded.now.digest], ["current", child(now, 1).digest]);
  });

  it("that is gone leaves what its tag names, which may be written", async () => {
    const loaded = await load(new FakeShelf({ "1": now }), pin(`:1@${old.digest}`));
    assert.deepEqual([show(loaded.old), show(loaded.now)], ["old notFound", "now read"]);
    assert.equal(loaded.update?.kind, "update");
  });

  it("whose tag is gone leaves the pinned image", async () => {
    const loaded = await load(new FakeShelf({}, [old]), pin(`:1@${old.digest}`));
    assert.deepEqual([show(loaded.old), show(loaded.now)], ["old read", "unknown notFound tag notFound"]);
    assert.equal(loaded.update, undefined);
  });

  it("C03: whose tag cannot be asked stands beside what it last named, and is not updated", async () => {
    const shelf = new FakeShelf({}, [old, now]);
    shelf.failures.set("HEAD 1", new NetworkError("offline", "h.test"));
    const loaded = await load(shelf, pin(`:1@${old.digest}`), checked(now.digest));
    assert.deepEqual([show(loaded.old), show(loaded.now)], ["old read", "now read tag offline"]);
    assert.equal(loaded.update, undefined);
  });

  it("of which something cannot be read says why there is no verdict", async () => {
    const shelf = new FakeShelf({ "1": now }, [old]);
    const failure = new NetworkError("timeout", "h.test");
    shelf.failures.set(`GET ${old.digest}`, failure);
    const loaded = await load(shelf, pin(`:1@${old.digest}`));
    assert.deepEqual([show(loaded.old), show(loaded.now)], ["old timeout", "now read"]);
    assert.equal(loaded.problem, failure);
  });

  it("rejects with an abort, which is nobody's failure", async () => {
    const shelf = new FakeShelf({ "1": now }, [old]);
    const abort = new DOMException("", "AbortError");
    shelf.failures.set("HEAD 1", abort);
    await assert.rejects(load(shelf, pin(`:1@${old.digest}`)), abort);
  });
});

describe("two images", () => {
  const images = (a: string, b: string): Subject => ({ kind: "images", old: onShelf(a), now: onShelf(b) });

  it("are what their tags name, and there is nothing to update", async () => {
    const loaded = await load(new FakeShelf({ "1": old, latest: now }), images(":1", ""));
    assert.deepEqual([show(loaded.old), show(loaded.now)], ["old read", "now read"]);
    assert.ok(!("update" in loaded));
  });

  it("by digest ask for no tag", async () => {
    const shelf = new FakeShelf({}, [old, now]);
    await load(shelf, images(`@${old.digest}`, `:9@${now.digest}`));
    assert.deepEqual(
      shelf.asked.filter((question) => question.startsWith("HEAD")),
      [],
    );
  });

  it("a failure of one leaves the other", async () => {
    const loaded = await load(new FakeShelf({ "1": old }), images(":1", ":2"));
    assert.deepEqual([show(loaded.old), show(loaded.now)], ["old read", "unknown notFound tag notFound"]);
  });

  it("may be without an index", async () => {
    const single = makeImage();
    const loaded = await load(new FakeShelf({ "1": single, "2": now }), images(":1", ":2"));
    assert.ok(loaded.old.side.ok && loaded.now.side.ok);
  });
});
