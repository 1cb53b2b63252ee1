import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { choose, hasImage } from "../../../src/core/oci/choose.ts";
import type { Descriptor } from "../../../src/core/oci/model.ts";
import { formatPlatform, parsePlatform } from "../../../src/core/oci/platform.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";

function child(text: string): Descriptor {
  const platform = parsePlatform(text);
  const digest = digestOf(Buffer.from(text));
  return { mediaType: "m", digest, size: 1, ...(platform && { platform }) };
}

describe("the child that serves a platform", () => {
  const table: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ["linux/arm64", ["linux/amd64", "linux/arm64/v8"], "linux/arm64/v8"],
    ["linux/arm/v7", ["linux/arm/v5", "linux/arm/v6", "linux/arm64"], "linux/arm/v6"],
    ["linux/arm/v7", ["linux/arm/v6", "linux/arm/v7"], "linux/arm/v7"],
    ["linux/amd64", ["none", "linux/amd64"], "linux/amd64"],
    ["windows/amd64", ["windows(10.0.1.5)/amd64", "windows(10.0.2.5)/amd64"], "windows(10.0.1.5)/amd64"],
    ["linux/s390x", ["linux/amd64", "linux/arm64"], undefined],
    ["linux/amd64", [], undefined],
  ];
  for (const [text, children, chosen] of table) {
    it(`${text} of ${children.join(" ") || "nothing"}`, () => {
      const wanted = parsePlatform(text);
      assert.ok(wanted);
      const platform = choose(children.map(child), wanted)?.platform;
      assert.equal(platform && formatPlatform(platform), chosen);
    });
  }
});

it("an index has its images, and an image none", () => {
  const [amd, arm] = [child("linux/amd64"), child("linux/arm64")];
  const index = {
    kind: "index",
    mediaType: "m",
    images: [amd],
    attestations: [],
    others: [arm],
    hidden: 0,
    annotations: new Map(),
  } as const;
  assert.equal(hasImage(index, amd.digest), true);
  assert.equal(hasImage(index, arm.digest), false);
  assert.equal(hasImage({ kind: "schema1", mediaType: "m" }, amd.digest), false);
});
