/** The findings tab with a long report, in Chromium. */
import { median, milliseconds, ratio, type Section } from "./figures.ts";

/** Milliseconds of the page's clock, each until the second frame after, in which rows are drawn. */
export type PageTimes = {
  /** From the arrival of the rows, and what JSON.parse takes for the same bytes. */
  readonly shown: number;
  readonly parsed: number;
  /** Bytes that are in use more than before. */
  readonly kept: number;
  /** From a change of the filter's text, and from a press on a column's head. */
  readonly filtered: readonly number[];
  readonly sorted: readonly number[];
};

const many = 50_000;
/** Milliseconds in which what is done seems done at once. */
const atOnce = 100;
const mostHeap = 60;

/** From the rows' arrival to the screen, and what a person does then. */
export async function findingsPage(): Promise<Section> {
  // It has the types of a page, which this program has not.
  const measuring = new URL("../webview/findingsTimes.ts", import.meta.url).href;
  const { findingsTimes } = await import(measuring);
  const { shown, parsed, kept, filtered, sorted }: PageTimes = await findingsTimes(many);
  const times = (name: string, all: readonly number[]) => [
    milliseconds(`${name}, median of ${all.length}`, median(all)),
    milliseconds("  the longest", Math.max(...all), {
      words: `at most ${atOnce} ms`,
      met: Math.max(...all) <= atOnce,
    }),
  ];
  return {
    title: `${many.toLocaleString("en")} findings in the page`,
    figures: [
      milliseconds("from the rows' arrival to the screen", shown),
      milliseconds("  JSON.parse of the same bytes", parsed),
      ratio("  ratio", shown, parsed, 5),
      {
        name: "kept",
        value: `${(kept / 1e6).toFixed(0)} MB`,
        aim: { words: `at most ${mostHeap} MB`, met: kept / 1e6 <= mostHeap },
      },
      ...times("from a key in the filter to the screen", filtered),
      ...times("from a press on a column's head to the screen", sorted),
    ],
  };
}
