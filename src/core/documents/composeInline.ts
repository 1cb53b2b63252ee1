/**
 * Dockerfiles inside compose files (`build.dockerfile_inline`). Compose replaces its own variables before the
 * build sees the text, so a Dockerfile's variables are written `$$NAME` there.
 * https://github.com/compose-spec/compose-spec/blob/main/build.md#dockerfile_inline
 */
import { readImage } from "./composeImage.ts";
import { readDockerfile } from "./dockerfile.ts";
import { type Part, parseTemplate, variableValue } from "./interpolation.ts";
import type { Occurrence, Reading, Span } from "./occurrence.ts";
import type { Lookup } from "./setting.ts";
import { sliceWritten, spanOf, type Written } from "./yamlScalar.ts";

/** Reads the Dockerfile that a value holds. `text` is the document; offsets are in it. */
export function readInline(
  text: string,
  written: Written,
  contexts: ReadonlySet<string>,
  lookup?: Lookup,
): Reading {
  const inline = substitute(written.value, lookup);
  const { occurrences, limit } = readDockerfile(inline.text, { contexts });
  return {
    occurrences: occurrences.flatMap(
      (occurrence) => relocate(text, written, inline, occurrence, lookup) ?? [],
    ),
    ...(limit !== undefined && { limit }),
  };
}

/** The text that the build sees. Unit i of it comes from `units[i]`, a range of the value. */
type Inline = { readonly text: string; readonly units: readonly Unit[] };
type Unit = Span & { readonly variable: boolean };

/** Variables without a value stay as they are written, so that what depends on them is still found. */
function substitute(value: string, lookup: Lookup | undefined): Inline {
  const template = parseTemplate(value, lookup) ?? [
    { kind: "text", text: value, start: 0, end: value.length },
  ];
  const units: Unit[] = [];
  let text = "";
  for (const part of template) {
    const shown = shownAs(part, value);
    for (let i = 0; i < shown.length; i++) units.push(unitAt(part, shown, i));
    text += shown;
  }
  return { text, units };
}

function shownAs(part: Part, value: string): string {
  if (part.kind === "text") return part.text;
  return variableValue(part) || value.slice(part.start, part.end);
}

function unitAt({ kind, start, end }: Part, shown: string, index: number): Unit {
  const variable = kind === "variable";
  return !variable && shown.length === end - start
    ? { start: start + index, end: start + index + 1, variable }
    : { start, end, variable };
}

/** An occurrence of the inline text as one of the document; undefined when nothing is left of it. */
function relocate(
  text: string,
  written: Written,
  inline: Inline,
  found: Occurrence,
  lookup: Lookup | undefined,
): Occurrence | undefined {
  const { editAt, reason, ...occurrence } = found;
  const place = placeOf(inline, found);
  const part = sliceWritten(written, place.start, place.end);
  const span = spanOf(part);
  const here = { ...occurrence, ...span, text: text.slice(span.start, span.end) };
  if (found.status === "stage" || found.status === "scratch") return here;
  if (place.variable) {
    const { reference: _, ...rest } = occurrence;
    const reading = readImage(text, part, lookup);
    return reading && { ...rest, ...reading };
  }
  return { ...here, ...relocateSite(text, written, inline, found) };
}

/** Where the occurrence's digest goes, or why there is no place for it in the document. */
function relocateSite(
  text: string,
  written: Written,
  inline: Inline,
  { editAt, reason, start, end }: Occurrence,
): Pick<Occurrence, "editAt" | "reason"> {
  if (reason !== undefined) return { reason };
  const site = editAt ?? { start, end };
  const place = placeOf(inline, site);
  const span = spanOf(sliceWritten(written, place.start, place.end));
  if (place.variable) return { reason: "composed" };
  if (text.slice(span.start, span.end) !== inline.text.slice(site.start, site.end))
    return { reason: "escaped" };
  return editAt === undefined ? {} : { editAt: span };
}

/** The range of the value that a range of the inline text comes from, and whether a variable is in it. */
function placeOf({ units }: Inline, { start, end }: Span): Unit {
  const [first, last] = [units[start], units[end - 1]];
  return {
    start: first?.start ?? 0,
    end: last?.end ?? 0,
    variable: units.slice(start, end).some(({ variable }) => variable),
  };
}
