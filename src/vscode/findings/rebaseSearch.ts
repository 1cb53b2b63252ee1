/** Which newer base of the image that a page shows would have fewer findings: asked and scanned on request alone. Knows no VS Code. */
import { isAbort, isFailure } from "../../core/errors.ts";
import type { Base } from "../../core/image/base.ts";
import type { ImageModel } from "../../core/image/model.ts";
import type { Platform } from "../../core/oci/model.ts";
import { type Bases, findBases, imagesOf, pinned } from "../../core/rebase/bases.ts";
import { type BaseOutcome, type BaseReports, outcomesOf, scanBases } from "../../core/rebase/outcome.ts";
import { formatFamiliar, type Reference, type Repository } from "../../core/reference/reference.ts";
import type { Report } from "../../core/scanning/finding.ts";
import { isLikeWithLike } from "../../core/scanning/pair.ts";
import { type ScannerName, scannerOf } from "../../core/scanning/scanner.ts";
import type { ScanProgress, Tool } from "../../core/scanning/scans.ts";
import { type FindingsParts, isFound } from "./imageFindings.ts";

/** What it needs. */
export type RebaseParts = Pick<FindingsParts, "scans" | "approvals" | "mayRun"> & {
  readonly inspect: (
    reference: Reference,
    options: { readonly platform: Platform | undefined; readonly signal: AbortSignal },
  ) => Promise<ImageModel>;
  /** The tags of a repository, as far as they are read. */
  readonly tags: (repository: Repository, signal: AbortSignal) => Promise<readonly string[]>;
};

/** What is asked about: an image whose base is known, and its report that is shown. */
export type RebaseSubject = { readonly image: ImageModel; readonly base: Base; readonly report: Report };

export type RebaseState =
  /** `failure`: why the last try came to nothing. */
  | { readonly kind: "open"; readonly failure?: unknown }
  | { readonly kind: "looking" }
  | {
      readonly kind: "found";
      readonly bases: Bases;
      /** The program that would scan, or did. */
      readonly tool: Tool;
      readonly reports: BaseReports;
      readonly outcomes: readonly BaseOutcome[];
      /** The image that is being scanned. */
      readonly running?: { readonly image: ImageModel; readonly progress?: ScanProgress };
      readonly failure?: unknown;
    };

/** The scanner of this machine that made a report; undefined for one that was found elsewhere. */
export function toolOf(report: Report): ScannerName | undefined {
  return isFound(report) ? undefined : scannerOf(report);
}

/** What is known is kept for each image and scanner, as long as the page is open. */
export class RebaseSearch {
  readonly #parts: RebaseParts;
  readonly #onChange: () => void;
  readonly #kept = new Map<string, RebaseState>();
  readonly #runs = new Map<string, AbortController>();

  constructor(parts: RebaseParts, onChange: () => void) {
    this.#parts = parts;
    this.#onChange = onChange;
  }

  of(subject: RebaseSubject): RebaseState {
    return this.#kept.get(keyOf(subject)) ?? { kind: "open" };
  }

  /** Asks the registry of the base for newer ones, and what is known of them here. */
  async find(subject: RebaseSubject): Promise<void> {
    const { image, base, report } = subject;
    const name = toolOf(report);
    if (name === undefined || !this.#parts.mayRun()) return;
    await this.#run(subject, { kind: "open" }, async (signal) => {
      this.#set(subject, { kind: "looking" });
      const { scans, inspect, tags } = this.#parts;
      const state = (await scans.tools(signal)).find((one) => one.name === name);
      if (state === undefined || "failure" in state) throw state?.failure;
      const bases = await findBases(base, image.platform, {
        inspect: (reference, platform) => inspect(reference, { platform, signal }),
        tags: (repository) => tags(repository, signal),
      });
      const reports = await this.#known(imagesOf(bases), report);
      const outcomes = outcomesOf(bases, reports);
      this.#set(subject, { kind: "found", bases, tool: state.tool, reports, outcomes });
    });
  }

  /** Scans what was found and is not known yet, one image at a time; the user has seen the program. */
  async scan(subject: RebaseSubject): Promise<void> {
    const found = this.of(subject);
    if (found.kind !== "found" || !this.#parts.mayRun()) return;
    const { failure: _, ...before } = found;
    await this.#run(subject, before, async (signal) => {
      const { scans, approvals } = this.#parts;
      const { tool, bases } = before;
      await approvals.add(tool.path);
      let known = before;
      const left = imagesOf(bases).filter(({ manifest }) => !before.reports.has(manifest.digest));
      await scanBases(left, async (image) => {
        const tell = (progress?: ScanProgress) =>
          this.#set(subject, { ...known, running: { image, ...(progress && { progress }) } });
        tell();
        const target = { repository: image.reference.repository, digest: image.manifest.digest };
        const report = await scans.scan(target, { scanner: tool.name, signal, onProgress: tell });
        const reports = new Map([...known.reports, [image.manifest.digest, report]]);
        known = { ...known, reports, outcomes: outcomesOf(bases, reports) };
        this.#set(subject, known);
        return report;
      });
    });
  }

  /** The pinned reference of the base, at 0, or of what could take its place. */
  referenceAt(subject: RebaseSubject, row: number): string | undefined {
    const state = this.of(subject);
    const image = state.kind === "found" ? imagesOf(state.bases)[row] : undefined;
    return image && formatFamiliar(pinned(image));
  }

  /** Ends what is under way for an image; what was scanned stays known. */
  cancel(subject: RebaseSubject): void {
    this.#runs.get(keyOf(subject))?.abort();
  }

  /** Ends all that is under way. */
  close(): void {
    for (const run of this.#runs.values()) run.abort();
  }

  /** One run at a time for each image. Without an end of its own it is as `before`, with the failure if it was one. */
  async #run(
    subject: RebaseSubject,
    before: RebaseState,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const key = keyOf(subject);
    if (this.#runs.has(key)) return;
    const run = new AbortController();
    this.#runs.set(key, run);
    try {
      await work(run.signal);
    } catch (failure) {
      const now = this.of(subject);
      const { running: _, ...known } = now.kind === "found" ? now : { ...before, running: undefined };
      this.#set(subject, { ...known, ...(!isAbort(failure) && { failure }) });
      if (!isAbort(failure) && !isFailure(failure)) throw failure;
    } finally {
      this.#runs.delete(key);
    }
  }

  /** The reports that are stored of images, by the same scanner with the same database as the one that is shown. */
  async #known(images: readonly ImageModel[], shown: Report): Promise<BaseReports> {
    const known = await Promise.all(
      images.map(async ({ manifest: { digest } }) => {
        const reports = await this.#parts.scans.known(digest);
        const like = reports.find(
          (report) => toolOf(report) === toolOf(shown) && isLikeWithLike({ old: shown, now: report }),
        );
        return like === undefined ? [] : [[digest, like] as const];
      }),
    );
    return new Map(known.flat());
  }

  #set(subject: RebaseSubject, state: RebaseState): void {
    this.#kept.set(keyOf(subject), state);
    this.#onChange();
  }
}

function keyOf({ image, report }: RebaseSubject): string {
  return `${image.manifest.digest} ${report.scanner.name}`;
}
