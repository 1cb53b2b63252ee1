import { test } from "node:test";
import { readGithubActions } from "../../../src/core/documents/githubActions.ts";
import { checkReading } from "../../support/readings.ts";

const digest = `sha256:${"a".repeat(64)}`;

const rows: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  [
    "containers, services and steps of a workflow",
    `on: push
env: {image: no}
jobs:
  a:
    runs-on: ubuntu-latest
    container: «node:22»
    services:
      db:
        image: "«postgres:17@${digest}»" # c
        env: {image: no}
      cache: «redis»
    steps:
    - uses: docker://«alpine:3»
    - {uses: actions/checkout@v4}
    - uses: ./local
    - uses: docker://«a@latest»
    - run: docker pull docker://no
      with: {image: no}
  b:
    container: {image: «ghcr.io/a/b:1», options: --privileged}
  c:
    uses: ./.github/workflows/x.yml
    with: {image: no}
`,
    "pinnable node:22",
    `pinned postgres:17@${digest}`,
    "pinnable redis",
    "pinnable alpine:3",
    "invalid (notAReference)",
    "pinnable ghcr.io/a/b:1",
  ],
  [
    "expressions",
    "jobs:\n  a:\n    container: «${{ matrix.image }}»\n    services: {b: {image: \"«postgres:${{ matrix.pg }}»\"}}\n    steps: [{uses: 'docker://«a:${{ x }}»'}]\n",
    "variable (templated)",
    "variable (templated)",
    "variable (templated)",
  ],
  ["a container action", "runs:\n  using: docker\n  image: docker://«alpine:3»\n", "pinnable alpine:3"],
  ["a container action with a Dockerfile", "runs: {using: docker, image: Dockerfile}"],
  [
    "a composite action",
    "runs:\n  using: composite\n  steps:\n  - uses: docker://«a:1»\n  - uses: b@v1\n",
    "pinnable a:1",
  ],
  [
    "an empty image is none, and a scheme alone",
    "jobs: {a: {container: {image: ''}, steps: [{uses: 'docker://'}]}}",
  ],
  [
    "steps that run at once",
    "jobs: {a: {steps: [{parallel: [{uses: 'docker://«a:1»'}, {run: x}]}, {uses: 'docker://«b:2»'}]}}",
    "pinnable a:1",
    "pinnable b:2",
  ],
  [
    "a step behind an anchor",
    "x: &s {uses: docker://«a»}\njobs: {a: {steps: [*s]}, b: {steps: [*s]}}",
    "pinnable a",
  ],
];

for (const [name, notation, ...expected] of rows)
  test(name, () => void checkReading(readGithubActions, notation, expected));
