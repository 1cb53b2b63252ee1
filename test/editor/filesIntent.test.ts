import assert from "node:assert/strict";
import { it } from "node:test";
import { readFilesIntent } from "../../src/vscode/files/filesIntent.ts";

const wish = {
  scope: "upTo",
  layer: 2,
  text: "etc",
  isChanged: true,
  order: "size",
  open: ["a"],
  shut: [],
} as const;
const ask = { number: 1, wish, from: 0 };

for (const intent of [
  { type: "openFiles" },
  { type: "listFiles" },
  { type: "askFiles", ask },
  { type: "askFiles", ask: { ...ask, seek: { key: "k", at: 0 } } },
  { type: "askFiles", ask: { ...ask, seek: { start: "et", at: 3 } } },
  { type: "askWaste", key: "k", from: 200 },
  { type: "openFile", file: { row: 0, key: "k" } },
  { type: "saveFile", file: { row: 0, key: "k" } },
  { type: "copyFilePath", file: { row: 0, key: "k" } },
])
  it(`takes ${JSON.stringify(intent).slice(0, 90)}`, () => {
    assert.deepEqual(readFilesIntent({ ...intent, command: "x" }), intent);
  });

const strange = (change: object) => ({ type: "askFiles", ask: { ...ask, wish: { ...wish, ...change } } });
for (const forged of [
  {},
  { type: "constructor" },
  { type: "askFiles" },
  { type: "askFiles", ask: { ...ask, from: -1 } },
  { type: "askFiles", ask: { ...ask, from: 0.5 } },
  { type: "askFiles", ask: { ...ask, number: "1" } },
  strange({ scope: "__proto__" }),
  strange({ layer: "2" }),
  strange({ text: "x".repeat(1001) }),
  strange({ text: ["etc"] }),
  strange({ isChanged: 1 }),
  strange({ order: "date" }),
  strange({ open: "a" }),
  strange({ open: [1] }),
  strange({ shut: Array.from({ length: 5001 }, () => "k") }),
  { type: "askWaste", key: 1, from: 0 },
  { type: "askWaste", key: "k", from: Number.NaN },
  { type: "openFile", file: "/etc/passwd" },
  { type: "openFile", file: { path: "/etc/passwd" } },
  { type: "copyFilePath", file: { row: -1, key: "k" } },
])
  it(`U04 ignores ${JSON.stringify(forged).slice(0, 90)}`, () => {
    assert.equal(readFilesIntent(forged), undefined);
  });

it("U04 a row to be found that is none is left out", () => {
  for (const seek of [{}, { start: "" }, { start: "a", at: -1 }, { key: "k" }, "key", null])
    assert.deepEqual(readFilesIntent({ type: "askFiles", ask: { ...ask, seek } }), { type: "askFiles", ask });
});
