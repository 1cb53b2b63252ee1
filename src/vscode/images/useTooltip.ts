/** What a row of the Images view tells when it is pointed at. Pure; knows no VS Code. */
import { explainPin } from "../../core/explainPin.ts";
import { formatAge, formatCount, formatTime } from "../../core/format.ts";
import { formatReference, type Reference } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import { codeSpan, escapeMarkdown } from "../markdown.ts";
import { refusalText } from "../pins/refusalText.ts";
import type { UseNode } from "./useRows.ts";
import type { PlacedUse } from "./useState.ts";
import { summaryOf } from "./useText.ts";

/** Paragraphs of Markdown in which all foreign text is escaped; none when the row says all. `now` in ms since 1970. */
export function useTooltipOf(
  node: UseNode,
  pathOf: (file: string) => string,
  now: number,
): readonly string[] {
  switch (node.kind) {
    case "place":
      return placeLines(node.place, pathOf, now);
    case "image": {
      const [first] = node.places;
      const files = new Set(node.places.map(({ file }) => file)).size;
      const where = `${formatCount(node.places.length, "use")} in ${formatCount(files, "file")}`;
      const one = first?.use.question?.reference;
      const full = one === undefined ? [] : [codeSpan(formatReference(withoutDigest(one)))];
      return [`**${escapeMarkdown(node.name)}**`, ...full, escapeMarkdown(summaryOf(node.places)), where];
    }
    case "file":
      return [
        codeSpan(sanitize(pathOf(node.file), 500)),
        formatCount(node.places.length, "image"),
        escapeMarkdown(summaryOf(node.places)),
      ];
    case "ignored":
      return [
        `Left alone by the setting ${codeSpan("mooring.ignore")} or by a comment ${codeSpan("mooring-ignore")}.`,
      ];
    case "unnamed":
      return ["Their files do not tell which images they are, so there is nothing to ask a registry for."];
    case "filter":
      return [];
  }
}

function placeLines(place: PlacedUse, pathOf: (file: string) => string, now: number): readonly string[] {
  const { use, file } = place;
  const where = `${codeSpan(sanitize(pathOf(file), 500))}, line ${use.from.line + 1}`;
  const { question } = use;
  const refusal = use.pin === "pinned" || use.pin === "unpinned" ? [] : [refusalText(use.pin)];
  if (question === undefined) return [`**${escapeMarkdown(use.name)}**`, ...refusal, where];
  return [
    `**${escapeMarkdown(use.name)}**`,
    codeSpan(formatReference(question.reference)),
    ...answerLines(place, question.reference, now),
    ...refusal,
    where,
  ];
}

function answerLines({ answer, use }: PlacedUse, { digest, tag }: Reference, now: number): readonly string[] {
  if (answer === undefined) return ["Not checked yet."];
  const facts = answer.facts.map((fact) => escapeMarkdown(explainPin(fact, now)));
  const names =
    answer.digest === undefined || (tag === undefined && digest !== undefined)
      ? []
      : answer.digest === digest
        ? ["The tag still names the pinned digest."]
        : [`The tag names ${codeSpan(answer.digest)} now.`];
  const unpinned = use.pin === "unpinned" ? ["Not pinned: it names whatever was pushed last."] : [];
  const checked = `Checked ${escapeMarkdown(`${formatAge(answer.asOf, now)}, ${formatTime(answer.asOf)}`)}`;
  return [...unpinned, ...facts, ...names, checked];
}

function withoutDigest({ digest: _, ...reference }: Reference): Reference {
  return reference;
}
