import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readerFor } from "../../src/core/documents/readers.ts";
import { applyEdits } from "../../src/core/pinning/edit.ts";
import {
  changesOf,
  countMade,
  Decisions,
  type Place,
  placesToChange,
  type Selection,
} from "../../src/vscode/pins/manyPins.ts";
import type { Decision } from "../../src/vscode/pins/pinDecisions.ts";
import { digestOf } from "../support/fakeRegistry.ts";

const selection: Selection = {
  options: { target: "index", platforms: [], cooldownDays: 0 },
  ignore: ["ghcr.io/acme/*"],
};
const [a, b] = [digestOf("a"), digestOf("b")];
const written = (digest: typeof a): Decision => ({ kind: "write", digest });

function placesOf(change: "pin" | "update", text: string, rest: Partial<Selection> = {}): readonly Place[] {
  const { occurrences } = readerFor("dockerfile")(text);
  return placesToChange(change, { text, occurrences }, { ...selection, ...rest });
}

const namesOf = (places: readonly Place[]) => places.map(({ pinnable }) => pinnable.occurrence.reference);

describe("the places that a change of a whole file is about", () => {
  const text = `ARG BASE=alpine:3
FROM nginx:1 AS one
FROM ghcr.io/acme/app:1
# mooring-ignore
FROM redis:7
FROM busybox:1 # mooring-ignore
FROM one
FROM node:20@${a}
FROM node@${a}
FROM $BASE AS x
FROM $BASE AS y
`;
  it("to pin: what is not pinned and not ignored, each place once", () =>
    assert.deepEqual(namesOf(placesOf("pin", text)), ["nginx:1", "alpine:3"]));
  it("to update: pins with a tag to follow", () =>
    assert.deepEqual(namesOf(placesOf("update", text)), [`node:20@${a}`]));
  it("only what is wanted", () =>
    assert.deepEqual(namesOf(placesOf("pin", text, { wants: ({ tag }) => tag === "3" })), ["alpine:3"]));
});

describe("many decisions", () => {
  const text = `FROM nginx:1\nFROM nginx:1\nFROM --platform=linux/arm64 nginx:1\nFROM redis:7\nFROM gone:1\n`;
  const answers = new Map<string, Decision>([
    ["nginx:1", written(a)],
    ["redis:7", { kind: "kept", sentence: "redis stays." }],
    ["gone:1", { kind: "failed", sentence: "gone is gone.", failure: new Error() }],
  ]);

  it("E04: each distinct question is decided once, and what fails leaves the rest alone", async () => {
    const places = placesOf("pin", text);
    const asked: string[] = [];
    const heard: string[] = [];
    const decisions = new Decisions();
    const decide = async ({ question: { platform = "" }, pinnable }: Place) => {
      const name = pinnable.occurrence.reference ?? "";
      asked.push(`${name} ${platform}`.trim());
      return answers.get(name) ?? assert.fail(name);
    };
    const listen = (_: Place, done: number, total: number) => heard.push(`${done}/${total}`);
    await decisions.complete(places, decide, undefined, listen);
    assert.deepEqual(asked, ["nginx:1", "nginx:1 linux/arm64", "redis:7", "gone:1"]);
    assert.deepEqual(heard, ["1/4", "2/4", "3/4", "4/4"]);
    await decisions.complete(places, () => assert.fail("asked again"));
    const { edits, decisions: made } = changesOf(text, places, decisions);
    assert.equal(applyEdits(text, edits), text.replaceAll("nginx:1", `nginx:1@${a}`));
    assert.deepEqual(
      made.map(({ kind }) => kind),
      ["write", "write", "write", "kept", "failed"],
    );
    assert.deepEqual(new Set(edits.map(({ label }) => label)), new Set([`Pin nginx:1 to ${a.slice(0, 19)}`]));
  });

  it("E04: a cancel at half ends it, and what was decided until then is kept", async () => {
    const many = Array.from({ length: 200 }, (_, number) => `FROM image${number}:1\n`).join("");
    const places = placesOf("pin", many);
    const controller = new AbortController();
    const decisions = new Decisions();
    const decide = async () => written(a);
    const stop = (_: Place, done: number) => {
      if (done === 100) controller.abort();
    };
    await assert.rejects(decisions.complete(places, decide, controller.signal, stop), { name: "AbortError" });
    const decided = places.filter((place) => decisions.of(place) !== undefined).length;
    assert.ok(decided >= 100 && decided < 200, String(decided));
  });

  it("an update says from what to what", async () => {
    const pinned = `FROM nginx:1@${a}\n`;
    const places = placesOf("update", pinned);
    const decisions = new Decisions();
    await decisions.complete(places, async () => written(b));
    assert.deepEqual(
      changesOf(pinned, places, decisions).edits.map(({ label, newText }) => [label, newText]),
      [[`Update nginx:1 from ${a.slice(0, 19)} to ${b.slice(0, 19)}`, `@${b}`]],
    );
  });

  it("tells how many edits were made when some were left", async () => {
    const pinned = `ARG R=redis:7@${a}\nARG N=nginx:1@${a}\nFROM $N\nFROM nginx:2@${a}\nFROM $R AS x\n`;
    const places = placesOf("update", pinned);
    const decisions = new Decisions();
    await decisions.complete(places, async () => written(b));
    const { edits } = changesOf(pinned, places, decisions);
    const some = (...which: readonly number[]) => edits.filter((_, place) => which.includes(place));
    for (const chosen of [some(), some(0), some(1), some(2), some(0, 2), edits])
      assert.equal(countMade(applyEdits(pinned, chosen), edits), chosen.length);
  });

  it("what is not decided yet is left", () =>
    assert.deepEqual(changesOf(text, placesOf("pin", text), new Decisions()), { edits: [], decisions: [] }));
});
