/** Real files of public repositories. They are not part of the project: without them the tests say so and pass. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { documentKind, looksLikeCompose } from "../../../src/core/documents/documentKind.ts";
import type { DocumentKind, Occurrence, Span } from "../../../src/core/documents/occurrence.ts";
import { readerFor } from "../../../src/core/documents/readers.ts";
import { applyEdits, pinEdit, pinSite, unpinEdit } from "../../../src/core/pinning/edit.ts";
import { parseReference } from "../../../src/core/reference/reference.ts";

const corpus =
  process.env["MOORING_CORPUS"] ?? fileURLToPath(new URL("../../../../shared/corpus", import.meta.url));
const digest = `sha256:${"0123456789abcdef".repeat(4)}` as const;

type File = {
  readonly path: string;
  readonly kind: DocumentKind;
  readonly line: string;
  readonly text: string;
};

/** The lines of expected.jsonl whose kind is read here. */
function expectedFiles(): readonly File[] {
  return expectedLines().flatMap(({ file, kind, line }) => {
    if (kind !== "dockerfile" && kind !== "compose") return [];
    const path = join(corpus, "open", file);
    return [{ path, kind, line, text: readFileSync(path, "utf8") }];
  });
}

function expectedLines(): readonly { file: string; kind: string; line: string }[] {
  const lines = readFileSync(join(corpus, "expected.jsonl"), "utf8").trim().split("\n");
  return lines.map((line) => ({ ...JSON.parse(line), line }));
}

/** A test that needs the corpus. */
function corpusTest(name: string, run: (t: TestContext) => void): void {
  test(name, (t) => {
    if (existsSync(corpus)) run(t);
    else t.diagnostic("corpus not here");
  });
}

for (const kind of ["dockerfile", "compose"] as const)
  corpusTest(`every ${kind} is read as its vendor's code reads it`, () => {
    const files = expectedFiles().filter((file) => file.kind === kind);
    const found = files.flatMap(({ path, text }) =>
      readerFor(kind)(text).occurrences.map((occurrence) => ({ ...occurrence, path })),
    );
    const folder = mkdtempSync(join(tmpdir(), "corpus-"));
    try {
      const [expected, candidate] = [join(folder, "expected.jsonl"), join(folder, "candidate.json")];
      writeFileSync(expected, files.map(({ line }) => line).join("\n"));
      writeFileSync(candidate, JSON.stringify(found));
      const score = [join(corpus, "score.mjs"), expected, join(corpus, "open"), candidate, "--verbose"];
      const { status, stdout } = spawnSync(process.execPath, score, { encoding: "utf8" });
      assert.equal(status, 0, stdout);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

corpusTest("every Dockerfile and compose file is known by its name or text, and no other file is", () => {
  for (const { file, kind } of expectedLines()) {
    const yaml = /\.ya?ml$/.test(file) && looksLikeCompose(readFileSync(join(corpus, "open", file), "utf8"));
    const expected = kind === "dockerfile" || kind === "compose" ? kind : undefined;
    assert.equal(documentKind(file) ?? (yaml ? "compose" : undefined), expected, file);
  }
});

corpusTest("no name of another kind of file is taken for a Dockerfile or a compose file", () => {
  for (const { file, kind } of expectedLines()) {
    const found = documentKind(file);
    assert.ok(found === undefined || found === kind, file);
    if (kind === "dockerfile") assert.equal(found, kind, file);
  }
});

corpusTest("E02: a digest goes in at every pin site and out again, and nothing else changes", () => {
  let pinned = 0;
  for (const { path, kind, text } of expectedFiles()) {
    const body = text.replace(/^\uFEFF/, "");
    const read = (document: string) => readerFor(kind)(document).occurrences;
    const before = read(body);
    for (const occurrence of before) {
      const site = pinSite(occurrence);
      if (!site.ok || occurrence.reference === null || occurrence.reference.includes("@")) continue;
      const after = applyEdits(body, [pinEdit(body, site.span, digest)]);
      assert.equal(after, `${body.slice(0, site.span.end)}@${digest}${body.slice(site.span.end)}`);
      assert.deepEqual(
        read(after).map(outline),
        before.map((other) => outline(withPin(other, site.span))),
        path,
      );
      const out = unpinEdit(after, { ...site.span, end: site.span.end + digest.length + 1 });
      assert.equal(out && applyEdits(after, [out]), body);
      pinned++;
    }
  }
  assert.ok(pinned > 150, `${pinned} sites`);
});

corpusTest("every range holds its text, ranges do not overlap, every image can be asked for", () => {
  for (const { path, kind, text } of expectedFiles()) {
    const body = text.replace(/^\uFEFF/, "");
    let end = 0;
    for (const found of readerFor(kind)(text).occurrences) {
      assert.equal(body.slice(found.start, found.end), found.text, path);
      assert.ok(found.start >= end && found.end > found.start, path);
      assert.ok(found.reference === null || parseReference(found.reference).ok, path);
      end = found.end;
    }
  }
});

/** What must not change, or in the known way, when another place gets a digest. */
function outline({ start, status, reference, reason, stage, service }: Occurrence) {
  return { start, status, reference, reason, stage, service };
}

/** `occurrence` in the document that has a digest at the end of `site`. */
function withPin(occurrence: Occurrence, site: Span): Occurrence {
  const own = pinSite(occurrence);
  const moved = occurrence.start >= site.end ? digest.length + 1 : 0;
  const here = { ...occurrence, start: occurrence.start + moved };
  if (!own.ok || own.span.end !== site.end) return here;
  const status = occurrence.status === "pinnable" ? "pinned" : occurrence.status;
  return { ...here, status, reference: `${occurrence.reference}@${digest}` };
}
