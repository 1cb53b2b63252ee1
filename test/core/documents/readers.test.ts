import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { DocumentKind, Reading } from "../../../src/core/documents/occurrence.ts";
import { readerFor } from "../../../src/core/documents/readers.ts";
import { applyEdits, pinEdit, pinSite, unpinEdit } from "../../../src/core/pinning/edit.ts";
import { pinnableIn } from "../../../src/core/pinning/plan.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}` as const;

/** A document of each kind with one image, in front of which `filler` may stand. */
const documents: Readonly<Record<DocumentKind, (filler: string) => string>> = {
  dockerfile: (filler) => `${filler}\nFROM nginx:1`,
  compose: (filler) => `${filler}\nservices: {a: {image: "nginx:1"}}`,
  kubernetes: (filler) => `${filler}\nspec: {containers: [{image: "nginx:1"}]}`,
  helm: (filler) => `${filler}\nimage: {repository: nginx, tag: "1", digest: ""}`,
  "github-actions": (filler) => `${filler}\njobs: {a: {container: "nginx:1"}}`,
  "gitlab-ci": (filler) => `${filler}\na: {image: {name: "nginx:1"}}`,
  devcontainer: (filler) => `{${filler}"image": "nginx:1",}`,
  bake: (filler) => `${filler}\ntarget "a" {\n  contexts = { b = "docker-image://nginx:1" }\n}\n`,
};
const kinds = Object.keys(documents).filter((kind): kind is DocumentKind => kind in documents);
const ofYaml = kinds.filter((kind) => kind !== "dockerfile" && kind !== "bake" && kind !== "devcontainer");

describe("each kind of document has its reader", () => {
  for (const kind of kinds)
    it(kind, () => {
      for (const text of [documents[kind](""), `\uFEFF${documents[kind]("")}`]) {
        const { occurrences, limit } = readerFor(kind)(text);
        const found = occurrences.map((found) => [found.kind, found.status, found.reference]);
        assert.deepEqual(found, [[kind, "pinnable", "nginx:1"]]);
        assert.equal(limit, undefined);
      }
    });
});

/** What stops the reading, and what is read all the same, in every format that is YAML. */
const hostile: readonly (readonly [string, string, number, Reading["limit"]])[] = [
  ["W01: an alias bomb", bomb("[", "]"), 1, undefined],
  ["W01: an alias bomb of merges", bomb("{<<: [", "]}"), 1, undefined],
  ["W02: 1,000 brackets", "[".repeat(1000) + "]".repeat(1000), 0, "tooDeep"],
  ["W02: 1,000 braces", "{a:".repeat(1000), 0, "tooDeep"],
  ["W02: 10,000 dashes", "- ".repeat(10_000), 0, "tooDeep"],
  ["W03: 40,000 keys", times(40_000, (i) => `k${i}: {image: n}\n`), 0, "tooLarge"],
  ["W03: 5,000 aliases", `x: &x n\nl:\n${times(5000, () => "- *x\n")}`, 0, "tooManyAliases"],
  ["W03: 2 MB", "# x\n".repeat(500_000), 0, "tooLarge"],
  ["W04: a map that holds itself", "x: &x {image: *x, containers: [*x], y: *x}", 1, undefined],
  ["W04: tags and keys that come twice", "x: !!js/function {}\ny: !reset null\ny: 1", 1, undefined],
];

for (const kind of ofYaml)
  describe(`hostile text in ${kind}`, () => {
    for (const [name, text, count, limit] of hostile)
      it(name, () => {
        const reading = readerFor(kind)(documents[kind](text));
        assert.deepEqual([reading.occurrences.length, reading.limit], [count, limit]);
      });
    it("W05: a megabyte of variables is one value, and no pin", () => {
      for (const part of ["$", "${", "${A:-", "$A", "{{", "${{ a }}", "$$"]) {
        const value = part.repeat(200_000 / part.length);
        const text = documents[kind]("").replace("nginx", `${value}nginx`);
        const { occurrences } = readerFor(kind)(text.replaceAll('"', "'"));
        assert.ok(occurrences.every((found) => !pinSite(found).ok || found.reference !== null));
        assert.deepEqual(pinnableIn(text, occurrences), [], part);
      }
    });
  });

describe("hostile text in what is no YAML", () => {
  const shapes = [
    "/*",
    "//",
    '"',
    '\\"',
    '"${',
    '"a" ',
    "{",
    "<<A\n",
    "{ a = ",
    "x ",
    "\n",
    '"//',
    "*/",
    "$${",
  ];
  for (const kind of ["devcontainer", "bake"] as const)
    for (const shape of shapes)
      it(`${JSON.stringify(shape)} again and again, in ${kind}, is read or refused`, () => {
        const text = documents[kind](shape.repeat(60_000));
        const { occurrences } = readerFor(kind)(text);
        for (const found of occurrences) assert.equal(text.slice(found.start, found.end), found.text);
      });
  it("W03: more than a megabyte is too large", () => {
    for (const kind of ["devcontainer", "bake"] as const)
      assert.deepEqual(readerFor(kind)(documents[kind](" ".repeat(1 << 20))), {
        occurrences: [],
        limit: "tooLarge",
      });
  });
});

/** Pieces of all formats, so that any text may come out. */
const pieces = [
  ...[
    "image: ",
    "image",
    "images:",
    "containers:",
    "services:",
    "variables:",
    "jobs:",
    "a:",
    "steps:",
    "uses: ",
  ],
  ...[
    "repository: r",
    "tag: 1.2",
    'tag: ""',
    "tag:",
    "digest:",
    'digest: ""',
    `digest: ${digest}`,
    "registry: h.io",
  ],
  ...[
    "name: n",
    "newTag: 2",
    "newName: m",
    "container: ",
    "default:",
    "FROM ",
    "ARG V=1",
    "docker://",
    "kind: Pod",
  ],
  ...[
    "nginx:1",
    "redis",
    `a@${digest}`,
    "$V",
    "${V}",
    "${V:-1}",
    "V: 1",
    "V: nginx:1",
    "{{ .x }}",
    "${{ x }}",
    "!x ",
  ],
  ...[
    '"image": ',
    '"features": {',
    '"ghcr.io/a/b:1": {}',
    "// c",
    "/* c */",
    "# c",
    'target "a" {',
    "contexts = {",
  ],
  ...[
    'b = "docker-image://x:1"',
    'b = "docker-image://x:${V}"',
    'variable "V" {',
    'default = "1"',
    "<<E",
    "\nE\n",
  ],
  ...[
    "- ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "'",
    '"',
    "&x ",
    "*x",
    "<<: ",
    "!reset ",
    ": ",
    "? ",
    "---\n",
    "|\n",
    ">-\n",
  ],
  ...["\n", "\n  ", "\n    ", "\n      ", "\r\n", "\t", " ", "\\", "\u{1F6A2}", "\uFEFF"],
];
const lines = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((chosen) => chosen.join(""));

describe("property: whatever the text, ranges hold their text, pins go in, are read again, and come out", () => {
  for (const kind of kinds)
    it(kind, () => {
      const text = fc.oneof(fc.string({ unit: "binary" }), lines, lines.map(documents[kind]));
      fc.assert(
        fc.property(text, (document) => checkDocument(kind, document.replace(/^\uFEFF+/, ""))),
        { numRuns: 1500 },
      );
    });
});

function checkDocument(kind: DocumentKind, text: string): void {
  const { occurrences } = readerFor(kind)(text);
  let end = 0;
  for (const found of occurrences) {
    assert.equal(text.slice(found.start, found.end), found.text);
    assert.ok(found.start >= end && found.end > found.start);
    end = found.end;
  }
  for (const { occurrence, reference } of pinnableIn(text, occurrences)) {
    const site = pinSite(occurrence);
    assert.ok(site.ok);
    const { end, lead = "@" } = site.span;
    const after = applyEdits(text, [pinEdit(text, site.span, digest)]);
    const again = readerFor(kind)(after).occurrences.filter((found) =>
      found.reference?.endsWith(`@${digest}`),
    );
    const expected = reference.tag === undefined ? "" : `:${reference.tag}`;
    assert.ok(
      again.some((found) => found.reference?.endsWith(`${expected}@${digest}`)),
      after,
    );
    const out = unpinEdit(after, { ...site.span, end: end + lead.length + digest.length });
    assert.equal(out && applyEdits(after, [out]), text);
  }
}

function times(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("");
}

/** Twelve collections, each of nine times the one before. */
function bomb(open: string, close: string): string {
  const names = [..."bcdefghijklm"];
  return names
    .map(
      (name, i) =>
        `x${name}: &${name} ${open}${(i === 0 ? "{z: 1}," : `*${names[i - 1]},`).repeat(9)}${close}\n`,
    )
    .join("");
}
