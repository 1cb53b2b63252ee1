/** BuildKit's exported build caches. https://github.com/moby/buildkit/blob/v0.26.0/cache/remotecache/v1/spec.go */
import { parseObject, toArray, toObject, toSize, toTime } from "../oci/fields.ts";
import { mediaTypes } from "../oci/mediaTypes.ts";
import type { Descriptor, Index, Manifest } from "../oci/model.ts";
import { isDigest } from "../reference/digest.ts";
import type { BuildCache, CacheEntry } from "./model.ts";

const most = 10_000;

/** Where a cache's configuration is: the config of a manifest, or, before BuildKit 0.21, a child of an index. */
export function cacheConfigOf(document: Manifest | Index): Descriptor | undefined {
  const candidates = document.kind === "manifest" ? [document.config] : document.others;
  return candidates.find(({ mediaType }) => mediaType === mediaTypes.buildkitCache);
}

/**
 * Reads a cache's configuration. What its document says of the blobs goes before what the configuration does. Rejects
 * with ContentError `malformed` what is no JSON.
 */
export function decodeBuildCache(bytes: Uint8Array, document: Manifest | Index, subject: string): BuildCache {
  const fields = parseObject(bytes, subject);
  const blobs = document.kind === "manifest" ? document.layers : document.others;
  const sizes = new Map(blobs.map(({ digest, size }) => [digest, size]));
  const layers = toArray(fields["layers"]) ?? [];
  const records = toArray(fields["records"]) ?? [];
  const uses = countUses(records);
  const entries = layers.slice(0, most).flatMap((layer, place): readonly CacheEntry[] => {
    const { blob, parent = 0, annotations } = toObject(layer) ?? {};
    if (!isDigest(blob)) return [];
    const about = toObject(annotations) ?? {};
    return [
      {
        digest: blob,
        size: sizes.get(blob) ?? toSize(about["size"]),
        created: toTime(about["createdAt"]),
        parent: toSize(parent),
        records: uses.get(place) ?? 0,
      },
    ];
  });
  return {
    entries,
    records: records.length,
    size: totalOf(entries),
    hidden: Math.max(layers.length - most, 0),
  };
}

/** How many records name each layer as a result, alone or as the end of a chain. */
function countUses(records: readonly unknown[]): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  for (const record of records.slice(0, most)) {
    const { layers, chains } = toObject(record) ?? {};
    const alone = (toArray(layers) ?? []).map((result) => toObject(result)?.["layer"]);
    const ends = (toArray(chains) ?? []).map((chain) => toArray(toObject(chain)?.["layers"])?.at(-1));
    for (const place of new Set([...alone, ...ends]))
      if (typeof place === "number") uses.set(place, (uses.get(place) ?? 0) + 1);
  }
  return uses;
}

function totalOf(entries: readonly CacheEntry[]): number | undefined {
  let total = 0;
  for (const size of new Map(entries.map((entry) => [entry.digest, entry.size])).values()) {
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}
