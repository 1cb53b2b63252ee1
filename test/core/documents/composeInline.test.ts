// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose writes its variables like this
import assert from "node:assert/strict";
import { test } from "node:test";
import { readCompose } from "../../../src/core/documents/compose.ts";
import { checkCompose } from "../../support/composeCheck.ts";

const hex = "0123456789abcdef".repeat(4);

/** What is read, the value of dockerfile_inline (at 8 blanks), and a line for each span. */
const rows: readonly (readonly [string, string, ...string[]])[] = [
  ["a literal block", "|\n        FROM «alpine:3»\n        RUN x\n", "pinnable alpine:3 web"],
  [
    "stages, flags and a pin",
    `|-
        # syntax=«docker/dockerfile:1»
        FROM --platform=linux/arm64 «golang:1@sha256:${hex}» AS Build

        FROM «build»
        COPY --from=«busybox» /x /y
          # deeper
        FROM «scratch»
`,
    "pinnable docker/dockerfile:1 web",
    `pinned golang:1@sha256:${hex} web linux/arm64 build`,
    "stage - web",
    "pinnable busybox web",
    "scratch - web",
  ],
  [
    "explicit indentation",
    "|2+\n          FROM «a»\n         FROM «b»\n",
    "pinnable a web",
    "pinnable b web",
  ],
  [
    "a folded block that keeps its lines",
    ">\n        FROM «a»\n\n        FROM «b»\n",
    "pinnable a web",
    "pinnable b web",
  ],
  ["a double-quoted line", '"FROM «a»\\nRUN x\\n\\tFROM «b»"', "pinnable a web", "pinnable b web"],
  [
    "a double-quoted text over lines",
    '"FROM «a:1»\\n\\\n          FROM «b»"',
    "pinnable a:1 web",
    "pinnable b web",
  ],
  ["a single-quoted text", "'FROM «a»\n\n          FROM «b»'", "pinnable a web", "pinnable b web"],
  ["escapes in the reference", '"FROM «al\\x70ine»"', "pinnable alpine escaped web"],
  ["a plain text", "FROM «alpine»", "pinnable alpine web"],
  // compose replaces its variables first
  ["a compose variable with a default", "FROM «${I:-‹alpine:3›}»", "variable alpine:3 web"],
  ["a compose variable in the tag", "FROM «alpine:${T:-‹3›}» AS x", "variable alpine:3 web x"],
  [
    "a compose variable without a value",
    '"FROM «${I}»\\nFROM «a:$T»"',
    "variable - noValue web",
    "variable - noValue web",
  ],
  ["a compose variable is not a build argument", '"ARG I=a\\nFROM «${I}»"', "variable - noValue web"],
  ["a part of the line in a variable", "FROM «${A:-alpine:3 AS x}»", "variable - notAReference web x"],
  [
    "a stage and the empty image, by compose variables",
    '"FROM «a» AS b\\nFROM «${V:-b}»\\nFROM «${W:-scratch}»"',
    "pinnable a web b",
    "stage - web",
    "scratch - web",
  ],
  ["a build argument that is not there", "FROM «a:$$T»", "variable - noValue web"],
  [
    "a build argument, its dollar doubled",
    "|\n        ARG T=‹3›\n        FROM «alpine:$${T}»\n        RUN echo $$T ${X} $Y\n",
    "variable alpine:3 web",
  ],
  [
    "a build argument whose default is a compose variable",
    "|\n        ARG T=${V:-3}\n        FROM «alpine:$${T}»\n",
    "variable alpine:3 composed web",
  ],
  [
    "shell that compose refuses does not hide the rest",
    "|\n        FROM «alpine»\n        RUN echo ${x%y}\n",
    "pinnable alpine web",
  ],
  ["CRLF", "|\r\n        FROM «a»\r\n        FROM «b»\r\n", "pinnable a web", "pinnable b web"],
  ["nothing", ""],
  ["no text", "[FROM, alpine]"],
];

for (const [name, value, ...lines] of rows)
  test(`an inline Dockerfile: ${name}`, () => {
    checkCompose(`services:\n  web:\n    build:\n      dockerfile_inline: ${value}\n`, ...lines);
  });

test("the service's platform is that of a FROM which names none", () => {
  checkCompose(
    'services: {a: {platform: linux/386, build: {dockerfile_inline: "FROM «a»\\nFROM --platform=linux/arm64 «b»"}}}',
    "pinnable a a linux/386",
    "pinnable b a linux/arm64",
  );
});

test("a FROM that is an additional context is no image", () => {
  checkCompose(
    `services:
  a:
    build:
      additional_contexts:
        base: ./base
        other: docker-image://«alpine:3»
      dockerfile_inline: |
        FROM «base»
        COPY --from=«other» /x /y
        COPY --from=«third» /x /y
  b:
    build:
      additional_contexts: [third=./x]
      dockerfile_inline: "FROM «base»\\nFROM «third»"
`,
    "pinnable alpine:3 a",
    "stage - a",
    "stage - a",
    "pinnable third a",
    "pinnable base b",
    "stage - b",
  );
});

test("an inline Dockerfile that is shared counts once, beside the name of its result", () => {
  checkCompose(
    "x: &x {image: «app», build: {dockerfile_inline: FROM «alpine»}}\nservices: {a: *x, b: {<<: *x}}",
    "built app a",
    "pinnable alpine a",
  );
});

test("what a variable's default holds is no two overlapping places", () => {
  const { occurrences } = readCompose('services: {a: {build: {dockerfile_inline: "${V:-FROM a\\nFROM b}"}}}');
  assert.equal(occurrences.length, 1);
});

test("a text that two builds share is read once, with the contexts of the first", () => {
  checkCompose(
    `x-text: &text "FROM «a»\\nFROM «b»"
services:
  one: {build: {dockerfile_inline: *text, additional_contexts: {a: ./a}}}
  two: {build: {dockerfile_inline: *text, additional_contexts: {b: ./b}}}
`,
    "stage - one",
    "pinnable b one",
  );
});
