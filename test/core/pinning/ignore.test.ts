import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DocumentKind } from "../../../src/core/documents/occurrence.ts";
import { readerFor } from "../../../src/core/documents/readers.ts";
import { hasIgnoreComment, isIgnored, matchesPattern } from "../../../src/core/pinning/ignore.ts";
import { parseReference } from "../../../src/core/reference/reference.ts";

describe("patterns of images", () => {
  const table: readonly (readonly [reference: string, pattern: string, matches: boolean])[] = [
    ["nginx:1.27", "nginx", true],
    ["nginx:1.27", "docker.io/library/nginx", true],
    ["docker.io/library/nginx", "nginx", true],
    ["nginx:1.27", "ngin", false],
    ["nginx:1.27", "nginx:1.27", true],
    ["nginx:1.27", "nginx:1.*", true],
    ["nginx:1.27", "nginx:1", false],
    ["nginx", "*:latest", true],
    ["nginx:1", "*:latest", false],
    ["ghcr.io/acme/team/app:1", "ghcr.io/acme/*", true],
    ["ghcr.io/acme-evil/app:1", "ghcr.io/acme/*", false],
    ["localhost:5000/app:1", "localhost:5000/*", true],
    ["localhost:5000/app:1", "localhost:5000/app", true],
    ["ghcr.io/a/b/c", "ghcr.io/*/b/*", true],
    ["ghcr.io/a/bb/c", "ghcr.io/*/b/*", false],
    ["ghcr.io/ab", "ghcr.io/a*ab", false],
    ["ghcr.io/ab", "ghcr.io/a*b*b", false],
    ["ghcr.io/abb", "ghcr.io/a*b*b", true],
    ["nginx", "*", true],
    ["nginx", " nginx ", true],
    ["nginx", "", false],
    ["quay.io/a.c", "quay.io/abc", false],
  ];
  for (const [text, pattern, matches] of table)
    it(`${text} ${pattern}`, () => assert.equal(matchesPattern(read(text), pattern), matches));

  it("one of several is enough", () => {
    assert.equal(isIgnored(read("nginx"), ["redis", "nginx"]), true);
    assert.equal(isIgnored(read("nginx"), []), false);
  });

  it("many stars take no time", () => {
    const pattern = `${"*a".repeat(1000)}b`;
    assert.equal(matchesPattern(read(`h.test/${"a".repeat(250)}`), pattern), false);
  });
});

describe("mooring-ignore in a comment", () => {
  const table: readonly (readonly [
    name: string,
    kind: DocumentKind,
    text: string,
    ignored: readonly string[],
  ])[] = [
    ["on the line", "compose", "services:\n  a: {image: one} # mooring-ignore\n  b: {image: two}\n", ["one"]],
    [
      "on the line above",
      "compose",
      "services:\n  # mooring-ignore: old\n  a: {image: one}\n  b: {image: two}\n",
      ["one"],
    ],
    [
      "CRLF",
      "compose",
      "services:\r\n  # mooring-ignore\r\n  a: {image: one}\r\n  b: {image: two}\r\n",
      ["one"],
    ],
    ["a Dockerfile", "dockerfile", "# mooring-ignore\nFROM one\nFROM two\n", ["one"]],
    ["the first line", "dockerfile", "FROM one\n", []],
    ["two lines above", "dockerfile", "# mooring-ignore\n\nFROM one\n", []],
    ["the source of a variable", "dockerfile", "# mooring-ignore\nARG B=one\n\nFROM $B\n", ["$B"]],
    ["JSON with comments", "devcontainer", '{\n  // mooring-ignore\n  "image": "one"\n}\n', ["one"]],
    ["behind an image, block comment", "devcontainer", '{"image": "one" /* mooring-ignore */}\n', ["one"]],
    ["no comment", "compose", "services:\n  a: {image: one, x: mooring-ignore}\n  b: {image: 'two'}\n", []],
    [
      "part of a word",
      "compose",
      "services:\n  a: {image: one} # mooring-ignored\n  b: {image: two} # mooring-ignore-not\n",
      [],
    ],
    ["a template", "helm", "{{/* mooring-ignore */}}\nimage: one:1\n", ["one:1"]],
  ];
  for (const [name, kind, text, ignored] of table)
    it(name, () => {
      const { occurrences } = readerFor(kind)(text);
      assert.ok(occurrences.length > 0);
      const found = occurrences.filter((occurrence) => hasIgnoreComment(text, occurrence));
      assert.deepEqual(
        found.map((occurrence) => occurrence.text),
        ignored,
      );
    });
});

function read(text: string) {
  const parsed = parseReference(text);
  assert.ok(parsed.ok);
  return parsed.reference;
}
