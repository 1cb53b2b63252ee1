/** The findings of the two images that a page compares. Knows no VS Code. */
import type { ImageModel } from "../../core/image/model.ts";
import { type ScannerName, scannerNames, scannerTitles } from "../../core/scanning/scanner.ts";
import {
  type FindingsParts,
  ImageFindings,
  type KnownFindings,
  type ScanState,
} from "../findings/imageFindings.ts";

/** What is known of both. */
export type PairState = {
  readonly old: KnownFindings;
  readonly now: KnownFindings;
  /** The scan that is under way, or that could not be done. */
  readonly scan: ScanState;
  readonly mayRun: boolean;
  /** Where the images are. */
  readonly registries: readonly string[];
};

/** What is known of the findings of both images, and a scan of both on request. */
export class PairFindings {
  readonly #parts: FindingsParts;
  readonly #old: ImageFindings;
  readonly #now: ImageFindings;
  #registries: readonly string[] = [];

  constructor(parts: FindingsParts, onChange: () => void) {
    this.#parts = { ...parts, scansOnOpen: () => false };
    this.#old = new ImageFindings(this.#parts, onChange);
    this.#now = new ImageFindings(this.#parts, onChange);
  }

  get state(): PairState {
    const [old, now] = [this.#old.state, this.#now.state];
    const isBusy = ({ scan }: KnownFindings) => scan.kind !== "idle" || scan.failure !== undefined;
    const { scan } = isBusy(old) ? old : now;
    return { old, now, scan, mayRun: this.#parts.mayRun(), registries: this.#registries };
  }

  /** Turns to two images. */
  show(old: ImageModel, now: ImageModel): void {
    this.#registries = [...new Set([old, now].map(({ reference }) => reference.repository.registry))];
    this.#old.show(old);
    this.#now.show(now);
  }

  /** Asks the registries for reports of both. */
  async look(): Promise<void> {
    await Promise.all([this.#old.look(), this.#now.look()]);
  }

  /** Scans both, one after the other, with the same scanner. */
  async scan(chosen?: ScannerName): Promise<void> {
    const report = await this.#old.scan(chosen);
    const used = scannerNames.find((name) => scannerTitles[name] === report?.scanner.name);
    if (used !== undefined) await this.#now.scan(used);
  }

  cancel(): void {
    this.#old.cancel();
    this.#now.cancel();
  }

  close(): void {
    this.#old.close();
    this.#now.close();
  }
}
