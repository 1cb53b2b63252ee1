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
  return { changes, taken: () => fired.splice(0), pass: (time: number) => test.mock.timers.tick(time) };
}

describe("a change is told", () => {
  it("at once, when the row was not answered just now", (test) => {
    const { changes, taken, pass } = openTree(test);
    changes.tell({ id: "a" });
    changes.answered({ id: "a" });
    pass(500);
    changes.tell({ id: "a" });
    changes.tell({ id: "b" });
    assert.deepEqual(taken(), ["a", "a", "b"]);
  });

  it("half a second after the last answer about the row, whichever object it is", (test) => {
    const { changes, taken, pass } = openTree(test);
    changes.answered({ id: "a" });
    changes.tell({ id: "a" });
    pass(300);
    changes.answered({ id: "a" });
    pass(499);
    assert.deepEqual(taken(), []);
    pass(1);
    assert.deepEqual(taken(), ["a"]);
    pass(5000);
    assert.deepEqual(taken(), []);
  });

  it("at once of the whole tree, and of rows that were answered before it", (test) => {
    const { changes, taken } = openTree(test);
    changes.answered({ id: "a" });
    changes.tell(undefined);
    changes.answered(undefined);
    changes.tell({ id: "a" });
    assert.deepEqual(taken(), ["all", "a"]);
  });
});
