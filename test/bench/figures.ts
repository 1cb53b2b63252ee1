/** What the bench prints: figures with their unit, the peer they stand beside, and the aim they are held against. */

export type Figure = {
  readonly name: string;
  /** With its unit. */
  readonly value: string;
  readonly aim?: Aim;
};

export type Aim = {
  readonly words: string;
  readonly met: boolean;
  /** A count that must be so on every machine: the bench fails without it. */
  readonly exact?: boolean;
};

export type Section = { readonly title: string; readonly figures: readonly Figure[] };

/** Prints a section and says whether every exact count was as it must be. */
export function print({ title, figures }: Section): boolean {
  console.log(`\n${title}`);
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const { name, value, aim } of figures) {
    const judged = aim === undefined ? "" : `   (aim: ${aim.words}: ${aim.met ? "met" : "NOT MET"})`;
    console.log(`  ${name.padEnd(width)}  ${value}${judged}`);
  }
  return figures.every(({ aim }) => aim?.exact !== true || aim.met);
}

/** A count that must be exactly `wanted`. */
export function count(name: string, counted: number, wanted: number): Figure {
  const aim = { words: `exactly ${wanted}`, met: counted === wanted, exact: true };
  return { name, value: String(counted), aim };
}

/** How many times as long `one` took as `other`, at most `most` aimed at. */
export function ratio(name: string, one: number, other: number, most: number): Figure {
  const value = one / other;
  return { name, value: value.toFixed(2), aim: { words: `at most ${most}`, met: value <= most } };
}

export function milliseconds(name: string, time: number, aim?: Aim): Figure {
  const value = `${time < 10 ? time.toFixed(2) : time.toFixed(0)} ms`;
  return { name, value, ...(aim !== undefined && { aim }) };
}

/** The milliseconds that `work` takes. */
export function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
