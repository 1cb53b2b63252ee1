/** Findings filtered, sorted and grouped. Knows no page. */
import type { FindingRow, FindingsLayer } from "../src/protocol/findings.ts";
import type { ShownSeverity } from "../src/protocol/shown.ts";
import { type FindingChoice, type FindingColumn, severities } from "./findingChoice.ts";

/** A line of the table. */
export type FindingEntry =
  /** A finding by its place in the report. */
  | { readonly kind: "finding"; readonly place: number }
  | { readonly kind: "group"; readonly key: string; readonly title: string; readonly count: string };

/** The rows of a report as the host posts them. */
export function readFindings(rows: Uint8Array): readonly FindingRow[] {
  return JSON.parse(new TextDecoder().decode(rows));
}

/** The findings that are chosen, in order, by their places in the report. */
export function chooseFindings(
  rows: readonly FindingRow[],
  layers: readonly FindingsLayer[],
  choice: FindingChoice,
): readonly number[] {
  const words = choice.text.toLowerCase().split(/\s+/).filter(Boolean);
  const bases = new Map(layers.map(({ number, isBase }) => [number, isBase]));
  const isFrom = ({ layer }: FindingRow) => {
    if (choice.from === "all") return true;
    if (layer === undefined) return false;
    return typeof choice.from === "number"
      ? layer === choice.from
      : bases.get(layer) === (choice.from === "base");
  };
  const isChosen = (row: FindingRow) =>
    (choice.severities.length === 0 || choice.severities.includes(row.severity)) &&
    (!choice.isFixable || row.fixed !== "") &&
    isFrom(row) &&
    words.every((word) => `${row.id}\n${row.package}\n${row.path}`.toLowerCase().includes(word));
  const places = rows.flatMap((row, place) => (isChosen(row) ? [place] : []));
  return sorted(rows, places, choice);
}

/** The table's lines: the findings, under a line for each group; the groups in `closed` show only that. */
export function groupFindings(
  rows: readonly FindingRow[],
  places: readonly number[],
  layers: readonly FindingsLayer[],
  { group }: FindingChoice,
  closed: ReadonlySet<string>,
): readonly FindingEntry[] {
  const toEntry = (place: number): FindingEntry => ({ kind: "finding", place });
  if (group === "none") return places.map(toEntry);
  const groups = Map.groupBy(places, (place) =>
    group === "package" ? (rows[place]?.package ?? "") : String(rows[place]?.layer ?? ""),
  );
  const texts = new Map(layers.map(({ number, text }) => [String(number), text]));
  const titleOf = (key: string) => {
    if (group === "package") return key;
    return key === "" ? "No layer is known" : `Layer ${key} ${texts.get(key) ?? ""}`.trim();
  };
  const ordered = group === "package" ? [...groups] : [...groups].sort(([a], [b]) => Number(a) - Number(b));
  return ordered.flatMap(([key, members]): readonly FindingEntry[] => [
    { kind: "group", key, title: titleOf(key), count: countsText(rows, members) },
    ...(closed.has(key) ? [] : members.map(toEntry)),
  ]);
}

/** `2 critical, 5 high`. */
function countsText(rows: readonly FindingRow[], places: readonly number[]): string {
  const counts = new Map<ShownSeverity, number>();
  for (const place of places) {
    const severity = rows[place]?.severity ?? "unknown";
    counts.set(severity, (counts.get(severity) ?? 0) + 1);
  }
  return severities
    .flatMap((severity) => {
      const count = counts.get(severity);
      return count === undefined ? [] : [`${count.toLocaleString("en")} ${severity}`];
    })
    .join(", ");
}

const natural = new Intl.Collator("en", { numeric: true });

/** Reports come with the gravest first; that order stands between equals. */
function sorted(
  rows: readonly FindingRow[],
  places: readonly number[],
  { sort, isDescending }: FindingChoice,
): readonly number[] {
  const keys = rows.map((row) => keyOf(row, sort));
  const compare = (a: number, b: number) => {
    const [one = "", other = ""] = [keys[a], keys[b]];
    if (typeof one === "number" && typeof other === "number") return one - other;
    return natural.compare(String(one), String(other));
  };
  // What has nothing in the column comes last, whichever way.
  const isEmpty = (place: number) => Number(keys[place] === "");
  return places.toSorted(
    (a, b) => isEmpty(a) - isEmpty(b) || (isDescending ? compare(b, a) : compare(a, b)) || a - b,
  );
}

function keyOf(row: FindingRow, column: FindingColumn): string | number {
  if (column === "severity") return severities.indexOf(row.severity);
  return row[column] ?? "";
}
