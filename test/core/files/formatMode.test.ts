import assert from "node:assert/strict";
import { it } from "node:test";
import { formatMode } from "../../../src/core/files/formatMode.ts";

for (const [type, mode, wanted] of [
  ["file", 0o644, "-rw-r--r--"],
  ["directory", 0o1777, "drwxrwxrwt"],
  ["directory", 0o1770, "drwxrwx--T"],
  ["file", 0o6755, "-rwsr-sr-x"],
  ["file", 0o6644, "-rwSr-Sr--"],
  ["symlink", 0o777, "lrwxrwxrwx"],
  ["character", 0, "c---------"],
  ["hardLink", undefined, "h?????????"],
] as const)
  it(wanted, () => assert.equal(formatMode(type, mode), wanted));
