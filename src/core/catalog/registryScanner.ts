/** The scanner that a registry itself has: Harbor, ECR and zot scan what is pushed to them. */
import { delay } from "../async.ts";
import type { Digest } from "../reference/digest.ts";
import type { Report } from "../scanning/finding.ts";

/** What a registry's scanner has to say of an image. */
export type ScanState =
  /** It never looked at it. */
  | { readonly kind: "none" }
  /** It is at work, so many hundredths done where that is told. */
  | { readonly kind: "running"; readonly percent?: number }
  /** It could not; `detail` is the registry's own word or words, hostile text. */
  | { readonly kind: "failed"; readonly detail?: string }
  | { readonly kind: "done"; readonly report: Report };

/** Calls reject with a Failure of errors.ts, or the signal's reason. `path` is a repository's. */
export type RegistryScanner = {
  /** What is known of an image; asks for no scan. */
  read(path: string, image: Digest, signal?: AbortSignal): Promise<ScanState>;
  /** Asks for a scan, which then goes on by itself; absent where the registry scans by itself alone. */
  readonly start?: (path: string, image: Digest, signal?: AbortSignal) => Promise<void>;
};

export type FollowOptions = {
  readonly signal?: AbortSignal;
  readonly onState?: (state: ScanState) => void;
  readonly wait?: typeof delay;
};

/** Milliseconds between looks: of the first ones, and of all that follow. */
const pauses = [1000, 2000, 4000, 8000];
const longestPause = 15_000;
/** Looks in all: about ten minutes. */
const mostLooks = 42;

/** Looks until the scanner is done, has failed, or ten minutes went by; then it is still `running`. */
export async function followScan(
  scanner: RegistryScanner,
  path: string,
  image: Digest,
  { signal, onState = () => {}, wait = delay }: FollowOptions = {},
): Promise<ScanState> {
  for (let look = 0; ; look++) {
    const state = await scanner.read(path, image, signal);
    onState(state);
    // A scan that was asked for and is not yet known of has not begun.
    const goesOn = state.kind === "running" || state.kind === "none";
    if (!goesOn || look + 1 === mostLooks) return state.kind === "none" ? { kind: "running" } : state;
    await wait(pauses[look] ?? longestPause, signal);
  }
}
