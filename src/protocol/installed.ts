/** What is installed in an image, as the findings tab of the image details lists it without any scanner. */
import type { ReadOnRequest } from "./shown.ts";

/** What can be done about it. */
export type InstalledIntent =
  /** To list the packages; to read them from the layers though an SBOM is there. */
  | { readonly type: "listPackages" | "readLayers" }
  /** To look what is listed up at OSV.dev; to open the setting that allows it. */
  | { readonly type: "lookUpPackages" | "openOsvSetting" }
  /** The page has not got the rows of the list of this key. */
  | { readonly type: "askInstalled"; readonly list: string };

export type DetailsInstalled = {
  readonly list: ReadOnRequest<InstalledView>;
  /** Present once there is a list. */
  readonly lookUp?: InstalledLookUp;
};

export type InstalledView = {
  /** Names the rows, which come as those of an SBOM do (`PackagesMessage`). */
  readonly key: string;
  /** `6 packages in Debian GNU/Linux 12, by the files of the image's layers`. */
  readonly text: string;
  readonly notices: readonly string[];
  /** What reading the layers would cost, when the list is an SBOM's. */
  readonly rest?: string;
};

export type InstalledLookUp =
  /** It is not allowed by the setting, or not in this workspace; `isSettable` tells which. */
  | { readonly kind: "off"; readonly text: string; readonly isSettable: boolean }
  | {
      readonly kind: "idle";
      /** What leaves the machine. */
      readonly text: string;
      /** What was not looked up, and why the last look-up has no result. */
      readonly remark?: string;
      readonly problem?: string;
    }
  | { readonly kind: "running"; readonly text: string };
