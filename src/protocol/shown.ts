/** What both webviews show: times, platforms, figures, names with values. */

/** A point in time: `3 weeks ago`, with the exact local time for the tooltip. */
export type DetailsTime = { readonly age: string; readonly exact: string };

export type DetailsPlatform = {
  readonly digest: string;
  /** `linux/arm64/v8`. */
  readonly label: string;
  readonly selected: boolean;
};

/** One of the figures under the title: `Size`, `71.4 MB`, `7 layers, compressed`. */
export type DetailsFact = {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  readonly title?: string;
  /** Index into the host's list of links, when the value may be opened (https only). */
  readonly link?: number;
};

export type DetailsPair = {
  readonly key: string;
  readonly value: string;
  /** Index into the host's list of links, when the value may be opened (https only). */
  readonly link?: number;
};

/** What is read from layers when the person asks for it. */
export type ReadOnRequest<View> =
  /** What it would cost: `Reads 71.4 MB from registry-1.docker.io, once.` */
  | { readonly kind: "unread"; readonly text: string }
  | {
      readonly kind: "reading";
      /** `12.3 MB of 71.4 MB`. */
      readonly text: string;
      /** From 0 to 1; absent when it is not known how much there is. */
      readonly share?: number;
    }
  | { readonly kind: "failed"; readonly problem: string; readonly next: string }
  | { readonly kind: "read"; readonly view: View };

/** How grave findings are, the gravest first. */
export type ShownSeverity = "critical" | "high" | "medium" | "low" | "negligible" | "unknown";

export type FindingsCount = { readonly severity: ShownSeverity; readonly count: number };
