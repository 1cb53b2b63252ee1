import type { ParseArgsOptionDescriptor } from "node:util";
import type { Catalog } from "../core/catalog/catalog.ts";
import type { CatalogKind } from "../core/catalog/kind.ts";
import type { Distribution } from "../core/registry/distribution.ts";
import type { Scans } from "../core/scanning/scans.ts";

/** How a run ended: 0 fine, 1 findings, 2 a wrong call or a failure, 130 cancelled. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Where text goes: standard output and standard error, or a test's list. */
export type Sink = { write(text: string): unknown; readonly isTTY?: boolean };

/** All that a run touches outside itself, but for files. */
export type World = {
  /** Relative paths are read from here. */
  readonly cwd: string;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly version: string;
  /** Aborts when the user gives up. */
  readonly signal: AbortSignal;
  /** The client for a registry, by its host as references name it. */
  readonly distribution: (host: string) => Distribution;
  /** A registry's lists by the vendor that its host tells, or by another one. */
  readonly catalog: (host: string, kind?: CatalogKind) => Catalog;
  /** Finds out the vendor of a registry whose host does not tell it. */
  readonly detect: (host: string, signal?: AbortSignal) => Promise<CatalogKind>;
  /** The scanners of this machine; nothing is kept of what they say. */
  readonly scans: Scans;
};

/** What the user typed after a command's name, checked against what the command takes. */
export type Arguments = {
  readonly operands: readonly string[];
  readonly json: boolean;
  /** The options without a value that were given. */
  readonly flags: ReadonlySet<string>;
  /** The options with a value. */
  readonly values: ReadonlyMap<string, string>;
  /** The options that may be given several times, with their values in order. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
};

export type Option = ParseArgsOptionDescriptor & { readonly summary: string; readonly value?: string };

export type Command = {
  readonly name: string;
  /** What it takes, as the help shows it: `PATH...`. */
  readonly operands: string;
  readonly least: number;
  readonly most: number;
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  run(args: Arguments, world: World): Promise<ExitCode>;
};

/** The call itself cannot be carried out as typed; the message is a sentence for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** An argument as it is named in a message: without what may be a password. */
export function quoted(argument: string): string {
  return `"${argument.replace(/^.*@(?!sha(?:256|512):)/s, "...@")}"`;
}
