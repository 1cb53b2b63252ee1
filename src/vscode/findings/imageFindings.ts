/** The findings of the image that a page shows: what is known, and what is scanned on request. Knows no VS Code. */
import { isAbort, isFailure, ScannerError } from "../../core/errors.ts";
import type { ImageModel } from "../../core/image/model.ts";
import type { Report } from "../../core/scanning/finding.ts";
import type { ScannerName } from "../../core/scanning/scanner.ts";
import type { ScanProgress, Scans, ScanTarget, Tool, ToolState } from "../../core/scanning/scans.ts";

/** What the findings of a page need. */
export type FindingsParts = {
  readonly scans: Pick<Scans, "known" | "scan" | "tools">;
  /** The programs that the user has run before. */
  readonly approvals: { has(path: string): boolean; add(path: string): Promise<void> };
  readonly scanner: () => ScannerName | "auto";
  /** Whether to scan what is looked at, with a program that the user has run before. */
  readonly scansOnOpen: () => boolean;
  /** Whether programs may run here. */
  readonly mayRun: () => boolean;
  /** Asks the registry for reports that exist already. Rejects with the signal's reason alone. */
  readonly look: (image: ImageModel, signal: AbortSignal) => Promise<FoundReports>;
};

/** A report that existed before: of the registry's own scanner, or attached to the image by whoever may push. */
export type FoundReport = Report & { readonly from: "registry" | "attached" };

export type FoundReports = {
  /** The newest first. */
  readonly reports: readonly FoundReport[];
  /** What could not be read, and how far the registry's scanner is: sentences. */
  readonly remarks: readonly string[];
};

export type ScanState =
  /** `failure`: why the last run has no report. */
  | { readonly kind: "idle"; readonly failure?: unknown }
  | { readonly kind: "ask"; readonly tools: readonly Tool[] }
  | { readonly kind: "running"; readonly progress?: ScanProgress };

/** What is known of one image. */
export type KnownFindings = {
  readonly scan: ScanState;
  /** Those made here, the newest first, then those found elsewhere. */
  readonly reports: readonly (Report | FoundReport)[];
  /** Whether the registry is being asked for reports, and what it said beside them. */
  readonly look:
    | { readonly kind: "unasked" | "asking" }
    | { readonly kind: "asked"; readonly remarks: readonly string[] };
  /** The one that is shown, and the place of the finding chosen in it. */
  readonly report?: Report;
  readonly chosen?: number;
};

const nothing: KnownFindings = { scan: { kind: "idle" }, reports: [], look: { kind: "unasked" } };

/** Whether a report was found elsewhere. */
export function isFound(report: Report | FoundReport): report is FoundReport {
  return "from" in report;
}

/** What is scanned of an image that is shown: the very manifest. */
function targetOf({ reference: { repository }, manifest }: ImageModel): ScanTarget {
  return { repository, digest: manifest.digest };
}

/** The findings of one image at a time; what is known is kept for the platforms of a page. */
export class ImageFindings {
  readonly #parts: FindingsParts;
  readonly #onChange: () => void;
  readonly #kept = new Map<string, KnownFindings>();
  readonly #runs = new Map<string, AbortController>();
  readonly #closing = new AbortController();
  #image: ImageModel | undefined;

  constructor(parts: FindingsParts, onChange: () => void) {
    this.#parts = parts;
    this.#onChange = onChange;
  }

  get state(): KnownFindings {
    return (this.#image && this.#kept.get(this.#image.manifest.digest)) ?? nothing;
  }

  /** Turns to an image and reads what is stored of it. */
  show(image: ImageModel): void {
    this.#image = image;
    if (image.role !== "image" || this.#kept.has(image.manifest.digest)) return;
    this.#set(image, nothing);
    void this.#recall(image);
  }

  /**
   * Scans the image that is shown: with a scanner that the user chose, else with that of the settings if it ran before.
   * Gives the report; undefined when there is none, whatever the reason, which is then in the state.
   */
  async scan(chosen?: ScannerName): Promise<Report | undefined> {
    const image = this.#image;
    if (image === undefined || image.role !== "image" || !this.#parts.mayRun()) return undefined;
    const { digest } = image.manifest;
    if (this.#runs.has(digest)) return undefined;
    const asked = this.state.scan.kind === "ask" ? this.state.scan.tools : undefined;
    const controller = new AbortController();
    this.#runs.set(digest, controller);
    this.#set(image, { scan: { kind: "running" } });
    try {
      const { scans } = this.#parts;
      const tools = asked ?? usable(await scans.tools(controller.signal), this.#parts.scanner());
      controller.signal.throwIfAborted();
      const tool = tools.find(({ name }) => name === chosen) ?? tools[0];
      if (tool === undefined) return undefined;
      if (chosen === undefined && !this.#parts.approvals.has(tool.path)) {
        this.#set(image, { scan: { kind: "ask", tools } });
        return undefined;
      }
      await this.#parts.approvals.add(tool.path);
      return await this.#run(scans, image, tool, controller.signal);
    } catch (failure) {
      if (!isAbort(failure) && !isFailure(failure)) throw failure;
      this.#set(image, { scan: isAbort(failure) ? { kind: "idle" } : { kind: "idle", failure } });
      return undefined;
    } finally {
      this.#runs.delete(digest);
      if (this.#of(image).scan.kind === "running") this.#set(image, { scan: { kind: "idle" } });
    }
  }

  /** Asks the registry for reports of the image that is shown. */
  async look(): Promise<void> {
    const image = this.#image;
    if (image === undefined || image.role !== "image" || this.state.look.kind === "asking") return;
    this.#set(image, { look: { kind: "asking" } });
    try {
      const { reports: found, remarks } = await this.#parts.look(image, this.#closing.signal);
      const { report, reports } = this.#of(image);
      const all = [...reports.filter((one) => !isFound(one)), ...found];
      const shown = report ?? found[0];
      this.#set(image, { look: { kind: "asked", remarks }, reports: all, ...(shown && { report: shown }) });
    } catch (failure) {
      if (!isAbort(failure)) throw failure;
      this.#set(image, { look: { kind: "unasked" } });
    }
  }

  /** Ends the scan of the image that is shown, or takes its question back. */
  cancel(): void {
    const image = this.#image;
    if (image === undefined) return;
    this.#runs.get(image.manifest.digest)?.abort();
    if (this.state.scan.kind === "ask") this.#set(image, { scan: { kind: "idle" } });
  }

  /** Ends all that is under way. */
  close(): void {
    this.#closing.abort();
    for (const run of this.#runs.values()) run.abort();
  }

  /** Shows a report that was made of an image otherwise than by a scan here, and is kept as those of scans are. */
  take(image: ImageModel, report: Report): void {
    const { chosen: _, ...state } = this.#of(image);
    // It stands in the place of an older one by the same scanner, as on the disk.
    const others = state.reports.filter((one) => isFound(one) || one.scanner.name !== report.scanner.name);
    this.#replace(image, { ...state, reports: [report, ...others], report });
  }

  /** Shows another report. */
  choose(report: Report | undefined): void {
    if (this.#image === undefined || report === undefined) return;
    const { chosen: _, ...state } = this.state;
    this.#replace(this.#image, { ...state, report });
  }

  /** Shows one finding of the report that is shown. */
  chooseFinding(place: number): void {
    if (this.#image !== undefined && this.state.report?.findings[place] !== undefined)
      this.#set(this.#image, { chosen: place });
  }

  async #recall(image: ImageModel): Promise<void> {
    const { scans } = this.#parts;
    const reports = await scans.known(targetOf(image).digest);
    const [report] = reports;
    this.#set(image, { reports, ...(report !== undefined && { report }) });
    if (report === undefined && image === this.#image && this.#parts.scansOnOpen()) await this.scan();
  }

  async #run(
    scans: Pick<Scans, "known" | "scan">,
    image: ImageModel,
    tool: Tool,
    signal: AbortSignal,
  ): Promise<Report> {
    const target = targetOf(image);
    const onProgress = (progress: ScanProgress) => this.#set(image, { scan: { kind: "running", progress } });
    onProgress({ kind: "running", scanner: tool.name, tool });
    const report = await scans.scan(target, { scanner: tool.name, signal, onProgress });
    this.take(image, report);
    this.#set(image, { scan: { kind: "idle" } });
    return report;
  }

  #of(image: ImageModel): KnownFindings {
    return this.#kept.get(image.manifest.digest) ?? nothing;
  }

  #set(image: ImageModel, change: Partial<KnownFindings>): void {
    this.#replace(image, { ...this.#of(image), ...change });
  }

  #replace(image: ImageModel, state: KnownFindings): void {
    this.#kept.set(image.manifest.digest, state);
    if (image.manifest.digest === this.#image?.manifest.digest) this.#onChange();
  }
}

/** The scanners that may be run, that of the settings alone or first come; rejects with why there is none. */
function usable(states: readonly ToolState[], wanted: ScannerName | "auto"): readonly Tool[] {
  const own = states.filter(({ name }) => wanted === "auto" || name === wanted);
  const tools = own.flatMap((state) => ("tool" in state && !state.tool.isTainted ? [state.tool] : []));
  if (tools.length > 0) return tools;
  const tainted = own.flatMap((state) => ("tool" in state ? [state.tool] : []))[0];
  if (tainted !== undefined) throw new ScannerError("tainted", tainted.name, { path: tainted.path });
  const failure = own.flatMap((state) => ("failure" in state ? [state.failure] : []))[0];
  throw failure ?? new ScannerError("notInstalled", wanted === "auto" ? "trivy" : wanted);
}
