// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose writes its variables like this
import { test } from "node:test";
import { checkCompose } from "../../support/composeCheck.ts";

/** What is read, the marked text, and a line for each span. */
const rows: readonly (readonly [string, string, ...string[]])[] = [
  [
    "services in block and flow style, quoted and spaced keys",
    `services:
  a:
    image: «a»
  "b": {"image" : «b»}
  'c': {
    'image':   "«c:1»"   # comment
  }
`,
    "pinnable a a",
    "pinnable b b",
    "pinnable c:1 c",
  ],
  ["JSON", '{"services":{"a":{"image":"«a:1»","build":null}}}', "pinnable a:1 a"],
  [
    "several documents; the last word on build counts",
    `services: {a: {image: «a»}, b: {image: «b», build: .}}
---
services: {a: {build: .}, b: {build: !reset null}, c: {image: «c»}}
`,
    "built a a",
    "pinnable b b",
    "pinnable c c",
  ],
  [
    "files of version 1",
    `web:
  image: «web»
x-note: {image: no}
networks: {image: no}
volumes: {image: no}
db: {build: ., image: «db»}
nothing:
`,
    "pinnable web web",
    "built db db",
  ],
  [
    "an odd or null service hides no other",
    `services:
  a:
  b: text
  c: [image, x]
  d: {image: [x]}
  e: {image: {x: y}}
  ? [f]
  : {image: x}
  g: *none
  h: {image: «h», build:}
`,
    "pinnable h h",
  ],
  [
    "duplicate keys are all read",
    `services:
  a: {image: «a1», image: «a2»}
  a: {image: «a3»}
services:
  b: {image: «b»}
`,
    "pinnable a1 a",
    "pinnable a2 a",
    "pinnable a3 a",
    "pinnable b b",
  ],
  ["a service's platform", "services: {a: {image: «a», platform: linux/arm64}}", "pinnable a a linux/arm64"],
  [
    "a platform with a default, and one without",
    'services: {a: {image: «a», platform: "${P:-linux/386}"}, b: {image: «b», platform: $P}}',
    "pinnable a a linux/386",
    "pinnable b b",
  ],
  [
    "E08: an anchored text is found at the anchor, once",
    `x-img: &i «node:20»
x-no: &no other
services:
  a: {image: *i}
  b: {image: *i}
`,
    "pinnable node:20 a",
  ],
  [
    "E08: an anchored default is found at the anchor",
    'x-img: &i "«${IMG:-‹node:20›}»"\nservices:\n  a: {image: *i}\n  b: {image: *i}\n',
    "variable node:20 a",
  ],
  [
    "E08: fragments that are merged, extensions that are not",
    `x-a: &a {image: «a»}
x-b: &b {image: b}
x-c: &c
  image: «c»
services:
  a: {<<: *a}
  b: {<<: *b, image: «own»}
  c: {<<: [*c, *b]}
  d: *c
  e: {<<: {image: «e»}}
`,
    "pinnable a a",
    "pinnable c c",
    "pinnable own b",
    "pinnable e e",
  ],
  [
    "merges of merges, of services, of the map of services",
    `x-a: &a {image: «a»}
x-b: &b {<<: *a}
x-all: &all
  one: {<<: *b}
services:
  <<: *all
  two: &two {image: «two»}
  three: {<<: *two, hostname: x}
`,
    "pinnable a one",
    "pinnable two two",
  ],
  ["a quoted << is a key like any other", 'x: &x {image: x}\nservices: {a: {"<<": *x, hostname: y}}\n'],
  [
    "a merge that points at a sequence or a text adds nothing",
    "x: &x [1, image]\ny: &y image\nservices: {a: {<<: *x, image: «a»}, b: {<<: *y, image: «b»}, c: {<<: 1}}",
    "pinnable a a",
    "pinnable b b",
  ],
  [
    "E08: build and image of the same fragment",
    "x-a: &a {build: ., image: «a»}\nservices: {a: {<<: *a}}",
    "built a a",
  ],
  [
    "E08: build of a fragment beside the service's image, and the other way round",
    `x-b: &b {build: .}
x-i: &i {image: «i»}
services:
  a: {<<: *b, image: «a»}
  b: {<<: *i, build: {context: .}}
`,
    "built i b",
    "built a a",
  ],
  [
    "E08: a text that one service builds and another uses is the name of the result",
    "x-a: &a {image: «app»}\nservices:\n  worker: {<<: *a}\n  web: {<<: *a, build: .}\n",
    "built app worker",
  ],
  [
    "a build that comes by extends",
    `services:
  base: {build: .}
  a: {extends: base, image: «a»}
  b: {extends: {service: a}, image: «b»}
  c: {extends: {service: base, file: other.yaml}, image: «c»}
  d: {extends: base, build: !reset null, image: «d»}
  e: {extends: e, image: «e»}
  f: {extends: nowhere, image: «f»}
`,
    "built a a",
    "built b b",
    "pinnable c c",
    "pinnable d d",
    "pinnable e e",
    "pinnable f f",
  ],
  [
    "!reset takes away, !override and other tags do not",
    `services:
  a: {image: !reset x}
  b: {image: !reset null}
  c: !reset {image: x}
  d: {image: !override «d»}
  e: !override {image: «e», build: !reset .}
  f: {image: !!js/function «f»}
  g: &g {image: !!str "«g»"}
`,
    "pinnable d d",
    "pinnable e e",
    "pinnable f f",
    "pinnable g g",
  ],
  [
    "volumes of type image",
    `services:
  a:
    image: «a»
    volumes:
      - ./data:/data
      - {type: bind, source: ./x, target: /x}
      - type: image
        source: «data:1»
        target: /y
      - {type: image, source: b, target: /z}
      - {type: image, target: /z}
  b: {image: «b»}
`,
    "pinnable a a",
    "pinnable data:1 a",
    "pinnable b b",
  ],
  [
    "volumes that two services share",
    "v: &v [{type: image, source: «d»}]\nservices: {a: {volumes: *v}, b: {volumes: *v}}",
    "pinnable d a",
  ],
  [
    "hooks",
    `services:
  a:
    build: .
    pre_start:
      - image: «init:1»
        command: x
      - command: y
    post_start: [{image: «post»}]
    pre_stop: [{image: «stop»}]
`,
    "pinnable init:1 a",
    "pinnable post a",
    "pinnable stop a",
  ],
  [
    "models and providers are no images",
    `services:
  a: {provider: {type: model, options: {model: ai/x, image: x}}, image: x}
  b: {image: «b», models: [m]}
models: {m: {model: ai/smollm2}}
`,
    "pinnable b b",
  ],
  [
    "additional contexts, as a map and as a list",
    `services:
  a:
    build:
      context: docker-image://no
      additional_contexts:
        one: docker-image://«one:1»
        two: ./two
        three: service:b
        four: "docker-image://«\${F:-‹four:4›}»"
        five: docker-image://
        six: docker-image://«scratch»
  b:
    build:
      additional_contexts:
        - one=docker-image://«one:2»
        - two=./docker-image://x
        - docker-image://three
        -
`,
    "pinnable one:1 a",
    "variable four:4 a",
    "scratch - a",
    "pinnable one:2 b",
  ],
  [
    "other places that hold names are left alone",
    `services:
  a:
    build: {context: ., cache_from: [x], tags: [y], args: {image: z}}
    labels: {image: l}
    environment: {image: e}
    deploy: {image: d}
image: top
volumes: {image: {image: v}}
`,
  ],
];

for (const [name, notation, ...lines] of rows) test(name, () => checkCompose(notation, ...lines));
