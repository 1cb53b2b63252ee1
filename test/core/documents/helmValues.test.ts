import { test } from "node:test";
import { readHelm } from "../../../src/core/documents/helm.ts";
import { checkReading } from "../../support/readings.ts";

const rows: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  [
    "the tag may be called version, in an image and beside one",
    `image: {repository: «a», version: ‹1›}
proxyImage: {registry: h.io, repository: «b», version: "‹2›"}
job: {image: «c», version: ‹3›}
`,
    "pinnable a:1",
    "pinnable h.io/b:2",
    "pinnable c:3",
  ],
  [
    "the version of something else is no tag",
    `chart: {repository: no, version: 1}
job: {image: «a:1», version: 2}
pinned: {image: «b:1», version: 3, name: c}
image: {repository: «d», tag: ‹4›, version: 5}
`,
    "pinnable a:1",
    "pinnable b:1",
    "pinnable d:4",
  ],
  [
    "a registry's port is no tag",
    "job: {image: «localhost:5000/a», version: ‹1›}",
    "pinnable localhost:5000/a:1",
  ],
];

for (const [name, notation, ...expected] of rows)
  test(name, () => void checkReading(readHelm, notation, expected));
