/** A text and the ranges that were marked in it, each list in the order of the starts. */
export type Marked = {
  readonly text: string;
  readonly spans: readonly Range[];
  readonly sites: readonly Range[];
};

export type Range = { readonly start: number; readonly end: number };

/** Reads `FROM «nginx:1»`: «» marks a span and ‹› a site. Offsets are in the text without the marks. */
export function marked(notation: string): Marked {
  let text = "";
  const spans: { start: number; end: number }[] = [];
  const sites: { start: number; end: number }[] = [];
  for (const unit of notation) {
    if (unit === "«") spans.push({ start: text.length, end: -1 });
    else if (unit === "‹") sites.push({ start: text.length, end: -1 });
    else if (unit === "»") close(spans, text.length);
    else if (unit === "›") close(sites, text.length);
    else text += unit;
  }
  if ([...spans, ...sites].some(({ end }) => end === -1)) throw new Error(`unclosed mark in ${notation}`);
  return { text, spans, sites };
}

function close(ranges: { start: number; end: number }[], end: number): void {
  const last = ranges.findLast((range) => range.end === -1);
  if (last === undefined) throw new Error("a mark is closed that was not opened");
  last.end = end;
}
