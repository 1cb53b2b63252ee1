/** A report as JSON for other programs: times in ISO 8601; what is not known is absent. */
import type { Report } from "./finding.ts";

/** The whole of it, but for what it is of. */
export function reportJson({ scanner, created, database, findings, omitted }: Report) {
  return {
    scanner: scanner.name.toLowerCase(),
    scannerVersion: scanner.version,
    scanned: isoTime(created),
    databaseUpdated: isoTime(database),
    ...(omitted > 0 && { omitted }),
    findings,
  };
}

function isoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
