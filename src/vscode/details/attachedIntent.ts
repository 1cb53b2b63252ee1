import { isDigest } from "../../core/reference/digest.ts";
import type { AttachedIntent } from "../../protocol/attached.ts";

/** The intent about what is attached in a message, or undefined when the message is none: its sender may be anyone (U04). */
export function readAttachedIntent(message: object): AttachedIntent | undefined {
  const { type, digest } = message as Record<string, unknown>;
  switch (type) {
    case "lookAtAttached":
    case "openContents":
      return { type };
    case "readPackages":
    case "openAttached":
    case "copyAttached":
      return isDigest(digest) ? { type, digest } : undefined;
    default:
      return undefined;
  }
}
