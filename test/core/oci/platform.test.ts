import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Platform } from "../../../src/core/oci/model.ts";
import { distance, formatPlatform, hostPlatform, parsePlatform } from "../../../src/core/oci/platform.ts";

describe("a platform is read as it is written", () => {
  const table: Readonly<Record<string, Platform>> = {
    "linux/amd64": { os: "linux", architecture: "amd64" },
    "linux/arm64/v8": { os: "linux", architecture: "arm64", variant: "v8" },
    "windows(10.0.20348.169)/amd64": { os: "windows", architecture: "amd64", osVersion: "10.0.20348.169" },
  };
  for (const [text, platform] of Object.entries(table)) {
    it(text, () => {
      assert.deepEqual(parsePlatform(text), platform);
      assert.equal(formatPlatform(platform), text);
    });
  }
  for (const text of ["", "linux", "linux/", "/amd64", "a/b/c/d", "linux/amd 64", "linux()/amd64", "$P/x"]) {
    it(`${JSON.stringify(text)} is none`, () => assert.equal(parsePlatform(text), undefined));
  }
});

it("the host's platform is Linux on its processor", () => {
  assert.equal(formatPlatform(hostPlatform("x64")), "linux/amd64");
  assert.equal(formatPlatform(hostPlatform("arm64")), "linux/arm64");
  assert.equal(formatPlatform(hostPlatform("s390x")), "linux/s390x");
});

describe("what runs where", () => {
  const table: readonly (readonly [string, string, number | undefined])[] = [
    ["linux/amd64", "linux/amd64", 0],
    ["linux/amd64", "linux/x86_64", 0],
    ["linux/amd64", "linux/amd64/v1", 0],
    ["linux/amd64", "linux/amd64/v3", undefined],
    ["linux/amd64/v3", "linux/amd64", 2],
    ["linux/amd64", "linux/arm64", undefined],
    ["linux/amd64", "windows/amd64", undefined],
    ["linux/arm64", "linux/arm64/v8", 0],
    ["linux/arm64/v8", "linux/arm64", 0],
    ["linux/arm64/8", "linux/aarch64", 0],
    ["linux/arm64", "linux/arm/v7", undefined],
    ["linux/arm", "linux/arm/v7", 0],
    ["linux/arm/v7", "linux/armhf", 0],
    ["linux/arm/v7", "linux/arm/v6", 1],
    ["linux/arm/v7", "linux/arm/v5", 2],
    ["linux/arm/v6", "linux/arm/v7", undefined],
    ["linux/armel", "linux/arm/v6", 0],
    ["linux/mips/hard", "linux/mips/soft", undefined],
    ["Linux/AMD64", "linux/amd64", 0],
    ["macos/arm64", "darwin/arm64", 0],
    ["windows(10.0.20348.1)/amd64", "windows(10.0.20348.169)/amd64", 0],
    ["windows(10.0.20348)/amd64", "windows(10.0.17763.5)/amd64", undefined],
    ["windows(10.0.2034)/amd64", "windows(10.0.20348)/amd64", undefined],
    ["windows/amd64", "windows(10.0.17763.5)/amd64", 0],
  ];
  for (const [wanted, offered, far] of table) {
    it(`${offered} for ${wanted}: ${far ?? "no"}`, () => {
      const [asked, given] = [parsePlatform(wanted), parsePlatform(offered)];
      assert.ok(asked && given);
      assert.equal(distance(asked, given), far);
    });
  }
});
