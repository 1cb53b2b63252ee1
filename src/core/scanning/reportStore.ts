/** Reports of scanners and of OSV.dev on disk, the newest of each for each image; damaged ones are as if they were not there. */
import { pacing } from "../async.ts";
import type { Derived } from "../content/derived.ts";
import type { Platform } from "../oci/model.ts";
import { formatPlatform } from "../oci/platform.ts";
import { digestOf } from "../oci/verify.ts";
import type { Digest } from "../reference/digest.ts";
import type { Report } from "./finding.ts";
import { readInTurns } from "./readReport.ts";
import { formatLines } from "./reportLines.ts";
import { type ScannerName, scannerNames } from "./scanner.ts";

/** Changes with the shape of Report, so that what an older or newer Mooring kept is not misread. */
const format = 2;
const firstLine = new TextEncoder().encode(`${format}\n`);

/** Who made a report. */
export type Reporter = ScannerName | "osv";

const reporters: readonly Reporter[] = [...scannerNames, "osv"];

/** The reports that are kept of an image, the newest first. */
export async function readReports(
  stored: Derived,
  digest: Digest,
  platform: Platform | undefined,
): Promise<readonly Report[]> {
  const found = await Promise.all(reporters.map((name) => readReport(stored, keyOf(digest, platform, name))));
  return found.filter((report) => report !== undefined).sort((a, b) => (b.created ?? 0) - (a.created ?? 0));
}

/** Keeps a report in the place of an older one by the same reporter, if the disk lets it. */
export async function keepReport(
  stored: Derived,
  target: { readonly digest: Digest; readonly platform?: Platform | undefined },
  name: Reporter,
  report: Report,
): Promise<void> {
  const pace = pacing();
  const lines: Uint8Array[] = [firstLine];
  for (const line of formatLines(report)) {
    lines.push(line);
    await pace();
  }
  await stored.put(keyOf(target.digest, target.platform, name), lines);
}

async function readReport(stored: Derived, key: Digest): Promise<Report | undefined> {
  const bytes = await stored.get(key);
  if (bytes === undefined) return undefined;
  // The store has checked that these are the bytes that were put there.
  const isOurs = firstLine.every((byte, place) => bytes[place] === byte);
  return isOurs ? readInTurns(bytes.subarray(firstLine.length)) : undefined;
}

function keyOf(digest: Digest, platform: Platform | undefined, name: Reporter): Digest {
  const image = platform === undefined ? digest : `${digest} ${formatPlatform(platform)}`;
  return digestOf(new TextEncoder().encode(`${name} ${image}`));
}
