/** Trivy as a program. https://trivy.dev/latest/docs/references/configuration/cli/trivy_image/ */
import { parseObject, toObject, toTime } from "../oci/fields.ts";
import { filled, optional } from "./fields.ts";
import type { Scanner, ScannerVersion, ScanOrder } from "./scanner.ts";
import { decodeTrivyReport } from "./trivyReport.ts";

export const trivy: Scanner = {
  name: "trivy",
  args: ({ reference, platform, way }: ScanOrder) => [
    ...["image", "--format", "json", "--scanners", "vuln", "--image-src", "remote"],
    ...(platform === undefined ? [] : ["--platform", platform]),
    // It finds out by itself that a registry on this machine speaks plain http.
    ...(way.insecure || way.plainHttp ? ["--insecure"] : []),
    ...(way.caFile === undefined ? [] : ["--cacert", way.caFile]),
    ...["--", reference],
  ],
  // Variables, because a release that does not know them passes them over.
  environment: () => ({
    TRIVY_DISABLE_TELEMETRY: "true",
    TRIVY_LIST_ALL_PKGS: "false",
    TRIVY_NO_PROGRESS: "true",
    TRIVY_SKIP_VERSION_CHECK: "true",
  }),
  passed: [
    "TRIVY_CACHE_DIR",
    "TRIVY_DB_REPOSITORY",
    "TRIVY_JAVA_DB_REPOSITORY",
    "TRIVY_OFFLINE_SCAN",
    "TRIVY_SKIP_DB_UPDATE",
    "TRIVY_SKIP_JAVA_DB_UPDATE",
  ],
  cache: { variable: "TRIVY_CACHE_DIR", folder: ["trivy"] },
  versionArgs: ["version", "--format", "json"],
  decodeVersion: decodeTrivyVersion,
  decode: decodeTrivyReport,
  tellsDatabaseApart: true,
};

function decodeTrivyVersion(bytes: Uint8Array, subject: string): ScannerVersion {
  const answer = parseObject(bytes, subject);
  const database = toObject(answer["VulnerabilityDB"]);
  return optional({ version: filled(answer["Version"]), database: toTime(database?.["UpdatedAt"]) });
}
