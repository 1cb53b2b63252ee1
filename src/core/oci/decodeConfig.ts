import { isDigest } from "../reference/digest.ts";
import { decodePlatform } from "./decodeDescriptor.ts";
import {
  type Fields,
  longestList,
  parseObject,
  toArray,
  toObject,
  toText,
  toTextMap,
  toTexts,
  toTime,
} from "./fields.ts";
import type { HistoryEntry, ImageConfig, Platform } from "./model.ts";

const unknownPlatform: Platform = { os: "unknown", architecture: "unknown" };

/**
 * Decodes an image's config. Rejects with ContentError `malformed` only what is not a JSON object: nonsense in a field
 * makes that field unknown, and no list is longer than `longestList`.
 */
export function decodeConfig(bytes: Uint8Array, subject: string): ImageConfig {
  const fields = parseObject(bytes, subject);
  const run = toObject(fields["config"]) ?? {};
  return {
    platform: decodePlatform(fields) ?? unknownPlatform,
    created: toTime(fields["created"]),
    author: toText(fields["author"]),
    user: toText(run["User"]),
    environment: toTexts(run["Env"]) ?? [],
    entrypoint: toCommand(run["Entrypoint"]),
    command: toCommand(run["Cmd"]),
    workingDirectory: toText(run["WorkingDir"]),
    exposedPorts: keysOf(run["ExposedPorts"]),
    volumes: keysOf(run["Volumes"]),
    stopSignal: toText(run["StopSignal"]),
    labels: toTextMap(run["Labels"]),
    diffIds: diffIdsOf(fields),
    history: (toArray(fields["history"]) ?? []).slice(0, longestList).map(toHistoryEntry),
  };
}

/** Very old configs hold a single string. */
function toCommand(value: unknown): readonly string[] | undefined {
  return typeof value === "string" ? [value] : toTexts(value);
}

function keysOf(value: unknown): readonly string[] {
  return Object.keys(toObject(value) ?? {}).slice(0, longestList);
}

/** All or none: the place of a diff ID in the list is what ties it to a layer. */
function diffIdsOf(fields: Fields): ImageConfig["diffIds"] {
  const diffIds = toArray(toObject(fields["rootfs"])?.["diff_ids"]) ?? [];
  return diffIds.every(isDigest) ? diffIds : [];
}

function toHistoryEntry(value: unknown): HistoryEntry {
  const fields = toObject(value) ?? {};
  return {
    created: toTime(fields["created"]),
    createdBy: toText(fields["created_by"]) ?? "",
    comment: toText(fields["comment"]) ?? "",
    emptyLayer: fields["empty_layer"] === true,
  };
}
