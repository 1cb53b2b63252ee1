import type { Package } from "../attached/model.ts";
import type { Digest } from "../reference/digest.ts";

/** A package, and what advisories are about. All text is hostile. */
export type SourcedPackage = Package & {
  /** What it was built from, as distributions name their advisories: of most packages it is the package itself. */
  readonly source: { readonly name: string; readonly version: string };
};

/** A package as the files of an image say that it is there. */
export type InstalledPackage = SourcedPackage & {
  /** `amd64`, where packages are made for one. */
  readonly architecture: string | undefined;
  /** The file that says it. */
  readonly path: string;
  /** The layer that brought it, by its blob, and by its number from 1. */
  readonly layer: Digest;
  readonly layerNumber: number;
};

/** A package as one file says it, before it is known where that is. */
export type Stated = Omit<InstalledPackage, "path" | "layer" | "layerNumber">;

/** What an image says of the system in it. https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export type OperatingSystem = {
  /** `debian` */
  readonly id: string;
  /** `12`; Debian's testing has none. */
  readonly version: string | undefined;
  /** For people: `Debian GNU/Linux 12 (bookworm)` */
  readonly name: string | undefined;
};
