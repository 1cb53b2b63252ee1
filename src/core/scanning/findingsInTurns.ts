import { pacing } from "../async.ts";
import { type Finding, sortFindingsInTurns } from "./finding.ts";

/** What the entries of a report that came in pages tell, as sortFindings orders it; read in short turns. */
export async function findingsInTurns<Entry>(
  entries: readonly Entry[],
  toFinding: (entry: Entry) => readonly Finding[],
): Promise<readonly Finding[]> {
  const pace = pacing();
  const findings: Finding[] = [];
  for (const [at, entry] of entries.entries()) {
    findings.push(...toFinding(entry));
    if (at % 128 === 127) await pace();
  }
  return sortFindingsInTurns(findings, pace);
}
