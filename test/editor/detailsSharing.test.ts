import assert from "node:assert/strict";
import { it } from "node:test";
import { RegistryError } from "../../src/core/errors.ts";
import type { Step } from "../../src/core/image/model.ts";
import type { StoredTag } from "../../src/core/image/storedTags.ts";
import { sharingOf } from "../../src/vscode/details/detailsSharing.ts";
import type { ReadTags } from "../../src/vscode/details/tagSharing.ts";
import { descriptor, digestOf, image } from "./imageModel.ts";

const base = descriptor("1", 30_000_000);
const own = descriptor("2", 10_000_000);
const older = descriptor("3", 20_000_000);
const layer = (number: number, of: typeof base): Step => ({
  createdBy: undefined,
  created: undefined,
  comment: undefined,
  layer: { number, descriptor: of, diffId: undefined },
});
const shown = image({ steps: [layer(1, base), layer(2, own)] });
const current: StoredTag = { names: ["1.27", "latest"], layers: [base, own], digest: shown.manifest.digest };
const before: StoredTag = { names: ["1.26"], layers: [base, older], digest: digestOf("9") };

function view(change: Partial<ReadTags> = {}, held?: number, of = shown) {
  const read = { images: [before, current], unread: [], isWhole: true, asOf: 0, ...change };
  const sharing = sharingOf({ kind: "read", read, ...(held !== undefined && { held }) }, of, 0);
  assert.ok(sharing?.kind === "read");
  return sharing.view;
}

it("each layer stands once, the largest first, with who has it", () => {
  const { columns, rows } = view();
  assert.deepEqual(
    columns.map(({ name, isShown }) => [name, isShown]),
    [
      ["1.26", false],
      ["1.27, latest", true],
    ],
  );
  assert.deepEqual(
    rows.map(({ digest, size, place, marks }) => [digest.slice(7, 8), size, place, ...marks]),
    [
      ["1", "30.0 MB", "layer 1 of this image", "shared", "shared"],
      ["3", "20.0 MB", "", "alone", "none"],
      ["2", "10.0 MB", "layer 2 of this image", "none", "alone"],
    ],
  );
  assert.equal(rows[0]?.text, "in 2 of 2 images: 1.26; 1.27, latest");
  assert.deepEqual(
    rows.map(({ share }) => Math.round(share * 100)),
    [100, 67, 33],
  );
});

it("the totals count a layer once where the images count it each", () => {
  const { text, alone } = view();
  assert.equal(
    text,
    "The registry keeps 60.0 MB for 3 tags, 2 images; one by one the images add up to 90.0 MB.",
  );
  assert.equal(alone, "1 layer, 10.0 MB, is this image's alone.");
  const unsized = { ...before, layers: [base, { ...older, size: undefined }] };
  assert.match(view({ images: [unsized, current] }).text, /keeps at least 40\.0 MB .* at least 70\.0 MB/);
});

it("a pull moves what the other has not; the first other is meant until one is chosen", () => {
  const { pull } = view();
  assert.deepEqual(pull, {
    choices: [{ column: 0, name: "1.26" }],
    chosen: 0,
    text: "10.0 MB of 40.0 MB: 1 of 2 layers",
    share: 0.25,
  });
  const empty: StoredTag = { names: ["new"], layers: [], digest: digestOf("8") };
  const three = { images: [before, current, empty] };
  assert.equal(view(three, 2).pull?.text, "40.0 MB of 40.0 MB: 2 of 2 layers");
  for (const none of [1, 7, -1])
    assert.equal(view(three, none).pull?.chosen, 0, "not another image's column");
  assert.equal(view({ images: [current] }).pull, undefined);
});

it("an image that no tag names stands beside them", () => {
  const { columns, notes, text } = view({ images: [before] });
  assert.deepEqual(
    columns.map(({ name, isShown }) => [name, isShown]),
    [
      ["this image", true],
      ["1.26", false],
    ],
  );
  assert.ok(notes.some((note) => note.startsWith("None of the tags names this image")));
  assert.match(text, /for 1 tag, 2 images;/);
});

it("what was not read is named with its cause, and that there is more", () => {
  const gone = new RegistryError("notFound", "r.test", { status: 404, code: "MANIFEST_UNKNOWN" });
  const { unread, notes } = view({ isWhole: false, unread: [{ tag: "1.9", failure: gone }, { tag: "win" }] });
  assert.equal(unread[0]?.key, "1.9");
  assert.match(unread[0]?.value ?? "", /r\.test .*library\/nginx:1\.9/);
  assert.deepEqual(unread[1], { key: "win", value: "No image for linux/amd64." });
  assert.ok(notes.some((note) => note.startsWith("The repository has more tags")));
});

it("V18: tags that no registry should give are shown for what they are", () => {
  const { columns } = view({ images: [{ ...before, names: ["a\u202Eb"] }, current] });
  assert.equal(columns[0]?.name, "a\\u{202E}b");
});

it("before it is read it says what it costs, and while it is, how far it is", () => {
  const unread = sharingOf({ kind: "unread" }, shown, 0);
  assert.ok(unread?.kind === "unread");
  assert.match(unread.text, /^Looks at up to 40 tags of nginx: /);
  const state = { kind: "reading", done: 17, total: 40 } as const;
  assert.deepEqual(sharingOf(state, shown, 0), { kind: "reading", text: "17 of 40 tags" });
  const failure = new RegistryError("denied", "r.test", { status: 403 });
  const failed = sharingOf({ kind: "failed", failure }, shown, 0);
  assert.ok(failed?.kind === "failed" && failed.problem.includes("r.test") && failed.next !== "");
});

it("what is no image to run has no such tab", () => {
  assert.equal(sharingOf({ kind: "unread" }, image({ role: "buildCache" }), 0), undefined);
});
