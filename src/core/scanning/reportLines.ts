/**
 * A report as lines of JSON, so that one of many findings is written and read in short turns: the first line tells all but
 * the findings, each other one is an array of some of them.
 */
import type { Finding, Report } from "./finding.ts";

/** Findings of one line: to read them takes about a millisecond. */
const perLine = 200;
const lineFeed = 10;

/** The lines of a report. */
export function* formatLines({ findings, ...head }: Report): Generator<Uint8Array> {
  yield lineOf(head);
  for (let at = 0; at < findings.length; at += perLine) yield lineOf(findings.slice(at, at + perLine));
}

/** Lines in memory of their own, which can be handed to another thread. */
export function joinLines(lines: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(lines.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const line of lines) {
    all.set(line, at);
    at += line.length;
  }
  return all;
}

/** Reads what formatLines wrote, which is trusted, and calls `pace` (async.ts) after each line. */
export async function readLines(bytes: Uint8Array, pace: () => Promise<void>): Promise<Report> {
  let head: Omit<Report, "findings"> | undefined;
  const findings: Finding[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, at);
    const line = JSON.parse(new TextDecoder().decode(bytes.subarray(at, end)));
    at = end + 1;
    if (head === undefined) head = line;
    else findings.push(...line);
    await pace();
  }
  if (head === undefined) throw new Error("a report without its first line");
  return { ...head, findings };
}

function lineOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}
