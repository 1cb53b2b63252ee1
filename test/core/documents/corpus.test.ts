/** Real files of public repositories. They are not part of the project: without them the tests say so and pass. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { kindOfDocument } from "../../../src/core/documents/documentKind.ts";
import type { DocumentKind, Occurrence, Site } from "../../../src/core/documents/occurrence.ts";
import { readerFor } from "../../../src/core/documents/readers.ts";
import { applyEdits, hasDigest, pinEdit, pinSite, unpinEdit } from "../../../src/core/pinning/edit.ts";
import { type Pinnable, pinnableIn, pinnedIn, referenceOf } from "../../../src/core/pinning/plan.ts";
import { retagEdits } from "../../../src/core/pinning/retag.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import { parseReference } from "../../../src/core/reference/reference.ts";

const corpus =
  process.env["MOORING_CORPUS"] ?? fileURLToPath(new URL("../../../../shared/corpus", import.meta.url));
const digest = `sha256:${"0123456789abcdef".repeat(4)}` as const;
const other = `sha256:${"fedcba9876543210".repeat(4)}` as const;

type File = {
  readonly path: string;
  readonly kind: DocumentKind;
  readonly line: string;
  readonly text: string;
};

/** What the corpus calls the kinds. */
const kinds: Readonly<Record<string, DocumentKind>> = {
  dockerfile: "dockerfile",
  compose: "compose",
  kubernetes: "kubernetes",
  helmvalues: "helm",
  helmtemplate: "helm",
  githubactions: "github-actions",
  githubaction: "github-actions",
  gitlabci: "gitlab-ci",
  devcontainer: "devcontainer",
  bake: "bake",
};

/** Files that are read otherwise than the corpus expects, for the reasons in disputed.md. */
const disputed: ReadonlySet<string> = new Set(
  ["kustomize/components/container-images-tag/kustomization.yaml"].map(
    (path) => `GoogleCloudPlatform__microservices-demo/${path}`,
  ),
);
/** A ConfigMap of a chart: the corpus calls it Kubernetes, but it is a template. */
const template =
  "argoproj__argo-helm/charts/argo-workflows/templates/controller/workflow-controller-config-map.yaml";

function expectedFiles(): readonly File[] {
  return expectedLines().map(({ file, kind, line }) => {
    const path = join(corpus, "open", file);
    return { path, kind, line, text: readFileSync(path, "utf8") };
  });
}

function expectedLines(): readonly { file: string; kind: DocumentKind; line: string }[] {
  const lines = readFileSync(join(corpus, "expected.jsonl"), "utf8").trim().split("\n");
  return lines.map((line) => {
    const { file, kind }: { file: string; kind: string } = JSON.parse(line);
    const known = file === template ? "helm" : kinds[kind];
    assert.ok(known !== undefined, kind);
    return { file, kind: known, line };
  });
}

/** A test that needs the corpus, which lies beside the project; without it the test counts as skipped. */
function corpusTest(name: string, run: (t: TestContext) => void): void {
  test(name, { skip: !existsSync(corpus) && "the corpus is not here" }, run);
}

for (const kind of new Set(Object.values(kinds)))
  corpusTest(`every ${kind} file is read as its vendor's code or its specification reads it`, () => {
    const files = expectedFiles().filter((file) => file.kind === kind && !isDisputed(file));
    assert.ok(files.length > 0);
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

corpusTest("every file is known by its path, or by its text when that is YAML", () => {
  for (const { file, kind } of expectedLines()) {
    const text = readFileSync(join(corpus, "open", file), "utf8");
    assert.equal(kindOfDocument(file, text), kind, file);
  }
});

corpusTest("YAML whose name is taken away is known by its text, or not known, but never another kind", () => {
  let known = 0;
  for (const { file, kind } of expectedLines().filter(({ file }) => /\.ya?ml$/.test(file))) {
    const text = readFileSync(join(corpus, "open", file), "utf8");
    const found = kindOfDocument(file.includes("/templates/") ? "templates/x.yaml" : "x.yaml", text);
    assert.ok(found === undefined || found === kind, `${file}: ${found}`);
    if (found !== undefined) known++;
  }
  assert.ok(known > 100, `${known} files`);
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
      const { end, lead = "@" } = site.span;
      assert.equal(after, `${body.slice(0, end)}${lead}${digest}${body.slice(end)}`);
      assert.deepEqual(
        read(after).map(outline),
        before.map((other) => outline(withPin(other, site.span))),
        path,
      );
      const out = unpinEdit(after, { ...site.span, end: end + digest.length + lead.length });
      assert.equal(out && applyEdits(after, [out]), body);
      pinned++;
    }
  }
  assert.ok(pinned > 300, `${pinned} sites`);
});

corpusTest(
  "everything is pinned at once, read again with its digests, and unpinned to the very bytes",
  () => {
    const pinned = new Map<DocumentKind, number>();
    for (const { path, kind, text } of expectedFiles()) {
      const body = text.replace(/^\uFEFF/, "");
      const read = (document: string) => readerFor(kind)(document).occurrences;
      const before = read(body);
      const edits = pinnableIn(body, before).flatMap(({ occurrence }) => {
        const site = pinSite(occurrence);
        return site.ok ? [pinEdit(body, site.span, digest)] : [];
      });
      const after = applyEdits(body, edits);
      const again = read(after);
      assert.deepEqual(pinnableIn(after, again), [], path);
      assert.deepEqual(
        again.map(({ reference }) => reference),
        before.map((occurrence) => referenceWithDigest(body, occurrence)),
        path,
      );
      const out = new Map(
        again.flatMap((occurrence, i) => {
          const [was, site] = [before[i], pinSite(occurrence)];
          const edit =
            site.ok && was?.reference?.includes("@") === false ? unpinEdit(after, site.span) : undefined;
          return edit === undefined ? [] : [[edit.start, edit] as const];
        }),
      );
      assert.equal(out.size, edits.length, path);
      assert.equal(applyEdits(after, [...out.values()]), body, path);
      pinned.set(kind, (pinned.get(kind) ?? 0) + edits.length);
    }
    for (const kind of new Set(Object.values(kinds))) assert.ok((pinned.get(kind) ?? 0) > 0, kind);
  },
);

corpusTest("pins are updated and taken away again, and no other byte changes", () => {
  let updated = 0;
  for (const { path, kind, text } of expectedFiles()) {
    const body = text.replace(/^\uFEFF/, "");
    const read = (document: string) => readerFor(kind)(document).occurrences;
    const pinAll = (document: string, places: readonly Pinnable[], to: Digest) =>
      applyEdits(
        document,
        places.flatMap(({ occurrence }) => {
          const site = pinSite(occurrence);
          return site.ok ? [pinEdit(document, site.span, to)] : [];
        }),
      );
    const places = pinnableIn(body, read(body));
    const own = pinnedIn(body, read(body)).length;
    const pinned = pinAll(body, places, digest);
    const pins = pinnedIn(pinned, read(pinned));
    assert.equal(pins.length, places.length + own, path);
    const ours = pins.filter(({ reference }) => reference.digest === digest);
    assert.equal(pinAll(pinned, ours, other), pinAll(body, places, other), path);
    assert.equal(pinAll(pinned, ours, digest), pinned, path);
    updated += ours.length;
  }
  assert.ok(updated > 300, `${updated} pins`);
});

corpusTest("another tag goes in with its digest, and nothing else of the document is read otherwise", () => {
  const retagged = new Map<DocumentKind, number>();
  for (const { path, kind, text } of expectedFiles()) {
    const body = text.replace(/^\uFEFF/, "");
    const read = (document: string) => readerFor(kind)(document).occurrences;
    const before = read(body);
    for (const [place, occurrence] of before.entries()) {
      const reference = referenceOf(occurrence);
      const retagging = retagEdits(body, occurrence, "9.8.7", digest);
      if (reference === undefined || !retagging.ok) continue;
      const after = applyEdits(body, retagging.edits);
      const again = read(after);
      const found = again[place] && referenceOf(again[place]);
      assert.deepEqual(found, { ...reference, tag: "9.8.7", digest }, path);
      const ends = new Set(retagging.edits.map(({ end }) => end));
      const untouched = before.flatMap((one, index) => {
        const site = pinSite(one);
        return site.ok && ends.has(site.span.end) ? [] : [index];
      });
      assert.deepEqual(
        untouched.map((index) => again[index]?.reference),
        untouched.map((index) => before[index]?.reference),
        path,
      );
      const back = retagging.edits.reduce(
        (rest, { start, end, newText }) => rest.replace(newText, body.slice(start, end)),
        after,
      );
      assert.equal(back, body, path);
      retagged.set(kind, (retagged.get(kind) ?? 0) + 1);
    }
  }
  for (const kind of new Set(Object.values(kinds))) assert.ok((retagged.get(kind) ?? 0) > 0, kind);
});

/** The reference that an occurrence has when all of its document is pinned. */
function referenceWithDigest(text: string, occurrence: Occurrence): string | null {
  const site = pinSite(occurrence);
  const { reference } = occurrence;
  return site.ok && reference !== null && !hasDigest(text, site.span) ? `${reference}@${digest}` : reference;
}

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

function isDisputed({ path }: File): boolean {
  return disputed.has(path.slice(join(corpus, "open", "/").length));
}

/** What must not change, or in the known way, when another place gets a digest. */
function outline({ start, status, reference, reason, stage, service }: Occurrence) {
  return { start, status, reference, reason, stage, service };
}

/** `occurrence` in the document that has a digest at the end of `site`. */
function withPin(occurrence: Occurrence, site: Site): Occurrence {
  const own = pinSite(occurrence);
  const moved = occurrence.start >= site.end ? digest.length + (site.lead ?? "@").length : 0;
  const here = { ...occurrence, start: occurrence.start + moved };
  if (!own.ok || own.span.end !== site.end) return here;
  const status = occurrence.status === "pinnable" ? "pinned" : occurrence.status;
  return { ...here, status, reference: `${occurrence.reference}@${digest}` };
}
