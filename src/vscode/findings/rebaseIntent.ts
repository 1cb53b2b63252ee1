import type { RebaseIntent } from "../../protocol/rebase.ts";

/** The intent in a message, or undefined when the message is none: its sender may be anyone (U04). */
export function readRebaseIntent(message: object): RebaseIntent | undefined {
  const { type, row } = message as Readonly<Record<string, unknown>>;
  switch (type) {
    case "findNewerBases":
    case "scanBases":
      return { type };
    case "copyBase":
      return typeof row === "number" && Number.isInteger(row) ? { type, row } : undefined;
    default:
      return undefined;
  }
}
