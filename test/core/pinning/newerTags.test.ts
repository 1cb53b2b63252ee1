import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newerTags } from "../../../src/core/pinning/newerTags.ts";

const nginx = [
  ...[
    "latest",
    "stable",
    "1",
    "1.27",
    "1.28",
    "1.9",
    "1.29-rc1",
    "1.27.3",
    "2.0",
    "1.28.1",
    "alpine",
    "stable-alpine",
  ],
  ...["1.27-alpine", "1.28-alpine", "1.27-alpine3.20", "1.28-alpine3.20", "1.28-alpine3.21", "1.28-perl"],
  ...["v1.30", "20240110", "2024.01", "1.100", "1.28-beta2", "1.30-beta1"],
];

describe("newer tags of the same line, the newest first", () => {
  const table: readonly (readonly [tag: string, newer: readonly string[]])[] = [
    ["1.27", ["2.0", "1.100", "1.28"]],
    ["1.27-alpine3.20", ["1.28-alpine3.20"]],
    ["1.27-alpine", ["1.28-alpine"]],
    ["1.27.3", ["1.28.1"]],
    ["1", []],
    ["2.0", []],
    ["latest", []],
    ["stable-alpine", []],
    ["1.28-beta1", ["2.0", "1.100", "1.30-beta1", "1.29-rc1", "1.28", "1.28-beta2"]],
    ["1.28-rc1", ["2.0", "1.100", "1.29-rc1", "1.28"]],
    ["v1.29", ["v1.30"]],
    ["20230101", ["20240110"]],
  ];
  for (const [tag, newer] of table) it(tag, () => assert.deepEqual(newerTags(tag, nginx), newer));
});

it("tags that are listed twice are told once", () => {
  assert.deepEqual(newerTags("1", ["2", "2", "3"]), ["3", "2"]);
});
