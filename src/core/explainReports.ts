/** What there is to say of reports that exist without a scan here, in words. */
import { sentence } from "./explanation.ts";
import { sanitize } from "./text.ts";

/** How far a registry's own scanner is, as catalog/registryScanner.ts tells it. */
export type ScanFacts = {
  readonly kind: "none" | "running" | "failed" | "done";
  readonly percent?: number;
  /** Hostile text. */
  readonly detail?: string;
};

/** A sentence about a registry's scan of an image that brought no report; undefined for one that did. */
export function explainScanState(
  { kind, percent, detail = "" }: ScanFacts,
  host: string,
): string | undefined {
  switch (kind) {
    case "none":
      return undefined;
    case "running": {
      const share = percent === undefined || percent === 0 ? "" : ` (${percent}% done)`;
      return `${host} is scanning the image${share}. Look again in a while.`;
    }
    case "failed": {
      const words = sanitize(detail, 300);
      return `${host} could not scan the image.${words === "" ? "" : ` It says: ${sentence(words)}`}`;
    }
    case "done":
      return undefined;
  }
}
