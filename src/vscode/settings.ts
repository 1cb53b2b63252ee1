import { type Uri, workspace } from "vscode";
import { type CatalogKind, catalogKinds } from "../core/catalog/kind.ts";
import { type DocumentKind, documentKinds } from "../core/documents/occurrence.ts";
import { type TagOrder, tagOrders } from "../core/explorer/order.ts";
import { parsePlatform } from "../core/oci/platform.ts";
import { type ScannerName, scannerNames } from "../core/scanning/scanner.ts";
import { log } from "./log.ts";
import type { PinTarget } from "./pins/pinOptions.ts";
import { isAccountName } from "./registries/registryUrl.ts";

/** A registry as the settings name it. The URL decides the host, the scheme and a path prefix. */
export type RegistrySetting = {
  /** Absent: whatever the host is known to be. */
  readonly kind?: CatalogKind;
  readonly url: string;
  readonly name?: string;
  /** Tells this account from others at the same host; letters, digits and `._-`. */
  readonly account?: string;
  readonly repositories?: readonly string[];
  /** The profile of AWS to use at a registry of AWS; absent: AWS's default chain. */
  readonly profile?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly insecure?: boolean;
};

/** Glob patterns of further files of each kind. */
export type FilePatterns = { readonly [Kind in DocumentKind]?: readonly string[] };

export type Severity = "off" | "hint" | "information" | "warning" | "error";

/** Every setting with its type; the test of contributions holds this table against package.json. */
export type Settings = {
  readonly registries: readonly RegistrySetting[];
  readonly dockerConfig: boolean;
  readonly files: FilePatterns;
  /** Patterns of images that nothing is to be said of; see core/pinning/ignore.ts. */
  readonly ignore: readonly string[];
  /** What a pin names of an index; see pinOptions.ts for these. */
  readonly "pin.target": PinTarget;
  readonly "pin.platforms": readonly string[];
  readonly "pin.cooldownDays": number;
  /** Whether what is unpinned is pinned when the user saves. */
  readonly "pin.onSave": boolean;
  /** Whether the age of tags is shown beside them. */
  readonly inlayHints: boolean;
  readonly "diagnostics.unpinned": Severity;
  readonly "diagnostics.moved": Severity;
  readonly "diagnostics.missing": Severity;
  readonly "diagnostics.platform": Severity;
  readonly "diagnostics.mismatch": Severity;
  readonly "diagnostics.singlePlatform": Severity;
  readonly "diagnostics.findings": Severity;
  /** Minutes; 0: only when the user starts a check. */
  readonly "check.interval": number;
  /** Whether the status bar tells how many pulls Docker Hub still allows. */
  readonly "hub.showAllowance": boolean;
  readonly "scan.scanner": ScannerName | "auto";
  /** Empty: on PATH. */
  readonly "scan.trivyPath": string;
  readonly "scan.grypePath": string;
  readonly "scan.onOpen": boolean;
  /** Whether OSV.dev may be told of packages when the user asks for that. */
  readonly "osv.enabled": boolean;
  readonly "tags.sort": TagOrder;
  /** Seconds. */
  readonly "network.timeout": number;
  readonly "network.concurrency": number;
  /** Megabytes. */
  readonly "cache.maxSize": number;
};

const severities: readonly string[] = ["off", "hint", "information", "warning", "error"] satisfies Severity[];

/** How each setting's value is checked; the default stands for what does not pass. */
const checks: { readonly [Key in keyof Settings]: (value: unknown) => Settings[Key] | undefined } = {
  registries: (value) => (Array.isArray(value) ? value.slice(0, 200).flatMap(readRegistry) : undefined),
  dockerConfig: readBoolean,
  files: readPatterns,
  ignore: (value) => (isPatternList(value) ? value : undefined),
  "pin.target": (value) => (value === "index" || value === "platform" ? value : undefined),
  "pin.platforms": (value) => (isPatternList(value) && value.every(isPlatform) ? value : undefined),
  "pin.cooldownDays": numberBetween(0, 3650),
  "pin.onSave": readBoolean,
  inlayHints: readBoolean,
  "diagnostics.unpinned": readSeverity,
  "diagnostics.moved": readSeverity,
  "diagnostics.missing": readSeverity,
  "diagnostics.platform": readSeverity,
  "diagnostics.mismatch": readSeverity,
  "diagnostics.singlePlatform": readSeverity,
  "diagnostics.findings": readSeverity,
  "check.interval": (value) => (value === 0 ? 0 : numberBetween(1, 10_080)(value)),
  "hub.showAllowance": readBoolean,
  "scan.scanner": (value) => (["auto", ...scannerNames] as const).find((name) => name === value),
  "scan.trivyPath": readText,
  "scan.grypePath": readText,
  "scan.onOpen": readBoolean,
  "osv.enabled": readBoolean,
  "tags.sort": (value) => tagOrders.find((order) => order === value),
  "network.timeout": numberBetween(1, 600),
  "network.concurrency": numberBetween(1, 32),
  "cache.maxSize": numberBetween(10, 10_000),
};

const warned = new Set<string>();

/**
 * The value of a setting, for a folder where folders may have their own. A value of the wrong type or outside its
 * range counts as not set, and is logged once with the setting's name (C01).
 */
export function setting<Key extends keyof Settings>(key: Key, folder?: Uri): Settings[Key] {
  const configuration = workspace.getConfiguration("mooring", folder);
  const value = checks[key](configuration.get(key));
  if (value !== undefined) return value;
  if (!warned.has(key))
    log.warn(`The setting mooring.${key} has a value that Mooring cannot use; the default stands.`);
  warned.add(key);
  return configuration.inspect<Settings[Key]>(key)?.defaultValue as Settings[Key];
}

/** An entry of `mooring.registries`; none when it names no registry. */
export function readRegistry(value: unknown): readonly RegistrySetting[] {
  if (typeof value !== "object" || value === null) return [];
  const { kind, url, name, account, repositories, profile, caFile, certFile, keyFile, insecure } =
    value as Record<string, unknown>;
  if (typeof url !== "string" || !isWebUrl(url)) return [];
  return [
    {
      ...(isKind(kind) && { kind }),
      url,
      ...(typeof account === "string" && isAccountName(account) && { account }),
      ...(isFilled(name) && { name }),
      ...(Array.isArray(repositories) && {
        repositories: repositories.filter((entry) => typeof entry === "string"),
      }),
      ...(isFilled(profile) && { profile }),
      ...(isFilled(caFile) && { caFile }),
      ...(isFilled(certFile) && { certFile }),
      ...(isFilled(keyFile) && { keyFile }),
      ...(insecure === true && { insecure }),
    },
  ];
}

/** Undefined when anything in it is of the wrong type; kinds that are not known are left out. */
function readPatterns(value: unknown): FilePatterns | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const lists = documentKinds.flatMap((kind) => {
    const list: unknown = (value as Record<string, unknown>)[kind];
    return list === undefined ? [] : [[kind, list] as const];
  });
  const valid = lists.every(([, list]) => isPatternList(list));
  return valid ? (Object.fromEntries(lists) as FilePatterns) : undefined;
}

function isPatternList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isFilled);
}

function isPlatform(text: string): boolean {
  return parsePlatform(text) !== undefined;
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isKind(value: unknown): value is CatalogKind {
  return catalogKinds.some((kind) => kind === value);
}

function isWebUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username === "" &&
    url.password === ""
  );
}

function readBoolean(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function readText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function readSeverity(value: unknown): Severity | undefined {
  return typeof value === "string" && severities.includes(value) ? (value as Severity) : undefined;
}

function numberBetween(least: number, most: number): (value: unknown) => number | undefined {
  return (value) => (typeof value === "number" && value >= least && value <= most ? value : undefined);
}
