import {
  type Disposable,
  type ExtensionContext,
  env,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import type { TagFacts } from "../../core/catalog/facts.ts";
import type { ReadPage } from "../../core/catalog/listPage.ts";
import { isAbort } from "../../core/errors.ts";
import { explain } from "../../core/explain.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { isDigest } from "../../core/reference/digest.ts";
import {
  formatFamiliar,
  formatReference,
  formatWithinRegistry,
  type Reference,
  type Repository,
} from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type { DetailsImage, DetailsState, Intent } from "../../protocol/details.ts";
import type { FileHandle, FilesAsk } from "../../protocol/files.ts";
import type { FileAt } from "../files/fileFlows.ts";
import { copiedPath } from "../files/fileRows.ts";
import { ImageFiles } from "../files/imageFiles.ts";
import type { Layers } from "../files/layers.ts";
import { FindingsTab } from "../findings/findingsTab.ts";
import type { FindingsParts } from "../findings/imageFindings.ts";
import type { LookUpPackages } from "../findings/localScans.ts";
import { type RebaseParts, RebaseSearch, type RebaseSubject } from "../findings/rebaseSearch.ts";
import { log } from "../log.ts";
import type { Lookup } from "../lookup.ts";
import { StatePanel } from "../statePanel.ts";
import { AttachedTab, type AttachedTabParts } from "./attachedTab.ts";
import { BaseSearch } from "./baseSearch.ts";
import { dockerfileText } from "./detailsBase.ts";
import { detailsOf } from "./detailsState.ts";
import { readIntent } from "./imageIntent.ts";
import { InstalledTab } from "./installedTab.ts";
import { OtherSharing, type OtherSources } from "./otherSharing.ts";
import { chooseTags } from "./tagChoice.ts";
import { type KeptTags, TagSharing } from "./tagSharing.ts";

/** What can be done with a file of a layer. */
export type FileActs = { readonly [Act in "openFile" | "saveFile"]: (file: FileAt) => Promise<void> };

/** What the panels need. */
export type ImagePanelParts = {
  readonly context: Pick<ExtensionContext, "extensionUri">;
  readonly lookup: Lookup;
  /** The list of a repository's tags. */
  readonly tags: (repository: Repository) => ReadPage<TagFacts>;
  readonly attached: AttachedTabParts;
  /** The lists of layers' files. */
  readonly layers: Pick<Layers, "open">;
  /** What can be done with a file. */
  readonly files: FileActs;
  /** Has the user pick an image to compare one with; undefined when they leave. */
  readonly pickOther: (beside: Reference) => Promise<Reference | undefined>;
  readonly hasBlob: OtherSources["hasBlob"];
  /** Tags that were read, so that no panel reads them again. */
  readonly kept: KeptTags;
  readonly findings: FindingsParts;
  /** The tags of a repository, page by page as far as that is sensible. */
  readonly allTags: RebaseParts["tags"];
  readonly lookUp: LookUpPackages;
};

/** One panel: what it shows, and what it does on the webview's intents. */
export class ImagePanel implements Disposable {
  readonly #panel: StatePanel<DetailsState, Intent>;
  readonly #lookup: Lookup;
  readonly #reference: Reference;
  readonly #base: BaseSearch;
  readonly #sharing: TagSharing;
  readonly #findings: FindingsTab;
  readonly #rebase: RebaseSearch;
  readonly #attached: AttachedTab;
  readonly #installed: InstalledTab;
  readonly #other: OtherSharing;
  readonly #pickOther: ImagePanelParts["pickOther"];
  readonly #files: ImageFiles;
  readonly #fileActs: FileActs;
  #isBusy = false;
  #image: ImageModel | undefined;
  #wished: DetailsImage["wished"];
  #links: readonly string[] = [];
  #generation = 0;

  constructor(panel: WebviewPanel, parts: ImagePanelParts, reference: Reference) {
    const { context, lookup, tags, kept, hasBlob } = parts;
    this.#lookup = lookup;
    this.#reference = reference;
    const onChange = () => this.#post();
    const firstTags = async (repository: Repository, signal: AbortSignal) =>
      (await chooseTags(tags(repository), Number.POSITIVE_INFINITY, undefined, signal)).tags;
    this.#base = new BaseSearch(
      {
        recall: (base, platform) => lookup.recall(base, platform),
        inspect: (base, options) => lookup.inspect(base, options),
        tags: firstTags,
      },
      onChange,
    );
    this.#sharing = new TagSharing({ images: lookup, tags, now: Date.now }, kept, onChange);
    const postBeside = (message: { readonly type: string }) => {
      if (!this.#panel.signal.aborted) this.#panel.postBeside(message);
    };
    this.#attached = new AttachedTab(parts.attached, onChange, postBeside);
    this.#findings = new FindingsTab(parts.findings, onChange, postBeside);
    this.#installed = new InstalledTab(
      { layers: parts.layers, attached: this.#attached.reading, lookUp: parts.lookUp },
      { onChange, onReport: (...made) => this.#findings.take(...made), post: postBeside },
    );
    const inspect: OtherSources["inspect"] = (other, options) => lookup.inspect(other, options);
    this.#rebase = new RebaseSearch({ ...parts.findings, inspect, tags: parts.allTags }, onChange);
    this.#other = new OtherSharing({ inspect, hasBlob }, onChange);
    this.#pickOther = parts.pickOther;
    this.#fileActs = parts.files;
    this.#files = new ImageFiles(() => parts.layers.open(), onChange);
    this.#panel = new StatePanel(panel, context, {
      page: { title: "Image details", script: "main", attribute: "reference" },
      subject: formatReference(reference),
      state: { kind: "loading", title: sanitize(formatFamiliar(reference)) },
      read: readIntent,
      act: (intent) => this.#act(intent),
    });
    panel.onDidDispose(() => {
      this.#base.cancel();
      this.#sharing.cancel();
      this.#findings.close();
      this.#rebase.close();
      this.#attached.close();
      this.#installed.close();
      this.#other.cancel();
      this.#files.dispose();
    });
    void this.#load();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Opens the findings and scans, as soon as the image is there. */
  scan(): void {
    this.#wished = { tab: "findings", at: Date.now() };
    this.#findings.wish();
    this.#post();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  async #load(platform?: string): Promise<void> {
    const generation = ++this.#generation;
    if (this.#image !== undefined) this.#show(this.#image, true);
    else this.#panel.post({ kind: "loading", title: sanitize(formatFamiliar(this.#reference)) });
    try {
      const image = await this.#lookup.inspect(this.#reference, {
        ...(isDigest(platform) && { platform }),
        signal: this.#panel.signal,
      });
      if (generation === this.#generation) this.#show(image, false);
    } catch (failure) {
      if (generation === this.#generation && !isAbort(failure)) this.#fail(failure);
    }
  }

  #show(image: ImageModel, busy: boolean): void {
    this.#image = image;
    this.#isBusy = busy;
    this.#base.show(image);
    this.#sharing.show(image);
    this.#findings.show(image);
    this.#attached.show(image);
    this.#installed.show(image);
    this.#other.show(image);
    this.#files.show(image);
    this.#post();
  }

  #post(): void {
    const image = this.#image;
    if (image === undefined || this.#panel.signal.aborted) return;
    const now = Date.now();
    const details = detailsOf(image, {
      aliases: this.#lookup.aliases(this.#reference, image.descriptor.digest),
      asOf: this.#lookup.known(this.#reference)?.asOf ?? now,
      now,
      busy: this.#isBusy,
      base: this.#base.state,
      sharing: this.#sharing.state,
      findings: this.#findings.state,
      rebase: this.#withSubject((subject) => this.#rebase.of(subject)),
      wished: this.#wished,
      ...this.#attached.state,
      other: this.#other.state,
      files: this.#files.state,
      installed: this.#installed.state,
      unpacked: this.#files.unpacked(),
    });
    this.#links = details.links;
    this.#panel.post({ kind: "image", image: details.image });
  }

  #fail(failure: unknown): void {
    const title = sanitize(formatFamiliar(this.#reference));
    const { problem, next } = explain(failure, formatWithinRegistry(this.#reference));
    log.warn(problem);
    this.#panel.post({ kind: "failed", title, problem, next });
  }

  async #act(intent: Exclude<Intent, { readonly type: "ready" }>): Promise<void> {
    switch (intent.type) {
      case "retry":
        return this.#load();
      case "choosePlatform":
        return this.#load(intent.digest);
      case "openLink":
        return this.#openLink(intent.link);
      case "openManifest":
        return this.#openManifest();
      case "openDockerfile":
        return this.#openDockerfile();
      case "findBase":
        return this.#base.find();
      case "lookAtTags":
        return this.#sharing.look();
      case "cancel":
        return this.#cancel(intent.what);
      case "pickOther":
        return this.#pick(await this.#pickOther(this.#reference));
      case "readOther":
        return this.#pick(this.#other.reference);
      case "openFiles":
        return this.#files.recall();
      case "listFiles":
        return this.#files.list();
      case "askFiles":
        return this.#tellRows(intent.ask);
      case "askWaste":
        return this.#tell(this.#files.waste(intent.key, intent.from));
      case "copyFilePath":
        return this.#copy(this.#pathOf(intent.file));
      case "openFile":
      case "saveFile":
        return this.#actOnFile(intent.type, intent.file);
      case "chooseHeld":
        return this.#sharing.hold(intent.column);
      case "copy":
        return this.#copy(this.#copied(intent.what));
      case "copyLayer":
        return this.#copy(this.#layerText(intent.number, intent.what));
      case "scan":
      case "lookForReports":
      case "chooseReport":
      case "askFindings":
      case "chooseFinding":
      case "openFindingLink":
      case "exportFindings":
        return this.#findings.act(intent);
      case "findNewerBases":
        return this.#withSubject((subject) => this.#rebase.find(subject));
      case "scanBases":
        return this.#withSubject((subject) => this.#rebase.scan(subject));
      case "copyBase":
        return this.#copy(this.#withSubject((subject) => this.#rebase.referenceAt(subject, intent.row)));
      case "listPackages":
      case "readLayers":
      case "lookUpPackages":
      case "openOsvSetting":
      case "askInstalled":
        return this.#installed.act(intent);
      default:
        return this.#attached.act(intent);
    }
  }

  /** Does something with the image whose base is known, and with its report. */
  #withSubject<T>(work: (subject: RebaseSubject) => T): T | undefined {
    const image = this.#image;
    const { report } = this.#findings.state;
    const base = this.#base.state;
    if (image === undefined || report === undefined || base.kind !== "found") return undefined;
    return work({ image, report, base: base.base });
  }

  async #pick(other: Reference | undefined): Promise<void> {
    if (other !== undefined) await this.#other.pick(other);
  }

  async #tellRows(ask: FilesAsk): Promise<void> {
    this.#tell(await this.#files.rows(ask));
  }

  #tell(message: { readonly type: string } | undefined): void {
    if (message !== undefined && !this.#panel.signal.aborted) this.#panel.postBeside(message);
  }

  #pathOf(file: FileHandle): string | undefined {
    const node = this.#files.lists?.at(file);
    return node && copiedPath(node);
  }

  async #actOnFile(act: keyof FileActs, handle: FileHandle): Promise<void> {
    const inode = this.#files.lists?.at(handle)?.inode;
    const image = this.#image;
    if (inode === undefined || image === undefined) return;
    await this.#fileActs[act]({ image, layer: inode.layer, entry: inode.place });
  }

  #cancel(what: (Intent & { readonly type: "cancel" })["what"]): void {
    const works = {
      base: this.#base,
      tags: this.#sharing,
      attached: this.#attached,
      files: this.#files,
      other: this.#other,
      scan: this.#findings,
      rebase: { cancel: () => this.#withSubject((subject) => this.#rebase.cancel(subject)) },
      installed: this.#installed,
    };
    works[what].cancel();
  }

  #copied(what: (Intent & { type: "copy" })["what"]): string | undefined {
    const image = this.#image;
    if (image === undefined) return undefined;
    const pinned = formatFamiliar({ ...this.#reference, digest: image.descriptor.digest });
    const texts = {
      digest: image.descriptor.digest,
      manifestDigest: image.manifest.digest,
      pinned,
      pull: `docker pull ${pinned}`,
    };
    return texts[what];
  }

  #layerText(number: number, what: "digest" | "diffId"): string | undefined {
    const layer = this.#image?.steps.find((step) => step.layer?.number === number)?.layer;
    return what === "digest" ? layer?.descriptor.digest : layer?.diffId;
  }

  async #copy(text: string | undefined): Promise<void> {
    if (text === undefined) return;
    await env.clipboard.writeText(text);
    window.setStatusBarMessage(`$(check) Copied ${text.slice(0, 60)}`, 3000);
  }

  async #openLink(link: number): Promise<void> {
    const url = this.#links[link];
    if (url !== undefined) await env.openExternal(Uri.parse(url, true));
  }

  async #openManifest(): Promise<void> {
    if (this.#image === undefined) return;
    const { repository } = this.#reference;
    const { bytes } = await this.#lookup.manifest({ repository, digest: this.#image.manifest.digest });
    const content = JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), undefined, 2);
    await window.showTextDocument(await workspace.openTextDocument({ language: "mooring-json", content }));
  }

  async #openDockerfile(): Promise<void> {
    if (this.#image === undefined) return;
    const content = dockerfileText(this.#image, this.#base.state);
    await window.showTextDocument(await workspace.openTextDocument({ language: "dockerfile", content }));
  }
}
