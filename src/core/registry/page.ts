/** One page of a long list, and how to get the next. */
export type Page<Item> = {
  readonly items: readonly Item[];
  /** How many entries were left out because they are not valid names. */
  readonly hidden: number;
  /** Present while there is more; hand it back to get the next page. May be used more than once. */
  readonly next?: Cursor;
  /** True when the list goes on but a limit was reached, or the registry's way on leads nowhere. */
  readonly cut: boolean;
};

/** Where a list goes on. Opaque to callers; it carries what the guards against endless lists need. */
export type Cursor = {
  /** What the registry gave already beyond the page. */
  readonly waiting: readonly string[];
  /** Where to ask for more, once nothing is waiting. */
  readonly url: URL | undefined;
  /** The addresses asked so far. */
  readonly asked: ReadonlySet<string>;
  /** The names read so far. */
  readonly seen: ReadonlySet<string>;
  /** What the last page's `cut` will be. */
  readonly cut: boolean;
};
