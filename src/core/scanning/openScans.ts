/** Scans.ts at work: finds the scanners, runs one at a time of each kind, keeps what they report. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { abortable } from "../async.ts";
import type { Derived } from "../content/derived.ts";
import { ScannerError } from "../errors.ts";
import { findProgram, mayRun } from "../findProgram.ts";
import type { Platform } from "../oci/model.ts";
import { formatPlatform } from "../oci/platform.ts";
import { digestOf } from "../oci/verify.ts";
import type { Digest } from "../reference/digest.ts";
import { formatReference, type Repository } from "../reference/reference.ts";
import { databaseTime } from "./databaseTime.ts";
import type { Environment } from "./environment.ts";
import type { Report } from "./finding.ts";
import { grype } from "./grype.ts";
import { KnownVersions } from "./knownVersions.ts";
import { keepReport, readReports } from "./reportStore.ts";
import { askVersion, runScanner, type ScannerRun } from "./runScanner.ts";
import { type Scanner, type ScannerName, scannerNames, scannerTitles } from "./scanner.ts";
import type { RegistryAccess, ScanOptions, Scans, ScanTarget, Tool, ToolState } from "./scans.ts";
import { trivy } from "./trivy.ts";

/** What a root tells Scans. */
export type ScanSources = {
  readonly env: Environment;
  /** The program that a machine-wide setting names; undefined or empty: the one on PATH. */
  readonly path: (name: ScannerName) => string | undefined;
  /** Folders whose programs are never run: those that are open in the editor. */
  readonly workspaceFolders: () => readonly string[];
  /** Asked just before a scan, so that no login is looked up without one. */
  readonly access: (repository: Repository, digest: Digest, signal: AbortSignal) => Promise<RegistryAccess>;
  /** Which findings to leave out when a scan does not say it: a file, absolute, as ScanOptions has it. */
  readonly ignoreFile?: () => Promise<string | undefined>;
  /** Where reports are kept. */
  readonly stored: Derived;
};

const scanners: { readonly [Name in ScannerName]: Scanner } = { trivy, grype };
const scanTimeout = 5 * 60_000;
const versionTimeout = 30_000;
/** Published by someone else than Trivy's makers: CVE-2026-33634. */
const taintedTrivy = /^v?0\.69\.[456]$/;

/** The scanners of this machine. */
export function openScans(sources: ScanSources): Scans {
  return new LocalScans(sources);
}

class LocalScans implements Scans {
  readonly #sources: ScanSources;
  readonly #closed = new AbortController();
  readonly #versions = new KnownVersions();
  /** The end of the last scan by each tool. */
  readonly #turns = new Map<ScannerName, Promise<unknown>>();

  constructor(sources: ScanSources) {
    this.#sources = sources;
  }

  known(digest: Digest, platform?: Platform): Promise<readonly Report[]> {
    return readReports(this.#sources.stored, digest, platform);
  }

  tools(signal?: AbortSignal): Promise<readonly ToolState[]> {
    return Promise.all(scannerNames.map((name) => this.#state(name, this.#until(signal))));
  }

  async scan(target: ScanTarget, options: ScanOptions = {}): Promise<Report> {
    const { scanner = "auto", onProgress = () => {} } = options;
    const signal = this.#until(options.signal);
    const tool = await this.#choose(scanner, signal);
    const { name } = tool;
    if (tool.isTainted) throw new ScannerError("tainted", name, { path: tool.path });
    const wait = () => onProgress({ kind: "waiting", scanner: name });
    const report = await this.#inTurn(name, wait, signal, async () => {
      const running = { kind: "running", scanner: name, tool } as const;
      onProgress(running);
      const asked = { ...target, ignoreFile: options.ignoreFile ?? (await this.#sources.ignoreFile?.()) };
      return this.#run(tool, asked, signal, (words) => onProgress({ ...running, words }));
    });
    await keepReport(this.#sources.stored, target, name, report);
    return report;
  }

  close(): void {
    this.#closed.abort();
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    const closed = this.#closed.signal;
    return signal === undefined ? closed : AbortSignal.any([signal, closed]);
  }

  async #run(
    tool: Tool,
    { repository, digest, platform, ignoreFile }: ScanTarget & { readonly ignoreFile: string | undefined },
    signal: AbortSignal,
    onWords: (words: string) => void,
  ): Promise<Report> {
    const { name } = tool;
    const {
      base,
      caFile,
      insecure = false,
      credential,
    } = await this.#sources.access(repository, digest, signal);
    // Scanners know a registry by its host alone.
    if (base.pathname !== "/")
      throw new ScannerError("failed", name, { path: tool.path, trouble: "pathPrefix" });
    const order = {
      reference: formatReference({ repository, digest }),
      platform: platform && formatPlatform(platform),
      ignoreFile,
      way: { host: repository.registry, plainHttp: base.protocol === "http:", insecure, caFile },
    };
    const how = this.#runOf(name, tool.path, scanTimeout, signal);
    const ignored = how.scanner.takesIgnoreFile && ignoreFile ? await ignoredBy(ignoreFile) : undefined;
    const report = await runScanner(how, order, credential, onWords);
    const database = report.database ?? (await this.#databaseOf(how));
    return {
      ...report,
      scanner: { name: scannerTitles[name], ...versionOf(report.scanner.version ?? tool.version) },
      created: report.created ?? Date.now(),
      ...(database !== undefined && { database }),
      ...(ignored !== undefined && { ignoreFile: ignored }),
    };
  }

  async #databaseOf(how: ScannerRun): Promise<number | undefined> {
    if (how.scanner.database === undefined) return undefined;
    return (await databaseTime(how)) ?? (await askVersion({ ...how, timeout: versionTimeout })).database;
  }

  async #choose(wanted: ScannerName | "auto", signal: AbortSignal): Promise<Tool> {
    const names = wanted === "auto" ? scannerNames : [wanted];
    const failures: ScannerError[] = [];
    for (const name of names) {
      const state = await this.#state(name, signal);
      if ("tool" in state) return state.tool;
      failures.push(state.failure);
    }
    const [first] = failures;
    const missing = failures.every(({ kind, path }) => kind === "notInstalled" && path === undefined);
    throw wanted === "auto" && missing ? new ScannerError("notInstalled", "auto") : first;
  }

  async #state(name: ScannerName, signal: AbortSignal): Promise<ToolState> {
    try {
      return { name, tool: await this.#find(name, signal) };
    } catch (failure) {
      if (failure instanceof ScannerError) return { name, failure };
      throw failure;
    }
  }

  async #find(name: ScannerName, signal: AbortSignal): Promise<Tool> {
    const { env, path: named, workspaceFolders } = this.#sources;
    const excluded = workspaceFolders();
    const setting = named(name) || undefined;
    const path = setting ?? (await findProgram(name, env["PATH"] ?? "", excluded));
    if (path === undefined || !(await mayRun(path, excluded)))
      throw new ScannerError("notInstalled", name, path === undefined ? {} : { path });
    const { version, database } = await this.#versions.ask(this.#runOf(name, path, versionTimeout, signal));
    const isTainted = name === "trivy" && taintedTrivy.test(version ?? "");
    return { name, path, version, database, isTainted };
  }

  #runOf(name: ScannerName, path: string, timeout: number, signal: AbortSignal): ScannerRun {
    return { scanner: scanners[name], path, env: this.#sources.env, timeout, signal };
  }

  /** Waits for the scan by the same tool before: its cache is for one at a time. */
  async #inTurn<T>(
    name: ScannerName,
    onWait: () => void,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const before = this.#turns.get(name);
    const { promise: mine, resolve: end } = Promise.withResolvers<void>();
    const turn = Promise.all([before, mine]);
    this.#turns.set(name, turn);
    try {
      if (before !== undefined) {
        onWait();
        await abortable(before, signal);
      }
      return await work();
    } finally {
      end();
      if (this.#turns.get(name) === turn) this.#turns.delete(name);
    }
  }
}

/** Undefined when it cannot be read, which the scanner says. */
async function ignoredBy(path: string): Promise<Report["ignoreFile"]> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes && { name: basename(path), digest: digestOf(bytes) };
}

function versionOf(version: string | undefined): { readonly version?: string } {
  return version === undefined ? {} : { version };
}
