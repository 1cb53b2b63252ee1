/** Diagnostics on images of which a scan that was made before knows grave findings. Knows no VS Code. */
import type { Place } from "../../core/pinning/check.ts";
import { formatFamiliar } from "../../core/reference/reference.ts";
import { formatSource } from "../../core/scanning/countText.ts";
import type { FindingCounts } from "../../core/scanning/finding.ts";
import { sanitize } from "../../core/text.ts";
import type { CountsOf } from "../findings/editorScans.ts";
import type { Mark } from "./diagnostics.ts";

/** The marks on those of the places whose images have critical or high findings. */
export async function scanMarks(
  places: readonly Place[],
  countsOf: CountsOf,
  severity: Mark["severity"],
  now: number,
): Promise<readonly Mark[]> {
  const marks = await Promise.all(
    places.map(async ({ occurrence, question: { reference } }): Promise<readonly Mark[]> => {
      const counted = await countsOf(reference);
      const grave = counted && graveText(counted.counts);
      if (counted === undefined || grave === undefined) return [];
      const { digest: _, ...named } = reference;
      const message = `${sanitize(formatFamiliar(named), 300)} has ${grave} (${formatSource(counted, now)}).`;
      return [{ occurrence, severity, code: "findings", message }];
    }),
  );
  return marks.flat();
}

/** `1 critical and 7 high findings`. */
function graveText({ critical, high }: FindingCounts): string | undefined {
  if (critical + high === 0) return undefined;
  const some = [critical > 0 ? `${critical} critical` : "", high > 0 ? `${high} high` : ""];
  const noun = critical + high === 1 ? "finding" : "findings";
  return `${some.filter((text) => text !== "").join(" and ")} ${noun}`;
}
