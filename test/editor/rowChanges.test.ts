import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { RowChanges } from "../../src/vscode/rowChanges.ts";

type Row = { readonly id: string };

function openTree(test: TestContext) {
  test.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const fired: string[] = [];
  const changes = new RowChanges<Row>(
    (row) => fired.push(row?.id ?? "all"),
    ({ id }) => id,
    Date.now,
  );
  const pass = async (time: number) => {
    test.mock.timers.tick(time);
    await new Promise(setImmediate);
  };
  return { changes, taken: () => fired.splice(0), pass };
}

describe("a change is told", () => {
  it("at once, when nothing was answered just now", async (test) => {
    const { changes, taken, pass } = openTree(test);
    void changes.tell({ id: "a" });
    changes.answered();
    await pass(500);
    void changes.tell({ id: "a" });
    void changes.tell(undefined);
    assert.deepEqual(taken(), ["a", "a", "all"]);
  });

  const rows = [
    { name: "a row", row: { id: "a" }, told: "a" },
    {
      name: "the whole tree, which takes the rows that were just handed out with it",
      row: undefined,
      told: "all",
    },
  ];
  for (const { name, row, told } of rows)
    it(`half a second after the last answer about any row: ${name}`, async (test) => {
      const { changes, taken, pass } = openTree(test);
      changes.answered();
      let said = false;
      const telling = changes.tell(row).then(() => {
        said = true;
      });
      await pass(300);
      changes.answered();
      await pass(499);
      assert.deepEqual([taken(), said], [[], false]);
      await pass(1);
      await telling;
      assert.deepEqual(taken(), [told]);
      await pass(5000);
      assert.deepEqual(taken(), []);
    });

  it("once, when more is to be told of the row while it waits", async (test) => {
    const { changes, taken, pass } = openTree(test);
    changes.answered();
    const all = Promise.all([
      changes.tell({ id: "a" }),
      changes.tell({ id: "a" }),
      changes.tell({ id: "b" }),
    ]);
    await pass(500);
    await all;
    assert.deepEqual(taken(), ["a", "b"]);
    void changes.tell({ id: "a" });
    void changes.tell({ id: "a" });
    assert.deepEqual(taken(), ["a", "a"]);
  });
});
