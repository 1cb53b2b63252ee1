import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DocumentKind } from "../../../src/core/documents/occurrence.ts";
import { occurrenceAt, placeAt } from "../../../src/core/documents/places.ts";
import { readerFor } from "../../../src/core/documents/readers.ts";

const digest = `sha256:${"0".repeat(64)}`;

/** The cursor is at "|"; the reference found there, and the part of it. */
const cases: readonly (readonly [DocumentKind, string, string | undefined, string?])[] = [
  ["dockerfile", "FROM |nginx:1\n", "nginx:1", "nginx:1"],
  ["dockerfile", "FROM nginx:1|\n", "nginx:1", "nginx:1"],
  ["dockerfile", "FROM nginx:1 |\n", undefined],
  ["dockerfile", "ARG A=ngi|nx:1\nFROM $A\n", "nginx:1", "nginx:1"],
  ["dockerfile", "ARG A=nginx:1\nFROM $|A\n", "nginx:1", "$A"],
  ["helm", "image: {repository: ng|inx, tag: '1'}", "nginx:1", "nginx"],
  ["helm", "image: {repository: nginx, tag: '|1'}", "nginx:1", "1"],
  [
    "helm",
    `image: {repository: nginx, tag: '1', digest: "${digest.slice(0, 9)}|${digest.slice(9)}"}`,
    `nginx:1@${digest}`,
    digest,
  ],
  ["helm", `image: {repository: nginx, tag: '1|', digest: "${digest}"}`, `nginx:1@${digest}`, "1"],
  ["helm", "image: {repository: nginx, tag: '1', pull|Policy: Always}", undefined],
  ["helm", "a: {repository: nginx, tag: &t '1'}\nb: {repository: redis, tag: *t|}", undefined],
  ["kubernetes", "kind: Kustomization\nimages: [{name: nginx, newTag: '1|'}]", "nginx:1", "1"],
];

describe("the occurrence at a place", () => {
  for (const [kind, notation, reference, part] of cases)
    it(`${kind}: ${notation}`, () => {
      const offset = notation.indexOf("|");
      const text = notation.replace("|", "");
      const found = occurrenceAt(readerFor(kind)(text).occurrences, offset);
      const place = found && placeAt(found, offset);
      assert.equal(found?.reference, reference);
      assert.equal(place && text.slice(place.start, place.end), part);
    });

  it("is the one that is used there, not the one whose variable stands there", () => {
    const text = "ARG A=nginx:1\nFROM redis:1\nFROM $A\n";
    const { occurrences } = readerFor("dockerfile")(text);
    assert.equal(occurrenceAt(occurrences, text.indexOf("redis"))?.reference, "redis:1");
  });
});
