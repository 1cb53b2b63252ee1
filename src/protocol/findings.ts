/** What scanners say is wrong inside an image, as the image details show it. */
import type { DetailsRebase } from "./rebase.ts";
import type { DetailsPair, DetailsTime, FindingsCount, ShownSeverity } from "./shown.ts";

export type ScannerName = "trivy" | "grype";

export type FindingsFormat = "json" | "csv" | "sarif";

/** What can be done about findings; reports and findings are named as the state names them. */
export type FindingsIntent =
  /** Without a name: whichever the settings say, and unless it ran before, it is shown first. A name is the permission. */
  | { readonly type: "scan"; readonly scanner?: ScannerName }
  /** To ask the registry for reports that exist already. */
  | { readonly type: "lookForReports" }
  | { readonly type: "chooseReport"; readonly report: string }
  /** The page has not got the rows of the report that is shown. */
  | { readonly type: "askFindings"; readonly report: string }
  | { readonly type: "chooseFinding"; readonly report: string; readonly finding: number }
  | {
      readonly type: "openFindingLink";
      readonly report: string;
      readonly finding: number;
      readonly link: number;
    }
  | { readonly type: "exportFindings"; readonly report: string; readonly format: FindingsFormat };

/** The tab. */
export type DetailsFindings = {
  readonly scan: FindingsScan;
  /** Reports that exist already. */
  readonly look: FindingsLook;
  /** The reports that there are, to choose from; the one that is shown is `report`. */
  readonly reports: readonly { readonly key: string; readonly name: string }[];
  readonly report?: FindingsReport;
  /** The finding that was chosen. */
  readonly chosen?: FindingDetails;
  /** Whether a newer base helps; absent where that makes no sense. */
  readonly rebase?: DetailsRebase;
};

/** What a scan would do, does or did. */
export type FindingsScan =
  /** Nothing runs before a button is pressed. */
  | {
      readonly kind: "idle";
      /** `Scan this image`. */
      readonly label: string;
      readonly text: string;
      /** Why the last run has no result, or why none can be run, and what to do. */
      readonly problem?: string;
    }
  /** Scanners are there; which of them is to run? */
  | { readonly kind: "ask"; readonly scanners: readonly FindingsScanner[]; readonly text: string }
  | { readonly kind: "running"; readonly text: string }
  /** No program may run here. */
  | { readonly kind: "off"; readonly text: string };

/** What is known of reports that are at the registry. */
export type FindingsLook = {
  /** `Ask r.test for reports`. */
  readonly label: string;
  readonly isBusy: boolean;
  /** What came of it, and what could not be read. */
  readonly remarks: readonly string[];
};

export type FindingsScanner = {
  readonly name: ScannerName;
  /** `Scan with Trivy 0.74.0`. */
  readonly label: string;
  /** The program, by its whole path. */
  readonly path: string;
  /** `Its database is 3 days old`. */
  readonly note: string;
};

/** A report without its findings, which are sent once: see `FindingsMessage`. */
export type FindingsReport = {
  readonly key: string;
  /** `Trivy 0.74.0`, and whether it ran here. */
  readonly source: string;
  /** When it was made, and what its database is of. */
  readonly created?: DetailsTime;
  readonly database?: DetailsTime;
  /** What the counts add up to: `42 findings, 12 with a fix`. */
  readonly text: string;
  readonly counts: readonly FindingsCount[];
  /** Which of them the base image brought, when that is known. */
  readonly split?: string;
  readonly notices: readonly string[];
  /** The image's layers, by their numbers. */
  readonly layers: readonly FindingsLayer[];
};

export type FindingsLayer = {
  readonly number: number;
  /** The line of the history that made it. */
  readonly text: string;
  /** Absent while it is not known which layers are the base's. */
  readonly isBase?: boolean;
};

/** Host to webview: the findings of the report of this key, the gravest first. They never change. */
export type FindingsMessage = {
  readonly type: "findings";
  readonly report: string;
  /** A JSON array of `FindingRow`s, UTF-8. */
  readonly rows: Uint8Array;
};

export type FindingRow = {
  readonly severity: ShownSeverity;
  readonly id: string;
  readonly package: string;
  readonly installed: string;
  /** The versions that do not have it; empty when there is none. */
  readonly fixed: string;
  /** What the vendor says instead, such as `will not be fixed`. */
  readonly status: string;
  readonly path: string;
  /** The layer's number. */
  readonly layer?: number;
};

export type FindingDetails = {
  readonly report: string;
  /** Its place among the report's rows. */
  readonly finding: number;
  readonly title: string;
  readonly severity: ShownSeverity;
  readonly facts: readonly DetailsPair[];
  readonly description: string;
  /** The command that made the layer, as written. */
  readonly command?: string;
  /** Addresses that may be opened, by their place in the list. */
  readonly links: readonly string[];
};
