/** Scanning one image from the command line. */
import { settle } from "../core/errors.ts";
import { explainScanInOne } from "../core/explainScan.ts";
import type { ImageModel } from "../core/image/model.ts";
import { formatFamiliar } from "../core/reference/reference.ts";
import type { Report } from "../core/scanning/finding.ts";
import { ignoreFileIn } from "../core/scanning/ignoreFile.ts";
import { type ScannerName, scannerNames } from "../core/scanning/scanner.ts";
import { type Arguments, quoted, UsageError, type World } from "./command.ts";
import { remark } from "./output.ts";
import { drawScan } from "./scanProgress.ts";

/** The option that chooses a scanner. */
export const scannerOption = {
  type: "string",
  value: "NAME",
  summary: "trivy or grype; auto, the default, is the first that is installed",
} as const;

/** The scanner that `--scanner` names. */
export function scannerArgument({ values }: Arguments): ScannerName | "auto" {
  const wanted = values.get("scanner") ?? "auto";
  const scanner = wanted === "auto" ? wanted : scannerNames.find((name) => name === wanted);
  if (scanner === undefined)
    throw new UsageError(`${quoted(wanted)} is no scanner; there are auto, ${scannerNames.join(", ")}.`);
  return scanner;
}

/** Scans an image by its digest, with Trivy but for what the working directory's `.trivyignore` names; undefined when that failed, which is remarked. */
export async function scanImage(
  { reference, manifest }: ImageModel,
  wanted: ScannerName | "auto",
  world: World,
): Promise<Report | undefined> {
  const target = { repository: reference.repository, digest: manifest.digest };
  const progress = drawScan(world);
  const { signal } = world;
  const ignoreFile = await ignoreFileIn(world.cwd);
  const options = { scanner: wanted, onProgress: progress.tell, signal, ...(ignoreFile && { ignoreFile }) };
  const scanned = world.scans.scan(target, options);
  const answer = await settle(scanned).finally(progress.clear);
  if ("value" in answer) return answer.value;
  remark(world, explainScanInOne(answer.failure, formatFamiliar(reference)));
  return undefined;
}
