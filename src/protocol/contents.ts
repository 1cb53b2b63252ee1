/** What is in something that is no image to run: a build cache, a chart, any artifact. */
import type { DetailsPair } from "./shown.ts";

export type DetailsContents =
  | { readonly kind: "reading" }
  | { readonly kind: "failed"; readonly problem: string; readonly next: string }
  | { readonly kind: "read"; readonly view: ContentsView };

export type ContentsView = {
  /** `Build cache (BuildKit)`, `Helm chart`. */
  readonly title: string;
  /** `12 entries · 55.1 MB compressed · 10 build steps recorded`. */
  readonly text: string;
  readonly facts: readonly DetailsPair[];
  /** What the rows' names and notes are. */
  readonly columns: readonly [name: string, note: string];
  /** The largest first. */
  readonly rows: readonly ContentsRow[];
  /** That there are more. */
  readonly cut?: string;
};

export type ContentsRow = {
  readonly name: string;
  readonly digest: string;
  readonly size: string;
  /** Of the whole, from 0 to 1; absent when a size is not known. */
  readonly share?: number;
  readonly note: string;
};
