import type { Digest } from "../reference/digest.ts";
import type { EntryType } from "./tar.ts";

/** One entry of a layer as its list keeps it. All text is hostile. */
export type LayerEntry = {
  /** Its place in the list, from 0. */
  readonly place: number;
  /** As the archive writes it: perhaps with `./`, a slash at the end, or `..`. */
  readonly path: string;
  readonly type: EntryType;
  /** Bytes of a file once unpacked; 0 for all else. */
  readonly size: number;
  /** The lower twelve bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Where a link leads; of a device `MAJOR,MINOR`; else empty. */
  readonly link: string;
  /** Of a file's content with its holes filled; undefined for an empty file and for one that was not read whole. */
  readonly digest: Digest | undefined;
  /** Where in the archive its headers begin, or, in a list from a table of contents, where in the blob its content does. */
  readonly offset: number;
};

/** What is known of a list as a whole. */
export type LayerFacts = {
  readonly digest: Digest;
  /** Of the archive, computed over its bytes; undefined when it was not read whole. */
  readonly diffId: Digest | undefined;
  /** Bytes of the archive as far as it was read; undefined when it was not. */
  readonly bytes: number | undefined;
  /** Whether the layer itself was read, or what an eStargz layer says of itself. */
  readonly source: "layer" | "toc";
  /** Why the list is not complete. */
  readonly cut: Cut | undefined;
};

/** Why a list is not complete: which limit ended it, or, for `name`, left entries out. */
export type Cut = "entries" | "bytes" | "ratio" | "name" | "names";
