/**
 * What the scanners of this machine find in images, run when the user asks and remembered. Their reports have the shape
 * of all others (finding.ts).
 */
import type { Credential } from "../auth/credential.ts";
import type { ScannerError } from "../errors.ts";
import type { Platform } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { Repository } from "../reference/reference.ts";
import type { Report } from "./finding.ts";
import type { ScannerName } from "./scanner.ts";

/** How a program gets to a registry by itself, and as whom. */
export type RegistryAccess = {
  /** The root of its API. */
  readonly base: URL;
  /** A file of authorities in PEM. */
  readonly caFile?: string;
  /** Certificates are not checked. */
  readonly insecure?: boolean;
  readonly credential: Credential;
};

/** What is scanned: an image by its own digest without a platform, or that of an index which is for the platform. */
export type ScanTarget = {
  readonly repository: Repository;
  readonly digest: Digest;
  readonly platform?: Platform | undefined;
};

/** A scanner of this machine. */
export type Tool = {
  readonly name: ScannerName;
  /** Absolute; to be shown before the first run. */
  readonly path: string;
  /** Undefined when it does not tell; hostile text. */
  readonly version: string | undefined;
  /** The time of its database, in milliseconds since 1970; undefined when it has none yet or does not tell. */
  readonly database: number | undefined;
  /** Releases of Trivy that carried hostile code (CVE-2026-33634): they are not run. */
  readonly isTainted: boolean;
};

/** A scanner that can be run, or why it cannot. */
export type ToolState =
  | { readonly name: ScannerName; readonly tool: Tool }
  | { readonly name: ScannerName; readonly failure: ScannerError };

/** How far a scan is. */
export type ScanProgress =
  /** Another scan by the same tool is under way. */
  | { readonly kind: "waiting"; readonly scanner: ScannerName }
  /** The words are the tool's own last ones; hostile text, without secrets. Absent until it says something. */
  | { readonly kind: "running"; readonly scanner: ScannerName; readonly tool: Tool; readonly words?: string };

export type ScanOptions = {
  /** `auto`, the default, is the first that is installed, Trivy before Grype. */
  readonly scanner?: ScannerName | "auto";
  /** A file, absolute, that says which findings to leave out, as Trivy reads it (`.trivyignore`); Grype has no such. */
  readonly ignoreFile?: string;
  readonly onProgress?: (progress: ScanProgress) => void;
  readonly signal?: AbortSignal;
};

export type Scans = {
  /** Reports that were made before, the newest first; starts no process and asks nobody. `created` is always there. */
  known(digest: Digest, platform?: Platform): Promise<readonly Report[]>;
  /**
   * Runs a scanner and keeps its report. Rejects with a ScannerError, with a CredentialError when the login of the
   * registry cannot be read, or with the signal's reason; then what was known stays known.
   */
  scan(target: ScanTarget, options?: ScanOptions): Promise<Report>;
  /** The scanners of this machine, in the order of `auto`; asks each installed one for its version. */
  tools(signal?: AbortSignal): Promise<readonly ToolState[]>;
  /** Ends what is under way. */
  close(): void;
};
