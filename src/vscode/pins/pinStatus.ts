import {
  commands,
  type Disposable,
  type Event,
  StatusBarAlignment,
  type StatusBarItem,
  type TextDocument,
  window,
  workspace,
} from "vscode";
import { formatCount } from "../../core/format.ts";
import type { Answered } from "../../core/pinning/answers.ts";
import type { Place } from "../../core/pinning/check.ts";
import { countPins, type PinCount } from "../../core/pinning/count.ts";
import { pinSite } from "../../core/pinning/edit.ts";
import type { Question } from "../../core/pinning/question.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import { onOwnFilesChange } from "../documents/selector.ts";
import { newsText, newsTooltip, type PinNews } from "./checkText.ts";
import { findingsOf, type IsKept, placesOf } from "./pinFindings.ts";

/** Milliseconds without typing before the file is counted again. */
const pause = 250;

/** Milliseconds in which news gather. */
const newsPause = 50;

/** What is known of images, without asking. */
export type PinMemory = {
  readonly known: (question: Question) => Answered | undefined;
  readonly isRefused: (question: Question) => boolean;
  readonly onDidChange: Event<void>;
};

/**
 * How many images of the active file are pinned, and how many are known to have moved or to be missing, in the status
 * bar: there only for files that name images. Says to the palette, too, whether the active file is one
 * (`mooring.containerFile`).
 */
export class PinStatus implements Disposable {
  readonly #index: DocumentIndex;
  readonly #memory: PinMemory;
  readonly #isKept: IsKept;
  readonly #listeners: readonly Disposable[];
  #item: StatusBarItem | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(index: DocumentIndex, memory: PinMemory, isKept: IsKept) {
    this.#index = index;
    this.#memory = memory;
    this.#isKept = isKept;
    this.#listeners = [
      window.onDidChangeActiveTextEditor(() => this.#schedule(0)),
      workspace.onDidChangeTextDocument(
        ({ document }) => document === window.activeTextEditor?.document && this.#schedule(pause),
      ),
      // A document that got another language is opened anew.
      workspace.onDidOpenTextDocument(() => this.#schedule(0)),
      onOwnFilesChange(() => this.#schedule(0)),
      memory.onDidChange(() => this.#schedule(newsPause)),
      index.onDidChange((document) => document === window.activeTextEditor?.document && this.#schedule(0)),
    ];
    this.#schedule(0);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
    this.#item?.dispose();
  }

  #schedule(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update(window.activeTextEditor?.document), wait);
  }

  async #update(document: TextDocument | undefined): Promise<void> {
    const version = document?.version;
    const reading = document && (await this.#index.read(document));
    // What the user turned to meanwhile is counted by an update of its own.
    if (document !== window.activeTextEditor?.document || document?.version !== version) return;
    void commands.executeCommand("setContext", "mooring.containerFile", reading !== undefined);
    if (document === undefined || reading === undefined) {
      this.#item?.hide();
      return;
    }
    const text = document.getText();
    const places = placesOf(document.uri, text, reading.occurrences);
    this.#show(countPins(text, reading.occurrences), this.#newsOf(places));
  }

  #newsOf(places: readonly Place[]): PinNews {
    const known = (question: Question) => this.#memory.known(question);
    const found = findingsOf(places, known, this.#isKept);
    const count = (code: string) => {
      const sites = found.flatMap((finding) => (finding.code === code ? siteOf(finding) : []));
      return new Set(sites).size;
    };
    const times = places.flatMap(({ question }) => timeOf(known(question)) ?? []);
    return {
      moved: count("moved"),
      missing: count("missing"),
      refused: places.filter(({ question }) => this.#memory.isRefused(question)).length,
      asOf: times.length === 0 ? undefined : Math.min(...times),
    };
  }

  #show(count: PinCount, news: PinNews): void {
    if (count.total === 0) {
      this.#item?.hide();
      return;
    }
    this.#item ??= makeItem();
    const { pinned, total } = count;
    this.#item.text = `$(pinned) ${pinned}/${total} pinned${newsText(news)}`;
    this.#item.tooltip = `${tooltipOf(count)}${newsTooltip(news, Date.now())}`;
    this.#item.command = "mooring.showInImages";
    this.#item.show();
  }
}

/** Images that share the place for their digest are one. */
function siteOf({ occurrence }: Pick<Place, "occurrence">): number {
  const site = pinSite(occurrence);
  return site.ok ? site.span.end : occurrence.end;
}

/** When a registry answered; that it would not says nothing of the image. */
function timeOf(answer: Answered | undefined): number | undefined {
  return answer?.facts.some(({ code }) => code === "unreachable") ? undefined : answer?.asOf;
}

function tooltipOf({ pinned, total }: PinCount): string {
  const images = formatCount(total, "image");
  const count = pinned === total ? `${images}, which is all that can be` : `${pinned} of ${images}`;
  return `Pinned in this file: ${count}. Click to see them in the Images view.`;
}

function makeItem(): StatusBarItem {
  const item = window.createStatusBarItem("mooring.pins", StatusBarAlignment.Left);
  item.name = "Pinned Images";
  return item;
}
