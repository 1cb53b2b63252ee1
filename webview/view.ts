/** What of the view is kept when the webview goes and comes back: where the person was. */
import { type ChangeWish, readWish } from "./changeModel.ts";

import { type FilesChoice, readFilesChoice } from "./filesWish.ts";
import { type FindingChoice, readFindingChoice } from "./findingChoice.ts";
import { type PackageChoice, readPackageChoice } from "./packageChoice.ts";

export const tabNames = [
  "layers",
  "findings",
  "contents",
  "files",
  "configuration",
  "labels",
  "attached",
  "sharing",
  "dockerfile",
] as const;
export type TabName = (typeof tabNames)[number];

export type Scroll = {
  /** How far the page is scrolled, in CSS pixels. */
  readonly scroll: number;
};

/** Where the person was on the page of what changed. */
export type CompareScroll = Scroll & { readonly files: ChangeWish };

export type View = Scroll & {
  readonly tab: TabName;
  /** Position of the row selected, from 0, and its layer's digest; absent until a row was selected. */
  readonly row?: number | undefined;
  readonly digest?: string | undefined;
  /** Which findings are shown; absent until the person chose. */
  readonly findings?: FindingChoice;
  /** When the tab was asked for that was opened last because a command asked for it. */
  readonly wished?: number;
  /** CSS pixels of the pane beside the layers; absent until the person chose a width. */
  readonly pane?: number | undefined;
  /** The SBOM whose packages are open, and which of them are shown; absent until the person opened one. */
  readonly packages?: PackageChoice | undefined;
  /** Which files are shown; absent until the person chose. */
  readonly files?: FilesChoice | undefined;
};

/** Reads a saved view; anything else gives the view to begin with. */
export function readView(saved: unknown): View {
  const { tab, row, digest, pane, packages, files, findings, wished } = fieldsOf(saved);
  return {
    tab: tabNames.find((name) => name === tab) ?? "layers",
    ...readScroll(saved),
    ...(typeof row === "number" && { row }),
    ...(typeof digest === "string" && { digest }),
    ...(typeof wished === "number" && { wished }),
    ...(findings !== undefined && { findings: readFindingChoice(findings) }),
    ...(typeof pane === "number" && Number.isFinite(pane) && { pane }),
    ...(packages !== undefined && { packages: readPackageChoice(packages) }),
    ...(files !== undefined && { files: readFilesChoice(files) }),
  };
}

/** Reads a saved view of what changed. */
export function readCompareScroll(saved: unknown): CompareScroll {
  return { ...readScroll(saved), files: readWish(fieldsOf(saved)["files"]) };
}

/** Reads how far a saved view was scrolled; the top for anything else. */
export function readScroll(saved: unknown): Scroll {
  const { scroll } = fieldsOf(saved);
  return { scroll: typeof scroll === "number" ? scroll : 0 };
}

function fieldsOf(saved: unknown): Readonly<Record<string, unknown>> {
  return typeof saved === "object" && saved !== null ? { ...saved } : {};
}
