import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RegistryError } from "../../src/core/errors.ts";
import { parseReference, type Reference } from "../../src/core/reference/reference.ts";
import type { BaseState } from "../../src/vscode/details/baseSearch.ts";
import { baseOf, dockerfileOf, dockerfileText } from "../../src/vscode/details/detailsBase.ts";
import { detailsOf } from "../../src/vscode/details/detailsState.ts";
import { digestOf, image, steps } from "./imageModel.ts";

function reference(text: string): Reference {
  const parsed = parseReference(text);
  assert.ok(parsed.ok);
  return parsed.reference;
}

const named = reference("h.test/debian:12-slim");
const found = (written: string): BaseState => ({
  kind: "found",
  base: { reference: reference(written), layers: 1, steps: 1 },
});
const gone = new RegistryError("denied", "h.test", { status: 403 });

describe("where the base ends is said, or what could be done about it", () => {
  const table: readonly (readonly [BaseState, kind: string | undefined, text: RegExp])[] = [
    [{ kind: "unclaimed" }, undefined, /^$/],
    [{ kind: "unsought", named }, "open", /names h\.test\/debian:12-slim as its base\. .* asks h\.test\.$/],
    [{ kind: "finding", named }, "finding", /^Looking for h\.test\/debian:12-slim at h\.test$/],
    [{ kind: "unproven", named }, "open", /but nothing proves it/],
    [{ kind: "unproven", named, failure: gone }, "open", /could not be read: h\.test /],
    [found("h.test/debian:12-slim"), "found", /^Base: h\.test\/debian:12-slim, 1 of 1 layer$/],
    [found(`h.test/debian:12@${digestOf("7")}`), "found", /^Base: h\.test\/debian:12, 1 of 1 layer$/],
    [found(`h.test/debian@${digestOf("7")}`), "found", /^Base: h\.test\/debian@sha256:7+, 1 of 1 layer$/],
  ];
  for (const [state, kind, text] of table)
    it(`${state.kind} ${text.source}`, () => {
      const base = baseOf(state, image());
      assert.equal(base?.kind, kind);
      assert.match(base?.text ?? "", text);
    });
});

it("the base's rows are counted as the details show them", () => {
  const context = { aliases: [], asOf: 0, now: 0, busy: false, base: found("h.test/debian:12") };
  const { layers } = detailsOf(image(), context).image;
  assert.ok(layers.base?.kind === "found" && layers.base.rows === 1);
});

it("the Dockerfile stands on the proven base, else on scratch, and says so", () => {
  const onBase = dockerfileOf(image(), found(`h.test/debian:12@${digestOf("7")}`));
  assert.equal(onBase?.text, `FROM h.test/debian:12@${digestOf("7")}\nCMD ["nginx"]\n`);
  assert.match(onBase?.note ?? "", /does not tell what was copied from where\. .*proven/);
  const onScratch = dockerfileOf(image(), { kind: "unsought", named });
  assert.equal(onScratch?.text, 'FROM scratch\nRUN make\nCMD ["nginx"]\n');
  assert.match(onScratch?.note ?? "", /scratch, as the base is not proven/);
  assert.match(dockerfileOf(image(), { kind: "unclaimed" })?.note ?? "", /names no base/);
});

it("a history without end is cut for the page, not for the editor", () => {
  const [step] = steps;
  assert.ok(step);
  const long = image({
    steps: Array.from({ length: 100 }, () => ({ ...step, createdBy: "x".repeat(9000) })),
  });
  const shown = dockerfileOf(long, { kind: "unclaimed" })?.text ?? "";
  assert.ok(shown.length < 201_000 && shown.endsWith("…\n"));
  assert.ok(dockerfileText(long, { kind: "unclaimed" }).length > 900_000);
});

it("what is no image to run has no Dockerfile", () => {
  assert.equal(dockerfileOf(image({ role: "artifact" }), { kind: "unclaimed" }), undefined);
  assert.equal(dockerfileOf(image({ steps: [] }), { kind: "unclaimed" }), undefined);
});
