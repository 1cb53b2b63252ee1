/** What is attached to an image, as the image details show it. */
import type { DetailsPair, DetailsTime } from "./shown.ts";

/** What can be done about it. Documents are named by their digests. */
export type AttachedIntent =
  /** To ask the registry what is attached; to open the text about what is no image to run. */
  | { readonly type: "lookAtAttached" | "openContents" }
  /** The page has not got the rows of an SBOM; or a document is opened, or its digest copied. */
  | { readonly type: "readPackages" | "openAttached" | "copyAttached"; readonly digest: string };

export type DetailsAttached =
  /** Nothing is asked before the tab is opened. `known` is what the index tells without that. */
  | { readonly kind: "unread"; readonly known: number }
  /** `2 of 5 documents`; at first how many is not known. */
  | { readonly kind: "reading"; readonly text: string }
  | { readonly kind: "failed"; readonly problem: string; readonly next: string }
  | { readonly kind: "read"; readonly view: AttachedView };

export type AttachedView = {
  /** What was found, or that nothing was. */
  readonly text: string;
  readonly notes: readonly string[];
  readonly asOf: DetailsTime;
  /** Whether the registry is being asked again. */
  readonly busy: boolean;
  readonly items: readonly AttachedItem[];
};

export type AttachedRole = "signature" | "sbom" | "provenance" | "report" | "attestation" | "other";

/** One document, or an artifact that holds none. */
export type AttachedItem = {
  /** Like no other's: cosign's signatures of one image sign the same bytes. */
  readonly key: string;
  /** Of the document; intents name it by this. */
  readonly digest: string;
  readonly role: AttachedRole;
  /** `SBOM (SPDX)`. */
  readonly label: string;
  /** What it is attached to: `linux/amd64`, `the index`. */
  readonly subject: string;
  readonly size: string;
  readonly mediaType: string;
  readonly created?: DetailsTime;
  /** That it speaks of another image, or cannot be read. */
  readonly warning?: string;
  /** `Builder`, `https://…`. */
  readonly facts: readonly DetailsPair[];
  /** More of the same that is looked at less often, such as a build's parameters. */
  readonly more: readonly AttachedGroup[];
  /** Set for an SBOM; its rows come as a message of their own. */
  readonly packages?: AttachedPackages;
};

/** Facts under a title that are folded away at first. */
export type AttachedGroup = {
  /** `12 parameters`. */
  readonly title: string;
  readonly pairs: readonly DetailsPair[];
};

export type AttachedPackages =
  | { readonly kind: "unread" | "reading" }
  | { readonly kind: "failed"; readonly problem: string; readonly next: string }
  /** `1,204 packages`; `cut` says that not all are shown. */
  | { readonly kind: "read"; readonly text: string; readonly cut?: string };

/** The packages of one SBOM: host to webview, beside the state, whenever the webview asks. */
export type PackagesMessage = {
  readonly type: "packages";
  /** The item's digest. */
  readonly of: string;
  /** A JSON array of `PackageCells`, UTF-8. */
  readonly rows: Uint8Array;
};

/** By name; the layer is its number in the image, 0 when it is not known. */
export type PackageCells = readonly [
  name: string,
  version: string,
  kind: string,
  licenses: string,
  layer: number,
  path: string,
];
