import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DocumentKind } from "../../src/core/documents/occurrence.ts";
import { readerFor } from "../../src/core/documents/readers.ts";
import { applyEdits } from "../../src/core/pinning/edit.ts";
import { hasIgnoreComment, matchesPattern } from "../../src/core/pinning/ignore.ts";
import { parseReference } from "../../src/core/reference/reference.ts";
import { ignoreComment, ignorePatterns } from "../../src/vscode/pins/ignoring.ts";

/** The text before, and with the comment on the last image; undefined where there can be none. */
const table: readonly (readonly [
  kind: DocumentKind,
  path: string,
  before: string,
  after: string | undefined,
])[] = [
  ["dockerfile", "Dockerfile", "FROM nginx\n", "# mooring-ignore\nFROM nginx\n"],
  [
    "dockerfile",
    "Dockerfile",
    "ARG X\r\n  FROM nginx\r\n",
    "ARG X\r\n  # mooring-ignore\r\n  FROM nginx\r\n",
  ],
  ["dockerfile", "Dockerfile", "FROM \\\n  nginx\n", "FROM \\\n  # mooring-ignore\n  nginx\n"],
  [
    "dockerfile",
    "Dockerfile",
    "FROM scratch\nRUN --mount=type=bind,from=nginx,target=/a true\n",
    "FROM scratch\n# mooring-ignore\nRUN --mount=type=bind,from=nginx,target=/a true\n",
  ],
  ["dockerfile", "Dockerfile", "# syntax=docker/dockerfile:1\n", undefined],
  [
    "compose",
    "compose.yaml",
    "services:\n  a:\n    image: nginx # why\n",
    "services:\n  a:\n    # mooring-ignore\n    image: nginx # why\n",
  ],
  [
    "compose",
    "compose.yaml",
    "services: {a: {image: nginx}}",
    "# mooring-ignore\nservices: {a: {image: nginx}}",
  ],
  [
    "bake",
    "docker-bake.hcl",
    'target "a" {\n\ttags = []\n\tcontexts = { a = "docker-image://nginx" }\n}\n',
    'target "a" {\n\ttags = []\n\t# mooring-ignore\n\tcontexts = { a = "docker-image://nginx" }\n}\n',
  ],
  ["bake", "docker-bake.json", '{"target": {"a": {"contexts": {"a": "docker-image://nginx"}}}}', undefined],
  [
    "devcontainer",
    "devcontainer.json",
    '{\n  "image": "nginx"\n}\n',
    '{\n  // mooring-ignore\n  "image": "nginx"\n}\n',
  ],
];

describe("the comment that ignores an image", () => {
  for (const [kind, path, before, after] of table)
    it(`${path}: ${JSON.stringify(before)}`, () => {
      const occurrence = readerFor(kind)(before).occurrences.findLast(({ reference }) => reference !== null);
      assert.ok(occurrence);
      const edit = ignoreComment(before, occurrence, path);
      assert.equal(edit && applyEdits(before, [edit]), after);
      if (after === undefined) return;
      const again = readerFor(kind)(after).occurrences.findLast(({ reference }) => reference !== null);
      assert.equal(again?.reference, occurrence.reference);
      assert.ok(again && hasIgnoreComment(after, again));
    });
});

describe("patterns that ignore an image", () => {
  for (const [written, expected] of [
    ["nginx:1.27", ["nginx", "nginx:1.27"]],
    ["nginx", ["nginx", "nginx:latest"]],
    ["ghcr.io/a/b:1@sha256:".concat("a".repeat(64)), ["ghcr.io/a/b", "ghcr.io/a/b:1"]],
    ["h.test:5000/b@sha256:".concat("a".repeat(64)), ["h.test:5000/b"]],
  ] as const)
    it(written, () => {
      const parsed = parseReference(written);
      assert.ok(parsed.ok);
      const patterns = ignorePatterns(parsed.reference);
      assert.deepEqual(patterns, expected);
      for (const pattern of patterns) assert.ok(matchesPattern(parsed.reference, pattern), pattern);
    });
});
