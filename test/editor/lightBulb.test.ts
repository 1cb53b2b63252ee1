import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mediaTypes } from "../../src/core/oci/mediaTypes.ts";
import { formatReference, parseReference } from "../../src/core/reference/reference.ts";
import { type BulbFacts, offersFor } from "../../src/vscode/editor/lightBulb.ts";
import { descriptorOf, digestOf } from "../support/fakeRegistry.ts";

const [a, b] = [digestOf("a"), digestOf("b")];
const index = { mediaType: mediaTypes.ociIndex };
const now = 10 * 60_000;

/** `known` is by reference, with an age in milliseconds. */
function titles(
  written: string,
  known: Readonly<Record<string, ReturnType<typeof descriptorOf>>> = {},
  rest: Partial<BulbFacts> = {},
  age = 0,
): readonly string[] {
  const parsed = parseReference(written);
  assert.ok(parsed.ok);
  return offersFor({
    reference: parsed.reference,
    isPinned: parsed.reference.digest !== undefined,
    known: (reference) => {
      const descriptor = known[formatReference(reference)];
      return descriptor && { descriptor, asOf: now - age };
    },
    now,
    aliases: () => [],
    tags: undefined,
    target: "index",
    platform: undefined,
    pinnable: 0,
    updatable: 0,
    isIgnored: false,
    ...rest,
  }).map(({ title, ...offer }) => ("shown" in offer && offer.shown ? `${title} = ${offer.shown}` : title));
}

const shortA = a.slice(0, 19);
const shortB = b.slice(0, 19);
const ofTag = (digest: typeof a) => ({ "docker.io/library/nginx:1.27": descriptorOf(digest, index) });
const ofPin = { [`docker.io/library/nginx@${a}`]: descriptorOf(a, index) };

describe("the light bulb on what is not pinned", () => {
  it("nothing is known", () =>
    assert.deepEqual(titles("nginx:1.27"), [
      "Pin nginx:1.27 to its digest",
      "Pin as the most specific tag (same digest)",
      "Pin to one platform...",
      "Choose a newer tag...",
      "Ignore nginx in diagnostics...",
    ]));

  it("all is known", () =>
    assert.deepEqual(
      titles("nginx:1.27", ofTag(a), {
        aliases: (digest) => (digest === a ? ["latest", "1.27.3", "1.27.3-alpine"] : []),
        tags: ["1.26", "1.27", "1.28", "1.29", "2.0", "2.1"],
        pinnable: 7,
        updatable: 2,
      }),
      [
        `Pin nginx:1.27 to ${shortA}… = ${a}`,
        "Pin as 1.27.3 (same digest) = 1.27.3",
        "Pin to one platform...",
        "Newer: 1.29, 2.1, 2.0 and 1 more...",
        "Pin all 7 images in this file",
        "Update all 2 pins in this file",
        "Ignore nginx in diagnostics...",
      ],
    ));

  it("what cannot apply is left out", () => {
    const single = { "docker.io/library/nginx:1.27.3": descriptorOf(a) };
    const rest = { tags: ["1.27.3"], pinnable: 1, updatable: 1, isIgnored: true };
    assert.deepEqual(titles("nginx:1.27.3", single, rest), [`Pin nginx:1.27.3 to ${shortA}… = ${a}`]);
    assert.deepEqual(titles("nginx", {}, { isIgnored: true }), [
      "Pin nginx to its digest",
      "Pin as the most specific tag (same digest)",
      "Pin to one platform...",
    ]);
  });

  it("pins are for one platform", () => {
    const rest = { target: "platform", isIgnored: true, tags: [] } as const;
    assert.deepEqual(titles("nginx:1.27.3", {}, { ...rest, platform: "linux/arm64" }), [
      "Pin nginx:1.27.3 to its image for linux/arm64",
    ]);
    assert.deepEqual(titles("nginx:1.27.3", {}, rest), ["Pin nginx:1.27.3 to its image for one platform..."]);
    const single = { "docker.io/library/nginx:1.27.3": descriptorOf(a) };
    assert.deepEqual(titles("nginx:1.27.3", single, rest), [`Pin nginx:1.27.3 to ${shortA}… = ${a}`]);
  });
});

describe("the light bulb on a pin", () => {
  const pin = `nginx:1.27@${a}`;
  const rest = ["Choose a newer tag...", "Unpin nginx:1.27", "Ignore nginx in diagnostics..."];
  const changes = "Show what changed";
  const unsure = "Update pin to what 1.27 names now";
  const platform = "Narrow the pin to one platform...";

  type Known = Parameters<typeof titles>[1];
  const table: readonly (readonly [name: string, known: Known, age: number, expected: readonly string[]])[] =
    [
      ["nothing is known", {}, 0, [unsure]],
      ["its tag is known to name it", { ...ofTag(a), ...ofPin }, 5 * 60_000, [platform]],
      [
        "its tag was known to name it, long ago",
        { ...ofTag(a), ...ofPin },
        5 * 60_000 + 1,
        [unsure, platform],
      ],
      [
        "its tag moved",
        { ...ofTag(b), ...ofPin },
        0,
        [`Update pin to ${shortB}… (1.27 moved) = ${b}`, changes, platform],
      ],
      ["E06: its tag names an index, and what is pinned is not known", ofTag(b), 0, [unsure, changes]],
      [
        "E06: its tag names an index, and it is the pin of a platform",
        { ...ofTag(b), [`docker.io/library/nginx@${a}`]: descriptorOf(a) },
        0,
        [unsure, changes],
      ],
      [
        "its tag names an image",
        { "docker.io/library/nginx:1.27": descriptorOf(b) },
        0,
        [`Update pin to ${shortB}… (1.27 moved) = ${b}`, changes],
      ],
    ];
  for (const [name, known, age, expected] of table)
    it(name, () => assert.deepEqual(titles(pin, withPin(known), {}, age), [...expected, ...rest]));

  it("what it is pinned to has a more specific tag", () => {
    const aliases = () => ["1.27.2"];
    assert.equal(
      titles(pin, withPin(ofPin), { aliases })[1],
      "Write the tag as 1.27.2 (same digest) = 1.27.2",
    );
    assert.equal(titles(`nginx:latest@${a}`)[1], "Write the most specific tag (same digest)");
  });

  it("others are pinned and updated with it", () => {
    const all = (pinnable: number, updatable: number) =>
      titles(`nginx@${a}`, {}, { pinnable, updatable, isIgnored: true }).slice(1);
    assert.deepEqual(all(0, 1), []);
    assert.deepEqual(all(1, 2), ["Pin the other image in this file", "Update all 2 pins in this file"]);
    assert.deepEqual(all(2, 0), ["Pin the other 2 images in this file"]);
  });

  it("U05: hostile text is made plain", () => {
    for (const title of titles("nginx:1", {}, { tags: ["2", "3\u202E"] }))
      assert.doesNotMatch(title, /\u202E/);
  });

  /** A pin is known by tag and digest, and by its digest. */
  function withPin(known: Known = {}): Known {
    const own = known[`docker.io/library/nginx@${a}`];
    return own === undefined ? known : { ...known, [`docker.io/library/nginx:1.27@${a}`]: own };
  }
});
