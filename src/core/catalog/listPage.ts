/** A name in a list, and what the list told of it beside: nothing, where the list is only one of names. */
export type Listed<Facts> = { readonly name: string; readonly facts?: Facts };

/** What a registry gave of a long list at once: names that are valid by the grammar. */
export type ListPage<Facts> = {
  readonly items: readonly Listed<Facts>[];
  /** How many entries were left out because they are not valid names. */
  readonly hidden: number;
  /** True when the list goes on but a limit was reached. */
  readonly cut: boolean;
  /** How many there are in all, when the registry says so. */
  readonly total?: number;
  /** Reads the next page; absent at the end. */
  readonly next?: ReadPage<Facts>;
};

/**
 * Reads a page, with one request where the list is one list; a page of several, such as those of a user and of
 * organisations, takes one for each, and a bounded number. Rejects with a Failure of errors.ts, or the signal's reason.
 */
export type ReadPage<Facts> = (signal?: AbortSignal) => Promise<ListPage<Facts>>;
