import { longestList, toArray, toObject, toSize, toText, toTime } from "../oci/fields.ts";
import { isDigest } from "../reference/digest.ts";
import { isTag } from "../reference/reference.ts";
import type { PlatformFacts, TagFacts } from "./facts.ts";
import type { Listed } from "./listPage.ts";

/** A tag of Docker Hub's list; undefined when its name is none. Nonsense in other fields makes them unknown (R09). */
export function decodeHubTag(entry: unknown): Listed<TagFacts> | undefined {
  const fields = toObject(entry) ?? {};
  const name = toText(fields["name"]) ?? "";
  if (!isTag(name)) return undefined;
  const { digest } = fields;
  const size = sizeOf(fields["full_size"]);
  const pushed = toTime(fields["tag_last_pushed"]) ?? toTime(fields["last_updated"]);
  const platforms = (toArray(fields["images"]) ?? [])
    .slice(0, longestList)
    .flatMap((image) => decodeImage(image) ?? []);
  return {
    name,
    facts: {
      ...(isDigest(digest) && { digest }),
      ...(size !== undefined && { size }),
      ...(pushed !== undefined && { pushed }),
      ...(platforms.length > 0 && { platforms }),
    },
  };
}

/** Attestations stand among the images, for no system that there is. */
function decodeImage(entry: unknown): PlatformFacts | undefined {
  const fields = toObject(entry) ?? {};
  const os = toText(fields["os"]);
  const architecture = toText(fields["architecture"]);
  if (!os || !architecture || os === "unknown" || architecture === "unknown") return undefined;
  const variant = toText(fields["variant"]);
  const osVersion = toText(fields["os_version"]);
  const { digest } = fields;
  const size = sizeOf(fields["size"]);
  return {
    platform: { os, architecture, ...(variant && { variant }), ...(osVersion && { osVersion }) },
    ...(isDigest(digest) && { digest }),
    ...(size !== undefined && { size }),
  };
}

/** A size that Docker Hub does not know is 0. */
function sizeOf(value: unknown): number | undefined {
  return toSize(value) || undefined;
}
