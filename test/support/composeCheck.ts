import assert from "node:assert/strict";
import { readCompose } from "../../src/core/documents/compose.ts";
import type { Occurrence } from "../../src/core/documents/occurrence.ts";
import { marked } from "./marked.ts";

/**
 * Checks that reading the marked text gives exactly the marked spans and edit sites, and for each span the given
 * line: status, reference ("-" without one), then reason, service, platform and stage, those that are there.
 */
export function checkCompose(notation: string, ...lines: readonly string[]): void {
  const { text, spans, sites } = marked(notation);
  const { occurrences } = readCompose(text);
  assert.deepEqual(occurrences.map(lineOf), lines);
  assert.deepEqual(
    occurrences.map(({ start, end }) => ({ start, end })),
    spans,
  );
  assert.deepEqual(
    occurrences.flatMap(({ editAt }) => editAt ?? []),
    sites,
  );
  for (const { start, end, text: own, kind } of occurrences)
    assert.deepEqual([text.slice(start, end), kind], [own, "compose"]);
}

function lineOf({ status, reference, reason, service, platform, stage }: Occurrence): string {
  return [status, reference ?? "-", reason, service, platform, stage]
    .filter((word) => word !== undefined)
    .join(" ");
}
