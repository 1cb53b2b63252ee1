import { isDigest } from "../../core/reference/digest.ts";
import type { CompareIntent } from "../../protocol/compare.ts";
import { readFindingsIntent } from "../findings/findingsIntent.ts";

/** The intent in a message, or undefined when the message is none: its sender may be anyone (U04). */
export function readCompareIntent(message: unknown): CompareIntent | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { type, digest, side, link, key, row, what } = message as Record<string, unknown>;
  switch (type) {
    case "ready":
    case "retry":
    case "compareFiles":
    case "cancelFiles":
    case "lookForReports":
      return { type };
    case "choosePlatform":
    case "update":
    case "keep":
      return isDigest(digest) ? { type, digest } : undefined;
    case "copy":
    case "openDetails":
      return side === "old" || side === "now" ? { type, side } : undefined;
    case "openLink":
      return typeof link === "number" && Number.isInteger(link) ? { type, link } : undefined;
    case "askRows":
      return typeof key === "string" ? { type, key } : undefined;
    case "openFile":
      return typeof key === "string" && typeof row === "number" && Number.isInteger(row)
        ? { type, key, row }
        : undefined;
    case "cancel":
      return what === "scan" ? { type, what } : undefined;
    case "scan": {
      const intent = readFindingsIntent(message);
      return intent?.type === "scan" ? intent : undefined;
    }
    default:
      return undefined;
  }
}
