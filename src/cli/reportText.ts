/** How a report of a scanner is printed, for people. */
import { formatCount, formatDate } from "../core/format.ts";
import type { ImageModel } from "../core/image/model.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import { shortDigest } from "../core/reference/digest.ts";
import type { Finding, Report } from "../core/scanning/finding.ts";
import { sanitize } from "../core/text.ts";
import type { Sink } from "./command.ts";
import { formatCounts } from "./findingRows.ts";
import { printColumns } from "./output.ts";

/** The most of one cell that is printed. */
const longest = 200;

/** Prints what was scanned by what, the findings, the gravest first, and how many there are. */
export function printReport(report: Report, image: ImageModel, stdout: Sink): void {
  const { scanner, database, findings, omitted } = report;
  const { manifest, platform } = image;
  printColumns(stdout, [
    ["Digest", manifest.digest],
    ...(platform === undefined ? [] : [["Platform", formatPlatform(platform)]]),
    ["Scanner", [scanner.name, scanner.version].filter((part) => part !== undefined).join(" ")],
    ["Database", database === undefined ? "of unknown date" : `of ${formatDate(database)}`],
  ]);
  stdout.write("\n");
  if (findings.length > 0) {
    const layers = layersOf(image);
    const head = ["SEVERITY", "ID", "PACKAGE", "INSTALLED", "FIXED IN", "LAYER", "PATH"];
    printColumns(stdout, [head, ...findings.map((finding) => row(finding, layers))]);
    stdout.write("\n");
  }
  stdout.write(`${formatCounts(findings)}\n`);
  if (omitted > 0) stdout.write(`${formatCount(omitted, "further finding")} not read.\n`);
}

/** The cells of one finding. */
export function findingCells({ severity, id, version, fixed, ...finding }: Finding): readonly string[] {
  return [severity, id, finding.package, version, fixed ?? "–"].map((text) => sanitize(text, longest));
}

function row(finding: Finding, layers: ReadonlyMap<string, string>): readonly string[] {
  const { layer, path = "" } = finding;
  const brought = layers.get(layer?.diffId ?? "") ?? layers.get(layer?.digest ?? "") ?? "";
  return [...findingCells(finding), brought, sanitize(path, longest)];
}

/** The short digests of layers, by the digests of their contents and of their blobs. */
function layersOf({ steps }: ImageModel): ReadonlyMap<string, string> {
  return new Map(
    steps.flatMap(({ layer }) => {
      if (layer === undefined) return [];
      const { digest } = layer.descriptor;
      const name = shortDigest(digest);
      return [
        [digest, name] as const,
        ...(layer.diffId === undefined ? [] : [[layer.diffId, name] as const]),
      ];
    }),
  );
}
