import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Step } from "../../../src/core/image/model.ts";
import { type StepChange, stepChanges } from "../../../src/core/image/stepChanges.ts";
import { descriptor } from "../../editor/imageModel.ts";

/** Steps from words: `a` a layer without a history, `RUN.a` a command that made one, `ENV` a line without. */
function steps(text: string): readonly Step[] {
  let number = 0;
  return text
    .split(" ")
    .filter(Boolean)
    .map((word): Step => {
      const [, command, letter] = /^([A-Z\d=]*)\.?([a-z]?)$/.exec(word) ?? [];
      assert.ok(command !== undefined);
      const line = { createdBy: command || undefined, created: undefined, comment: undefined };
      if (!letter) return line;
      number++;
      return { ...line, layer: { number, descriptor: descriptor(letter, 10), diffId: undefined } };
    });
}

const signs = { kept: "=", moved: "^", rebuilt: "~", removed: "-", added: "+" };

function show(change: StepChange): string {
  const word = ({ createdBy = "", layer }: Step) =>
    [createdBy, layer?.descriptor.digest.at(-1)].filter(Boolean).join(".");
  const shown = "now" in change ? change.now : change.old;
  return `${signs[change.kind]}${word(shown)}`;
}

describe("what became of the steps", () => {
  const table: readonly (readonly [name: string, old: string, now: string, expected: string])[] = [
    ["nothing", "", "", ""],
    ["nothing changed", "a ENV RUN.b", "a ENV RUN.b", "=a =ENV =RUN.b"],
    ["a line changed", "a ENV=1 RUN.b", "a ENV=2 RUN.b", "=a -ENV=1 +ENV=2 =RUN.b"],
    ["the same command made another layer", "a RUN.b CMD", "a RUN.c CMD", "=a ~RUN.c =CMD"],
    ["a layer came in between", "a CMD", "a ADD.b CMD", "=a +ADD.b =CMD"],
    ["a layer went", "a ADD.b CMD", "a CMD", "=a -ADD.b =CMD"],
    ["a layer is the same though its command reads otherwise", "X.a", "Y.a", "=Y.a"],
    ["what is gone comes before what came", "a X.b Y.c", "a V.d W.e", "=a -X.b -Y.c +V.d +W.e"],
    ["layers changed places", "a X.b Y.c", "a Y.c X.b", "=a =Y.c ^X.b"],
    ["one of two equal layers went", "a X.b Y.b", "a X.b", "=a =X.b -Y.b"],
    ["layers without a history", "a b", "a c", "=a -b +c"],
    ["a command makes a layer now", "a WORKDIR", "a WORKDIR.b", "=a -WORKDIR +WORKDIR.b"],
    ["all is new", "a ENV", "b ARG", "-a -ENV +b +ARG"],
  ];
  for (const [name, old, now, expected] of table)
    it(name, () => {
      const changes = stepChanges(steps(old), steps(now));
      const before = changes.flatMap((change) => ("old" in change ? [change.old] : []));
      const after = changes.flatMap((change) => ("now" in change ? [change.now] : []));
      assert.deepEqual(after, steps(now), "the new steps in their order, each once");
      assert.equal(before.length, steps(old).length, "each old step once");
      assert.equal(changes.map(show).join(" "), expected);
    });
});

it("copying other contents is the same command, as buildah and the classic builder record it", () => {
  const copy = (hash: string, letter: string): Step => ({
    createdBy: `/bin/sh -c #(nop) COPY file:${hash.repeat(64)} in /app `,
    created: undefined,
    comment: undefined,
    layer: { number: 1, descriptor: descriptor(letter, 10), diffId: undefined },
  });
  const kinds = stepChanges([copy("1", "a")], [copy("2", "b")]).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["rebuilt"]);
});
