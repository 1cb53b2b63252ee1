import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError } from "../../../src/core/errors.ts";
import { findSpecificTag, moreSpecificTags } from "../../../src/core/pinning/specificTag.ts";
import { checked, FakeShelf, onShelf } from "../../support/fakeShelf.ts";
import { makeImage } from "../../support/images.ts";

const alpine = [
  "latest",
  "edge",
  "3",
  "3.20",
  "3.20.3",
  "3.21",
  "3.21.0",
  "3.21.0-rc1",
  "20240807",
  "v3.21.0",
];
const nginx = [
  ...["1.27.3-alpine", "1.27-alpine", "1.27.3-alpine3.20", "1.27.3", "stable-alpine", "alpine", "alpine3.20"],
  ...["bookworm-20240110", "bookworm-20240904-slim", "1.27.3-bookworm", "1.28.0-alpine"],
];

describe("more specific tags of the same flavour, the most exact first", () => {
  const table: readonly (readonly [tag: string, tags: readonly string[], expected: readonly string[]])[] = [
    ["latest", alpine, ["3.21.0", "v3.21.0", "3.20.3", "3.21.0-rc1", "3.21", "3.20", "20240807", "3"]],
    ["3", alpine, ["3.21.0", "v3.21.0", "3.20.3", "3.21", "3.20"]],
    ["3.20", alpine, ["3.20.3"]],
    ["3.20.3", alpine, []],
    ["alpine", nginx, ["1.28.0-alpine", "1.27.3-alpine", "1.27-alpine"]],
    ["stable-alpine", nginx, ["1.28.0-alpine", "1.27.3-alpine", "1.27-alpine"]],
    ["alpine3.20", nginx, ["1.27.3-alpine3.20"]],
    ["1.27-alpine", nginx, ["1.27.3-alpine"]],
    ["bookworm", nginx, ["1.27.3-bookworm", "bookworm-20240110"]],
  ];
  for (const [tag, tags, expected] of table)
    it(`${tag} of ${tags[0]}...`, () => assert.deepEqual(moreSpecificTags(tag, tags), expected));
});

describe("which of them names the digest", () => {
  const [now, old] = [makeImage({ created: "2024-11-01T00:00:00Z" }), makeImage()];
  const [nowDigest, oldDigest] = [checked(now.digest), checked(old.digest)];
  const { repository } = onShelf(":1");
  const wanted = { repository, tag: "latest", digest: nowDigest };

  it("is asked for where the list does not tell", async () => {
    const shelf = new FakeShelf({ latest: now, "3.20.3": old, "3.21.0": now, "3.21": now });
    const listed = ["latest", "3.20.3", "3.21", "3.21.0", "3.99.0"].map((name) => ({ name }));
    assert.equal(await findSpecificTag(shelf.resolver, wanted, listed), "3.21.0");
    assert.deepEqual(
      new Set(shelf.asked),
      new Set(["HEAD 3.99.0", "HEAD 3.21.0", "HEAD 3.20.3", "HEAD 3.21"]),
    );
  });

  it("what the list tells is only confirmed, never believed", async () => {
    const listed = [
      { name: "3.21.0", digest: nowDigest },
      { name: "3.20.3", digest: nowDigest },
      { name: "3.22.0", digest: oldDigest },
      { name: "3.19.0" },
    ];
    const shelf = new FakeShelf({ "3.21.0": old, "3.20.3": now });
    assert.equal(await findSpecificTag(shelf.resolver, wanted, listed), "3.20.3");
    assert.deepEqual(shelf.asked.toSorted(), ["HEAD 3.20.3", "HEAD 3.21.0"]);
  });

  it("no more than 24 are asked for", async () => {
    const listed = Array.from({ length: 100 }, (_, minor) => ({ name: `3.${minor}.0` }));
    const shelf = new FakeShelf({ "3.0.0": now });
    assert.equal(await findSpecificTag(shelf.resolver, wanted, listed), undefined);
    assert.equal(shelf.asked.length, 24);
    assert.equal(shelf.asked[0], "HEAD 3.99.0");
  });

  it("a registry that cannot be asked is a failure, and a cancel is one", async () => {
    const shelf = new FakeShelf({});
    const failure = new NetworkError("timeout", "h.test");
    shelf.failures.set("HEAD 3.0.0", failure);
    const listed = [{ name: "3.0.0" }];
    await assert.rejects(findSpecificTag(shelf.resolver, wanted, listed), failure);
    await assert.rejects(findSpecificTag(shelf.resolver, wanted, listed, AbortSignal.abort()), {
      name: "AbortError",
    });
  });
});
