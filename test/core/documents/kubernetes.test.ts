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
    spec: {containers: [{image: no:1}]}
image: no
`,
  ],
  [
    "custom resources have images where they like, with a tag or a digest: a disk or a picture has none",
    `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
spec: {image: «q.io/p:1», disk: {image: projects/p/global/images/i}, logo: {image: "https://a.test/b.png"}}
---
apiVersion: kind.x-k8s.io/v1alpha4
kind: Cluster
nodes: [{role: worker, image: "«kindest/node@${digest}»"}, {image: "{{ a:1 }}"}]
`,
    "pinnable q.io/p:1",
    `pinned kindest/node@${digest}`,
  ],
  [
    "the values that Flux gives to a chart",
    `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
spec:
  chart: {spec: {chart: a, version: 1.2.3}}
  values:
    image: {repository: «h.io/a», tag: "‹1›"}
    job: {image: «j», tag: ‹2›}
    sidecarImage: «s:3»
`,
    "pinnable h.io/a:1",
    "pinnable j:2",
    "pinnable s:3",
  ],
  [
    "the values that Argo CD gives to a chart, and nothing of other objects",
    `kind: Application
spec: {source: {helm: {valuesObject: {image: {repository: «a», tag: ‹1›}}}}}
---
kind: Other
spec: {values: {image: {repository: no, tag: 1}}}
`,
    "pinnable a:1",
  ],
];

for (const [name, notation, ...expected] of rows)
  test(name, () => void checkReading(readKubernetes, notation, expected));
