import { isDigest } from "../../core/reference/digest.ts";
import type { Intent } from "../../protocol/details.ts";
import { readFilesIntent } from "../files/filesIntent.ts";
import { readFindingsIntent } from "../findings/findingsIntent.ts";
import { readRebaseIntent } from "../findings/rebaseIntent.ts";
import { readAttachedIntent } from "./attachedIntent.ts";

/** The intent in a message, or undefined when the message is none: its sender may be anyone (U04). */
export function readIntent(message: unknown): Intent | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { type, digest, what, number, link, column, list } = message as Record<string, unknown>;
  switch (type) {
    case "ready":
    case "retry":
    case "openManifest":
    case "openDockerfile":
    case "findBase":
    case "lookAtTags":
    case "pickOther":
    case "readOther":
    case "listPackages":
    case "readLayers":
    case "lookUpPackages":
    case "openOsvSetting":
      return { type };
    case "askInstalled":
      return typeof list === "string" ? { type, list } : undefined;
    case "cancel":
      return isCancellable(what) ? { type, what } : undefined;
    case "chooseHeld":
      return typeof column === "number" && Number.isInteger(column) ? { type, column } : undefined;
    case "choosePlatform":
      return isDigest(digest) ? { type, digest } : undefined;
    case "openLink":
      return typeof link === "number" && Number.isInteger(link) ? { type, link } : undefined;
    case "copy":
      return what === "digest" || what === "pinned" || what === "pull" || what === "manifestDigest"
        ? { type, what }
        : undefined;
    case "copyLayer":
      return typeof number === "number" && (what === "digest" || what === "diffId")
        ? { type, number, what }
        : undefined;
    default:
      return (
        readAttachedIntent(message) ??
        readFilesIntent(message) ??
        readFindingsIntent(message) ??
        readRebaseIntent(message)
      );
  }
}

function isCancellable(what: unknown): what is (Intent & { readonly type: "cancel" })["what"] {
  return ["base", "tags", "attached", "files", "other", "scan", "rebase", "installed"].some(
    (each) => each === what,
  );
}
