import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { foldOf, readSignatureTag } from "../../../src/core/explorer/folded.ts";

const hex = "0123456789abcdef".repeat(4);

const signatures: Readonly<Record<string, readonly [digest: string, ending: string | undefined]>> = {
  [`sha256-${hex}.sig`]: [`sha256:${hex}`, "sig"],
  [`sha256-${hex}.att`]: [`sha256:${hex}`, "att"],
  [`sha256-${hex}.sbom`]: [`sha256:${hex}`, "sbom"],
  [`sha256-${hex}`]: [`sha256:${hex}`, undefined],
  [`sha512-${hex}`]: [`sha512:${hex}`, undefined],
  [`sha256-${"a".repeat(32)}`]: [`sha256:${"a".repeat(32)}`, undefined],
};

const others = [
  `sha256-${"a".repeat(31)}`,
  `sha256-${hex.toUpperCase()}`,
  `sha256-${hex}.sig.old`,
  `sha256-${hex}.log`,
  `x-sha256-${hex}`,
  `sha1-${hex}`,
  `sha256_${hex}`,
  hex,
  "buildcache",
  "latest",
];

describe("tags made of a digest", () => {
  for (const [tag, [digest, ending]] of Object.entries(signatures)) {
    it(`${tag.slice(0, 16)}… ${ending ?? ""} are folded away`, () => {
      assert.deepEqual(readSignatureTag(tag), { digest, ending });
      assert.equal(foldOf(tag, new Set([tag])), "signatures");
    });
  }

  for (const tag of others) {
    it(`${tag} is none`, () => {
      assert.equal(readSignatureTag(tag), undefined);
      assert.equal(foldOf(tag, new Set()), undefined);
    });
  }
});

it("build caches are folded away when they are known, whatever they are called", () => {
  assert.equal(foldOf("buildcache", new Set(["main"])), undefined);
  assert.equal(foldOf("main", new Set(["main"])), "caches");
});
