import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Occurrence, OccurrenceStatus } from "../../../src/core/documents/occurrence.ts";
import { applyEdits, hasDigest, pinEdit, pinSite, unpinEdit } from "../../../src/core/pinning/edit.ts";

const digest = `sha256:${"a".repeat(64)}` as const;
const other = `sha256:${"b".repeat(64)}` as const;

describe("a pin changes only the reference's tail", () => {
  const table: readonly (readonly [string, string, string])[] = [
    ["tag", "nginx:1.27", `nginx:1.27@${digest}`],
    ["no tag", "nginx", `nginx@${digest}`],
    ["port", "localhost:5000/a:1", `localhost:5000/a:1@${digest}`],
    ["pinned to another digest", `nginx:1.27@${other}`, `nginx:1.27@${digest}`],
    ["pinned to this digest (E10)", `nginx:1.27@${digest}`, `nginx:1.27@${digest}`],
  ];
  for (const [name, written, pinned] of table) {
    it(name, () => {
      const text = `\u{1F6A2} image: "${written}" # why\r\n`;
      const span = spanOf(text, written);
      assert.equal(applyEdits(text, [pinEdit(text, span, digest)]), text.replace(written, pinned));
    });
  }
});

it("E10: unpin gives the very bytes back", () => {
  for (const written of ["nginx:1.27", "nginx", "localhost:5000/a:1"]) {
    const text = `FROM\t${written} AS x\r`;
    const pinned = applyEdits(text, [pinEdit(text, spanOf(text, written), digest)]);
    const edit = unpinEdit(pinned, spanOf(pinned, `${written}@${digest}`));
    assert.ok(edit);
    assert.equal(applyEdits(pinned, [edit]), text);
  }
});

describe("a key of the digest's own holds the digest alone", () => {
  const table: readonly (readonly [string, string, "" | " ", string])[] = [
    ["empty quotes", 'digest: "|" # c', "", `digest: "${digest}" # c`],
    ["no value yet", "digest:| # c", " ", `digest: ${digest} # c`],
  ];
  for (const [name, notation, lead, pinned] of table)
    it(name, () => {
      const text = notation.replace("|", "");
      const at = notation.indexOf("|");
      const site = { start: at, end: at, lead };
      assert.equal(hasDigest(text, site), false);
      assert.equal(unpinEdit(text, site), undefined);
      assert.equal(applyEdits(text, [pinEdit(text, site, digest)]), pinned);
      const filled = { ...site, end: at + lead.length + digest.length };
      assert.equal(hasDigest(pinned, filled), true);
      assert.equal(applyEdits(pinned, [pinEdit(pinned, filled, other)]), pinned.replace(digest, other));
      const edit = unpinEdit(pinned, filled);
      assert.equal(edit && applyEdits(pinned, [edit]), text);
    });
});

it("what is not pinned has nothing to unpin", () => {
  assert.equal(unpinEdit("nginx:1", { start: 0, end: 7 }), undefined);
  assert.equal(hasDigest("nginx:1", { start: 0, end: 7 }), false);
  assert.equal(hasDigest(`nginx:1@${digest}`, { start: 0, end: 8 + digest.length }), true);
});

it("edits apply together, whatever their order", () => {
  const text = "a:1 b:2 c:3";
  const edits = ["c:3", "a:1"].map((part) => pinEdit(text, spanOf(text, part), digest));
  assert.equal(applyEdits(text, edits), `a:1@${digest} b:2 c:3@${digest}`);
});

describe("where a pin is written", () => {
  it("in place for a plain reference", () => {
    assert.deepEqual(pinSite(occurrence("pinnable")), { ok: true, span: occurrence("pinnable") });
  });
  it("at the source of a variable", () => {
    const editAt = { start: 3, end: 9 };
    assert.deepEqual(pinSite({ ...occurrence("variable"), editAt }), { ok: true, span: editAt });
  });
  it("E08: nowhere for a variable without a source, never behind the variable", () => {
    assert.deepEqual(pinSite(occurrence("variable")), { ok: false, refusal: "composed" });
    assert.deepEqual(
      pinSite({ ...occurrence("variable"), editAt: { start: 0, end: 1 }, reason: "sharedSource" }),
      {
        ok: false,
        refusal: "sharedSource",
      },
    );
  });
  for (const status of ["stage", "scratch", "built", "invalid", "templated", "feature"] as const) {
    it(`nowhere for ${status}`, () =>
      assert.deepEqual(pinSite(occurrence(status)), { ok: false, refusal: status }));
  }
});

function occurrence(status: OccurrenceStatus): Occurrence {
  return { kind: "dockerfile", start: 5, end: 12, text: "nginx:1", status, reference: "nginx:1" };
}

function spanOf(text: string, part: string) {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
}
