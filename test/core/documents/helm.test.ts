import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readHelm } from "../../../src/core/documents/helm.ts";
import { checkReading } from "../../support/readings.ts";

const digest = `sha256:${"a".repeat(64)}`;

const values: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  [
    "maps under any key, at any depth",
    `image:
  # -- The registry
  registry: docker.io
  repository: «app»
  tag: ‹1.2› # version
sidecars:
  - proxy: {repository: «h.io/proxy», tag: '‹v1›', pullPolicy: Always}
redis: {repository: «redis», tag: ‹8.8.0›}
`,
    "pinnable docker.io/app:1.2",
    "pinnable h.io/proxy:v1",
    "pinnable redis:8.8.0",
  ],
  [
    "strings, and strings beside a tag",
    `image: «busybox»
init: {image: "«h.io/init:1»"}
web: {image: «nginx», tag: ‹1.27›, registry: h.io}
old: {image: «old», imageTag: ‹2›}
pinned: {image: «a:1@${digest}»}
empty: {image: ""}
`,
    "pinnable busybox",
    "pinnable h.io/init:1",
    "pinnable h.io/nginx:1.27",
    "pinnable old:2",
    `pinned a:1@${digest}`,
  ],
  [
    "keys that end with Image, when the value has a tag or a digest",
    "reloaderImage: «a/reloader:1»\nlogoImage: logo\nbadImage: b@sha256:0\nuseImage: true\nImages: c:1",
    "pinnable a/reloader:1",
  ],
  ["values that the chart expands", `image: "«{{ .Values.x }}:1»"`, "variable (templated)"],
  [
    "repositories of charts and sources are no images",
    "a: {repository: https://a.io/charts, tag: 1}\nb: {repository: x}\nc: {repository: oci://a.io/x, tag: 1}\nd: {tag: 1}",
  ],
];

describe("values", () => {
  for (const [name, notation, ...expected] of values)
    it(name, () => void checkReading(readHelm, notation, expected));
});

const templates: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  [
    "images between actions",
    `{{- if .Values.enabled }}
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "x" . }}-a
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  containers:
    {{- range .Values.list }}
    - name: {{ .name }}
      image: «alpine:3.11»
      args: ["{{ .a }}", {{ .b | quote }}]
    {{- end }}
    - name: b
      image: «{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}»
    - name: c
      image: "«{{ printf "%s:%s" .a .b }}»"
    - image: «busybox:{{ .Values.tag }}»
    - image: «curl:1@${digest}»
{{- end }}
`,
    "pinnable alpine:3.11",
    "variable (templated)",
    "variable (templated)",
    "variable (templated)",
    `pinned curl:1@${digest}`,
  ],
  [
    "images of custom resources",
    'kind: Thing\nspec:\n  image: "«{{ .x }}»"\n  volumes: [{image: {reference: «v:1»}}]\n',
    "variable (templated)",
    "pinnable v:1",
  ],
  [
    "comments hold nothing",
    "kind: Pod\n{{- /* }}\nimage: no\n*/ -}}\nspec: {containers: [{image: «a»}]}\n",
    "pinnable a",
  ],
];

describe("templates", () => {
  for (const [name, notation, ...expected] of templates)
    it(name, () => void checkReading(readHelm, notation, expected));
});

it("a template that is no YAML is not called malformed, but values are, and both may be too deep", () => {
  const limits = ["kind: Pod\n}\n", "image: a\n}\n", `kind: Pod\na: ${"[".repeat(500)}`, "[".repeat(500)];
  assert.deepEqual(
    limits.map((text) => readHelm(text).limit),
    [undefined, "malformed", "tooDeep", "tooDeep"],
  );
});
