/** Reports of scanners on disk, the newest of each scanner for each image; damaged ones are as if they were not there. */
import type { Derived } from "../content/derived.ts";
import { parseJson, toObject } from "../oci/fields.ts";
import type { Platform } from "../oci/model.ts";
import { formatPlatform } from "../oci/platform.ts";
import { digestOf } from "../oci/verify.ts";
import type { Digest } from "../reference/digest.ts";
import type { Report } from "./finding.ts";
import { type ScannerName, scannerNames } from "./scanner.ts";

/** Changes with the shape of Report, so that what an older or newer Mooring kept is not misread. */
const format = 1;

/** The reports that are kept of an image, the newest first. */
export async function readReports(
  stored: Derived,
  digest: Digest,
  platform: Platform | undefined,
): Promise<readonly Report[]> {
  const found = await Promise.all(
    scannerNames.map((name) => readReport(stored, keyOf(digest, platform, name))),
  );
  return found.filter((report) => report !== undefined).sort((a, b) => (b.created ?? 0) - (a.created ?? 0));
}

/** Keeps a report in the place of an older one by the same scanner, if the disk lets it. */
export async function keepReport(
  stored: Derived,
  target: { readonly digest: Digest; readonly platform?: Platform | undefined },
  name: ScannerName,
  report: Report,
): Promise<void> {
  const text = JSON.stringify({ format, report });
  await stored.put(keyOf(target.digest, target.platform, name), new TextEncoder().encode(text));
}

async function readReport(stored: Derived, key: Digest): Promise<Report | undefined> {
  const bytes = await stored.get(key);
  if (bytes === undefined) return undefined;
  const kept = toObject(parseJson(bytes, "a report that was kept"));
  // The store has checked that these are the bytes that were put there.
  return kept?.["format"] === format ? (kept["report"] as Report) : undefined;
}

function keyOf(digest: Digest, platform: Platform | undefined, name: ScannerName): Digest {
  const image = platform === undefined ? digest : `${digest} ${formatPlatform(platform)}`;
  return digestOf(new TextEncoder().encode(`${name} ${image}`));
}
