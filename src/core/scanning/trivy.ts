/** Trivy as a program. https://trivy.dev/latest/docs/references/configuration/cli/trivy_image/ */
import { parseObject, toObject, toTime } from "../oci/fields.ts";
import { filled, optional } from "./fields.ts";
import type { RegistryWay, Scanner, ScannerVersion, ScanOrder } from "./scanner.ts";

export const trivy: Scanner = {
  name: "trivy",
  // What is told of certificates holds for all hosts, and the database is not to come by such a way.
  preparation: ({ way }, env) =>
    isLoose(way) && env["TRIVY_SKIP_DB_UPDATE"] !== "true" ? ["image", "--download-db-only"] : undefined,
  args: ({ reference, platform, way, ignoreFile }: ScanOrder) => [
    ...["image", "--format", "json", "--scanners", "vuln", "--image-src", "remote"],
    ...(platform === undefined ? [] : ["--platform", platform]),
    ...(isLoose(way) ? ["--insecure", "--skip-db-update"] : []),
    ...(ignoreFile === undefined ? [] : ["--ignorefile", ignoreFile]),
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
  takesIgnoreFile: true,
  versionArgs: ["version", "--format", "json"],
  decodeVersion: decodeTrivyVersion,
  // https://trivy.dev/latest/docs/advanced/air-gap/: the file that its version is told from, too.
  database: {
    file: ["db", "metadata.json"],
    decode: (bytes, subject) => toTime(parseObject(bytes, subject)["UpdatedAt"]),
  },
};

function decodeTrivyVersion(bytes: Uint8Array, subject: string): ScannerVersion {
  const answer = parseObject(bytes, subject);
  const database = toObject(answer["VulnerabilityDB"]);
  return optional({ version: filled(answer["Version"]), database: toTime(database?.["UpdatedAt"]) });
}

/** Whether certificates must not be checked. Of registries on this machine it finds out by itself that they speak http. */
function isLoose({ host, plainHttp, insecure }: RegistryWay): boolean {
  return insecure || (plainHttp && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|$)/.test(host));
}
