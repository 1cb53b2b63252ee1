/** The image details. */

import type { AttachedIntent, DetailsAttached } from "./attached.ts";
import type { DetailsContents } from "./contents.ts";
import type { DetailsFiles, FilesIntent } from "./files.ts";
import type { DetailsFindings, FindingsIntent } from "./findings.ts";
import type { DetailsInstalled, InstalledIntent } from "./installed.ts";
import type { RebaseIntent } from "./rebase.ts";
import type { DetailsOther, DetailsSharing } from "./sharing.ts";
import type { DetailsFact, DetailsPair, DetailsPlatform, DetailsTime } from "./shown.ts";

/** The image details to the host. Everything else is ignored. */
export type Intent =
  | FindingsIntent
  | AttachedIntent
  | FilesIntent
  | RebaseIntent
  | InstalledIntent
  | { readonly type: "ready" }
  | { readonly type: "choosePlatform"; readonly digest: string }
  | { readonly type: "copy"; readonly what: "digest" | "pinned" | "pull" | "manifestDigest" }
  | { readonly type: "copyLayer"; readonly number: number; readonly what: "digest" | "diffId" }
  | { readonly type: "openManifest" }
  | { readonly type: "openLink"; readonly link: number }
  /** To look for the base, and at the repository's tags; to stop either. */
  | { readonly type: "findBase" | "lookAtTags" }
  | {
      readonly type: "cancel";
      readonly what: "base" | "tags" | "attached" | "files" | "other" | "scan" | "rebase" | "installed";
    }
  /** To pick another image, or to read the one that was picked again. */
  | { readonly type: "pickOther" | "readOther" }
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
  readonly attached: DetailsAttached;
  /** Of what is no image to run. */
  readonly contents?: DetailsContents;
  /** Absent for what is no image to run, as are `sharing` and `other`. */
  readonly dockerfile?: DetailsDockerfile;
  readonly sharing?: DetailsSharing;
  readonly other?: DetailsOther;
  readonly files?: DetailsFiles;
  readonly findings?: DetailsFindings;
  readonly installed?: DetailsInstalled;
  /** The tab that a command opens: once, by the time it was asked for. */
  readonly wished?: { readonly tab: "findings"; readonly at: number };
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
  /** Bytes of the layer once unpacked, when they are known, and in words: `121.0 MB`. */
  readonly unpacked?: { readonly bytes: number; readonly text: string };
  readonly digest?: string;
  readonly diffId?: string;
  readonly mediaType?: string;
  /** Set for a layer that also stands earlier in the image, or is foreign: says so. */
  readonly remark?: string;
};

export type DetailsSection = {
  readonly title: string;
  readonly values: readonly string[];
  readonly mono: boolean;
};
