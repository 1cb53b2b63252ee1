import assert from "node:assert/strict";
import { it } from "node:test";
import { decoders } from "../../../src/core/scanning/decoders.ts";
import { readInTurns } from "../../../src/core/scanning/readReport.ts";
import { formatLines, joinLines, readLines } from "../../../src/core/scanning/reportLines.ts";
import { largeReport } from "../../support/largeReport.ts";

for (const findings of [0, 1, 200, 201, 1000])
  it(`${findings} findings: what is written is read`, async () => {
    const report = { ...decoders.trivy(largeReport(findings), "it"), created: 5, omitted: 7 };
    let turns = 0;
    const read = await readLines(joinLines([...formatLines(report)]), async () => {
      turns++;
    });
    assert.deepEqual(read, report);
    assert.equal(turns, 1 + Math.ceil(findings / 200));
  });

it("reading is cancelled between two lines", async () => {
  const lines = joinLines([...formatLines(decoders.trivy(largeReport(1000), "it"))]);
  const stop = new AbortController();
  const work = readInTurns(lines, stop.signal);
  stop.abort();
  await assert.rejects(work, { name: "AbortError" });
});
