import { scannerNames } from "../../core/scanning/scanner.ts";
import type { FindingsFormat, FindingsIntent } from "../../protocol/findings.ts";

const formats = ["json", "csv", "sarif"] as const satisfies readonly FindingsFormat[];

/** The intent in a message, or undefined when the message is none: its sender may be anyone (U04). */
export function readFindingsIntent(message: object): FindingsIntent | undefined {
  const fields = message as Readonly<Record<string, unknown>>;
  const { type, report, finding, link } = fields;
  if (type === "scan") {
    if (fields["scanner"] === undefined) return { type };
    const scanner = scannerNames.find((name) => name === fields["scanner"]);
    return scanner && { type, scanner };
  }
  if (type === "lookForReports") return { type };
  if (typeof report !== "string") return undefined;
  switch (type) {
    case "chooseReport":
    case "askFindings":
      return { type, report };
    case "chooseFinding":
      return isPlace(finding) ? { type, report, finding } : undefined;
    case "openFindingLink":
      return isPlace(finding) && isPlace(link) ? { type, report, finding, link } : undefined;
    case "exportFindings": {
      const format = formats.find((one) => one === fields["format"]);
      return format && { type, report, format };
    }
    default:
      return undefined;
  }
}

function isPlace(value: unknown): value is number {
  return Number.isInteger(value);
}
