/** What Mooring knows of a scanner before it runs one: pure facts, so that what is run can be read off tests. */
import type { Environment } from "./environment.ts";
import type { Report } from "./finding.ts";

/** The scanners that Mooring can run, in the order in which they are looked for. */
export const scannerNames = ["trivy", "grype"] as const;

export type ScannerName = (typeof scannerNames)[number];

/** Names as people write them. */
export const scannerTitles: { readonly [Name in ScannerName]: string } = { trivy: "Trivy", grype: "Grype" };

/** The scanner that made a report here, by the name in it; undefined for another one's. */
export function scannerOf({ scanner }: Pick<Report, "scanner">): ScannerName | undefined {
  return scannerNames.find((name) => scannerTitles[name] === scanner.name);
}

/** How the registry is reached; its login lies in the folder of logins. */
export type RegistryWay = {
  readonly host: string;
  readonly plainHttp: boolean;
  /** Certificates are not checked: the user's explicit choice for this registry. */
  readonly insecure: boolean;
  /** A file of authorities in PEM. */
  readonly caFile?: string | undefined;
};

/** One run, as a scanner is told of it. */
export type ScanOrder = {
  /** `registry/path@digest` */
  readonly reference: string;
  /** Which image of an index. */
  readonly platform?: string | undefined;
  readonly ignoreFile?: string | undefined;
  readonly way: RegistryWay;
};

/** What a scanner says of itself; hostile text. */
export type ScannerVersion = { readonly version?: string; readonly database?: number };

/** One kind of scanner. */
export type Scanner = {
  readonly name: ScannerName;
  /** The arguments of a run before the scan, where one is needed, without the way to the registry. */
  readonly preparation?: (order: ScanOrder, env: Environment) => readonly string[] | undefined;
  /** The arguments of a scan; no secret among them. */
  readonly args: (order: ScanOrder) => readonly string[];
  /** What the order and Mooring's rules set in its environment. */
  readonly environment: (order: ScanOrder) => Readonly<Record<string, string>>;
  /** The variables of its own that the user's environment may set: those that say where its database is had and kept. */
  readonly passed: readonly string[];
  /** The variable for its cache, and the folder below that for caches which is its own by default. */
  readonly cache: { readonly variable: string; readonly folder: readonly string[] };
  /** Whether it leaves out what the order's `ignoreFile` names. */
  readonly takesIgnoreFile: boolean;
  readonly versionArgs: readonly string[];
  /** Reads what it prints of its version; rejects with ContentError `malformed` what is no JSON object. */
  readonly decodeVersion: (bytes: Uint8Array, subject: string) => ScannerVersion;
  /**
   * The file below its cache that tells the database's time, in milliseconds since 1970, where the report does not. When it
   * cannot be read, the version tells it.
   */
  readonly database?: {
    readonly file: readonly string[];
    readonly decode: (bytes: Uint8Array, subject: string) => number | undefined;
  };
};
