import { test } from "node:test";
import { readKubernetes } from "../../../src/core/documents/kubernetes.ts";
import { checkReading } from "../../support/readings.ts";

const digest = `sha256:${"a".repeat(64)}`;

/** Marked text, and what each marked place is. */
const rows: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  [
    "a workload's containers of all kinds, and the images that it mounts",
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: a, annotations: {image: no}}
spec:
  template:
    spec:
      initContainers:
      - image: «init:1»
      containers:
      - {name: a, "image": '«h.io/a:1»'} # image: no
      - name: b
        image: >-
          «b@${digest}»
      - name: c
      ephemeralContainers: [{image: «debug»}]
      volumes:
      - name: v
        image: {reference: "«data:1»", pullPolicy: Always}
      - configMap: {name: image}
`,
    "pinnable init:1",
    "pinnable h.io/a:1",
    `pinned b@${digest}`,
    "pinnable debug",
    "pinnable data:1",
  ],
  [
    "pods, cron jobs, lists, custom resources and several documents",
    `apiVersion: v1
kind: Pod
spec: {containers: [{image: «pod»}]}
---
apiVersion: batch/v1
kind: CronJob
spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: «cron»}]}}}}}
---
apiVersion: v1
kind: List
items:
- kind: Pod
  spec: {containers: [{image: «one»}, {image: «two»}]}
---
apiVersion: example.com/v1
kind: Thing
spec: {parts: [{podTemplate: {spec: {containers: [{image: «part»}]}}}]}
`,
    "pinnable pod",
    "pinnable cron",
    "pinnable one",
    "pinnable two",
    "pinnable part",
  ],
  [
    "an anchor is one place",
    "a: &a {image: «x»}\ncontainers: [*a, {<<: *a, name: b}]\ninitContainers: [*a]",
    "pinnable x",
  ],
  [
    "what other tools fill in is left alone, and what is no reference is said to be none",
    `containers:
- image: «ko://github.com/a/b»
- image: «<url>»
- image: «A/B/C:D»
- image: «$(IMAGE)»
- image: «\${TAG}»
- image: "«{{ image }}»"
- image: ""
- image: {name: x}
`,
    "invalid (notAReference)",
    "invalid (notAReference)",
    "invalid (notAReference)",
    "templated",
    "templated",
    "templated",
  ],
  [
    "E02: an image that is not verbatim in the text gets no pin",
    'containers: [{image: "«a\\x3a1»"}]',
    "pinnable a:1 (escaped)",
  ],
  [
    "the schema of a resource and the data of a ConfigMap hold no images",
    `kind: CustomResourceDefinition
spec: {properties: {containers: {type: array, items: {properties: {image: {type: string}}}}}}
---
kind: ConfigMap
data:
  pod.yaml: |
    spec: {containers: [{image: no}]}
image: no
`,
  ],
];

for (const [name, notation, ...expected] of rows)
  test(name, () => void checkReading(readKubernetes, notation, expected));
