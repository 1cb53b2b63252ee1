/** What a value of a compose file says when it names an image. */
import { parseReference, splitReference } from "../reference/reference.ts";
import { type ImageReading, judgeReference, readingAt, type Verdict } from "./imageReading.ts";
import { expand, parseTemplate, type Template, tailDefault } from "./interpolation.ts";
import type { Span } from "./occurrence.ts";
import type { Written } from "./yamlScalar.ts";

/** Reads the image that a whole value names; undefined when the value is empty. `text` is the document. */
export function readImage(text: string, written: Written): ImageReading | undefined {
  return readingAt(text, written, judge(written.value));
}

/** As the name of a build's result: nothing to pull, so nothing to pin. */
export function asBuilt({ editAt: _, reason, ...reading }: ImageReading): ImageReading {
  if (reading.status === "variable") return { ...reading, reason: "built" };
  if (reading.status === "pinnable" || reading.status === "pinned") return { ...reading, status: "built" };
  return { ...reading, ...(reason !== undefined && { reason }) };
}

function judge(value: string): Verdict {
  if (value.includes("{{")) return { status: "templated", reference: null };
  const template = parseTemplate(value);
  const reference = template && expand(template);
  if (template?.some(({ kind }) => kind === "variable")) return judgeVariable(template, reference);
  return judgeReference(reference ?? "");
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
