import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hubPage, hubTagUrl, isHubNamespace, splitHubPath } from "../../../src/core/catalog/dockerHubUrls.ts";

const hub = new URL("https://hub.docker.com/");

const pages: readonly (readonly [path: string, tag: string | undefined, page: string | undefined])[] = [
  ["library/nginx", undefined, "https://hub.docker.com/_/nginx"],
  ["library/nginx", "1.27", "https://hub.docker.com/_/nginx/tags?name=1.27"],
  ["alice/app", undefined, "https://hub.docker.com/r/alice/app"],
  ["alice/app", "v1_2", "https://hub.docker.com/r/alice/app/tags?name=v1_2"],
  ["alice/app", "a&b=c", "https://hub.docker.com/r/alice/app/tags?name=a%26b%3Dc"],
  ["nginx", undefined, undefined],
  ["a/b/c", undefined, undefined],
  ["../x", undefined, undefined],
];

describe("Docker Hub's pages", () => {
  for (const [path, tag, page] of pages) {
    it(`${path} ${tag ?? ""}`, () => assert.equal(hubPage(hub, path, tag)?.href, page));
  }
});

describe("Docker Hub's addresses", () => {
  it("have the names raw", () => {
    assert.equal(
      hubTagUrl(hub, "alice/my-app", "1.0").href,
      "https://hub.docker.com/v2/repositories/alice/my-app/tags/1.0/",
    );
  });

  for (const [path, tag] of [
    ["alice/app", "../x"],
    ["alice/app", ""],
    ["alice", "1"],
    ["a/b/c", "1"],
    ["../b", "1"],
    ["alice/app?x", "1"],
  ] as const) {
    it(`R06 R07 there is none for ${path}:${tag}`, () =>
      assert.throws(() => hubTagUrl(hub, path, tag), { kind: "malformed" }));
  }

  it("know what a namespace and a path may be", () => {
    assert.deepEqual(["alice", "a-b", "a/b", "", "A", "..", 7].map(isHubNamespace), [
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    assert.deepEqual(splitHubPath("a/b"), ["a", "b"]);
    for (const path of ["a", "a/b/c", "a/B", "/b", ""]) assert.equal(splitHubPath(path), undefined);
  });
});
