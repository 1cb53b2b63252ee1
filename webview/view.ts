/** What of the view is kept when the webview goes and comes back: where the person was. */

export const tabNames = ["layers", "configuration", "labels", "attached"] as const;
export type TabName = (typeof tabNames)[number];

export type View = {
  readonly tab: TabName;
  /** Position of the row selected, from 0, and its layer's digest; absent until a row was selected. */
  readonly row?: number | undefined;
  readonly digest?: string | undefined;
  /** How far the page is scrolled, in CSS pixels. */
  readonly scroll: number;
};

/** Reads a saved view; anything else gives the view to begin with. */
export function readView(saved: unknown): View {
  if (typeof saved !== "object" || saved === null) return { tab: "layers", scroll: 0 };
  const { tab, row, digest, scroll }: Record<string, unknown> = { ...saved };
  return {
    tab: tabNames.find((name) => name === tab) ?? "layers",
    scroll: typeof scroll === "number" ? scroll : 0,
    ...(typeof row === "number" && { row }),
    ...(typeof digest === "string" && { digest }),
  };
}
