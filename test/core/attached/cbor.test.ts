import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseCbor } from "../../../src/core/attached/cbor.ts";
import { ContentError } from "../../../src/core/errors.ts";

/** From https://www.rfc-editor.org/rfc/rfc8949#appendix-A */
const examples: readonly (readonly [hex: string, value: unknown])[] = [
  ["00", 0],
  ["17", 23],
  ["1818", 24],
  ["1903e8", 1000],
  ["1a000f4240", 1_000_000],
  ["1b000000e8d4a51000", 1_000_000_000_000],
  ["20", -1],
  ["3903e7", -1000],
  ["f4", false],
  ["f5", true],
  ["f6", null],
  ["f7", undefined],
  ["fa47c35000", 100_000],
  ["fb3ff199999999999a", 1.1],
  ["6161", "a"],
  ["62c3bc", "ü"],
  ["80", []],
  ["8301820203820405", [1, [2, 3], [4, 5]]],
  [
    "a201020304",
    new Map([
      [1, 2],
      [3, 4],
    ]),
  ],
  [
    "a26161016162820203",
    new Map<string, unknown>([
      ["a", 1],
      ["b", [2, 3]],
    ]),
  ],
  ["c11a514b67b0", { tag: 1, value: 1_363_896_240 }],
];

const refused: readonly (readonly [name: string, hex: string])[] = [
  ["nothing", ""],
  ["a length beyond the end", "44010203"],
  ["a length of 2^53", "5b0020000000000000"],
  ["a list said to be longer than all memory", "9affffffff"],
  ["a list longer than is read", "9903e9"],
  ["indefinite lengths", "5f42010243030405ff"],
  ["reserved sizes", "1c"],
  ["an unassigned simple value", "f0"],
  ["too deep", "81".repeat(30)],
  ["tags within tags", `${"c1".repeat(30)}00`],
];

describe("CBOR", () => {
  for (const [hex, value] of examples)
    it(hex, () => assert.deepEqual(parseCbor(Buffer.from(hex, "hex"), "it"), value));

  it("byte strings are bytes", () => {
    const value = parseCbor(Buffer.from("4401020304", "hex"), "it");
    assert.ok(value instanceof Uint8Array);
    assert.deepEqual([...value], [1, 2, 3, 4]);
  });

  it("keys that are no text and no number are left out", () => {
    assert.deepEqual(parseCbor(Buffer.from("a2f50141ff02", "hex"), "it"), new Map());
  });

  for (const [name, hex] of refused)
    it(`R08: ${name}`, () => {
      assert.throws(() => parseCbor(Buffer.from(hex, "hex"), "it"), ContentError);
    });

  it("R08: any bytes are read or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          parseCbor(bytes, "it");
        } catch (failure) {
          assert.ok(failure instanceof ContentError);
        }
      }),
    );
  });
});
