import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError, RegistryError } from "../../../src/core/errors.ts";
import type { BaseReader } from "../../../src/core/image/base.ts";
import { findBases, pinned } from "../../../src/core/rebase/bases.ts";
import { formatReference } from "../../../src/core/reference/reference.ts";
import { type ManifestTree, makeImage, makeIndex, makePlatforms } from "../../support/images.ts";
import { modelOf, referenceTo } from "../../support/model.ts";

const amd64 = { os: "linux", architecture: "amd64" };
const tree = (name: string, more = {}) =>
  makeImage({ steps: [{ command: name, entries: [{ path: "f", content: name }] }], ...more });
const [old, moved, thirteen, fourteen] = ["old", "moved", "13", "14"].map((name) => tree(name));
assert.ok(old && moved && thirteen && fourteen);

/** A repository `h.test/debian` whose tags name these images; `old` is there by its digest alone. */
function readerOf(tags: Readonly<Record<string, ManifestTree | Error>>) {
  const asked: string[] = [];
  const reader: BaseReader = {
    inspect: async (reference) => {
      const name = formatReference(reference);
      asked.push(name.replace("h.test/debian", "").slice(0, 12));
      const found = reference.digest === old?.digest ? old : tags[reference.tag ?? "latest"];
      if (found instanceof Error) throw found;
      if (found === undefined) throw new RegistryError("notFound", "h.test");
      return modelOf(found, name);
    },
    tags: async ({ registry, path }) => {
      asked.push(`${registry}/${path}`);
      return Object.keys(tags);
    },
  };
  return { reader, asked };
}

const find = (name: string, tags: Readonly<Record<string, ManifestTree | Error>>) =>
  findBases({ reference: referenceTo(name), layers: 1, steps: 1 }, amd64, readerOf(tags).reader);

const asUsed = `h.test/debian:12-slim@${old.digest}`;

describe("what could take the place of a base", () => {
  const table: readonly (readonly [
    what: string,
    base: string,
    tags: Readonly<Record<string, ManifestTree>>,
    expected: string,
  ])[] = [
    ["nothing, where the tag did not move and is the newest", asUsed, { "12-slim": old }, ""],
    ["what its tag names now", asUsed, { "12-slim": moved }, "12-slim"],
    [
      "newer tags of its line, of no other",
      asUsed,
      { "12-slim": old, "13": thirteen, "13-slim": thirteen, "11-slim": fourteen },
      "13-slim",
    ],
    [
      "each image once",
      asUsed,
      { "12-slim": moved, "13-slim": moved, "14-slim": old, "15-slim": fourteen },
      "12-slim 15-slim",
    ],
    ["nothing, where no tag of it is known", `h.test/debian@${old.digest}`, { latest: moved }, ""],
    ["a base known by its tag has not moved", "h.test/debian:13", { "13": thirteen, "14": fourteen }, "14"],
    [
      "latest has no newer tag",
      `h.test/debian:latest@${old.digest}`,
      { latest: moved, "13": thirteen },
      "latest",
    ],
  ];
  for (const [what, base, tags, expected] of table)
    it(what, async () => {
      const { newer } = await find(base, tags);
      assert.equal(newer.map(({ reference }) => reference.tag).join(" "), expected);
    });

  it("at most three newer ones, beside the own tag", async () => {
    const tags = Object.fromEntries([13, 14, 15, 16, 17].map((n) => [`${n}-slim`, tree(String(n))]));
    const { newer } = await find(asUsed, { "12-slim": moved, ...tags });
    assert.deepEqual(
      newer.map(({ reference }) => reference.tag),
      ["12-slim", "17-slim", "16-slim", "15-slim"],
    );
  });

  it("costs a list and an image each, and no more than ten images", async () => {
    const names = Array.from({ length: 50 }, (_, at) => `${13 + at}-slim`);
    const { reader, asked } = readerOf({
      "12-slim": old,
      ...Object.fromEntries(names.map((name) => [name, old])),
    });
    await findBases({ reference: referenceTo(asUsed), layers: 1, steps: 1 }, amd64, reader);
    assert.deepEqual(asked.slice(0, 3), [":12-slim@sha", "h.test/debian", ":12-slim"]);
    assert.equal(asked.length, 11);
  });

  it("is told by the manifest for the platform, and pinned by the index", async () => {
    const other = tree("arm", { platform: { os: "linux", architecture: "arm64" } });
    const { newer } = await find(asUsed, {
      // Built anew for another platform alone: the same base for this one.
      "12-slim": makeIndex([old, other]),
      "13-slim": makeIndex([thirteen, other]),
    });
    assert.equal(newer.length, 1);
    const [first] = newer;
    assert.ok(first);
    assert.equal(first.manifest.digest, thirteen.digest);
    assert.equal(
      formatReference(pinned(first)),
      `h.test/debian:13-slim@${makeIndex([thirteen, other]).digest}`,
    );
  });

  it("tags without an image for the platform, or with none at all, are passed over and told", async () => {
    const [arm] = makePlatforms([{ os: "linux", architecture: "arm64" }]);
    assert.ok(arm);
    const gone = new RegistryError("notFound", "h.test");
    const { newer, passed } = await find(asUsed, {
      "12-slim": old,
      "14-slim": arm,
      "15-slim": gone,
      "13-slim": thirteen,
    });
    assert.deepEqual(
      newer.map(({ reference }) => reference.tag),
      ["13-slim"],
    );
    assert.deepEqual(passed, [
      { tag: "15-slim", why: "missing" },
      { tag: "14-slim", why: "otherPlatform" },
    ]);
  });

  it("a registry that cannot be asked ends it", async () => {
    const offline = new NetworkError("offline", "h.test");
    await assert.rejects(find(asUsed, { "12-slim": old, "13-slim": offline }), offline);
    await assert.rejects(find("h.test/debian:12-slim", { "12-slim": offline }), offline);
  });
});
