import assert from "node:assert/strict";
import { it } from "node:test";
import { placesIn } from "../../src/core/pinning/check.ts";
import { countFindings, type FindingSeverity } from "../../src/core/scanning/finding.ts";
import { scanMarks } from "../../src/vscode/editor/scanMarks.ts";
import { finding } from "./scanned.ts";

const text = "nginx:1.27";
const places = placesIn(
  {
    text,
    occurrences: [{ kind: "compose", start: 0, end: 10, text, status: "pinnable", reference: text }],
  },
  [],
);

function marks(severities: readonly FindingSeverity[], isKnown = true) {
  const counts = countFindings(severities.map((severity) => finding("CVE-1", { severity })));
  const counted = { scanner: { name: "Trivy" }, created: 0, counts };
  return scanMarks(places, async () => (isKnown ? counted : undefined), "warning", 7_200_000);
}

it("an image with critical or high findings is marked, with their source and age", async () => {
  const [mark] = await marks(["critical", "high", "high", "low"]);
  assert.equal(mark?.message, "nginx:1.27 has 1 critical and 2 high findings (Trivy, 2 hours ago).");
  assert.equal(mark?.severity, "warning");
  assert.equal(mark?.code, "findings");
  assert.match((await marks(["high"]))[0]?.message ?? "", /has 1 high finding \(/);
});

it("lesser findings and images that were never seen are not", async () => {
  assert.deepEqual(await marks(["medium", "low", "unknown"]), []);
  assert.deepEqual(await marks(["critical"], false), []);
});
