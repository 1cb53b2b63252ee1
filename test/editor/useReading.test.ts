import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DocumentKind } from "../../src/core/documents/occurrence.ts";
import { readerFor } from "../../src/core/documents/readers.ts";
import { occurrenceOf } from "../../src/vscode/documents/useReading.ts";
import { digest, usesOf } from "./uses.ts";

/** A file, and what is told of each place: `name line:character-line:character pin`. */
const files: readonly (readonly [kind: DocumentKind, text: string, told: readonly string[]])[] = [
  ["dockerfile", "FROM nginx:1.27\n", ["nginx:1.27 0:5-0:15 unpinned"]],
  ["dockerfile", `FROM nginx:1.27@${digest}\n`, ["nginx:1.27 0:5-0:15 pinned"]],
  ["dockerfile", `FROM nginx@${digest}`, [`nginx@${digest} 0:5-0:10 pinned`]],
  ["dockerfile", "# a\r\n\r\nFROM a:1 AS b\r\nFROM b\r\nFROM scratch\r\n", ["a:1 2:5-2:8 unpinned"]],
  ["dockerfile", "# a\rFROM a:1", []],
  ["dockerfile", "ARG V=3\nFROM alpine:$V\n", ["alpine:3 1:5-1:14 unpinned"]],
  ["dockerfile", "ARG V\nFROM alpine:$V\n", ["alpine:$V 1:5-1:14 noValue"]],
  ["dockerfile", "FROM https://u:secret@h/a\n", ["https://…@h/a 0:5-0:25 notAReference"]],
  [
    "compose",
    "services:\n  a:\n    image: 'a:1'\n  b:\n    image: b:1\n    build: .\n  c:\n    image: ${C:-c:2}\n",
    ["a:1 2:12-2:15 unpinned", "c:2 7:11-7:20 unpinned"],
  ],
  ["devcontainer", '{"image": "a:1", "features": {"ghcr.io/f/g:1": {}}}', ["a:1 0:11-0:14 unpinned"]],
  ["helm", "image:\n  repository: a\n  tag: '1'\n", ["a:1 1:14-1:15 unpinned"]],
];

describe("the uses of a file", () => {
  for (const [kind, text, told] of files)
    it(`${kind}: ${JSON.stringify(text).slice(0, 80)}`, () => {
      const found = usesOf(text, kind).map(
        ({ name, from, to, pin }) =>
          `${name} ${from.line}:${from.character}-${to.line}:${to.character} ${pin}`,
      );
      assert.deepEqual(found, told);
    });

  it("say which a comment silences; it names its image still", () => {
    const uses = usesOf("# mooring-ignore\nFROM a:1\nFROM b:1 # mooring-ignore\nFROM c:1\n");
    assert.deepEqual(
      uses.map(({ name, isSilenced, question }) => [name, isSilenced, question?.reference.tag]),
      [
        ["a:1", true, "1"],
        ["b:1", true, "1"],
        ["c:1", false, "1"],
      ],
    );
  });

  it("take the platform of their file along", () => {
    const [use] = usesOf("FROM --platform=linux/arm64 a:1");
    assert.equal(use?.question?.platform, "linux/arm64");
  });

  it("are found again after an edit: the nearest of the same name", () => {
    const before = "FROM a:1\nFROM b:1\nFROM a:1\n";
    const uses = usesOf(before);
    const after = `# new\nFROM a:1\nFROM a:1@${digest}\n`;
    const found = readerFor("dockerfile")(after).occurrences;
    const startOf = (at: number) => {
      const use = uses[at];
      assert.ok(use);
      return occurrenceOf(use, found)?.start;
    };
    assert.equal(startOf(0), after.indexOf("a:1"));
    assert.equal(startOf(2), after.indexOf("a:1@"));
    assert.equal(startOf(1), undefined);
  });
});
