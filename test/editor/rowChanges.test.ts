import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { RowChanges } from "../../src/vscode/registries/rowChanges.ts";

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
  it("at once, when the row was not answered just now", async (test) => {
    const { changes, taken, pass } = openTree(test);
    void changes.tell({ id: "a" });
    changes.answered({ id: "a" });
    await pass(500);
    void changes.tell({ id: "a" });
    void changes.tell({ id: "b" });
    assert.deepEqual(taken(), ["a", "a", "b"]);
  });

  it("half a second after the last answer about the row, whichever object it is", async (test) => {
    const { changes, taken, pass } = openTree(test);
    changes.answered({ id: "a" });
    let said = false;
    const telling = changes.tell({ id: "a" }).then(() => {
      said = true;
    });
    await pass(300);
    changes.answered({ id: "a" });
    await pass(499);
    assert.deepEqual([taken(), said], [[], false]);
    await pass(1);
    await telling;
    assert.deepEqual(taken(), ["a"]);
    await pass(5000);
    assert.deepEqual(taken(), []);
  });

  it("at once of the whole tree, and of rows that were answered before it", async (test) => {
    const { changes, taken } = openTree(test);
    changes.answered({ id: "a" });
    void changes.tell(undefined);
    changes.answered(undefined);
    void changes.tell({ id: "a" });
    assert.deepEqual(taken(), ["all", "a"]);
  });

  it("once, when more is to be told of the row while it waits; of others meanwhile too", async (test) => {
    const { changes, taken, pass } = openTree(test);
    changes.answered({ id: "a" });
    const both = Promise.all([changes.tell({ id: "a" }), changes.tell({ id: "a" })]);
    void changes.tell({ id: "b" });
    await pass(500);
    await both;
    assert.deepEqual(taken(), ["b", "a"]);
    void changes.tell({ id: "a" });
    void changes.tell({ id: "a" });
    assert.deepEqual(taken(), ["a", "a"]);
  });
});
