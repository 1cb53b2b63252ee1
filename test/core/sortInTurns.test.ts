import assert from "node:assert/strict";
import { it } from "node:test";
import { sortInTurns } from "../../src/core/sortInTurns.ts";

const pace = async () => {};
const ascending = (a: number, b: number) => a - b;

for (const count of [0, 1, 2, 2047, 2048, 2049, 4096, 10_001])
  it(`${count} items are in order, and others get their turn`, async () => {
    const items = Array.from({ length: count }, (_, at) => (at * 7919) % 10_007);
    let turns = 0;
    const sorted = await sortInTurns(items, ascending, async () => {
      turns++;
    });
    assert.deepEqual(sorted, items.toSorted(ascending));
    assert.ok(turns >= count / 2048, `${turns} turns`);
  });

it("equals keep their order", async () => {
  const items = Array.from({ length: 5000 }, (_, at) => ({ at, value: at % 3 }));
  const sorted = await sortInTurns(items, (a, b) => a.value - b.value, pace);
  assert.deepEqual(
    sorted,
    items.toSorted((a, b) => a.value - b.value),
  );
});
