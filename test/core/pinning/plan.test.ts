import assert from "node:assert/strict";
import { it } from "node:test";
import type { Occurrence } from "../../../src/core/documents/occurrence.ts";
import { applyEdits } from "../../../src/core/pinning/edit.ts";
import {
  pinnableIn,
  pinnedIn,
  planDocuments,
  planPins,
  referenceOf,
} from "../../../src/core/pinning/plan.ts";
import { formatFamiliar } from "../../../src/core/reference/reference.ts";

const digest = `sha256:${"a".repeat(64)}` as const;

it("each distinct reference is asked for once, and every place is written", async () => {
  const text = "nginx:1 redis:7 nginx:1";
  const asked: string[] = [];
  const plan = await planPins(text, pinnableIn(text, occurrences(text)), async (reference) => {
    asked.push(formatFamiliar(reference));
    return { digest };
  });
  assert.deepEqual(asked, ["nginx:1", "redis:7"]);
  assert.equal(applyEdits(text, plan.edits), `nginx:1@${digest} redis:7@${digest} nginx:1@${digest}`);
});

it("E04: what cannot be resolved is listed and the rest is pinned", async () => {
  const text = "nginx:1 gone:1";
  const plan = await planPins(text, pinnableIn(text, occurrences(text)), async (reference) =>
    formatFamiliar(reference) === "gone:1" ? { problem: "not found" } : { digest },
  );
  assert.equal(applyEdits(text, plan.edits), `nginx:1@${digest} gone:1`);
  assert.deepEqual(
    plan.failures.map(({ pinnable, problem }) => [pinnable.occurrence.text, problem]),
    [["gone:1", "not found"]],
  );
});

it("each distinct reference of all documents is asked for once, and every document has its own edits", async () => {
  const texts = ["nginx:1 redis:7", "redis:7", "nginx:1 nginx", "nginx:latest"];
  const asked: string[] = [];
  const documents = texts.map((text) => ({ text, pinnables: pinnableIn(text, occurrences(text)) }));
  const plans = await planDocuments(documents, async (reference) => {
    asked.push(formatFamiliar(reference));
    return { digest };
  });
  assert.deepEqual(asked, ["nginx:1", "redis:7", "nginx"]);
  assert.deepEqual(
    plans.map(({ edits }, place) => applyEdits(texts[place] ?? "", edits)),
    texts.map((text) => text.replace(/\S+/g, (name) => `${name}@${digest}`)),
  );
});

it("pins of different digests are different questions, and only what is pinned can be updated", async () => {
  const other = `sha256:${"b".repeat(64)}` as const;
  const text = `nginx:1@${digest} nginx:1@${other} nginx:1 nginx:1@${digest}`;
  const pinnables = pinnedIn(text, occurrences(text));
  assert.equal(pinnables.length, 3);
  const asked: string[] = [];
  const { outcomes } = await planPins(text, pinnables, async (reference) => {
    asked.push(reference.digest ?? "");
    return { problem: "kept" };
  });
  assert.deepEqual(asked, [digest, other]);
  assert.deepEqual(
    outcomes.map(({ resolution }) => resolution),
    [{ problem: "kept" }, { problem: "kept" }, { problem: "kept" }],
  );
});

it("E08: a default that several places share is written once", () => {
  const text = "ARG=nginx:1 a b";
  const shared = (start: number): Occurrence => ({
    kind: "dockerfile",
    start,
    end: start + 1,
    text: text.slice(start, start + 1),
    status: "variable",
    reference: "nginx:1",
    editAt: { start: 4, end: 11 },
  });
  assert.equal(pinnableIn(text, [shared(12), shared(14)]).length, 1);
});

it("E07: what is pinned, here or at its source, is not pinned again", () => {
  const text = `nginx:1@${digest}`;
  const pinned: Occurrence = {
    kind: "compose",
    start: 0,
    end: text.length,
    text,
    status: "pinned",
    reference: text,
  };
  assert.deepEqual(pinnableIn(text, [pinned]), []);
  const variable: Occurrence = {
    ...pinned,
    status: "variable",
    text: "",
    start: 0,
    end: 0,
    editAt: { start: 0, end: text.length },
  };
  assert.deepEqual(pinnableIn(text, [variable]), []);
});

it("only what names an image of a registry has a reference", () => {
  const base: Occurrence = {
    kind: "compose",
    start: 0,
    end: 7,
    text: "nginx:1",
    status: "pinnable",
    reference: "nginx:1",
  };
  assert.equal(referenceOf(base)?.tag, "1");
  assert.equal(referenceOf({ ...base, status: "stage" }), undefined);
  assert.equal(referenceOf({ ...base, status: "built" }), undefined);
  assert.equal(referenceOf({ ...base, status: "variable", reference: null }), undefined);
  assert.equal(referenceOf({ ...base, status: "variable", reference: "--privileged" }), undefined);
});

function occurrences(text: string): readonly Occurrence[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({
    kind: "compose",
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
    status: "pinnable",
    reference: match[0],
  }));
}
