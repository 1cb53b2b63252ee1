/**
 * What the extension host and its webviews, the image details and what changed, say to each other. Types only: this is
 * all that webview/ may import from src. The host owns the state and posts it whole; the webview renders it and sends
 * intents that expect no answer.
 *
 * All text is already sanitised (text.ts) and formatted for people; the webview still writes it as text only.
 */

/** Host to webview. */
export type HostMessage<State> = { readonly type: "state"; readonly state: State };

/** The image details to the host. Everything else is ignored. */
export type Intent =
  | { readonly type: "ready" }
  | { readonly type: "choosePlatform"; readonly digest: string }
  | { readonly type: "copy"; readonly what: "digest" | "pinned" | "pull" | "manifestDigest" }
  | { readonly type: "copyLayer"; readonly number: number; readonly what: "digest" | "diffId" }
  | { readonly type: "openManifest" }
  | { readonly type: "openLink"; readonly link: number }
  /** To look for the base, and at the repository's tags; to stop either. */
  | { readonly type: "findBase" | "lookAtTags" }
  | { readonly type: "cancel"; readonly what: "base" | "tags" }
  /** The image, by its column, that is taken to be there already. */
  | { readonly type: "chooseHeld"; readonly column: number }
  | { readonly type: "openDockerfile" }
  | { readonly type: "retry" };

export type DetailsState =
  | { readonly kind: "loading"; readonly title: string }
  | { readonly kind: "failed"; readonly title: string; readonly problem: string; readonly next: string }
  | { readonly kind: "image"; readonly image: DetailsImage };

export type DetailsImage = {
  /** `docker.io/library/`, shown faint before the name. */
  readonly registryAndNamespace: string;
  readonly name: string;
  /** The tag asked for; absent when opened by digest. */
  readonly tag?: string;
  /** Other tags known to name the same digest. */
  readonly aliases: readonly string[];
  readonly digest: string;
  /** `index of 8 platforms`, `image manifest`. */
  readonly kindText: string;
  readonly mediaType: string;
  readonly host: string;
  /** When this was read from the registry: shown as `as of {age}`, so `age` is a clock time, which stays true. */
  readonly asOf: DetailsTime;
  /** True while another platform is being read. */
  readonly busy: boolean;
  readonly platforms: readonly DetailsPlatform[];
  /** Digest of the platform's manifest shown; equals `digest` for an image without index. */
  readonly manifestDigest: string;
  /** A note above the tabs when this is not an image to run: `A build cache (BuildKit)`. */
  readonly notice?: string;
  readonly facts: readonly DetailsFact[];
  readonly layers: DetailsLayers;
  readonly configuration: readonly DetailsSection[];
  readonly labels: readonly DetailsPair[];
  /** Attestations found in the index: `Provenance and SBOM (BuildKit attestation)`. */
  readonly attached: readonly DetailsPair[];
  /** Absent for what is no image to run, as is `sharing`. */
  readonly dockerfile?: DetailsDockerfile;
  readonly sharing?: DetailsSharing;
};

/** A point in time: `3 weeks ago`, with the exact local time for the tooltip. */
export type DetailsTime = { readonly age: string; readonly exact: string };

export type DetailsPlatform = {
  readonly digest: string;
  /** `linux/arm64/v8`. */
  readonly label: string;
  readonly selected: boolean;
};

/** One of the figures under the title: `Size`, `71.4 MB`, `7 layers, compressed`. */
export type DetailsFact = {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  readonly title?: string;
};

export type DetailsLayers = {
  /** Sum of the distinct layers' compressed sizes in bytes, for the shares of the picture. */
  readonly totalBytes: number;
  readonly rows: readonly DetailsStep[];
  /** Set when history and layers could not be joined: says so. */
  readonly notice?: string;
  /** Absent when the image names no base. */
  readonly base?: DetailsBase;
};

/** Where the base ends: known, not looked for or not found, or being looked for. */
export type DetailsBase =
  | {
      readonly kind: "found";
      /** `Base: debian:12-slim, 3 of 7 layers`. */
      readonly text: string;
      readonly title: string;
      /** How many of the rows are the base's, from the first. */
      readonly rows: number;
    }
  | { readonly kind: "open" | "finding"; readonly text: string };

/** The Dockerfile that the image may have come from. */
export type DetailsDockerfile = { readonly text: string; readonly note: string };

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

export type DetailsStep = {
  /** The layer's number from 1, absent for a step without layer. */
  readonly number?: number;
  /** `RUN`, `COPY`, `ENV`; empty when unknown. */
  readonly instruction: string;
  /** The rest of the command in one line. */
  readonly summary: string;
  /** The command as written, perhaps many lines. */
  readonly command: string;
  readonly comment?: string;
  readonly created?: DetailsTime;
  /** Compressed bytes; absent for a step without layer or when unknown. */
  readonly bytes?: number;
  /** `43.1 MB`, or `–`. */
  readonly size: string;
  readonly digest?: string;
  readonly diffId?: string;
  readonly mediaType?: string;
  /** Set for a layer that also stands earlier in the image, or is foreign: says so. */
  readonly remark?: string;
};

export type DetailsPair = {
  readonly key: string;
  readonly value: string;
  /** Index into the host's list of links, when the value may be opened (https only). */
  readonly link?: number;
};

export type DetailsSection = {
  readonly title: string;
  readonly values: readonly string[];
  readonly mono: boolean;
};

/** What changed, to the host. Everything else is ignored. */
export type CompareIntent =
  | { readonly type: "ready" }
  | { readonly type: "retry" }
  | { readonly type: "choosePlatform"; readonly digest: string }
  | { readonly type: "copy" | "openDetails"; readonly side: "old" | "now" }
  | { readonly type: "openLink"; readonly link: number }
  /** `digest` is that of the new side as it is shown: nothing else is written or kept. */
  | { readonly type: CompareAction; readonly digest: string };

/** What can be done with a pin whose tag has moved. */
export type CompareAction = "update" | "keep";

export type CompareState =
  | { readonly kind: "loading"; readonly title: string }
  | { readonly kind: "failed"; readonly title: string; readonly problem: string; readonly next: string }
  | { readonly kind: "comparison"; readonly comparison: CompareView };

export type CompareView = {
  /** `What changed in node:20-alpine`. */
  readonly title: string;
  /** Where the pin stands and what its tag does. */
  readonly subtitle: string;
  readonly host: string;
  /** When the registry last said what the tags name. */
  readonly asOf: DetailsTime;
  /** True while another platform, or everything anew, is being read. */
  readonly busy: boolean;
  readonly old: CompareSide;
  readonly now: CompareSide;
  /** In the order of their buttons. */
  readonly actions: readonly CompareAction[];
  /** What the last action did, or why it did nothing. */
  readonly outcome?: string;
  /** Set when asking again may tell more. */
  readonly mayRetry: boolean;
  readonly notices: readonly string[];
  /** The platforms that both have, to choose from. */
  readonly platforms: readonly DetailsPlatform[];
  /** Which platforms came, went or did not change. */
  readonly platformNotes: readonly string[];
  readonly facts: readonly CompareFact[];
  /** Absent when there are no two different images to compare. */
  readonly changes?: CompareChanges;
};

export type CompareSide = {
  /** `Pinned`, `Old`, `Now`. */
  readonly title: string;
  /** What was asked for, when the title of the page does not say it. */
  readonly reference?: string;
  readonly digest?: string;
  readonly created?: DetailsTime;
  /** `index of linux/amd64, linux/arm64/v8, +5`, `index of the same platforms`, `image for linux/amd64`. */
  readonly contents?: string;
  /** Why this side could not be read, and what to do about it. */
  readonly problem?: string;
  readonly next?: string;
};

export type CompareFact = DetailsFact & {
  /** Whether the figure is about less or more than before; its sign says so, too. */
  readonly tone?: "less" | "more";
  /** Index into the host's list of links, when the value may be opened. */
  readonly link?: number;
};

export type CompareChanges = {
  /** What the sides are called. */
  readonly titles: readonly [old: string, now: string];
  readonly bars: readonly CompareBar[];
  readonly steps: readonly CompareStep[];
  readonly configuration: readonly CompareRow[];
  readonly labels: readonly CompareRow[];
};

/** What became of a layer, a step or an entry. */
export type CompareMark = "kept" | "moved" | "changed" | "removed" | "added";

/** The layers of one side, from the lowest up. */
export type CompareBar = {
  readonly title: string;
  /** What the picture shows, in words. */
  readonly text: string;
  /** Shares of the larger side, from 0 to 1. */
  readonly segments: readonly CompareSegment[];
};

export type CompareSegment = {
  readonly mark: Exclude<CompareMark, "changed">;
  readonly share: number;
  /** `RUN apk add curl, 39.3 MB, gone`. */
  readonly text: string;
};

/** One step, or a run of steps that did not change. */
export type CompareStep = {
  readonly mark: CompareMark;
  /** `RUN`, `COPY`, `ENV`; empty when unknown. */
  readonly instruction: string;
  readonly summary: string;
  /** Sizes; absent where the side does not have the step, `–` for a step without a layer. */
  readonly old?: string;
  readonly now?: string;
};

export type CompareRow = {
  readonly mark: CompareMark;
  /** `Env NODE_VERSION`. */
  readonly name: string;
  readonly old?: string;
  readonly now?: string;
};
