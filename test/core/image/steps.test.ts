import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { joinSteps } from "../../../src/core/image/steps.ts";
import { decodeConfig } from "../../../src/core/oci/decodeConfig.ts";
import type { Descriptor } from "../../../src/core/oci/model.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";

const layer = (name: string): Descriptor => ({
  mediaType: "l",
  digest: digestOf(Buffer.from(name)),
  size: 1,
});
const diffId = (name: string) => digestOf(Buffer.from(`diff ${name}`));

/** `+a` makes a layer, `-b` is empty. */
function config(history: string, diffIds = "") {
  const entries = history.split(" ").filter((entry) => entry !== "");
  return decodeConfig(
    Buffer.from(
      JSON.stringify({
        rootfs: { diff_ids: [...diffIds].map(diffId) },
        history: entries.map((entry) => ({ created_by: entry.slice(1), empty_layer: entry.startsWith("-") })),
      }),
    ),
    "it",
  );
}

const shape = (layers: string, history: string, diffIds?: string) => {
  const { steps, aligned } = joinSteps([...layers].map(layer), config(history, diffIds));
  return {
    aligned,
    steps: steps.map((step) => `${step.createdBy ?? "?"}${step.layer?.number ?? ""}`).join(" "),
  };
};

describe("layers beside the history that made them", () => {
  const table: readonly (readonly [layers: string, history: string, steps: string, aligned: boolean])[] = [
    ["xy", "+a -b +c -d", "a1 b c2 d", true],
    ["", "-a -b", "a b", true],
    ["", "", "", true],
    ["xy", "", "?1 ?2", false],
    ["xy", "+a", "a ?1 ?2", false],
    ["x", "+a +b", "a b ?1", false],
    ["x", "-a", "a ?1", false],
  ];
  for (const [layers, history, steps, aligned] of table) {
    it(`${layers.length} layers, history ${history || "none"}`, () => {
      assert.deepEqual(shape(layers, history), { steps, aligned });
    });
  }

  it("each layer has its descriptor and diff ID", () => {
    const { steps } = joinSteps([layer("x"), layer("y")], config("-e +a +b", "xy"));
    assert.deepEqual(
      steps.map((step) => step.layer),
      [
        undefined,
        { number: 1, descriptor: layer("x"), diffId: diffId("x") },
        { number: 2, descriptor: layer("y"), diffId: diffId("y") },
      ],
    );
    assert.equal(Object.hasOwn(steps[0] ?? {}, "layer"), false);
  });
  it("diff IDs of another number are none", () => {
    const { steps } = joinSteps([layer("x")], config("+a", "xy"));
    assert.equal(steps[0]?.layer?.diffId, undefined);
  });
  it("without a config there are layers only", () => {
    const { steps } = joinSteps([layer("x")], undefined);
    assert.deepEqual(steps, [
      {
        createdBy: undefined,
        created: undefined,
        comment: undefined,
        layer: { number: 1, descriptor: layer("x"), diffId: undefined },
      },
    ]);
  });
  it("R09 100,000 rows of history do not lose the layers", () => {
    const { steps, aligned } = joinSteps([layer("x")], config("+a ".repeat(100_000)));
    assert.equal(aligned, false);
    assert.equal(steps.at(-1)?.layer?.number, 1);
  });
});

it("every layer is there once, in order, whatever the history", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.array(fc.boolean(), { maxLength: 30 }), (count, empties) => {
      const layers = Array.from({ length: count }, (_, at) => layer(`${at}`));
      const history = empties.map((empty) => (empty ? "-x" : "+x")).join(" ");
      const { steps } = joinSteps(layers, config(history));
      const found = steps.flatMap((step) => (step.layer === undefined ? [] : [step.layer]));
      assert.deepEqual(
        found.map(({ descriptor }) => descriptor),
        layers,
      );
      assert.deepEqual(
        found.map(({ number }) => number),
        layers.map((_, at) => at + 1),
      );
    }),
  );
});
