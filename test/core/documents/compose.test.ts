import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import fc from "fast-check";
import { readCompose } from "../../../src/core/documents/compose.ts";
import type { Reading } from "../../../src/core/documents/occurrence.ts";
import { checkCompose } from "../../support/composeCheck.ts";

/** Every range holds its text, and no two overlap. */
function checkRanges(text: string, { occurrences }: Reading): void {
  let end = 0;
  for (const found of occurrences) {
    assert.equal(text.slice(found.start, found.end), found.text);
    assert.ok(found.start >= end && found.end > found.start);
    end = found.end;
  }
}

test("E02: CRLF, tabs and blanks behind a value, emoji before it, no newline at the end", () => {
  checkCompose(
    "# \u{1F433}\r\nservices:\r\n  a:\r\n    image: «a»  \t# c\r\n  b: {image: '«b»'}",
    "pinnable a a",
    "pinnable b b",
  );
});

test("E02: offsets are in the text without its byte order mark", () => {
  const text = "services: {a: {image: nginx}}";
  assert.deepEqual(readCompose(`\uFEFF${text}`), readCompose(text));
  checkRanges(text, readCompose(`\uFEFF${text}`));
});

/** Broken text, and what is still read of it. */
const broken: readonly (readonly [string, ...string[]])[] = [
  ["services:\n  a:\n    image: «a»\n  b\n  c:\n    image: «c»\n", "pinnable a a", "pinnable c c"],
  ["services: {a: {image: «a»}, b: {image: «b»\n", "pinnable a a", "pinnable b b"],
  ['services:\n  a:\n    image: «a»\n  b:\n    image: "open\n  c:\n    image: c\n', "pinnable a a"],
  ["services:\n  a:\n    image: «a»\n\tb:\n\t  image: b\n", "pinnable a a"],
  ["services:\n  a:\n    image: «a»\n   b:\n  c:\n    image: «c»\n", "pinnable a a", "pinnable c c"],
  ["}\nservices:\n  a:\n    image: «a»\n", "pinnable a a"],
];

for (const [notation, ...lines] of broken)
  test(`W04: ${JSON.stringify(notation)} is malformed and read as far as it goes`, () => {
    checkCompose(notation, ...lines);
    assert.equal(readCompose(notation).limit, "malformed");
  });

for (const text of [
  "",
  "\n",
  "---\n",
  "# c\n",
  "a",
  "[]",
  "services:",
  "services: []",
  "services: {a: }",
  "%YAML 1.2\n",
])
  test(`W04: ${JSON.stringify(text)} has no images`, () => {
    assert.deepEqual(readCompose(text), { occurrences: [] });
  });

/** Hostile files: how many occurrences they have, and the limit that stopped the reading. */
const hostile: readonly (readonly [string, string, number, Reading["limit"]])[] = [
  [
    "W01: an alias bomb",
    `${bomb()}services: {s: {image: *l, volumes: *l, build: *l, pre_start: *l}}`,
    0,
    undefined,
  ],
  ["W02: 1,000 brackets", "[".repeat(1000) + "]".repeat(1000), 0, "tooDeep"],
  ["W02: 1,000 brackets, again", "[".repeat(1000) + "]".repeat(1000), 0, "tooDeep"],
  ["W03: 40,000 services", `services:\n${times(40_000, (i) => ` s${i}: {image: n}\n`)}`, 0, "tooLarge"],
  ["W03: 4,000 services", `services:\n${times(4000, (i) => ` s${i}: {image: n}\n`)}`, 4000, undefined],
  [
    "W03: 5,000 aliases",
    `x: &x n\nservices:\n${times(5000, (i) => ` s${i}: {image: *x}\n`)}`,
    0,
    "tooManyAliases",
  ],
  [
    "W03: 120 services of one anchor",
    `x: &x n\nservices:\n${times(120, (i) => ` s${i}: {image: *x}\n`)}`,
    1,
    undefined,
  ],
  ["E09: 20 MB", "a: b\n".repeat(4_000_000), 0, "tooLarge"],
  ["W05: a megabyte of variables", `services: {a: {image: "${"$".repeat(500_000)}"}}`, 1, undefined],
  [
    "W05: defaults without end",
    `services: {a: {image: "${"$".concat("{A:-").repeat(100_000)}"}}`,
    1,
    undefined,
  ],
  [
    "W01: services that extend each other in a long line",
    `services:\n${times(3000, (i) => ` s${i}: {extends: s${i + 1}, image: n}\n`)}`,
    3000,
    "tooManyAliases",
  ],
];

for (const [name, text, count, limit] of hostile)
  test(name, () => {
    const reading = readCompose(text);
    assert.deepEqual([reading.occurrences.length, reading.limit], [count, limit]);
  });

test("property: exactly the images that were put into a file are found, in any style", () => {
  fc.assert(
    fc.property(fc.array(service, { maxLength: 8 }), fc.constantFrom("\n", "\r\n"), (services, newline) => {
      const notation = services.map((write, i) => write(`s${i}`)).join("");
      const lines = services.map((_, i) => `pinnable registry.test/s${i}:1 s${i}`);
      checkCompose(`services:\n${notation}`.replaceAll("\n", newline), ...lines);
    }),
  );
});

/** A service in one of the ways to write it; its image is named after it. */
const service = fc.constantFrom<(name: string) => string>(
  (name) => `  ${name}:\n    image: «registry.test/${name}:1»\n`,
  (name) => `  ${name}:\n    labels: [image]\n    "image" : '«registry.test/${name}:1»' # image: no\n`,
  (name) => `  ${name}: {hostname: image, image: "«registry.test/${name}:1»"}\n`,
  (name) => `  ? ${name}\n  : image: >-\n      «registry.test/${name}:1»\n`,
  (name) => `  ${name}: &${name}\n    image: &i${name} «registry.test/${name}:1»\n    x: *i${name}\n`,
  (name) => `  ${name}:\n    <<: {image: «registry.test/${name}:1»}\n    environment:\n      image: no\n`,
  (name) => `  ${name}:\n\n    # image: no\n    image: !!str |-\n      «registry.test/${name}:1»\n\n`,
  (name) =>
    `  ${name}:\n    build:\n      dockerfile_inline: |\n        # c\n\n        FROM «registry.test/${name}:1»\n`,
);

const pieces = [
  ...["services:", "image:", "build:", "dockerfile_inline: ", "additional_contexts: ", "volumes: ", "a: "],
  ...["nginx:1", "FROM a\n", "docker-image://", "type: image", "source: b", "\uFEFF", "\r\n", "\t", "#"],
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
    "!",
    ": ",
    "? ",
    "---\n",
    "%",
  ],
  ...["\n", "\n  ", "\n    ", "\n      ", ">-\n", "|\n", "|2+", "\\", "$", "${", ":-"],
];

test("property: text of any kind is read without a failure, ranges hold their text and do not overlap", () => {
  const piece = fc.constantFrom(...pieces);
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
    fc.array(piece, { maxLength: 40 }).map((pieces) => `services:\n  a:\n    image: ${pieces.join("")}`),
  );
  fc.assert(
    fc.property(text, (document) => {
      checkRanges(document.replace(/^\uFEFF/, ""), readCompose(document));
    }),
    { numRuns: 2000 },
  );
});

function times(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("");
}

/** Twelve sequences, each of nine times the one before. */
function bomb(): string {
  const names = [..."abcdefghijkl"];
  return names
    .map((name, i) => `${name}: &${name} [${(i === 0 ? "x," : `*${names[i - 1]},`).repeat(9)}]\n`)
    .join("");
}

describe("the platforms that a service's images are for, when they are several", () => {
  const inline = (from: string) => `dockerfile_inline: 'FROM ${from}'`;
  const table: readonly (readonly [services: string, platforms: readonly string[] | undefined])[] = [
    [`a: {build: {platforms: [linux/amd64, linux/arm64], ${inline("i")}}}`, ["linux/amd64", "linux/arm64"]],
    [`a: {build: {platforms: [linux/amd64], ${inline("i")}}}`, undefined],
    [`a: {build: {platforms: ["\${P}", "\${Q:-a/b}"], ${inline("i")}}}`, undefined],
    [`a: {build: {platforms: ["\${P:-a/c}", a/b], ${inline("i")}}}`, ["a/c", "a/b"]],
    [`a: {build: {platforms: [a/b, a/c], ${inline("--platform=a/b i")}}}`, undefined],
    [`a: {build: {platforms: [a/b, a/c], additional_contexts: {c: docker-image://i}}}`, ["a/b", "a/c"]],
    [`a: {build: {${inline("--platform=$$BUILDPLATFORM i")}}}`, []],
    [`a: {platform: a/b, image: &i i}\n  b: {platform: a/c, image: *i}\n  c: {image: *i}`, ["a/b", "a/c"]],
    [`a: {platform: a/b, image: &i i}\n  b: {platform: a/b, image: *i}`, undefined],
    [`a: {platform: a/b, image: &i i}\n  b: {image: *i}`, undefined],
  ];
  for (const [services, platforms] of table)
    it(services, () => {
      const { occurrences } = readCompose(`services:\n  ${services}\n`);
      assert.deepEqual(
        occurrences.map(({ reference, platforms }) => [reference, platforms]),
        [["i", platforms]],
      );
    });
});
