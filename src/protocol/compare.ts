/** What changed from one image to another. */
import type { CompareFiles, CompareFilesIntent } from "./compareFiles.ts";
import type { FindingsLook, FindingsScan, ScannerName } from "./findings.ts";
import type { DetailsFact, DetailsPlatform, DetailsTime, ShownSeverity } from "./shown.ts";

/** What changed, to the host. Everything else is ignored. */
export type CompareIntent =
  | CompareFilesIntent
  | { readonly type: "ready" }
  | { readonly type: "retry" }
  | { readonly type: "choosePlatform"; readonly digest: string }
  | { readonly type: "copy" | "openDetails"; readonly side: "old" | "now" }
  | { readonly type: "openLink"; readonly link: number }
  /** Scans both images; as FindingsIntent says. */
  | { readonly type: "scan"; readonly scanner?: ScannerName }
  | { readonly type: "cancel"; readonly what: "scan" }
  /** To ask the images' registries for reports that exist already. */
  | { readonly type: "lookForReports" }
  /** `digest` is that of the new side as it is shown: nothing else is written or kept. */
  | { readonly type: CompareAction; readonly digest: string };

/** What can be done with a pin whose tag has moved. */
export type CompareAction = "update" | "keep";

export type CompareState =
  | { readonly kind: "loading"; readonly title: string }
  | { readonly kind: "failed"; readonly title: string; readonly problem: string; readonly next: string }
  | { readonly kind: "comparison"; readonly comparison: CompareView };

export type CompareView = {
  /** `What changed in node:20-alpine`. */
  readonly title: string;
  /** Where the pin stands and what its tag does. */
  readonly subtitle: string;
  readonly host: string;
  /** When the registry last said what the tags name. */
  readonly asOf: DetailsTime;
  /** True while another platform, or everything anew, is being read. */
  readonly busy: boolean;
  readonly old: CompareSide;
  readonly now: CompareSide;
  /** In the order of their buttons. */
  readonly actions: readonly CompareAction[];
  /** What the last action did, or why it did nothing. */
  readonly outcome?: string;
  /** Set when asking again may tell more. */
  readonly mayRetry: boolean;
  readonly notices: readonly string[];
  /** The platforms that both have, to choose from. */
  readonly platforms: readonly DetailsPlatform[];
  /** Which platforms came, went or did not change. */
  readonly platformNotes: readonly string[];
  readonly facts: readonly CompareFact[];
  /** Absent when there are no two different images to compare. */
  readonly changes?: CompareChanges;
  /** Absent, too, when they are no images to run. */
  readonly files?: CompareFiles;
  /** Absent where there are no changes. */
  readonly findings?: CompareFindings;
};

export type CompareSide = {
  /** `Pinned`, `Old`, `Now`. */
  readonly title: string;
  /** What was asked for, when the title of the page does not say it. */
  readonly reference?: string;
  readonly digest?: string;
  readonly created?: DetailsTime;
  /** `index of linux/amd64, linux/arm64/v8, +5`, `index of the same platforms`, `image for linux/amd64`. */
  readonly contents?: string;
  /** Why this side could not be read, and what to do about it. */
  readonly problem?: string;
  readonly next?: string;
};

export type CompareFact = DetailsFact & {
  /** Whether the figure is about less or more than before; its sign says so, too. */
  readonly tone?: "less" | "more";
};

export type CompareChanges = {
  /** What the sides are called. */
  readonly titles: readonly [old: string, now: string];
  readonly bars: readonly CompareBar[];
  readonly steps: readonly CompareStep[];
  readonly configuration: readonly CompareRow[];
  readonly labels: readonly CompareRow[];
};

/** What became of a layer, a step or an entry. */
export type CompareMark = "kept" | "moved" | "changed" | "removed" | "added";

/** The layers of one side, from the lowest up. */
export type CompareBar = {
  readonly title: string;
  /** What the picture shows, in words. */
  readonly text: string;
  /** Shares of the larger side, from 0 to 1. */
  readonly segments: readonly CompareSegment[];
};

export type CompareSegment = {
  readonly mark: Exclude<CompareMark, "changed">;
  readonly share: number;
  /** `RUN apk add curl, 39.3 MB, gone`. */
  readonly text: string;
};

/** One step, or a run of steps that did not change. */
export type CompareStep = {
  readonly mark: CompareMark;
  /** `RUN`, `COPY`, `ENV`; empty when unknown. */
  readonly instruction: string;
  readonly summary: string;
  /** Sizes; absent where the side does not have the step, `–` for a step without a layer. */
  readonly old?: string;
  readonly now?: string;
};

export type CompareRow = {
  readonly mark: CompareMark;
  /** `Env NODE_VERSION`. */
  readonly name: string;
  readonly old?: string;
  readonly now?: string;
};

/** What became of findings from one image to the other. */
export type CompareFindings = {
  /** What can be done to know more; absent when both are known. */
  readonly scan?: FindingsScan;
  readonly look?: FindingsLook;
  /** `1 fixed, 2 introduced, 40 unchanged`, or why that is not known. */
  readonly text: string;
  /** Whose findings, and whether they were made alike. */
  readonly notes: readonly string[];
  /** What was fixed and what is new, the gravest first. */
  readonly rows: readonly CompareFinding[];
};

export type CompareFinding = {
  readonly mark: "removed" | "added";
  readonly severity: ShownSeverity;
  readonly id: string;
  readonly package: string;
  readonly installed: string;
  readonly fixed: string;
};
