import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cosignTagsOf } from "../../../src/core/explorer/cosignTags.ts";
import { digestOf } from "../../support/fakeRegistry.ts";

const amd = digestOf("a");
const top = digestOf("f");

describe("what is known to be attached without asking", () => {
  it("are cosign's tags of the image, with their digests when they are known", () => {
    const tag = `sha256-${"a".repeat(64)}`;
    const tags = [tag, `${tag}.sig`, `${tag}.sbom`, `sha256-${"b".repeat(64)}.sig`, "1.0"];
    const found = cosignTagsOf(
      tags.map((name) => ({ name })),
      amd,
      (name) => (name.endsWith(".sig") ? top : undefined),
    );
    assert.deepEqual(found, [
      { role: "signature", detail: "cosign", tag: `${tag}.sig`, digest: top },
      { role: "sbom", detail: "cosign", tag: `${tag}.sbom` },
    ]);
  });
});
