import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readTyped, type Typed } from "../../../src/core/reference/typed.ts";

/** The cursor is at "|"; what is expected is `part of whom: whole part, what is written of it`. */
const cases: readonly (readonly [string, string | undefined])[] = [
  ["nginx:|", "tag docker.io/library/nginx: , "],
  ["nginx:1.|27", "tag docker.io/library/nginx: 1.27, 1."],
  ["nginx:1.27|", "tag docker.io/library/nginx: 1.27, 1.27"],
  ["team/app:|", "tag docker.io/team/app: , "],
  ["ghcr.io/a/b:v|", "tag ghcr.io/a/b: v, v"],
  ["localhost:5000/a:|", "tag localhost:5000/a: , "],
  ["REG.test:5000/a:1|", "tag reg.test:5000/a: 1, 1"],
  ["nginx:1.27|@sha256:abc", "tag docker.io/library/nginx: 1.27, 1.27"],
  ["nginx:1.27@sha|256:abc", undefined],
  ["localhost:50|", undefined],
  ["registry.test:50|", undefined],
  ["Bad:|", undefined],
  ["a//b:|", undefined],
  ["ghcr.io/|", "path ghcr.io: , "],
  ["ghcr.io/team/a|pp:1", "path ghcr.io: team/app, team/a"],
  ["index.docker.io/li|", "path docker.io: li, li"],
  ["ghcr|.io/team", undefined],
  ["-bad.test/|", undefined],
  ["|", "name: , "],
  ["ngi|nx:1", "name: nginx, ngi"],
  ["team/ap|", "name: team/ap, team/ap"],
  ["ghcr.i|", "name: ghcr.i, ghcr.i"],
  [`\${REGISTRY}/app:|`, undefined],
  ["{{ .Values.image }}:|", undefined],
  ["a b:|", undefined],
];

describe("what is being typed in a reference", () => {
  for (const [notation, expected] of cases)
    it(notation, () => {
      const text = notation.replace("|", "");
      const typed = readTyped(withoutDigest(text), notation.indexOf("|"));
      assert.equal(typed && show(text, typed), expected);
    });

  it("never throws, and its part lies around the cursor", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab1.:/@-_$ {") }), fc.nat(20), (text, at) => {
        const typed = readTyped(text, Math.min(at, text.length));
        if (typed === undefined) return;
        const { start, end, written } = typed;
        assert.ok(start <= at && Math.min(at, text.length) <= end);
        assert.equal(text.slice(start, Math.min(at, text.length)), written);
      }),
    );
  });
});

/** As documents hand it in. */
function withoutDigest(text: string): string {
  return text.split("@")[0] ?? "";
}

function show(text: string, typed: Typed): string {
  const { part, start, end, written } = typed;
  const of =
    typed.part === "tag"
      ? ` ${typed.repository.registry}/${typed.repository.path}`
      : typed.part === "path"
        ? ` ${typed.registry}`
        : "";
  return `${part}${of}: ${text.slice(start, end)}, ${written}`;
}
