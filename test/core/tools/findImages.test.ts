import assert from "node:assert/strict";
import { it } from "node:test";
import type { DocumentKind } from "../../../src/core/documents/occurrence.ts";
import { readerFor } from "../../../src/core/documents/readers.ts";
import { findImages, type ReadFile } from "../../../src/core/tools/findImages.ts";

const pin = `@sha256:${"0".repeat(64)}`;

function file(path: string, kind: DocumentKind, text: string): ReadFile {
  return { path, text, occurrences: readerFor(kind)(text).occurrences };
}

const files = [
  file("a/Dockerfile", "dockerfile", `FROM nginx:1${pin} AS base\nFROM base\nFROM scratch\nFROM redis\n`),
  file(
    "compose\u202Eyaml",
    "compose",
    'services:\n  a: {image: "${R:-r.test}/${N:-x}:1"}\n  b: {build: ., image: mine}\n',
  ),
];

it("images have their file, line and state; names that are no images are left out", () => {
  assert.deepEqual(findImages(files), {
    total: 3,
    pinned: 1,
    images: [
      { path: "a/Dockerfile", line: 1, reference: `nginx:1${pin}`, state: "pinned" },
      { path: "a/Dockerfile", line: 4, reference: "redis", state: "unpinned" },
      {
        path: "compose\\u{202E}yaml",
        line: 2,
        reference: "r.test/x:1",
        state: "cannotBePinned",
        reason: "composed",
      },
    ],
  });
});

it("those in one state alone can be had, and the counts stay those of all", () => {
  const { total, pinned, images } = findImages(files, "unpinned");
  assert.deepEqual([total, pinned, images.map(({ reference }) => reference)], [3, 1, ["redis"]]);
});

it("no more than 500 are told of, and all are counted", () => {
  const { total, images } = findImages([file("Dockerfile", "dockerfile", "FROM a\n".repeat(600))]);
  assert.deepEqual([total, images.length, images.at(-1)?.line], [600, 500, 500]);
});
