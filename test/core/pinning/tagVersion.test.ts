import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  compareVersions,
  isComparable,
  overlaps,
  parseTagVersion,
} from "../../../src/core/pinning/tagVersion.ts";

describe("tags with a version", () => {
  const table: readonly (readonly [
    tag: string,
    prefix: string,
    numbers: string,
    suffix: string,
    pre?: string,
  ])[] = [
    ["1.27", "", "1.27", ""],
    ["3.20.3", "", "3.20.3", ""],
    ["v1.2.3", "v", "1.2.3", ""],
    ["1.27-alpine3.20", "", "1.27", "-alpine3.20"],
    ["3.12-slim-bookworm", "", "3.12", "-slim-bookworm"],
    ["8.0.1_build4", "", "8.0.1", "_build4"],
    ["jammy-20240111", "jammy-", "20240111", ""],
    ["bookworm-20240110-slim", "bookworm-", "20240110", "-slim"],
    ["ubuntu-20240110", "ubuntu-", "20240110", ""],
    ["release-1.4", "release-", "1.4", ""],
    ["3.13.0b1-slim", "", "3.13.0", "-slim", "2:1"],
    ["3.13-rc-slim", "", "3.13", "-slim", "3:"],
    ["1.28.0-rc.2", "", "1.28.0", "", "3:2"],
    ["17-beta1-alpine", "", "17", "-alpine", "2:1"],
    ["22-ea-34-jdk", "", "22", "-jdk", "1:34"],
    ["9.0-preview-alpine3.20", "", "9.0", "-alpine3.20", "1:"],
    ["2.0-dev", "", "2.0", "", "0:"],
    ["4.0.0-M2", "", "4.0.0", "", "1:2"],
    ["1.27-bookworm", "", "1.27", "-bookworm"],
    ["1.27-devel", "", "1.27", "-devel"],
  ];
  for (const [tag, prefix, numbers, suffix, pre] of table)
    it(tag, () => {
      const version = parseTagVersion(tag);
      const { preRelease } = version ?? {};
      assert.deepEqual(
        [version?.prefix, version?.numbers.join("."), version?.suffix],
        [prefix, numbers, suffix],
      );
      assert.equal(preRelease && `${preRelease.rank}:${preRelease.numbers.join(".")}`, pre);
    });
});

describe("tags without one", () => {
  const table = [
    "latest",
    "alpine",
    "alpine3.20",
    "alpine-3.20",
    "bookworm",
    "5f3a9c1",
    "12b45678",
    "php8.2-fpm",
    "1.2.3x",
  ];
  for (const tag of table) it(tag, () => assert.equal(parseTagVersion(tag), undefined));
});

it("versions compare by number, exactly, and a release is newer than what came before it", () => {
  const rising = [
    ...[
      "1.2-dev",
      "1.2-alpha1",
      "1.2-beta1",
      "1.2-beta2",
      "1.2-rc1",
      "1.2-rc10",
      "1.2",
      "1.9",
      "1.10",
      "2.0",
    ],
    ...["9007199254740992.0", "9007199254740993.0"],
  ];
  for (const [place, tag] of rising.entries())
    for (const [other, second] of rising.entries())
      assert.equal(
        Math.sign(compareVersions(read(tag), read(second))),
        Math.sign(place - other),
        `${tag} ${second}`,
      );
  assert.equal(compareVersions(read("01.2"), read("1.02")), 0);
});

it("a version overlaps what it is a part of", () => {
  assert.equal(overlaps(read("1.27"), read("1.27.3-alpine")), true);
  assert.equal(overlaps(read("1.27.3"), read("1")), true);
  assert.equal(overlaps(read("1.27"), read("1.2")), false);
  assert.equal(overlaps(read("1.27.3"), read("1.27.4")), false);
});

it("years and dates are not compared with small numbers", () => {
  assert.equal(isComparable(read("17"), read("20240110")), false);
  assert.equal(isComparable(read("24.04"), read("2024.1")), false);
  assert.equal(isComparable(read("9"), read("10")), true);
  assert.equal(isComparable(read("1.9"), read("1.9.1")), false);
});

function read(tag: string) {
  const version = parseTagVersion(tag);
  assert.ok(version, tag);
  return version;
}
