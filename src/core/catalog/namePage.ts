/** What a registry gave of a long list at once: names that are valid by the grammar. */
export type NamePage = {
  readonly items: readonly string[];
  /** How many entries were left out because they are not valid names. */
  readonly hidden: number;
  /** True when the list goes on but a limit was reached. */
  readonly cut: boolean;
  /** How many there are in all, when the registry says so. */
  readonly total?: number;
  /** Reads the next page; absent at the end. */
  readonly next?: ReadPage;
};

/** Reads a page with one request at most. Rejects with a Failure of errors.ts, or the signal's reason. */
export type ReadPage = (signal?: AbortSignal) => Promise<NamePage>;
