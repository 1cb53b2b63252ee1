import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readDockerfile } from "../../../src/core/documents/dockerfile.ts";
import { applyEdits, pinEdit, pinSite } from "../../../src/core/pinning/edit.ts";
import { checkReading } from "../../support/readings.ts";

const digest = `sha256:${"a".repeat(64)}` as const;
const other = `sha256:${"b".repeat(64)}` as const;

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ["an image", "FROM «nginx:1»\n", ["pinnable nginx:1"]],
  ["an image with a digest", `FROM «nginx:1@${digest}»`, [`pinned nginx:1@${digest}`]],
  ["an image with a port", "FROM «localhost:5000/a/b:1»", ["pinnable localhost:5000/a/b:1"]],
  ["the empty image", "FROM «scratch»", ["scratch"]],
  ["keywords in any case", "from «a» as b\nFrom «b»", ["pinnable a", "stage"]],
  ["flags before the image", "FROM --platform=linux/arm64 «nginx»", ["pinnable nginx"]],
  ["COPY --from among other flags", copy("--link --chown=a:b --from=«x:1» a b"), ["scratch", "pinnable x:1"]],
  ["COPY --from in any order", copy("--from=«x:1» --chmod=1 a b"), ["scratch", "pinnable x:1"]],
  ["COPY --from with the exec form", copy('--from=«x» ["a", "b"]'), ["scratch", "pinnable x"]],
  ["COPY --from in quotes", copy('--from="«x:1»" a b'), ["scratch", "pinnable x:1"]],
  ["COPY --from with a digest", copy(`--from=«x@${digest}» a b`), ["scratch", `pinned x@${digest}`]],
  ["no COPY --from behind the arguments", copy("a --from=x b"), ["scratch"]],
  ["no COPY --from behind a lone --", copy("-- --from=x b"), ["scratch"]],
  ["a half-typed COPY --from", "COPY --from=«a»\nCOPY --from=«b»\\", ["pinnable a", "pinnable b"]],
  ["no empty COPY --from", copy("--from= a b"), ["scratch"]],
  ["no variables in COPY --from", copy("--from=«$X» a b"), ["scratch", "invalid (notAReference)"]],
  ["ADD --from", "FROM «scratch»\nADD --from=«x» a b", ["scratch", "pinnable x"]],
  ["what ONBUILD copies", "FROM «scratch»\nONBUILD COPY --from=«x» a b", ["scratch", "pinnable x"]],
  ["what ONBUILD mounts", "FROM «scratch»\nonbuild run --mount=from=«x» a", ["scratch", "pinnable x"]],
  ["no FROM that ONBUILD triggers", "FROM «scratch»\nONBUILD FROM x", ["scratch"]],
  ["no --from of other instructions", "FROM «scratch»\nENTRYPOINT --from=x a", ["scratch"]],
  [
    "all that a broken file still says",
    "FROM\nNO\nCOPY --from=«a» b\nFROM «b» c",
    ["pinnable a", "pinnable b"],
  ],
  ["a half-typed stage name", "FROM «nginx» AS", ["pinnable nginx"]],
  ["templates of other languages", "FROM «{{» image }}:1\nFROM «a:{{x}}-$V»", ["templated", "templated"]],
];
for (const [name, notation, expected] of cases)
  test(`finds ${name}`, () => {
    checkReading(readDockerfile, notation, expected);
  });

function copy(rest: string): string {
  return `FROM «scratch»\nCOPY ${rest}`;
}

const invalid: readonly string[] = [
  ...["-privileged", "-oProxyCommand=x", "`id`", "a;b", "a\0b", "%0a", "nginx@sha256:xyz", "a//b", "Up", ":"],
  ...[
    "http://a/b",
    `${"a".repeat(5000)}`,
    "user:pw@host/a",
    "a\uD800b",
    "a\uFEFF",
    "\u00E4",
    `nginx@${digest}0`,
  ],
];
for (const name of invalid)
  test(`W06 says that ${JSON.stringify(name.slice(0, 30))} is no reference`, () => {
    checkReading(readDockerfile, `FROM «${name}»`, ["invalid (notAReference)"]);
  });

test("W06 takes what looks like a flag for one", () => {
  checkReading(readDockerfile, "FROM --privileged", []);
});

test("tells the stage and the literal platform of FROM", () => {
  const { occurrences } = readDockerfile("FROM --platform=linux/arm64 a AS One\nFROM --platform=$X b");
  assert.deepEqual(
    occurrences.map(({ stage, platform }) => ({ stage, platform })),
    [
      { stage: "one", platform: "linux/arm64" },
      { stage: undefined, platform: undefined },
    ],
  );
});

const escaped: readonly (readonly [string, string])[] = [
  ["quotes inside", 'FROM «ng"in"x:1»'],
  ["an escape", "FROM «ng\\inx:1»"],
  ["a continued line inside", "FROM «ng\\\ninx:1»"],
  ["a comment in a continued line inside", "FROM «ng\\\n# x\ninx:1»"],
  ["quotes inside a flag", 'COPY --from=«ng"inx:1»" a b'],
];
for (const [name, notation] of escaped)
  test(`has no place for a digest in a name with ${name}`, () => {
    checkReading(readDockerfile, notation, ["pinnable nginx:1 (escaped)"]);
  });

test("W08 counts offsets without a byte order mark", () => {
  checkReading((text) => readDockerfile(`\uFEFF${text}`), "FROM «a»\r\nFROM «b»\r\n", [
    "pinnable a",
    "pinnable b",
  ]);
});

test("E09 does not read a text of more than a mebibyte", () => {
  const text = `FROM a\n${"#".repeat(60_000)}\n`.padEnd(1 << 20, "\n");
  assert.equal(readDockerfile(text).occurrences.length, 1);
  assert.deepEqual(readDockerfile(`${text}\n`), { occurrences: [], limit: "tooLarge" });
});

test("E09 reads up to a line of more than 65535 units", () => {
  const line = `FROM b${" ".repeat(65_535 - 6)}`;
  const read = (text: string) => readDockerfile(text).occurrences.map((found) => found.text);
  assert.deepEqual(read(`FROM a\n${line}\nFROM c`), ["a", "b", "c"]);
  assert.deepEqual(read(`FROM a\n${line} \nFROM c`), ["a"]);
  assert.deepEqual(read(`FROM a\nRUN x \\\n${line} \nFROM c`), ["a"]);
  assert.equal(readDockerfile(`FROM a\n${line} \nFROM c`).limit, "tooLarge");
});

test("W08 reads what follows ten thousand continued lines", () => {
  checkReading(readDockerfile, `RUN a \\\n${"x \\\n".repeat(10_000)}y\nFROM «nginx»`, ["pinnable nginx"]);
});

test("W05 gives up values that grow without bound, and says so", () => {
  const text = `ARG A=aaaaaaaaaa\n${"ARG A=$A$A\n".repeat(100)}FROM $A\nFROM b`;
  const { occurrences, limit } = readDockerfile(text);
  assert.equal(limit, "tooLarge");
  assert.deepEqual(
    occurrences.map(({ status, reference }) => ({ status, reference })),
    [
      { status: "variable", reference: null },
      { status: "pinnable", reference: "b" },
    ],
  );
});

const matching: readonly (readonly [string, number, string, string | undefined])[] = [
  ["gives up replacing in long values", 900, "${A//a*b/x}", "tooLarge"],
  ["gives up trimming many long values", 4000, `\${A#${"?".repeat(100)}}`, "tooLarge"],
  ["replaces in a value of ordinary length", 100, "${A//a*b/x}", undefined],
  ["trims a long value", 3000, "${A#a}", undefined],
];
for (const [promise, length, word, limit] of matching)
  test(`W05 ${promise}`, () => {
    const text = `ARG A=${"a".repeat(length)}\n${`FROM ${word}\n`.repeat(20)}`;
    assert.equal(readDockerfile(text).limit, limit);
  });

const piece = fc.oneof(
  fc.constantFrom(
    "FROM ",
    "ARG V=",
    "ARG A",
    "COPY --from=",
    "RUN --mount=from=",
    "ONBUILD ",
    " AS ",
    "# syntax=",
  ),
  fc.constantFrom(
    "nginx",
    ":1",
    "$V",
    "${V}",
    "${A:-",
    "}",
    "${V%",
    "scratch",
    "a",
    "V=",
    "--platform=",
    ",",
    " ",
  ),
  fc.constantFrom(
    "\n",
    "\n",
    "\r\n",
    "\\\n",
    " ",
    '"',
    "'",
    "\\",
    "`",
    "<<E",
    "\nE\n",
    "#",
    "=",
    "{{",
    "\0",
    "\uD83D",
  ),
  fc.constantFrom(`@${digest}`, "# escape=`\n", "\uFEFF", "\t", "/", "[", '["a"]'),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const pieces = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(""));

test("W08 never throws, and every range holds its text and overlaps no other", () => {
  fc.assert(
    fc.property(pieces, (text) => {
      const document = text.startsWith("\uFEFF") ? text.slice(1) : text;
      let end = 0;
      for (const occurrence of readDockerfile(text).occurrences) {
        assert.equal(document.slice(occurrence.start, occurrence.end), occurrence.text);
        assert.ok(occurrence.start >= end && occurrence.end > occurrence.start);
        end = occurrence.end;
      }
    }),
    { numRuns: 1000 },
  );
});

const variable = fc.constantFrom("A", "B", "V");
const value = fc.constantFrom(
  ...[
    "nginx:1",
    "1",
    "nginx",
    `1@${digest}`,
    `nginx@${digest}`,
    "nginx:${V}",
    "${A}",
    "nginx:${B:-3}",
    "",
    "-alpine",
  ],
);
const quoted = fc
  .tuple(value, fc.constantFrom("", '"', "'"))
  .map(([text, quote]) => `${quote}${text}${quote}`);
const base = fc.constantFrom(
  ...[
    "$V",
    "${A}",
    "nginx:$V",
    "redis:${V}",
    "nginx:${V}-alpine",
    "${B:-nginx:1}",
    "nginx:${V:-1}",
    "nginx:1.$A",
  ],
  ...[
    "${A}:${V}",
    "reg.io/$A",
    "nginx@${V}",
    '"nginx:${V}"',
    'nginx:"${V}"',
    "nginx:1",
    "$A$B",
    "${V%.*}",
    "s-$V",
  ],
);
const line = fc.oneof(
  base.map((name) => `FROM ${name}`),
  base.map((name) => `FROM ${name} AS s-1`),
  base.map((name) => `FROM --platform=$A ${name}`),
  fc.constantFrom("COPY --from=nginx:1 a b", "COPY --from='nginx:1' a b", "RUN --mount=from=b,target=/x y"),
);
const file = fc
  .tuple(
    fc.array(
      fc.tuple(variable, quoted).map(([name, text]) => `ARG ${name}=${text}`),
      { maxLength: 4 },
    ),
    fc.array(line, { minLength: 1, maxLength: 5 }),
  )
  .map(([args, lines]) => [...args, ...lines].join("\n"));

test("W08 a digest at its place changes the reference it is for, and no other", () => {
  fc.assert(
    fc.property(file, (text) => {
      const before = readDockerfile(text).occurrences;
      for (const occurrence of before) {
        const site = pinSite(occurrence);
        if (!site.ok || occurrence.reference === null) continue;
        const after = readDockerfile(applyEdits(text, [pinEdit(text, site.span, other)])).occurrences;
        const wanted = before.map((found) => {
          const place = pinSite(found);
          const same = place.ok && place.span.end === site.span.end;
          return same ? `${found.reference?.replace(/@.*/, "")}@${other}` : found.reference;
        });
        assert.deepEqual(
          after.map(({ reference }) => reference),
          wanted,
        );
      }
    }),
    { numRuns: 300 },
  );
});
