import { commands, Disposable, workspace } from "vscode";
import type { ImageModel } from "../../core/image/model.ts";
import type { Report } from "../../core/scanning/finding.ts";
import type { PackagesMessage } from "../../protocol/attached.ts";
import type { InstalledIntent } from "../../protocol/installed.ts";
import type { Layers } from "../files/layers.ts";
import type { LookUpPackages } from "../findings/localScans.ts";
import { setting } from "../settings.ts";
import type { AttachedReading } from "./attachedReading.ts";
import { installedKey } from "./detailsInstalled.ts";
import { InstalledReading, type InstalledState, type MayLookUp } from "./installedReading.ts";

/** What lists packages and looks them up. */
export type InstalledTabParts = {
  readonly layers: Pick<Layers, "open">;
  readonly attached: AttachedReading;
  readonly lookUp: LookUpPackages;
};

/** Whom to tell. */
export type InstalledListeners = {
  readonly onChange: () => void;
  readonly onReport: (image: ImageModel, report: Report) => void;
  /** Sends what stands beside the state. */
  readonly post: (message: PackagesMessage) => void;
};

const osvSetting = "mooring.osv.enabled";

/** What is installed in the image of one panel: what the findings tab shows of it, and does on intents. */
export class InstalledTab {
  readonly #installed: InstalledReading;
  readonly #post: InstalledListeners["post"];
  readonly #watching: Disposable;
  #image: ImageModel | undefined;

  constructor(
    { layers, attached, lookUp }: InstalledTabParts,
    { onChange, onReport, post }: InstalledListeners,
  ) {
    this.#installed = new InstalledReading({
      open: () => layers.open(),
      attached,
      mayLookUp,
      lookUp,
      onChange,
      onReport,
    });
    this.#post = post;
    this.#watching = Disposable.from(
      workspace.onDidGrantWorkspaceTrust(onChange),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(osvSetting)) onChange();
      }),
    );
  }

  get state(): InstalledState {
    return this.#installed.state;
  }

  /** Turns to an image. */
  show(image: ImageModel): void {
    this.#image = image;
    this.#installed.show(image);
  }

  cancel(): void {
    this.#installed.cancel();
  }

  close(): void {
    this.#installed.close();
    this.#watching.dispose();
  }

  /** Rows of a list that is not shown any more are not sent. */
  async act(intent: InstalledIntent): Promise<void> {
    switch (intent.type) {
      case "listPackages":
        return this.#installed.list();
      case "readLayers":
        return this.#installed.list({ layers: true });
      case "lookUpPackages":
        return this.#installed.lookUp();
      case "openOsvSetting":
        return void (await commands.executeCommand("workbench.action.openSettings", `@id:${osvSetting}`));
      case "askInstalled": {
        const { list } = this.#installed.state;
        if (list.kind !== "read" || this.#image === undefined) return;
        const { rows } = list.listed;
        if (installedKey(this.#image, list.listed) === intent.list)
          this.#post({ type: "packages", of: intent.list, rows });
        return;
      }
    }
  }
}

function mayLookUp(): MayLookUp {
  if (!workspace.isTrusted) return "untrusted";
  return setting("osv.enabled") ? "yes" : "off";
}
