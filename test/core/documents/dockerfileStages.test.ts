import { test } from "node:test";
import { readDockerfile } from "../../../src/core/documents/dockerfile.ts";
import { checkReading } from "../../support/readings.ts";

type Case = readonly [promise: string, notation: string, expected: readonly string[]];

const cases: readonly Case[] = [
  ["FROM finds an earlier stage", "FROM «a» AS b\nFROM «b»", ["pinnable a", "stage"]],
  ["a stage is opened behind its base", "FROM «gcc» AS gcc\nFROM «gcc»", ["pinnable gcc", "stage"]],
  ["FROM finds no later stage", "FROM «b»\nFROM «a» AS b", ["pinnable b", "pinnable a"]],
  ["a stage's name is lower-case", "FROM «a» AS Builder\nFROM «builder»", ["pinnable a", "stage"]],
  ["FROM minds the case", "FROM «a» AS Builder\nFROM «Builder»", ["pinnable a", "invalid (notAReference)"]],
  ["COPY does not", "FROM «a» AS Builder\nCOPY --from=«BUILDER» x y", ["pinnable a", "stage"]],
  ["a mount does not", "FROM «a» AS Builder\nRUN --mount=from=«BUILDER» x", ["pinnable a", "stage"]],
  [
    "COPY finds a later stage",
    "FROM «a»\nCOPY --from=«b» x y\nFROM «a» AS b",
    ["pinnable a", "stage", "pinnable a"],
  ],
  [
    "COPY finds stages by number",
    "FROM «a»\nCOPY --from=«0» x y\nCOPY --from=«+1» x y",
    ["pinnable a", "stage", "stage"],
  ],
  [
    "no other numbers are stages",
    "FROM «0»\nCOPY --from=«-1» x y",
    ["pinnable 0", "invalid (notAReference)"],
  ],
  [
    "a stage may hide an image",
    "FROM «a» AS nginx\nFROM «nginx»\nCOPY --from=«nginx» x y",
    ["pinnable a", "stage", "stage"],
  ],
  ["a stage may be called scratch", "FROM «a» AS scratch\nFROM «scratch»", ["pinnable a", "stage"]],
  ["AS has any case", "FROM «a» aS b\nFROM «b»", ["pinnable a", "stage"]],
  ["AS is needed", "FROM «a» IS b\nFROM «b»", ["pinnable a", "pinnable b"]],
  ["a stage has one name", "FROM «a» AS b c\nFROM «b»", ["pinnable a", "pinnable b"]],
  [
    "a stage's name begins with a letter",
    "FROM «a» AS 1b\nCOPY --from=«1b» x y",
    ["pinnable a", "pinnable 1b"],
  ],
  [
    "a stage's name has dots, lines and digits",
    "FROM «a» AS b-1_2.3\nFROM «b-1_2.3»",
    ["pinnable a", "stage"],
  ],
  ["a stage's name has no other signs", "FROM «a» AS b/c\nFROM «b/c»", ["pinnable a", "pinnable b/c"]],
  ["FROM expands a stage's name first", "ARG T=x\nFROM «a» AS b-x\nFROM «b-${T}»", ["pinnable a", "stage"]],
  ["FROM knows the builder's platform", "FROM «a» AS b-linux\nFROM «b-$TARGETOS»", ["pinnable a", "stage"]],
  ["variables do not name stages", "ARG N=b\nFROM «a» AS $N\nFROM «b»", ["pinnable a", "pinnable b"]],
  ["a variable may be the empty image", "ARG B=scratch\nFROM «$B»", ["scratch"]],
  [
    "nothing is copied from the empty image",
    "COPY --from=«scratch» a b\nFROM «Scratch»",
    ["scratch", "invalid (notAReference)"],
  ],
];
for (const [promise, notation, expected] of cases)
  test(promise, () => {
    checkReading(readDockerfile, notation, expected);
  });

const contexts = new Set(["app", "docker.io/library/alpine:latest", "ghcr.io/a/b:1", "scratch", "Not//one"]);

const named: readonly Case[] = [
  ["FROM finds a named context", "FROM «app»", ["stage"]],
  ["FROM finds one by its full name", "FROM «docker.io/library/app:latest»", ["stage"]],
  ["a context may be named like an image", "FROM «alpine»\nFROM «ghcr.io/a/b:1»", ["stage", "stage"]],
  [
    "another tag is another name",
    "FROM «app:1»\nFROM «ghcr.io/a/b»",
    ["pinnable app:1", "pinnable ghcr.io/a/b"],
  ],
  ["COPY finds a named context", "COPY --from=«app» a b", ["stage"]],
  ["a mount finds a named context", "RUN --mount=from=«app» a", ["stage"]],
  ["a variable may be a named context", "ARG B=app\nFROM «$B»", ["stage"]],
  ["the empty image is no context", "FROM «scratch»", ["scratch"]],
  ["a context may be no reference", "COPY --from=«Not//one» a b", ["stage"]],
];
for (const [promise, notation, expected] of named)
  test(promise, () => {
    checkReading((text) => readDockerfile(text, { contexts }), notation, expected);
  });
