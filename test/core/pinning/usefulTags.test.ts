import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { usefulTags } from "../../../src/core/pinning/usefulTags.ts";

describe("newer tags, the most useful first", () => {
  const versions = ["1.27.2", "1.27.3", "1.27.4", "1.27.5", "1.28.0", "1.29.1", "2.0.0", "2.1.0"];
  const table: readonly (readonly [tag: string, tags: readonly string[], expected: string])[] = [
    ["1.27.3", versions, "1.27.5 1.29.1 2.1.0 2.0.0 1.28.0 1.27.4"],
    ["1.27.5", versions, "1.29.1 2.1.0 2.0.0 1.28.0"],
    ["2.1.0", versions, ""],
    ["1.27", ["1.26", "1.28", "1.29", "2.0", "1.28.3"], "1.29 2.0 1.28"],
    ["12", ["13", "14"], "14 13"],
    ["1.2-alpine", ["1.3-alpine", "1.4", "1.4-slim"], "1.3-alpine"],
    ["latest", versions, ""],
  ];
  for (const [tag, tags, expected] of table)
    it(`${tag}: ${expected}`, () => assert.equal(usefulTags(tag, tags).join(" "), expected));
});
