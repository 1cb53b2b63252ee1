import assert from "node:assert/strict";
import { it } from "node:test";
import { decodeName, encodeName } from "../../../src/core/files/names.ts";

const cases: readonly (readonly [bytes: string, name: string])[] = [
  ["", ""],
  ["2f657463", "/etc"],
  ["c3a9e282acf09f9880", "é€😀"],
  ["efbbbf61", "\uFEFFa"],
  ["61ff62", "a\uDCFFb"],
  // The second half of this pair is in the range of strays.
  ["f09f9280ff", "\u{1F480}\uDCFF"],
  ["f4908080", "\uDCF4\uDC90\uDC80\uDC80"],
  ["e0809f", "\uDCE0\uDC80\uDC9F"],
  ["c3", "\uDCC3"],
  ["c3c3a9", "\uDCC3é"],
  // A surrogate in UTF-8, an overlong slash, and a character cut off are no characters.
  ["eda080", "\uDCED\uDCA0\uDC80"],
  ["c0af", "\uDCC0\uDCAF"],
  ["f09f98", "\uDCF0\uDC9F\uDC98"],
];

for (const [bytes, name] of cases)
  it(`R12 the bytes ${bytes || "of nothing"} are a name, and the name the bytes`, () => {
    const given = Buffer.from(bytes, "hex");
    assert.equal(decodeName(given), name);
    assert.equal(encodeName(name).toString("hex"), bytes);
  });
