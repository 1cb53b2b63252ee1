import { test } from "node:test";
import { readBake } from "../../../src/core/documents/bake.ts";
import { checkReading } from "../../support/readings.ts";

const digest = `sha256:${"a".repeat(64)}`;

const rows: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  [
    "contexts that are images, whatever chooses them",
    `target "a" {
  context = "."
  contexts = {
    one = "docker-image://«alpine:3»"
    "h.io/two" = "docker-image://«h.io/two@${digest}»"
    three = X != null ? "target:b" : "docker-image://«scratch»"
    four = "target:b"
    five = "docker-image://"
  }
  tags = ["h.io/out:1"]
  cache-from = ["h.io/cache:1", "type=registry,ref=h.io/cache"]
  output = ["type=image,name=h.io/out"]
}
`,
    "pinnable alpine:3",
    `pinned h.io/two@${digest}`,
    "scratch",
  ],
  [
    "variables with defaults, and where a pin goes",
    `variable "TAG" { default = "‹3.20›" }
variable "IMAGE" {
  default = "‹h.io/i:1›"
}
variable "NONE" {}
target "a" {
  contexts = {
    a = "docker-image://«alpine:\${TAG}»"
    b = "docker-image://«\${IMAGE}»"
    c = "docker-image://«\${NONE}»"
    d = "docker-image://«x:\${y ? "1" : "2"}»"
  }
}
`,
    "variable alpine:3.20",
    "variable h.io/i:1",
    "variable (noValue)",
    "variable (templated)",
  ],
  [
    "a variable that is used elsewhere, in a string or in an expression",
    `variable "A" { default = "1" }
variable "B" { default = "2" }
variable "C" { default = upper("3") }
target "a" {
  args = { V = A }
  tags = ["x:\${B}"]
  contexts = { a = "docker-image://«a:\${A}»", b = "docker-image://«b:\${B}»", c = "docker-image://«c:\${C}»" }
}
`,
    "variable a:1 (sharedSource)",
    "variable b:2 (sharedSource)",
    "variable (noValue)",
  ],
  [
    "a default that is an image's context",
    'variable "BASE" { default = "docker-image://«alpine:3»" }\ntarget "a" { contexts = { b = BASE } }',
    "pinnable alpine:3",
  ],
  [
    "the argument that by its name is the base, when its value has a tag or a digest",
    `target "a" {
  args = {
    BASE_IMAGE = "«debian:12»"
    TEST_BASE_IMAGE = "«fedora@${digest}»"
    GO_IMAGE = "golang:1"
    DATABASE_IMAGE = "a:1"
    base_image = "debian"
    X_BASE_IMAGE = "\${Y}"
    Z_BASE_IMAGE = X ? "a:1" : "b:1"
  }
  labels = { BASE_IMAGE = "no:1" }
}
`,
    "pinnable debian:12",
    `pinned fedora@${digest}`,
  ],
  [
    "a Dockerfile in the file, where bake replaces nothing in it",
    `target "a" {
  contexts = { base = "docker-image://«b:1»" }
  dockerfile-inline = <<EOT
FROM «alpine:3» AS x
FROM «base»
COPY --from=«x» / /
EOT
}
target "b" {
  dockerfile-inline = "FROM «busybox»"
}
target "c" {
  dockerfile-inline = "FROM \${X}"
}
target "d" {
  args = { base = "x" }
  dockerfile-inline = "FROM «base»"
}
other "e" {
  contexts = { base = "x" }
  dockerfile-inline = "FROM no"
}
`,
    "pinnable b:1",
    "pinnable alpine:3",
    "stage",
    "stage",
    "pinnable busybox",
    "pinnable base",
  ],
  [
    "JSON",
    `{
  "variable": {"TAG": {"default": "‹3›"}, "X": {"default": null}},
  "target": {
    "a": {
      "contexts": {"a": "docker-image://«a:\${TAG}»", "b": "docker-image://«b»", "c": "./c"},
      "args": {"BASE_IMAGE": "«debian:12»"},
      "tags": ["x:1"],
      "dockerfile-inline": "# c\\nFROM «busybox:1»\\nFROM «b»\\nRUN a"
    }
  }
}`,
    "variable a:3",
    "pinnable b",
    "pinnable debian:12",
    "pinnable busybox:1",
    "stage",
  ],
];

for (const [name, notation, ...expected] of rows)
  test(name, () => void checkReading(readBake, notation, expected));
