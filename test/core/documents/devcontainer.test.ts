import assert from "node:assert/strict";
import { test } from "node:test";
import { readDevcontainer } from "../../../src/core/documents/devcontainer.ts";
import { checkReading } from "../../support/readings.ts";

const rows: readonly (readonly [name: string, notation: string, ...expected: string[]])[] = [
  [
    "an image, with comments, tabs and commas at the end",
    `// "image": "no"
{
\t"name": "a", /* "image": "no", */
\t"image": "«mcr.microsoft.com/devcontainers/base»", // "c"
\t"customizations": {"image": "no",},
}
`,
    "pinnable mcr.microsoft.com/devcontainers/base",
  ],
  [
    "features are artifacts of their own status; local ones, archives and short names are none",
    `{"features": {
  "«ghcr.io/devcontainers/features/node:1»": {"image": "no"},
  "«ghcr.io/a/b»": {},
  "./local": {},
  "https://a.io/f.tgz": {},
  "docker-in-docker": "latest",
}}`,
    "feature ghcr.io/devcontainers/features/node:1",
    "feature ghcr.io/a/b",
  ],
  ["an option of a template has no value", '{"image": "«a:${templateOption:v}»"}', "variable (noValue)"],
  [
    "an environment variable may have a default, which ends at the next colon",
    '{"image": "«a:${localEnv:TAG:3.20}»"}',
    "variable a:3.20 (composed)",
  ],
  ["an environment variable without a default", '{"image": "«a:${localEnv:TAG}»"}', "variable (noValue)"],
  ["variables that make no reference", '{"image": "«a b:${env:TAG:1}»"}', "variable (notAReference)"],
  ["what is no reference", '{"image": "«A»"}', "invalid (notAReference)"],
  ["a Dockerfile's caches are no images", '{"build": {"dockerfile": "Dockerfile", "cacheFrom": "a/b:1"}}'],
  ["an image with escapes", '{"image": "«a\\u003a1»"}', "pinnable a:1 (escaped)"],
];

for (const [name, notation, ...expected] of rows)
  test(name, () => void checkReading(readDevcontainer, notation, expected));

test("W04: half-typed text is malformed, and read as far as it goes", () => {
  const { occurrences, limit } = readDevcontainer('{"image": "a:1", "features": {"b/c:1": {}, "d');
  assert.deepEqual(
    occurrences.map(({ text }) => text),
    ["a:1", "b/c:1"],
  );
  assert.equal(limit, "malformed");
});
