import assert from "node:assert/strict";
import { it } from "node:test";
import { isoTime, minuteOf, typeOf } from "../../../src/core/files/fileFacts.ts";
import { entryOf } from "../../../src/core/files/fileNode.ts";
import { find } from "../../../src/core/files/find.ts";
import { merge } from "../../support/layerTrees.ts";

for (const [at, iso, minute] of [
  [0, "1970-01-01T00:00:00.000Z", "1970-01-01 00:00"],
  [Date.UTC(2026, 10, 23, 14, 2, 59), "2026-11-23T14:02:59.000Z", "2026-11-23 14:02"],
  [undefined, null, ""],
  [1e300, null, ""],
  [Number.NaN, null, ""],
] as const)
  it(`R09 the time ${at} is ${iso}`, () => assert.deepEqual([isoTime(at), minuteOf(at)], [iso, minute]));

for (const [path, type] of [
  ["made/file", "file"],
  ["made", "directory"],
  ["link", "symlink"],
  ["hard", "file"],
  ["dead", "hardLink"],
] as const)
  it(`${path} is of the type ${type}`, async () => {
    const { root } = await merge(["made/file=1", "link->made", "hard~made/file", "dead~nothing"]);
    const node = find(root, path.split("/"), false);
    assert.equal(node && typeOf(node, entryOf(node)), type);
  });
