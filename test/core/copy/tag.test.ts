import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addTag } from "../../../src/core/copy/tag.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../../support/images.ts";
import { MemoryRegistry } from "../../support/memoryRegistry.ts";

const index = makeIndex(makePlatforms(commonPlatforms, { format: "docker" }), { format: "docker" });

function tagging(refusals = new Map<string, Error>()) {
  const registry = new MemoryRegistry("h", { refusals });
  registry.fill("a", index, "1");
  const place = { distribution: registry.distribution, path: "a" };
  return { registry, add: (from: string) => addTag(place, from, "new") };
}

describe("a further tag", () => {
  for (const from of ["1", index.digest]) {
    it(`takes a GET and a PUT of the same bytes under the same type: ${from.slice(0, 6)}`, async () => {
      const { registry, add } = tagging();
      assert.equal((await add(from)).descriptor.digest, index.digest);
      assert.deepEqual(registry.questions(), [`GET ${from}`, "PUT new"]);
      const { tags, manifests } = registry.repository("a");
      assert.equal(tags.get("new"), index.digest);
      const { bytes, mediaType } = manifests.get(index.digest) ?? {};
      assert.deepEqual([bytes, mediaType], [index.bytes, index.mediaType]);
    });
  }

  for (const [status, code] of [
    [400, "TAG_INVALID"],
    [409, undefined],
    [412, "PRECONDITION"],
  ] as const) {
    const refusal = new RegistryError("unexpected", "h", { status, ...(code && { code }) });
    it(`that is refused with ${status} is a failure where it names something else`, async () => {
      const { registry, add } = tagging(new Map([["PUT new", refusal]]));
      await assert.rejects(add("1"), refusal);
      registry.fill("a", makeImage(), "new");
      await assert.rejects(add("1"), refusal);
    });
    it(`that is refused with ${status} is none where it names that already`, async () => {
      const { registry, add } = tagging(new Map([["PUT new", refusal]]));
      registry.fill("a", index, "new");
      assert.equal((await add("1")).descriptor.digest, index.digest);
      assert.deepEqual(registry.questions(), ["GET 1", "PUT new", "HEAD new"]);
    });
  }

  it("that is refused for another reason is not looked at", async () => {
    const denied = new RegistryError("denied", "h", { status: 403 });
    const { registry, add } = tagging(new Map([["PUT new", denied]]));
    registry.fill("a", index, "new");
    await assert.rejects(add("1"), denied);
    assert.deepEqual(registry.questions(), ["GET 1", "PUT new"]);
  });
});
