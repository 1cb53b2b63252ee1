import assert from "node:assert/strict";
import { it } from "node:test";
import { algorithmOf, encodedOf, isDigest, shortDigest } from "../../../src/core/reference/digest.ts";

const hex = "0123456789abcdef".repeat(4);

it("R06: only sha256 and sha512 in their one spelling are digests", () => {
  assert.equal(isDigest(`sha256:${hex}`), true);
  assert.equal(isDigest(`sha512:${hex}${hex}`), true);
  for (const bad of [
    `sha256:${hex.toUpperCase()}`,
    `SHA256:${hex}`,
    `sha256:${hex.slice(1)}`,
    `sha256:${hex}0`,
    `sha512:${hex}`,
    `sha256:${hex}\n`,
    `\nsha256:${hex}`,
    "sha256:../../x",
    `md5:${hex.slice(32)}`,
    "sha256:",
    "",
    undefined,
    5,
  ]) {
    assert.equal(isDigest(bad), false, String(bad));
  }
});

it("a digest falls into its algorithm and its hash", () => {
  const digest = `sha512:${hex}${hex}` as const;
  assert.equal(algorithmOf(digest), "sha512");
  assert.equal(encodedOf(digest), hex + hex);
  assert.equal(shortDigest(`sha256:${hex}`), "sha256:0123456789ab");
});
