/** What a value of a compose file says when it names an image. */
import { parseReference, splitReference } from "../reference/reference.ts";
import { expand, parseTemplate, type Template, tailDefault } from "./interpolation.ts";
import type { Occurrence, Span } from "./occurrence.ts";
import { placeAt, spanOf, type Written } from "./yamlScalar.ts";

/** The part of an occurrence that follows from the value alone. */
export type ImageReading = Pick<
  Occurrence,
  "start" | "end" | "text" | "status" | "reference" | "reason" | "editAt"
>;

/** Reads the image that a whole value names; undefined when the value is empty. `text` is the document. */
export function readImage(text: string, written: Written): ImageReading | undefined {
  const { value, origins } = written;
  if (value.trim() === "") return undefined;
  const { start, end } = spanOf(written);
  const { site, ...verdict } = judge(value);
  const found = { start, end, text: text.slice(start, end), ...verdict };
  if (found.text !== value && verdict.reason !== "notAReference" && verdict.reason !== "noValue")
    return { ...found, reason: "escaped" };
  if (site === undefined) return found;
  return { ...found, editAt: { start: placeAt(origins, site.start), end: placeAt(origins, site.end) } };
}

/** As the name of a build's result: nothing to pull, so nothing to pin. */
export function asBuilt({ editAt: _, reason, ...reading }: ImageReading): ImageReading {
  if (reading.status === "variable") return { ...reading, reason: "built" };
  if (reading.status === "pinnable" || reading.status === "pinned") return { ...reading, status: "built" };
  return { ...reading, ...(reason !== undefined && { reason }) };
}

/** `site` is the default in the value that a digest can be put into. */
type Verdict = Pick<Occurrence, "status" | "reference" | "reason"> & { readonly site?: Span };

function judge(value: string): Verdict {
  if (value.includes("{{")) return { status: "templated", reference: null };
  const template = parseTemplate(value);
  const reference = template && expand(template);
  if (template?.some(({ kind }) => kind === "variable")) return judgeVariable(template, reference);
  if (reference === "scratch") return { status: "scratch", reference: null };
  const parsed = parseReference(reference ?? "");
  if (reference === undefined || !parsed.ok)
    return { status: "invalid", reference: null, reason: "notAReference" };
  return { status: parsed.reference.digest === undefined ? "pinnable" : "pinned", reference };
}

function judgeVariable(template: Template, reference: string | undefined): Verdict {
  if (!reference) return { status: "variable", reference: null, reason: "noValue" };
  if (!parseReference(reference).ok) return { status: "variable", reference: null, reason: "notAReference" };
  const site = pinSite(template, reference);
  return { status: "variable", reference, ...(site === undefined ? { reason: "composed" } : { site }) };
}

/** The default that holds the whole reference, or at least its whole tag, and ends with it. */
function pinSite(template: Template, reference: string): Span | undefined {
  const tail = tailDefault(template);
  if (tail === undefined) return undefined;
  const { name, tag } = splitReference(reference);
  const longestPrefix = tag === undefined ? 0 : name.length + 1;
  return tail.prefix.length <= longestPrefix ? tail.span : undefined;
}
