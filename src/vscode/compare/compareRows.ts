/** What differs in the configuration as rows. Sanitised; knows no VS Code. */
import { type ConfigChange, fieldNames } from "../../core/image/configChanges.ts";
import { sanitize } from "../../core/text.ts";
import type { CompareRow } from "../../protocol/compare.ts";

/** The most rows of one table. */
const most = 1000;

/** All but the labels. */
export function configurationRows(changes: readonly ConfigChange[]): readonly CompareRow[] {
  return rows(
    changes.filter(({ field }) => field !== "label"),
    ({ field, name }) => (name === undefined ? fieldNames[field] : `${fieldNames[field]} ${name}`),
  );
}

/** The labels. */
export function labelRows(changes: readonly ConfigChange[]): readonly CompareRow[] {
  return rows(
    changes.filter(({ field }) => field === "label"),
    ({ name = "" }) => name,
  );
}

function rows(
  changes: readonly ConfigChange[],
  nameOf: (change: ConfigChange) => string,
): readonly CompareRow[] {
  return changes.slice(0, most).map((change) => {
    const { old, now } = change;
    return {
      mark: old === undefined ? "added" : now === undefined ? "removed" : "changed",
      name: sanitize(nameOf(change), 300),
      ...(old !== undefined && { old: shown(change, old) }),
      ...(now !== undefined && { now: shown(change, now) }),
    };
  });
}

/** Ports and volumes are there or not; a variable or label that is empty says so. */
function shown({ field }: ConfigChange, value: string): string {
  if (field === "exposedPort" || field === "volume") return "";
  return value === "" ? "(empty)" : sanitize(value, 1000);
}
