import { type Disposable, type Event, EventEmitter } from "vscode";
import type { Digest } from "../../core/reference/digest.ts";
import type { Reference } from "../../core/reference/reference.ts";
import { countFindings, type FindingCounts, type Report } from "../../core/scanning/finding.ts";
import type { ScanOptions, ScanTarget, ToolState } from "../../core/scanning/scans.ts";
import type { LocalScans, LookUpPackages } from "./localScans.ts";

/** What is known of an image's findings, without the findings. */
export type CountedReport = Pick<Report, "scanner" | "created"> & { readonly counts: FindingCounts };

/** The newest scan of an image that was made before; undefined when there is none. Asks nobody. */
export type CountsOf = (reference: Reference) => Promise<CountedReport | undefined>;

/** The scans of this machine, loaded when they are needed for the first time. */
export class EditorScans implements Disposable {
  readonly #open: () => Promise<LocalScans>;
  readonly #counted = new Map<string, Promise<CountedReport | undefined>>();
  readonly #scanned = new EventEmitter<void>();
  #local: Promise<LocalScans> | undefined;
  /** Fires when an image was scanned. */
  readonly onDidScan: Event<void> = this.#scanned.event;

  constructor(open: () => Promise<LocalScans>) {
    this.#open = open;
  }

  async known(digest: Digest): Promise<readonly Report[]> {
    return (await this.#all()).scans.known(digest);
  }

  /** The counts of the newest report; read once. Starts no process and asks nobody. */
  counts(digest: Digest): Promise<CountedReport | undefined> {
    const counted = this.#counted.get(digest) ?? this.#count(digest);
    this.#counted.set(digest, counted);
    return counted;
  }

  async scan(target: ScanTarget, options?: ScanOptions): Promise<Report> {
    const report = await (await this.#all()).scans.scan(target, options);
    this.#renew(target.digest);
    return report;
  }

  /** Looks packages up at OSV.dev, as if that were a scan. */
  readonly lookUp: LookUpPackages = async (digest, ...asked) => {
    const looked = await (await this.#all()).lookUp(digest, ...asked);
    this.#renew(digest);
    return looked;
  };

  async tools(signal?: AbortSignal): Promise<readonly ToolState[]> {
    return (await this.#all()).scans.tools(signal);
  }

  /** Forgets all reports. */
  async clear(): Promise<void> {
    await (await this.#all()).clear();
    this.#counted.clear();
    this.#scanned.fire();
  }

  dispose(): void {
    this.#scanned.dispose();
    void this.#local?.then(({ scans }) => scans.close());
  }

  #renew(digest: Digest): void {
    this.#counted.delete(digest);
    this.#scanned.fire();
  }

  #all(): Promise<LocalScans> {
    this.#local ??= this.#open();
    return this.#local;
  }

  async #count(digest: Digest): Promise<CountedReport | undefined> {
    const [report] = await this.known(digest);
    if (report === undefined) return undefined;
    const { scanner, created, findings } = report;
    return { scanner, counts: countFindings(findings), ...(created !== undefined && { created }) };
  }
}
