import type { TextDocument, Uri } from "vscode";
import type { Occurrence } from "../../core/documents/occurrence.ts";
import type { Answered } from "../../core/pinning/answers.ts";
import {
  type Finding,
  type FindingCode,
  findingsAt,
  type Place,
  placesIn,
} from "../../core/pinning/check.ts";
import type { Question } from "../../core/pinning/question.ts";
import type { Digest } from "../../core/reference/digest.ts";
import type { Reference } from "../../core/reference/reference.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import { type Settings, type Severity, setting } from "../settings.ts";

/** The setting of each code. That a registry could not be asked is no finding in a file. */
const settingOf: {
  readonly [Code in Exclude<FindingCode, "unreachable">]: keyof Settings & `diagnostics.${string}`;
} = {
  unpinned: "diagnostics.unpinned",
  moved: "diagnostics.moved",
  missing: "diagnostics.missing",
  "platform-missing": "diagnostics.platform",
  "tag-digest-mismatch": "diagnostics.mismatch",
  "single-platform": "diagnostics.singlePlatform",
};

/** What is known, without asking. */
export type Known = (question: Question) => Answered | undefined;

/** Whether the user chose to keep the pin although its tag names `now`. */
export type IsKept = (reference: Reference, now: Digest) => boolean;

/** A finding as the user wants it marked. */
export type Marked = Omit<Finding, "severity"> & { readonly severity: Exclude<Severity, "off"> };

/** The places of a file that may have findings: what names images and is not ignored there. */
export function placesOf(uri: Uri, text: string, occurrences: readonly Occurrence[]): readonly Place[] {
  return placesIn({ text, occurrences }, setting("ignore", uri));
}

/** What is to be said of places from what is known. */
export function findingsOf(places: readonly Place[], known: Known, isKept: IsKept): readonly Marked[] {
  return places.flatMap((place) =>
    findingsAt(place, known(place.question), Date.now()).flatMap((finding) => {
      const { code, digest } = finding;
      if (code === "unreachable") return [];
      if (code === "moved" && digest !== undefined && isKept(place.question.reference, digest)) return [];
      const severity = setting(settingOf[code]);
      return severity === "off" ? [] : [{ ...finding, severity }];
    }),
  );
}

/** What open documents ask. */
export async function questionsIn(
  documents: readonly TextDocument[],
  index: DocumentIndex,
): Promise<readonly Question[]> {
  const found: Question[] = [];
  for (const document of documents) {
    const text = document.getText();
    const reading = await index.read(document);
    for (const { question } of placesOf(document.uri, text, reading?.occurrences ?? [])) found.push(question);
  }
  return found;
}
