/** One page of a long list, and how to get the next. */
export type Page<Item> = {
  readonly items: readonly Item[];
  /** How many entries were left out because they are not valid names. */
  readonly hidden: number;
  /** Present while there is more; hand it back to get the next page. */
  readonly next?: Cursor;
  /** True when the list goes on but a limit was reached. */
  readonly cut: boolean;
};

/** Where a list goes on. Opaque to callers; it carries what the guards against endless lists need. */
export type Cursor = {
  readonly url: URL;
  readonly seen: ReadonlySet<string>;
  readonly pages: number;
  readonly items: number;
  readonly last: string | undefined;
};
