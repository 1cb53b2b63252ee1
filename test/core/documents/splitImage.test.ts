import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readHelm } from "../../../src/core/documents/helm.ts";
import type { Reading } from "../../../src/core/documents/occurrence.ts";
import { applyEdits, hasDigest, pinEdit, pinSite, unpinEdit } from "../../../src/core/pinning/edit.ts";
import { checkReading } from "../../support/readings.ts";

const digest = `sha256:${"a".repeat(64)}` as const;
const other = `sha256:${"b".repeat(64)}` as const;

/** The parts of an image in values, before and after a pin: nothing else changes, and unpinning gives the very bytes. */
const pins: readonly (readonly [name: string, before: string, after: string, reference: string])[] = [
  ["no digest key", "{repository: r, tag: 1}", `{repository: r, tag: 1@${digest}}`, "r:1"],
  ["a quoted tag", "{repository: r, tag: '1.10'}", `{repository: r, tag: '1.10@${digest}'}`, "r:1.10"],
  [
    "an empty digest",
    '{repository: r, tag: 1, digest: ""}',
    `{repository: r, tag: 1, digest: "${digest}"}`,
    "r:1",
  ],
  [
    "a digest key without a value",
    "\n  repository: r\n  tag: 1\n  digest:\n",
    `\n  repository: r\n  tag: 1\n  digest: ${digest}\n`,
    "r:1",
  ],
  [
    "blanks and a comment behind it",
    "\n  repository: r\n  tag: 1\n  digest: \t # c\n",
    `\n  repository: r\n  tag: 1\n  digest: ${digest} \t # c\n`,
    "r:1",
  ],
  [
    "a digest key in a flow",
    "{repository: r, tag: 1, digest: }",
    `{repository: r, tag: 1, digest: ${digest} }`,
    "r:1",
  ],
  [
    "a digest key at the end",
    "\n  repository: r\n  tag: 1\n  digest:",
    `\n  repository: r\n  tag: 1\n  digest: ${digest}`,
    "r:1",
  ],
  [
    "a digest that is written null",
    "{repository: r, tag: 1, digest: ~}",
    `{repository: r, tag: 1@${digest}, digest: ~}`,
    "r:1",
  ],
  [
    "a digest key with an anchor",
    "\n  repository: r\n  tag: 1\n  digest: &d\n",
    `\n  repository: r\n  tag: 1@${digest}\n  digest: &d\n`,
    "r:1",
  ],
  [
    "a registry",
    '{registry: h.io, repository: r, tag: "1"}',
    `{registry: h.io, repository: r, tag: "1@${digest}"}`,
    "h.io/r:1",
  ],
  [
    "a tag in the repository",
    "{repository: r:1, pullPolicy: x}",
    `{repository: r:1@${digest}, pullPolicy: x}`,
    "r:1",
  ],
];

describe("a pin is written in the image's own keys, and comes out again", () => {
  for (const [name, before, after, reference] of pins)
    it(name, () => {
      const text = `image: ${before}`;
      const [found] = readHelm(text).occurrences;
      const site = found && pinSite(found);
      assert.ok(found !== undefined && site?.ok === true);
      assert.deepEqual(
        [found.status, found.reference, hasDigest(text, site.span)],
        ["pinnable", reference, false],
      );
      const pinned = applyEdits(text, [pinEdit(text, site.span, digest)]);
      assert.equal(pinned, `image: ${after}`);
      const [again] = readHelm(pinned).occurrences;
      const place = again && pinSite(again);
      assert.ok(again !== undefined && place?.ok === true);
      assert.deepEqual([again.status, again.reference], ["pinned", `${reference}@${digest}`]);
      assert.equal(hasDigest(pinned, place.span), true);
      const edit = unpinEdit(pinned, place.span);
      assert.equal(edit && applyEdits(pinned, [edit]), text);
      const moved = applyEdits(pinned, [pinEdit(pinned, place.span, other)]);
      assert.equal(moved, pinned.replace(digest, other));
    });
});

/** Images that get no pin, or have one. */
const rows: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  ["an empty tag is the chart's version, never latest", 'a: {repository: «r», tag: ""}', "variable (noTag)"],
  [
    "so is none",
    "a: {repository: «r», tag: ~}\nb: {repository: «s», pullPolicy: x}",
    "variable (noTag)",
    "variable (noTag)",
  ],
  ["an empty digest does not help", 'a: {repository: «r», tag: "", digest: ""}', "variable (noTag)"],
  ["a digest needs no tag", `a: {repository: «r», tag: "", digest: "‹${digest}›"}`, `pinned r@${digest}`],
  [
    "a digest in the tag and an empty one",
    `a: {repository: «r», tag: ‹1@${digest}›, digest: ""}`,
    `pinned r:1@${digest}`,
  ],
  ["two digests", `a: {repository: «r», tag: 1@${digest}, digest: "${digest}"}`, "invalid (notAReference)"],
  [
    "what is no tag or digest",
    "a: {repository: «r», tag: a b}\nb: {repository: «s», digest: x}",
    "invalid (notAReference)",
    "invalid (notAReference)",
  ],
  [
    "expressions",
    'a: {repository: «r», tag: "{{ .x }}"}\nb: {repository: "«{{ .x }}»", tag: 1}',
    "variable (templated)",
    "variable (templated)",
  ],
  ["a tag with escapes", 'a: {repository: «r», tag: "\\x31"}', "pinnable r:1 (escaped)"],
  [
    "a number is read as such, so that another tag runs than the one that is written",
    'a: {repository: «r», tag: 1.10}\nb: {repository: «s», tag: "‹1.10›"}\nc: {repository: «t», tag: ‹1.12›}',
    "pinnable r:1.1 (escaped)",
    "pinnable s:1.10",
    "pinnable t:1.12",
  ],
  ["a number with a digest key", `a: {repository: «r», tag: 2.0, digest: "‹›"}`, "pinnable r:2"],
  ["a digest in a block", `a:\n  repository: «r»\n  digest: >-\n    ‹${digest}›\n`, `pinned r@${digest}`],
  ["a repository with escapes", 'a: {repository: "«\\x72»", tag: 1}', "pinnable r:1 (escaped)"],
  [
    "a tag that is shared, among others",
    "p: {image: «p»}\na: {repository: «r», tag: &t 1}\nq: {image: «q»}\nb: {repository: «s», tag: *t}\nz: {image: «z»}",
    "pinnable p",
    "pinnable r:1 (sharedSource)",
    "pinnable q",
    "pinnable s:1 (sharedSource)",
    "pinnable z",
  ],
  [
    "a tag that two repositories share",
    "a: {repository: «r», tag: &t 1}\nb: {repository: «s», tag: *t}",
    "pinnable r:1 (sharedSource)",
    "pinnable s:1 (sharedSource)",
  ],
  [
    "a tag that one repository has twice",
    "a: {repository: «r», tag: &t ‹1›}\nb: {repository: «r», tag: *t}",
    "pinnable r:1",
    "pinnable r:1",
  ],
];

for (const [name, notation, ...expected] of rows)
  it(name, () => void checkReading((text): Reading => readHelm(text), notation, expected));
