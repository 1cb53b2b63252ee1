import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError, RegistryError } from "../../src/core/errors.ts";
import {
  explainDigest,
  explainKept,
  explainPin,
  type KeptFacts,
  type PinFacts,
} from "../../src/core/explainPin.ts";

const name = "nginx:1.28";
const [pinned, now] = [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`];
const written = `${name}@${pinned}`;
const absent = new RegistryError("notFound", "docker.io", { status: 404 });

describe("findings in words", () => {
  const table: readonly (readonly [PinFacts, RegExp])[] = [
    [{ code: "unpinned", name }, /^nginx:1\.28 names whatever was pushed last\. Pin it/],
    [
      { code: "moved", name, pinned, now },
      /^nginx:1\.28 moved: it names sha256:b{12} now, and sha256:a{12} is pinned\./,
    ],
    [
      {
        code: "moved",
        name,
        pinned,
        now,
        pinnedBuilt: Date.UTC(2026, 9, 12),
        nowBuilt: Date.UTC(2026, 10, 18),
      },
      /^nginx:1\.28 moved: it names an image built on 18 Nov 2026; this pin keeps the one built on 12 Oct 2026\. Look/,
    ],
    [
      { code: "moved", name, pinned, now, pinnedBuilt: Date.UTC(2026, 9, 12) },
      /moved: it names sha256:b{12} now; this pin keeps the one built on 12 Oct 2026\. Look/,
    ],
    [
      { code: "moved", name, pinned, now, nowBuilt: Date.UTC(2026, 10, 18) },
      /moved: it names an image built on 18 Nov 2026; this pin keeps sha256:a{12}\. Look/,
    ],
    [
      { code: "single-platform", name, platform: "linux/amd64", lost: ["linux/arm64"] },
      /^nginx:1\.28 is pinned to its image for linux\/amd64 alone, but this file is for linux\/arm64, too\. Unpin it/,
    ],
    [
      { code: "single-platform", name, platform: "linux/amd64", lost: [] },
      /^nginx:1\.28 is pinned to its image for linux\/amd64 alone, but this file is built for several platforms\. /,
    ],
    [
      { code: "missing", name, written, failure: absent, kept: false },
      /^docker\.io has no nginx:1\.28@sha256:a{64}\.$/,
    ],
    [
      { code: "missing", name, written, failure: absent, kept: true },
      /^docker\.io has no nginx:1\.28\. The pinned digest is still there\.$/,
    ],
    [
      { code: "platform-missing", name, platform: "linux/arm64", platforms: ["linux/amd64", "linux/386"] },
      /^nginx:1\.28 has no image for linux\/arm64, only for linux\/amd64, linux\/386\.$/,
    ],
    [
      {
        code: "platform-missing",
        name,
        platform: "linux/arm64",
        platforms: Array.from({ length: 20 }, () => "a/b"),
      },
      /only for (?:a\/b, ){7}a\/b and 12 more\.$/,
    ],
    [{ code: "platform-missing", name, platform: "linux/arm64", platforms: [] }, /only for none\.$/],
    [
      { code: "tag-digest-mismatch", name, tag: "1.28", pinned, version: "1.27.3" },
      /^The tag says 1\.28, but the pinned digest sha256:a{12} is version 1\.27\.3\. The digest is what runs\.$/,
    ],
    [
      { code: "unreachable", name, written, failure: new NetworkError("timeout", "h.test") },
      /^h\.test did not answer in time\./,
    ],
  ];
  for (const [facts, words] of table) it(facts.code, () => assert.match(explainPin(facts), words));

  it("in an editor the age of the newer image is told, and the date of the pinned one", () => {
    const [today, day] = [Date.UTC(2026, 10, 24), 24 * 60 * 60 * 1000];
    const dates = { pinnedBuilt: Date.UTC(2026, 9, 12), nowBuilt: today - 6 * day };
    assert.match(
      explainPin({ code: "moved", name, pinned, now, ...dates }, today),
      /it names an image built 6 days ago; this pin keeps the one built on 12 Oct 2026\./,
    );
    assert.match(
      explainPin({ code: "moved", name, pinned, now, nowBuilt: today + day }, today),
      /it names an image built on 25 Nov 2026; /,
    );
  });

  it("R10: what a registry says is sanitised and cut", () => {
    const version = `1\u001B[31m\u202E${"x".repeat(5000)}`;
    const text = explainPin({ code: "tag-digest-mismatch", name, tag: "1.28", pinned, version });
    assert.match(text, /1\\u\{1B\}\[31m\\u\{202E\}x+…/);
    assert.ok(text.length < 400);
    const platforms = ["linux/\u001Bx"];
    assert.match(
      explainPin({ code: "platform-missing", name, platform: "a/b", platforms }),
      /linux\/\\u\{1B\}x/,
    );
  });
});

describe("why a pin stays, in words", () => {
  const table: readonly (readonly [KeptFacts, RegExp])[] = [
    [{ kind: "current", name }, /names the pinned digest/],
    [{ kind: "noTag", name }, /no tag to follow/],
    [{ kind: "notPinned", name }, /not pinned/],
    [{ kind: "unchanged", name }, /platforms in use did not change/],
    [{ kind: "ageUnknown", name }, /does not say how old/],
    [{ kind: "tooYoung", name, created: Date.UTC(2024, 10, 20) }, /an image of 2024-11-20, which is younger/],
    [{ kind: "platformGone", name, platform: "linux/arm64" }, /no image for linux\/arm64 any more/],
    [{ kind: "platformGone", name, platform: undefined }, /does not say of which/],
  ];
  for (const [facts, words] of table)
    it(facts.kind, () => {
      const text = explainKept(facts);
      assert.ok(text.startsWith("nginx:1.28 "));
      assert.match(text, words);
    });
});

it("a digest that is gone was deleted, and nobody is told to check its spelling", () => {
  const said = (failure: unknown) => {
    const { problem, next } = explainDigest(failure, "team/app@sha256:aaaa");
    return `${problem} ${next}`;
  };
  assert.equal(said(absent), "docker.io has no team/app@sha256:aaaa. It was deleted there, or never pushed.");
  const unknown = new RegistryError("notFound", "docker.io", { status: 404, code: "NAME_UNKNOWN" });
  assert.match(said(unknown), /no repository for team\/app@sha256:aaaa/);
  assert.doesNotMatch(said(new NetworkError("timeout", "docker.io")), /deleted/);
});
