import { test } from "node:test";
import { readKubernetes } from "../../../src/core/documents/kubernetes.ts";
import { checkReading } from "../../support/readings.ts";

const rows: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  [
    "the templates of Argo's workflows have a container, a script, sidecars, or several containers",
    `apiVersion: argoproj.io/v1alpha1
kind: Workflow
spec:
  templates:
  - container: {image: «alpine»}
  - script: {image: «python», source: print(1)}
    sidecars: [{name: a, image: «redis»}]
  - containerSet: {containers: [{image: «golang»}]}
  - steps: [[{name: a, template: b}]]
  - {name: image, container: {image: {name: x}}}
`,
    "pinnable alpine",
    "pinnable python",
    "pinnable redis",
    "pinnable golang",
  ],
  [
    "Tekton's tasks have steps, what these have in common, and sidecars",
    `apiVersion: tekton.dev/v1
kind: Task
spec:
  stepTemplate: {image: «a»}
  steps: [{name: b, image: «b»}, {name: c, ref: {name: image}}]
  sidecars: [{image: «d»}]
`,
    "pinnable a",
    "pinnable b",
    "pinnable d",
  ],
  ["a container's name is none", "kind: X\nspec: {container: no, script: no:1, steps: {image: no}}"],
];

for (const [name, notation, ...expected] of rows)
  test(name, () => void checkReading(readKubernetes, notation, expected));
