import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeHubTag } from "../../../src/core/catalog/dockerHubTag.ts";

const digest = `sha256:${"a".repeat(64)}`;
const child = `sha256:${"b".repeat(64)}`;

describe("a tag of Docker Hub's list", () => {
  it("tells its digest, size, time and platforms; attestations are none", () => {
    const entry = {
      name: "1.27",
      digest,
      full_size: 71_000_000,
      last_updated: "2026-02-01T00:00:00.000000Z",
      tag_last_pushed: "2026-01-01T00:00:00.5Z",
      images: [
        { os: "linux", architecture: "amd64", variant: null, os_version: null, digest: child, size: 70 },
        { os: "linux", architecture: "arm", variant: "v7", digest: null, size: 0 },
        {
          os: "windows",
          architecture: "amd64",
          variant: "",
          os_version: "10.0.20348.169",
          digest: "sha256:x",
        },
        { os: "unknown", architecture: "unknown", digest: child, size: 5 },
        { os: "linux", architecture: "unknown" },
        { os: "linux" },
        null,
      ],
    };
    assert.deepEqual(decodeHubTag(entry), {
      name: "1.27",
      facts: {
        digest,
        size: 71_000_000,
        pushed: Date.UTC(2026, 0, 1, 0, 0, 0, 500),
        platforms: [
          { platform: { os: "linux", architecture: "amd64" }, digest: child, size: 70 },
          { platform: { os: "linux", architecture: "arm", variant: "v7" } },
          { platform: { os: "windows", architecture: "amd64", osVersion: "10.0.20348.169" } },
        ],
      },
    });
  });

  it("has the time of its last change where no push is known", () => {
    const entry = { name: "1", tag_last_pushed: null, last_updated: "2026-02-01T00:00:00Z" };
    assert.deepEqual(decodeHubTag(entry)?.facts, { pushed: Date.UTC(2026, 1, 1) });
  });

  for (const [what, rest] of Object.entries({
    "a digest that is none (R06)": { digest: "sha256:../../x" },
    "no digest": { digest: null },
    "sizes that are none (R09)": { full_size: -1 },
    "a size of a text (R09)": { full_size: "12" },
    "an unknown size": { full_size: 0 },
    "times that are none (R09)": { tag_last_pushed: "yesterday", last_updated: "0001-01-01T00:00:00Z" },
    "images that are no list": { images: { os: "linux" } },
    "attestations alone": { images: [{ os: "unknown", architecture: "unknown", digest: child }] },
  })) {
    it(`tells nothing of ${what}`, () => assert.deepEqual(decodeHubTag({ name: "1", ...rest })?.facts, {}));
  }

  for (const entry of [null, "1", {}, { name: 1 }, { name: "../x" }, { name: "a b" }, { name: "-x" }]) {
    it(`R07 is none: ${JSON.stringify(entry)}`, () => assert.equal(decodeHubTag(entry), undefined));
  }
});
