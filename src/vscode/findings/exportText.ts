/** Reports as files for other programs. Pure; knows no VS Code. */
import type { ImageModel } from "../../core/image/model.ts";
import { formatFamiliar } from "../../core/reference/reference.ts";
import { formatCsv } from "../../core/scanning/csv.ts";
import type { Report } from "../../core/scanning/finding.ts";
import { reportJson } from "../../core/scanning/reportJson.ts";
import { reportSarif } from "../../core/scanning/reportSarif.ts";
import type { FindingsFormat } from "../../protocol/findings.ts";
import { stepFinder } from "./findingPlaces.ts";

/** The text of a report about an image. */
export function exportText(report: Report, image: ImageModel, format: FindingsFormat): string {
  const stepOf = stepFinder(image);
  switch (format) {
    case "json":
      return formatJson({
        reference: formatFamiliar(image.reference),
        digest: image.manifest.digest,
        ...reportJson(report),
      });
    case "csv":
      return formatCsv(report, (finding) => String(stepOf(finding)?.layer?.number ?? ""));
    case "sarif":
      return formatJson(reportSarif(formatFamiliar(image.reference), report));
  }
}

function formatJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** `nginx-1.27-findings.csv`: a name for the file, of characters that every system takes. */
export function exportName({ reference }: ImageModel, format: FindingsFormat): string {
  const { digest: _, ...named } = reference;
  const name = formatFamiliar(named)
    .replace(/^.*\//, "")
    .replace(/[^\w.-]+/g, "-");
  return `${name}-findings.${format}`;
}
