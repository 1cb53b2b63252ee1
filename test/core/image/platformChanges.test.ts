import assert from "node:assert/strict";
import { it } from "node:test";
import type { PlatformChoice } from "../../../src/core/image/model.ts";
import { isShared, platformChanges } from "../../../src/core/image/platformChanges.ts";
import { formatPlatform, parsePlatform } from "../../../src/core/oci/platform.ts";
import { descriptor } from "../../editor/imageModel.ts";

/** `a linux/amd64`: the image a for that platform; `a` alone for one that is not told. */
function choices(texts: readonly string[]): readonly PlatformChoice[] {
  return texts.map((text) => {
    const [letter = "", platform = ""] = text.split(" ");
    return { platform: parsePlatform(platform), descriptor: descriptor(letter, 1) };
  });
}

const table: readonly (readonly [
  name: string,
  old: readonly string[],
  now: readonly string[],
  expected: readonly string[],
])[] = [
  [
    "changed, unchanged, added and removed, in the order of the new image",
    ["a linux/amd64", "b linux/386", "c linux/arm64"],
    ["d linux/riscv64", "c linux/arm64", "e linux/amd64"],
    ["linux/riscv64 -d", "linux/arm64 cc", "linux/amd64 ae", "linux/386 b-"],
  ],
  ["a variant that is meant anyway", ["a linux/arm64/v8"], ["b linux/arm64"], ["linux/arm64 ab"]],
  [
    "an older variant is another platform",
    ["a linux/arm/v7"],
    ["b linux/arm/v6"],
    ["linux/arm/v6 -b", "linux/arm/v7 a-"],
  ],
  [
    "revisions of a build of Windows, and another build",
    ["a windows(10.0.20348.1)/amd64", "b windows(10.0.17763.1)/amd64"],
    ["c windows(10.0.17763.2)/amd64", "d windows(10.0.26100.1)/amd64"],
    ["windows(10.0.17763.2)/amd64 bc", "windows(10.0.26100.1)/amd64 -d", "windows(10.0.20348.1)/amd64 a-"],
  ],
  [
    "a platform that stands twice is paired once, equal images first",
    ["a linux/amd64", "b linux/amd64"],
    ["b linux/amd64", "c linux/amd64", "d linux/amd64"],
    ["linux/amd64 bb", "linux/amd64 ac", "linux/amd64 -d"],
  ],
  ["what is not told is the same only as itself", ["a", "b"], ["b", "c"], ["? bb", "? -c", "? a-"]],
];
for (const [name, old, now, expected] of table)
  it(name, () => {
    const changes = platformChanges(choices(old), choices(now));
    assert.deepEqual(
      changes.map(
        (change) =>
          `${change.platform ? formatPlatform(change.platform) : "?"} ${change.old?.digest.at(-1) ?? "-"}${change.now?.digest.at(-1) ?? "-"}`,
      ),
      expected,
    );
    assert.deepEqual(
      changes.map(isShared),
      expected.map((line) => !/-$| -/.test(line)),
    );
  });
