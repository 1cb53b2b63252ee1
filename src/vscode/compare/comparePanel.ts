import { type Disposable, type ExtensionContext, env, Uri, type WebviewPanel, window } from "vscode";
import { isAbort } from "../../core/errors.ts";
import { formatCount } from "../../core/format.ts";
import { parsePlatform } from "../../core/oci/platform.ts";
import { type Digest, isDigest, shortDigest } from "../../core/reference/digest.ts";
import type { Reference } from "../../core/reference/reference.ts";
import type { CompareAction, CompareIntent, CompareState } from "../../protocol/compare.ts";
import type { CompareRowsMessage } from "../../protocol/compareFiles.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import type { FileSide } from "../files/fileFlows.ts";
import type { FindingsParts } from "../findings/imageFindings.ts";
import { log } from "../log.ts";
import type { Lookup } from "../lookup.ts";
import type { KeptPins } from "../pins/keptPins.ts";
import { findPin, updatePin } from "../pins/pinnedPlaces.ts";
import { StatePanel } from "../statePanel.ts";
import { readCompareIntent } from "./compareIntent.ts";
import { type Asked, type Loaded, loadChanges } from "./compareLoad.ts";
import { compareOf, shortName, titleOf } from "./compareState.ts";
import { formatSubject, type Subject } from "./compareSubject.ts";
import { type ComparedPair, FileComparison, type OpenLayers, sidesOf } from "./fileComparison.ts";
import { PairFindings } from "./pairFindings.ts";

/** What the panels need. */
export type ComparePanelParts = {
  readonly context: Pick<ExtensionContext, "extensionUri">;
  readonly index: DocumentIndex;
  readonly lookup: Lookup;
  readonly kept: KeptPins;
  readonly layers: { readonly open: OpenLayers };
  /** Shows what differs between two files. */
  readonly openDiff: (old: FileSide, now: FileSide) => Promise<void>;
  /** Opens the details of an image. */
  readonly showDetails: (reference: Reference) => void;
  readonly findings: FindingsParts;
};

/** One panel: what it shows, and what it does on the webview's intents. */
export class ComparePanel implements Disposable {
  readonly #panel: StatePanel<CompareState, CompareIntent>;
  readonly #parts: ComparePanelParts;
  readonly #subject: Subject;
  readonly #files: FileComparison;
  readonly #findings: PairFindings;
  #loaded: Loaded | undefined;
  #place: string | undefined;
  #outcome: string | undefined;
  #isUpdated = false;
  #isBusy = false;
  #asOf = Date.now();
  #links: readonly string[] = [];
  #generation = 0;

  constructor(panel: WebviewPanel, parts: ComparePanelParts, subject: Subject) {
    this.#parts = parts;
    this.#subject = subject;
    this.#files = new FileComparison(
      () => parts.layers.open(),
      () => this.#show(this.#isBusy),
    );
    panel.onDidDispose(() => this.#files.cancel());
    this.#findings = new PairFindings(parts.findings, () => this.#show(this.#isBusy));
    this.#panel = new StatePanel(panel, parts.context, {
      page: { title: "What changed", script: "compare", attribute: "subject" },
      subject: formatSubject(subject),
      state: { kind: "loading", title: titleOf(subject) },
      read: readCompareIntent,
      act: (intent) => this.#act(intent),
    });
    panel.onDidDispose(() => this.#findings.close());
    void this.#load();
  }

  reveal(): void {
    this.#panel.reveal();
    this.#outcome = undefined;
    this.#isUpdated = false;
    void this.#load();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  async #load({ wanted, fresh = false }: { wanted?: Digest; fresh?: boolean } = {}): Promise<void> {
    const generation = ++this.#generation;
    if (this.#loaded !== undefined) this.#show(true);
    const pin = await this.#readPlace();
    const usual = parsePlatform(pin ?? "");
    try {
      const loaded = await loadChanges(this.#asked(fresh), this.#subject, { wanted, usual });
      if (generation !== this.#generation || this.#panel.signal.aborted) return;
      this.#loaded = loaded;
      this.#asOf = this.#heardAt(loaded);
      const { old, now } = loaded;
      if (old.side.ok && now.side.ok) this.#findings.show(old.side.image, now.side.image);
      this.#show(false);
    } catch (failure) {
      // The panel was closed.
      if (!isAbort(failure)) throw failure;
    }
  }

  /** Finds the pin in its document; gives the platform that is asked for there. */
  async #readPlace(): Promise<string | undefined> {
    if (this.#subject.kind !== "pin") return undefined;
    const { uri, reference } = this.#subject;
    const found = await findPin(this.#parts.index, uri, reference);
    const first = found?.places[0]?.occurrence;
    const line = first && found && found.document.positionAt(first.start).line + 1;
    const count = found?.places.length ?? 0;
    const file = fileOf(uri);
    this.#place =
      line === undefined
        ? undefined
        : count > 1
          ? `${file} (${formatCount(count, "place")})`
          : `${file}:${line}`;
    return first?.platform;
  }

  #asked(fresh: boolean): Asked {
    const { lookup } = this.#parts;
    const { signal } = this.#panel;
    return {
      resolver: lookup.resolver({ signal, fresh }),
      inspect: (reference, platform) => lookup.inspect(reference, { platform, signal }),
      known: (reference) => lookup.known(reference),
    };
  }

  /** When the registry last said what the tags name, in milliseconds since 1970: the older of two. */
  #heardAt({ old, now }: Loaded): number {
    const names: readonly Reference[] =
      this.#subject.kind === "pin" ? [withoutDigest(now.reference)] : [old.reference, now.reference];
    return Math.min(...names.map((name) => this.#parts.lookup.known(name)?.asOf ?? Date.now()));
  }

  #show(busy: boolean): void {
    const loaded = this.#loaded;
    if (loaded === undefined || this.#panel.signal.aborted) return;
    this.#isBusy = busy;
    this.#files.show(this.#pairOf(loaded));
    const { state, links } = compareOf(this.#subject, loaded, {
      place: this.#place,
      ...(this.#subject.kind === "pin" && { file: fileOf(this.#subject.uri) }),
      isKept: this.#isKept(loaded),
      isUpdated: this.#isUpdated,
      outcome: this.#outcome,
      files: this.#files.state,
      asOf: this.#asOf,
      now: Date.now(),
      busy,
      findings: this.#findings.state,
    });
    this.#links = links;
    if (state.kind === "failed") log.warn(state.problem);
    this.#panel.post(state);
  }

  /** Images that were asked for by name are called so where their files are opened; a pin's two sides have one name. */
  #pairOf({ old, now }: Loaded): ComparedPair | undefined {
    if (!old.side.ok || !now.side.ok) return undefined;
    const [before, after] = [old.side.image, now.side.image];
    if (this.#subject.kind === "pin") return { old: before, now: after };
    return { old: { ...before, reference: old.reference }, now: { ...after, reference: now.reference } };
  }

  #isKept({ tagged }: Loaded): boolean {
    const { kind } = this.#subject;
    return kind === "pin" && tagged !== undefined && this.#parts.kept.isKept(this.#subject.reference, tagged);
  }

  async #act(intent: Exclude<CompareIntent, { readonly type: "ready" }>): Promise<void> {
    switch (intent.type) {
      case "retry":
        return this.#load({ fresh: true });
      case "choosePlatform":
        return isDigest(intent.digest) ? this.#load({ wanted: intent.digest }) : undefined;
      case "openLink":
        return this.#openLink(intent.link);
      case "copy":
        return copy(this.#loaded?.[intent.side].digest);
      case "openDetails":
        return this.#openDetails(intent.side);
      case "compareFiles":
        return this.#files.compare();
      case "cancelFiles":
        return this.#files.cancel();
      case "askRows":
        return this.#sendRows(intent.key);
      case "openFile":
        return this.#openFile(intent.key, intent.row);
      case "scan":
        return this.#findings.scan(intent.scanner);
      case "lookForReports":
        return this.#findings.look();
      case "cancel":
        return this.#findings.cancel();
      case "update":
      case "keep":
        return this.#change(intent.type, intent.digest);
    }
  }

  /** Does what was offered for what is shown (E06), and nothing else. */
  async #change(action: CompareAction, shown: string): Promise<void> {
    const { state } = this.#panel;
    if (state.kind !== "comparison" || !state.comparison.actions.includes(action)) return;
    if (shown !== state.comparison.now.digest) return;
    await (action === "update" ? this.#update() : this.#keep());
    this.#show(false);
  }

  /** Writes the digest that is shown, wherever the pin still stands. */
  async #update(): Promise<void> {
    const update = this.#loaded?.update;
    if (this.#subject.kind !== "pin" || update?.kind !== "update") return;
    const { uri, reference } = this.#subject;
    const written = await updatePin(this.#parts.index, uri, reference, update.digest);
    this.#isUpdated = typeof written === "number";
    const places = typeof written === "number" && written > 1 ? ` at ${written} places` : "";
    this.#outcome =
      written === "changed"
        ? "The file changed meanwhile, so nothing was written."
        : written === "refused"
          ? "The file was not changed: VS Code refused the edit. Is it read-only?"
          : `Updated: ${fileOf(uri)} names ${shortDigest(update.digest)}… now${places}. Undo in the file takes it back.`;
    if (written === "changed") await this.#readPlace();
  }

  async #keep(): Promise<void> {
    const tagged = this.#loaded?.tagged;
    if (this.#subject.kind !== "pin" || tagged === undefined) return;
    await this.#parts.kept.keep(this.#subject.reference, tagged);
    this.#outcome = undefined;
  }

  #sendRows(key: string): void {
    const { state } = this.#files;
    if (state?.kind !== "read" || state.key !== key) return;
    const message: CompareRowsMessage = { type: "compareRows", key, rows: state.files.rows };
    this.#panel.postBeside(message);
  }

  /** Shows a file beside what the other image has at its path. */
  async #openFile(key: string, row: number): Promise<void> {
    const { state } = this.#files;
    if (state?.kind !== "read" || state.key !== key) return;
    const sides = sidesOf(state.files, row);
    if (sides !== undefined) await this.#parts.openDiff(...sides);
  }

  #openDetails(side: "old" | "now"): void {
    const { reference, digest } = this.#loaded?.[side] ?? {};
    if (reference !== undefined && digest !== undefined) this.#parts.showDetails({ ...reference, digest });
  }

  async #openLink(link: number): Promise<void> {
    const url = this.#links[link];
    if (url !== undefined) await env.openExternal(Uri.parse(url, true));
  }
}

async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(`$(check) Copied ${text.slice(0, 60)}`, 3000);
}

function fileOf(uri: string): string {
  return Uri.parse(uri).path.replace(/^.*\//, "");
}

function withoutDigest({ digest: _, ...named }: Reference): Reference {
  return named;
}

/** The title of the editor tab. */
export function tabTitle(subject: Subject): string {
  return subject.kind === "pin"
    ? `Changes in ${shortName(subject.reference)}`
    : `${shortName(subject.old)} → ${shortName(subject.now)}`;
}
