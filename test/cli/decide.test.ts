import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { updateOptions } from "../../src/cli/decide.ts";

const args = { operands: [], json: false, flags: new Set<string>() };
const none = { ...args, values: new Map<string, string>(), lists: new Map<string, readonly string[]>() };
const day = 24 * 60 * 60 * 1000;

describe("the options of --update", () => {
  it("none: every change counts, at once", () => {
    assert.deepEqual(updateOptions(none), { platforms: [] });
  });
  it("days, and parts of them", () => {
    for (const [days, least] of [
      ["7", 7 * day],
      ["0.5", day / 2],
      ["0", 0],
    ] as const)
      assert.deepEqual(updateOptions({ ...none, values: new Map([["cooldown", days]]) }, 5).coolDown, {
        least,
        now: 5,
      });
  });
  for (const days of ["-1", "1e9", "", "7d", "NaN"])
    it(`"${days}" is no number of days`, () => {
      assert.throws(() => updateOptions({ ...none, values: new Map([["cooldown", days]]) }), {
        name: "UsageError",
      });
    });
  it("platforms", () => {
    const lists = new Map([["platform", ["linux/amd64", "linux/arm/v7"]]]);
    assert.deepEqual(updateOptions({ ...none, lists }).platforms, [
      { os: "linux", architecture: "amd64" },
      { os: "linux", architecture: "arm", variant: "v7" },
    ]);
  });
});
