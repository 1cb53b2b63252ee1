import { test } from "node:test";
import { readKubernetes } from "../../../src/core/documents/kubernetes.ts";
import { checkReading } from "../../support/readings.ts";

const digest = `sha256:${"a".repeat(64)}`;

const rows: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  [
    "a new tag, a new name, both, and digests, each pinned in its own key",
    `images:
- name: «a»
  newTag: ‹1›
- name: b
  newName: «h.io/b»
  newTag: "‹1.10›"
- name: «c»
  digest:‹ ${digest}›
- name: «d»
  newTag: 1
  digest: "‹${digest}›"
- {newTag: ‹1@${digest}›, name: «e»}
- name: «f»
  newTag: 1
  digest: '‹›'
`,
    "pinnable a:1",
    "pinnable h.io/b:1.10",
    `pinned c@${digest}`,
    `pinned d:1@${digest}`,
    `pinned e:1@${digest}`,
    "pinnable f:1",
  ],
  [
    "a new name alone keeps the tag of the manifests",
    "images: [{name: a, newName: «h.io/a»}]",
    "variable (noTag)",
  ],
  ["Flux has the list deeper", "spec: {images: [{name: «a», newTag: ‹1›}]}", "pinnable a:1"],
  [
    "Argo CD writes them as strings, with the name that they replace or without",
    `kind: Application
spec:
  source: {kustomize: {images: [a=«h.io/a:1», «b:2», "c=«c@${digest}»", "d=", {name: x}]}}
`,
    "pinnable h.io/a:1",
    "pinnable b:2",
    `pinned c@${digest}`,
  ],
  [
    "what changes nothing or is no list is not read",
    "images: [{name: a}, b, {newTag: 1}]\nx: {images: {name: a, newTag: 1}}\ny: {images: [{name: a, newTag: }]}",
  ],
];

for (const [name, notation, ...expected] of rows)
  test(name, () => void checkReading(readKubernetes, notation, expected));
