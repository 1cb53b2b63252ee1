/** What the tags of an image's repository have in common, as the image details show it. */
import type { DetailsPair, DetailsTime } from "./shown.ts";

/** What the tags of the repository have in common. */
export type DetailsSharing =
  | { readonly kind: "unread"; readonly text: string }
  /** `17 of 40`; at first how many is not known. */
  | { readonly kind: "reading"; readonly text: string }
  | { readonly kind: "failed"; readonly problem: string; readonly next: string }
  | { readonly kind: "read"; readonly view: SharingView };

export type SharingView = {
  /** What the registry keeps, and what the images add up to. */
  readonly text: string;
  /** What is this image's alone. */
  readonly alone: string;
  /** What is counted and what is not. */
  readonly notes: readonly string[];
  readonly asOf: DetailsTime;
  /** One for each image; their order is that of `SharingRow.marks`. */
  readonly columns: readonly SharingColumn[];
  /** Each distinct layer once, the largest first. */
  readonly rows: readonly SharingRow[];
  /** Tags that could not be read, with the cause. */
  readonly unread: readonly DetailsPair[];
  /** Absent when there is no other image. */
  readonly pull?: SharingPull;
};

export type SharingColumn = {
  /** `1.27, 1, latest`. */
  readonly name: string;
  /** `71.4 MB, 43.2 MB of them its own alone`. */
  readonly title: string;
  /** Whether this is the image that the page is about. */
  readonly isShown: boolean;
};

/** Whether an image has a layer: not, with others, or as the only one. */
export type SharingMark = "none" | "shared" | "alone";

export type SharingRow = {
  readonly digest: string;
  /** `layer 2 of this image`, or empty. */
  readonly place: string;
  readonly size: string;
  /** Of the largest layer, from 0 to 1. */
  readonly share: number;
  readonly marks: readonly SharingMark[];
  /** `in 3 of 31 images: 1.27, 1.26, 1.25`. */
  readonly text: string;
};

/** What a pull of this image moves where another one is. */
export type SharingPull = {
  readonly choices: readonly { readonly column: number; readonly name: string }[];
  /** The column chosen. */
  readonly chosen: number;
  /** `43.2 MB of 71.4 MB: 3 of 7 layers`. */
  readonly text: string;
  /** Of this image's bytes, from 0 to 1. */
  readonly share: number;
};

/** What the image has in common with one that the person picks. */
export type DetailsOther =
  /** What it costs. */
  | { readonly kind: "none"; readonly text: string }
  | { readonly kind: "reading"; readonly text: string }
  | { readonly kind: "failed"; readonly name: string; readonly problem: string; readonly next: string }
  | { readonly kind: "read"; readonly view: OtherView };

export type OtherView = {
  /** What was picked: `ghcr.io/acme/app:2`. */
  readonly name: string;
  /** Of its manifest. */
  readonly digest: string;
  /** `They have 3 layers in common, 43.2 MB.` */
  readonly text: string;
  /** What a pull of this image moves where the other is. */
  readonly pull: OtherMove;
  /** What a push of this image to the other's repository, by its name, moves; or why that is not known. */
  readonly push: { readonly name: string } & (OtherMove | { readonly problem: string });
  /** This image's layers, from the lowest up. */
  readonly rows: readonly OtherLayer[];
  readonly notes: readonly string[];
};

export type OtherMove = {
  /** `28.2 MB of 71.4 MB: 4 of 7 layers`. */
  readonly text: string;
  /** Of this image's bytes, from 0 to 1. */
  readonly share: number;
};

export type OtherLayer = {
  readonly number: number;
  readonly digest: string;
  readonly size: string;
  /** Whether the other image has it, only its repository, or neither. */
  readonly mark: "shared" | "there" | "none";
  /** `shared: its layer 2`. */
  readonly text: string;
};
