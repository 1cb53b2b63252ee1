/** Which findings are shown, and in which order: what the person chose. */
import type { ShownSeverity } from "../src/protocol/shown.ts";

/** The gravest first. */
export const severities = [
  "critical",
  "high",
  "medium",
  "low",
  "negligible",
  "unknown",
] as const satisfies readonly ShownSeverity[];

export const findingColumns = ["severity", "id", "package", "installed", "fixed", "path", "layer"] as const;
export type FindingColumn = (typeof findingColumns)[number];

export const findingGroups = ["none", "package", "layer"] as const;
export type FindingGroup = (typeof findingGroups)[number];

export type FindingChoice = {
  /** Those that are shown; all when there is none. */
  readonly severities: readonly ShownSeverity[];
  readonly isFixable: boolean;
  /** Words of an id, a package or a path. */
  readonly text: string;
  /** `all`, those of the `base` or of the image's `own` layers, or a layer's number. */
  readonly from: "all" | "base" | "own" | number;
  readonly sort: FindingColumn;
  readonly isDescending: boolean;
  readonly group: FindingGroup;
};

export const firstChoice: FindingChoice = {
  severities: [],
  isFixable: false,
  text: "",
  from: "all",
  sort: "severity",
  isDescending: false,
  group: "none",
};

/** Reads a choice that was saved; what is no choice is as at first. */
export function readFindingChoice(saved: unknown): FindingChoice {
  const fields: Readonly<Record<string, unknown>> =
    typeof saved === "object" && saved !== null ? { ...saved } : {};
  const { from, isFixable, text, isDescending } = fields;
  const chosen = Array.isArray(fields["severities"]) ? fields["severities"] : [];
  return {
    severities: severities.filter((severity) => chosen.includes(severity)),
    isFixable: isFixable === true,
    text: typeof text === "string" ? text : "",
    from: from === "base" || from === "own" || typeof from === "number" ? from : "all",
    sort: findingColumns.find((column) => column === fields["sort"]) ?? firstChoice.sort,
    isDescending: isDescending === true,
    group: findingGroups.find((group) => group === fields["group"]) ?? firstChoice.group,
  };
}
