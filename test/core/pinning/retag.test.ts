import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DocumentKind } from "../../../src/core/documents/occurrence.ts";
import { readerFor } from "../../../src/core/documents/readers.ts";
import { applyEdits } from "../../../src/core/pinning/edit.ts";
import { retagEdits } from "../../../src/core/pinning/retag.ts";

const [one, two] = [`sha256:${"1".repeat(64)}`, `sha256:${"2".repeat(64)}`] as const;

describe("another tag with its digest changes the tag's and the digest's characters", () => {
  const table: readonly (readonly [name: string, kind: DocumentKind, before: string, after: string])[] = [
    ["a tag", "dockerfile", "FROM nginx:latest AS a\n", `FROM nginx:1.28@${two} AS a\n`],
    ["a tag and a digest", "dockerfile", `FROM nginx:1.27@${one} AS a\n`, `FROM nginx:1.28@${two} AS a\n`],
    ["no tag", "dockerfile", "FROM localhost:5000/nginx\r\n", `FROM localhost:5000/nginx:1.28@${two}\r\n`],
    ["no tag and a digest", "dockerfile", `FROM nginx@${one}\n`, `FROM nginx:1.28@${two}\n`],
    [
      "a variable that is the tag",
      "dockerfile",
      "ARG V=1.27\nFROM nginx:$V\n",
      `ARG V=1.28@${two}\nFROM nginx:$V\n`,
    ],
    [
      "a variable that is all",
      "dockerfile",
      `ARG V=nginx:1.27@${one}\nFROM $V\n`,
      `ARG V=nginx:1.28@${two}\nFROM $V\n`,
    ],
    [
      "a compose default",
      "compose",
      "services: {a: {image: 'nginx:${V:-1.27}'}}\n",
      `services: {a: {image: 'nginx:\${V:-1.28@${two}}'}}\n`,
    ],
    [
      "Helm: a tag alone",
      "helm",
      "image: {repository: nginx, tag: '1.27'}\n",
      `image: {repository: nginx, tag: '1.28@${two}'}\n`,
    ],
    [
      "Helm: a tag and a digest of its own",
      "helm",
      `image:\n  repository: nginx\n  tag: "1.27" # why\n  digest: ${one}\n`,
      `image:\n  repository: nginx\n  tag: "1.28" # why\n  digest: ${two}\n`,
    ],
    [
      "Helm: an empty digest",
      "helm",
      'image:\n  repository: nginx\n  tag: 1.27\n  digest: ""\n',
      `image:\n  repository: nginx\n  tag: 1.28\n  digest: "${two}"\n`,
    ],
    [
      "Helm: the tag in the image's string",
      "helm",
      `image: h.test:5000/nginx:1.27\ndigest: '${one}'\n`,
      `image: h.test:5000/nginx:1.28\ndigest: '${two}'\n`,
    ],
    [
      "Kustomize",
      "kubernetes",
      `images:\n- name: nginx\n  newTag: 1.27-alpine\n  digest: ${one}\n`,
      `images:\n- name: nginx\n  newTag: 1.28\n  digest: ${two}\n`,
    ],
  ];
  for (const [name, kind, before, after] of table)
    it(name, () => {
      const retagging = retag(kind, before, "1.28");
      assert.ok(retagging.ok);
      assert.equal(applyEdits(before, retagging.edits), after);
      const again = retag(kind, after, "1.28");
      assert.ok(again.ok);
      assert.equal(applyEdits(after, again.edits), after);
    });
});

describe("refused, with the reason", () => {
  const shared =
    "a: {repository: nginx, tag: &t 1.27, digest: ''}\nb: {repository: redis, tag: *t, digest: ''}\n";
  const beside = "a: {repository: nginx, tag: &t 1.27, digest: ''}\nb: {repository: nginx, tag: *t}\n";
  const table: readonly (readonly [
    name: string,
    kind: DocumentKind,
    text: string,
    tag: string,
    refusal: string,
  ])[] = [
    ["a stage", "dockerfile", "FROM a AS b\nFROM b\n", "1.28", "stage"],
    ["variables within the tag", "dockerfile", "ARG F=alpine\nFROM nginx:1.27-$F\n", "1.28", "composed"],
    ["E08: a tag that another image has, too", "helm", shared, "1.28", "noTag"],
    ["E08: a tag that is another image's place for a digest", "helm", beside, "1.28", "noTag"],
    ["a digest without a tag", "helm", `image: {repository: nginx, digest: ${one}}\n`, "1.28", "noTag"],
    [
      "a plain number that YAML would read as another",
      "helm",
      "image: {repository: nginx, tag: 1.27, digest: ''}\n",
      "1.30",
      "escaped",
    ],
  ];
  for (const [name, kind, text, tag, refusal] of table)
    it(name, () => {
      const { occurrences } = readerFor(kind)(text);
      const occurrence = name === "a stage" ? occurrences.at(-1) : occurrences[0];
      assert.ok(occurrence);
      assert.deepEqual(retagEdits(text, occurrence, tag, two), { ok: false, refusal });
    });

  it("but in quotes, or beside more, the number is a text", () => {
    assert.ok(retag("helm", "image: {repository: nginx, tag: '1.27', digest: ''}\n", "1.30").ok);
    assert.ok(retag("helm", `image: nginx:1.27\ndigest: ${one}\n`, "1.30").ok);
    assert.ok(retag("helm", "image: {repository: nginx, tag: 1.27, digest: ''}\n", "3.20.3").ok);
  });
});

function retag(kind: DocumentKind, text: string, tag: string) {
  const occurrence = readerFor(kind)(text).occurrences[0];
  assert.ok(occurrence);
  return retagEdits(text, occurrence, tag, two);
}
