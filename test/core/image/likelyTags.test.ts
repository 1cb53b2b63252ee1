import assert from "node:assert/strict";
import { it } from "node:test";
import { likelyTags } from "../../../src/core/image/likelyTags.ts";

it("tags of the claimed variant come before the others, otherwise in their order", () => {
  const tags = ["13", "13-slim", "12", "12.7-slim", "12-backports"];
  assert.deepEqual(likelyTags(tags, "12-slim"), ["13-slim", "12.7-slim", "13", "12", "12-backports"]);
  assert.deepEqual(likelyTags(tags, undefined), ["13", "12", "13-slim", "12.7-slim", "12-backports"]);
});
