/** Grype as a program. https://oss.anchore.com/docs/reference/grype/configuration/ */
import { parseObject } from "../oci/fields.ts";
import { filled, optional } from "./fields.ts";
import type { Scanner, ScanOrder } from "./scanner.ts";

export const grype: Scanner = {
  name: "grype",
  args: ({ reference, platform }: ScanOrder) => [
    // Without this it says nothing until it is done.
    ...["--verbose", "--output", "json"],
    ...(platform === undefined ? [] : ["--platform", platform]),
    ...["--", `registry:${reference}`],
  ],
  environment: ({ way }: ScanOrder) => ({
    GRYPE_CHECK_FOR_APP_UPDATE: "false",
    ...(way.plainHttp && { GRYPE_REGISTRY_INSECURE_USE_HTTP: "true" }),
    ...(way.insecure && { GRYPE_REGISTRY_INSECURE_SKIP_TLS_VERIFY: "true" }),
    ...(way.caFile !== undefined && { GRYPE_REGISTRY_CA_CERT: way.caFile }),
  }),
  passed: [
    "GRYPE_DB_AUTO_UPDATE",
    "GRYPE_DB_CACHE_DIR",
    "GRYPE_DB_CA_CERT",
    "GRYPE_DB_MAX_ALLOWED_BUILT_AGE",
    "GRYPE_DB_UPDATE_URL",
    "GRYPE_DB_VALIDATE_AGE",
  ],
  cache: { variable: "GRYPE_DB_CACHE_DIR", folder: ["grype", "db"] },
  takesIgnoreFile: false,
  versionArgs: ["version", "--output", "json"],
  decodeVersion: (bytes, subject) => optional({ version: filled(parseObject(bytes, subject)["version"]) }),
};
