/** Which packages of an SBOM are shown, and in which order. */
import type { PackageCells } from "../src/protocol/attached.ts";

/** In the order of `PackageCells`. */
export const packageColumns = ["name", "version", "kind", "licenses", "layer", "path"] as const;
export type PackageColumn = (typeof packageColumns)[number];

export type PackageChoice = {
  /** The key of the SBOM that is open; empty when the person closed it. */
  readonly open: string;
  /** Words that all stand in a row, wherever. */
  readonly text: string;
  readonly sort: PackageColumn;
  readonly isDescending: boolean;
  /** The place of the row that the keyboard is at, from 0. */
  readonly row: number;
};

/** All, by name. */
export const firstPackages: Omit<PackageChoice, "open"> = {
  text: "",
  sort: "name",
  isDescending: false,
  row: 0,
};

/** Reads a saved choice; what is strange in it becomes as at first. */
export function readPackageChoice(saved: unknown): PackageChoice {
  const { open, text, sort, isDescending, row } = Object(saved) as Partial<Record<string, unknown>>;
  return {
    open: typeof open === "string" ? open : "",
    text: typeof text === "string" ? text : "",
    sort: packageColumns.find((column) => column === sort) ?? "name",
    isDescending: isDescending === true,
    row: typeof row === "number" && Number.isSafeInteger(row) && row >= 0 ? row : 0,
  };
}

/** A package, with what is searched. */
export type PackageEntry = { readonly cells: PackageCells; readonly sought: string };

/** Makes packages searchable. */
export function readPackages(rows: Uint8Array): readonly PackageEntry[] {
  const packages: readonly PackageCells[] = JSON.parse(new TextDecoder().decode(rows));
  return packages.map((cells) => ({ cells, sought: cells.join("\n").toLowerCase() }));
}

/** The entries with all words of the text. */
export function searchPackages(entries: readonly PackageEntry[], text: string): readonly PackageEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0
    ? entries
    : entries.filter(({ sought }) => words.every((word) => sought.includes(word)));
}

/** The entries, which are by name, by a column; those that are alike stay by name, and what is not said comes last. */
export function sortPackages(
  entries: readonly PackageEntry[],
  { sort, isDescending }: Pick<PackageChoice, "sort" | "isDescending">,
): readonly PackageEntry[] {
  const column = packageColumns.indexOf(sort);
  if (column === 0) return isDescending ? entries.toReversed() : entries;
  const keys = new Map(entries.map((entry) => [entry, entry.cells[column] || undefined]));
  const compare = column === 1 ? versions.compare : compareCells;
  return entries.toSorted((one, other) => {
    const [a, b] = [keys.get(one), keys.get(other)];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    return (isDescending ? -1 : 1) * compare(a as string, b as string);
  });
}

/** `1.9` before `1.10`. */
const versions = new Intl.Collator("en", { numeric: true });

/** By code units, or numbers: fast for tens of thousands. */
function compareCells(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
