import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { RegistryError } from "../../../src/core/errors.ts";
import { explainPin, type PinFacts } from "../../../src/core/explainPin.ts";
import type { KeptAnswer } from "../../../src/core/pinning/answers.ts";
import { AnswersFile, decodeAnswers, encodeAnswers } from "../../../src/core/pinning/answersFile.ts";
import { checked } from "../../support/fakeShelf.ts";

const [pinned, now] = [checked(`sha256:${"a".repeat(64)}`), checked(`sha256:${"b".repeat(64)}`)];
const name = "nginx:1";
const absent = new RegistryError("notFound", "h.test", { status: 404, code: "C", detail: "SECRET" });
const facts: readonly PinFacts[] = [
  { code: "moved", name, pinned, now },
  { code: "moved", name, pinned, now, pinnedBuilt: 1, nowBuilt: 2 },
  { code: "missing", name, written: `${name}@${pinned}`, failure: absent, kept: true },
  { code: "platform-missing", name, platform: "a/b", platforms: ["a/c"] },
  { code: "tag-digest-mismatch", name, tag: "1", pinned, version: "2" },
  { code: "single-platform", name, platform: "a/b", lost: ["a/c"] },
  { code: "single-platform", name, platform: "a/b", lost: [] },
];
const answer = (asOf: number, own: readonly PinFacts[] = [], key = "k"): KeptAnswer => [
  key,
  { asOf, digest: now, facts: own },
];
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mooring-answers-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("each finding comes back with its words", () => {
  for (const fact of facts)
    it(`${fact.code} ${JSON.stringify(fact).length}`, () => {
      const text = encodeAnswers([answer(5, [fact])]);
      const [[key, found] = []] = decodeAnswers(new TextEncoder().encode(text));
      assert.deepEqual([key, found?.asOf, found?.digest], ["k", 5, now]);
      assert.deepEqual(
        found?.facts.map((fact) => explainPin(fact)),
        [explainPin(fact)],
      );
      assert.doesNotMatch(text, /SECRET/);
    });
});

describe("C03, C06: what Mooring did not write is not believed", () => {
  const row = JSON.parse(encodeAnswers([answer(5, [facts[0] as PinFacts])])).answers[0];
  const [fact] = row.facts;
  const table: readonly (readonly [string, unknown])[] = [
    ["another version", { version: 2, answers: [row] }],
    ["no list", { version: 1, answers: {} }],
    ["no key", { version: 1, answers: [{ ...row, key: 1 }] }],
    ["no time", { version: 1, answers: [{ ...row, asOf: -1 }] }],
    ["no digest", { version: 1, answers: [{ ...row, digest: "sha256:x" }] }],
    ["no facts", { version: 1, answers: [{ ...row, facts: undefined }] }],
    ["an unknown finding", { version: 1, answers: [{ ...row, facts: [{ ...fact, code: "new" }] }] }],
    ["a finding without a name", { version: 1, answers: [{ ...row, facts: [{ ...fact, name: 1 }] }] }],
    ["a finding that lacks a field", { version: 1, answers: [{ ...row, facts: [{ ...fact, now: 1 }] }] }],
    ["a failure that is none", { version: 1, answers: [{ ...row, facts: [{ ...fact, code: "missing" }] }] }],
    ["one bad finding of two", { version: 1, answers: [{ ...row, facts: [fact, null] }] }],
  ];
  for (const [what, value] of table) it(what, () => assert.deepEqual(decodeAnswers(bytesOf(value)), []));

  for (const [what, text] of [
    ["nothing", ""],
    ["half a file", encodeAnswers([answer(5)]).slice(0, -4)],
    ["a list", "[]"],
    ["too much", `${" ".repeat(4 * 1024 * 1024)}{"version":1,"answers":[]}`],
  ] as const)
    it(`a file with ${what} is as none, and is written anew`, async () => {
      await writeFile(join(folder, "answers.json"), text);
      const file = new AnswersFile(folder);
      assert.deepEqual(await file.load(), []);
      await file.save([answer(1)]);
      assert.deepEqual(await file.load(), [answer(1)]);
    });
});

it("C03: two windows keep what each learnt, of one question the newer answer, and leave no drafts", async () => {
  const [one, two] = [new AnswersFile(folder), new AnswersFile(folder)];
  await one.save([answer(2, [], "a"), answer(3, [], "b")]);
  await two.save([answer(1, [], "a"), answer(4, [], "b"), answer(5, [], "c")]);
  assert.deepEqual(await one.load(), [answer(5, [], "c"), answer(4, [], "b"), answer(2, [], "a")]);
  assert.deepEqual(await readdir(join(folder, "ingest")), []);
  await two.clear();
  assert.deepEqual(await one.load(), []);
});

it("the newest answers are kept, at most 2,000", async () => {
  const file = new AnswersFile(folder);
  await file.save(Array.from({ length: 2500 }, (_, number) => answer(number, [], `k${number}`)));
  const kept = await file.load();
  assert.deepEqual([kept.length, kept[0]?.[0], kept.at(-1)?.[0]], [2000, "k2499", "k500"]);
  assert.ok((await readFile(join(folder, "answers.json"))).length < 4 * 1024 * 1024);
});

it("a disk that refuses costs only the memory", async () => {
  await writeFile(join(folder, "file"), "");
  const file = new AnswersFile(join(folder, "file", "below"));
  await file.save([answer(1)]);
  assert.deepEqual(await file.load(), []);
});
