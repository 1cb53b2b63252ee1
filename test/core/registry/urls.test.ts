import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  blobUrl,
  catalogUrl,
  manifestUrl,
  referrersUrl,
  rootUrl,
  tagsUrl,
} from "../../../src/core/registry/urls.ts";

const digest = `sha256:${"0".repeat(64)}`;
const plain = new URL("https://r.test/");
const prefixed = new URL("https://r.test:8443/proxy/hub/?a=b#c");

it("addresses are made of raw names", () => {
  assert.equal(rootUrl(plain).href, "https://r.test/v2/");
  assert.equal(manifestUrl(plain, "a/b", "1.0").href, "https://r.test/v2/a/b/manifests/1.0");
  assert.equal(manifestUrl(plain, "a/b", digest).href, `https://r.test/v2/a/b/manifests/${digest}`);
  assert.equal(blobUrl(plain, "a", digest).href, `https://r.test/v2/a/blobs/${digest}`);
  assert.equal(referrersUrl(plain, "a", digest).href, `https://r.test/v2/a/referrers/${digest}`);
  assert.equal(tagsUrl(plain, "a").href, "https://r.test/v2/a/tags/list");
  assert.equal(catalogUrl(plain).href, "https://r.test/v2/_catalog");
});

it("a path prefix is kept, with and without its last slash", () => {
  assert.equal(rootUrl(prefixed).href, "https://r.test:8443/proxy/hub/v2/");
  assert.equal(tagsUrl(new URL("https://r.test/p"), "a").href, "https://r.test/p/v2/a/tags/list");
});

const malformed = { name: "ContentError", kind: "malformed" };

describe("R06 a bad digest is refused before there is a URL", () => {
  const bad = [
    "sha256:../../x",
    digest.toUpperCase(),
    `md5:${"0".repeat(32)}`,
    digest.slice(0, -1),
    `${digest}\n`,
  ];
  for (const text of bad) {
    it(JSON.stringify(text), () => {
      assert.throws(() => manifestUrl(plain, "a", text), malformed);
      assert.throws(() => blobUrl(plain, "a", text), malformed);
      assert.throws(() => referrersUrl(plain, "a", text), malformed);
    });
  }
  it("a tag is no blob", () => assert.throws(() => blobUrl(plain, "a", "latest"), malformed));
});

describe("R07 a bad tag or path is refused before there is a URL", () => {
  for (const tag of ["../../_catalog", "a b", "-x", "", "..", "a".repeat(129), "é", "a?b", "a%2fb"]) {
    it(`tag ${JSON.stringify(tag.slice(0, 20))}`, () => {
      assert.throws(() => manifestUrl(plain, "a", tag), malformed);
    });
  }
  for (const path of ["", "..", "a/../b", "/a", "a/", "A", "a//b", "a?b", "_catalog", "a".repeat(256)]) {
    it(`path ${JSON.stringify(path.slice(0, 20))}`, () => {
      assert.throws(() => manifestUrl(plain, path, "1"), malformed);
      assert.throws(() => blobUrl(plain, path, digest), malformed);
      assert.throws(() => referrersUrl(plain, path, digest), malformed);
      assert.throws(() => tagsUrl(plain, path), malformed);
    });
  }
});
