import { test } from "node:test";
import { readGitlabCi } from "../../../src/core/documents/gitlabCi.ts";
import { checkReading } from "../../support/readings.ts";

const digest = `sha256:${"a".repeat(64)}`;

const rows: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  [
    "images and services, everywhere they may be",
    `image: «ruby:3»
services: [«docker:dind», {name: "«postgres:17»", alias: db}]
default:
  image: {name: «node:22», entrypoint: [""]}
stages: [image]
workflow: {image: no}
variables: {image: no}
.hidden:
  image: «h.io/hidden»
job:
  extends: .hidden
  image:
    name: «a:1@${digest}»
  services:
  - «redis:7»
  script: ["image: no"]
  release: {image: no}
`,
    "pinnable ruby:3",
    "pinnable docker:dind",
    "pinnable postgres:17",
    "pinnable node:22",
    "pinnable h.io/hidden",
    `pinned a:1@${digest}`,
    "pinnable redis:7",
  ],
  [
    "anchors, and !reference, which is a path",
    `.i: &i «x:1»
.j: &j {image: «y:1»}
a: {image: *i}
b: {<<: *j, services: !reference [.s, services]}
c: {image: !reference [.j, image], services: [!reference [.s, services], «z:1»]}
`,
    "pinnable x:1",
    "pinnable y:1",
    "pinnable z:1",
  ],
  [
    "variables of the file and of the job, and where a pin goes",
    `variables:
  IMAGE: ‹h.io/a:1›
  TAG: "‹3.20›"
  DESCRIBED: {value: '‹b:2›', description: d}
  JOB: no:1
a: {image: $IMAGE}
b: {image: "\${IMAGE}"}
c: {image: "alpine:$TAG"}
d: {image: $DESCRIBED}
e: {variables: {JOB: ‹c:3›}, image: $JOB}
`.replace(/image: ("?)(\$\w+|\$\{\w+\}|alpine:\$TAG)/g, "image: $1«$2»"),
    "variable h.io/a:1",
    "variable h.io/a:1",
    "variable alpine:3.20",
    "variable b:2",
    "variable c:3",
  ],
  ["a variable that leads to another", "variables: {A: $B, B: ‹x:1›}\na: {image: «$A»}", "variable x:1"],
  [
    "names that are put together",
    "variables: {R: h.io, V: 1}\na: {image: «$R/a:2»}\nb: {image: «b:$V-x»}\nc: {image: «c:x$V»}",
    "variable h.io/a:2 (composed)",
    "variable b:1-x (composed)",
    "variable c:x1 (composed)",
  ],
  [
    "a variable that is used for two repositories, or in a script",
    "variables: {V: 1, W: 2, I: i:1}\na: {image: «a:$V»}\nb: {image: «b:$V»}\nc: {image: «c:$W»}\nd: {image: «d:$W-x»}\ne: {image: «$I», script: [echo $$, pull $I]}",
    "variable a:1 (sharedSource)",
    "variable b:1 (sharedSource)",
    "variable c:2 (sharedSource)",
    "variable d:2-x (composed)",
    "variable i:1 (sharedSource)",
  ],
  [
    "variables without a value, of another job, of themselves, and what is no reference",
    "variables: {X: $Y, Y: $X, N: 'a b'}\na: {image: «$CI_REGISTRY_IMAGE:1»}\nb: {image: «$J», variables: {K: a}}\nc: {image: «$X»}\nd: {image: «$N»}\nj: {variables: {J: k}}",
    "variable (noValue)",
    "variable (noValue)",
    "variable (noValue)",
    "variable (notAReference)",
  ],
  [
    "the group's proxy means Docker Hub",
    "variables: {T: ‹3›}\na: {image: '«${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/‹alpine:3›»'}\nb: {image: «$CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX/‹node›»}\nc: {image: '«${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/a:$T»'}",
    "variable alpine:3",
    "variable node",
    "variable a:3",
  ],
  [
    "inputs, and what another tool fills in",
    "a: {image: '«$[[ inputs.image ]]»'}\nb: {image: '«{{ image }}»'}",
    "variable (templated)",
    "templated",
  ],
  ["a variable with escapes", 'variables: {V: "a\\x3a1"}\na: {image: «$V»}', "variable a:1 (escaped)"],
];

for (const [name, notation, ...expected] of rows)
  test(name, () => void checkReading(readGitlabCi, notation, expected));
