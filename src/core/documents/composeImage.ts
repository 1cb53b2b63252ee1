/** What a value of a compose file says when it names an image. */
import { parseReference, splitReference } from "../reference/reference.ts";
import { type ImageReading, judgeReference, readingAt, type Verdict } from "./imageReading.ts";
import {
  expand,
  parseTemplate,
  settingsIn,
  type Template,
  tailDefault,
  tailSetting,
} from "./interpolation.ts";
import type { Span } from "./occurrence.ts";
import type { Lookup, Setting } from "./setting.ts";
import type { Written } from "./yamlScalar.ts";

/**
 * Reads the image that a whole value names; undefined when the value is empty. `text` is the document, `lookup` what
 * is set outside of it.
 */
export function readImage(text: string, written: Written, lookup?: Lookup): ImageReading | undefined {
  return readingAt(text, written, judge(written.value, lookup));
}

/** As the name of a build's result: nothing to pull, so nothing to pin. */
export function asBuilt({ editAt: _, editIn: __, reason, ...reading }: ImageReading): ImageReading {
  if (reading.status === "variable") return { ...reading, reason: "built" };
  if (reading.status === "pinnable" || reading.status === "pinned") return { ...reading, status: "built" };
  return { ...reading, ...(reason !== undefined && { reason }) };
}

function judge(value: string, lookup: Lookup | undefined): Verdict {
  if (value.includes("{{")) return { status: "templated", reference: null };
  const template = parseTemplate(value, lookup);
  const reference = template && expand(template);
  if (template?.some(({ kind }) => kind === "variable")) return judgeVariable(template, reference);
  return judgeReference(reference ?? "");
}

function judgeVariable(template: Template, reference: string | undefined): Verdict {
  const tail = tailSetting(template);
  const setting = tail?.setting ?? settingsIn(template)[0];
  const status = "variable";
  const setIn = setting && { setIn: { name: setting.name, path: setting.path } };
  if (!reference) return { status, reference: null, reason: "noValue", ...setIn };
  if (!parseReference(reference).ok) return { status, reference: null, reason: "notAReference", ...setIn };
  if (setting !== undefined) return { status, reference, ...setIn, ...siteElsewhere(tail, reference) };
  const site = pinSite(template, reference);
  return { status, reference, ...(site === undefined ? { reason: "composed" } : { site }) };
}

/** Where a digest can be written in the file that sets the variable, which is done on request only. */
function siteElsewhere(
  tail: { readonly prefix: string; readonly setting: Setting } | undefined,
  reference: string,
): Pick<Verdict, "reason" | "editIn"> {
  const { prefix = "", site } = tail?.setting.tail ?? {};
  if (tail?.setting.tail === undefined) return { reason: "composed" };
  if (tail.prefix.length + prefix.length > longestPrefix(reference)) return { reason: "composed" };
  return site === undefined ? { reason: "escaped" } : { reason: "inEnvFile", editIn: site };
}

/** The default that holds the whole reference, or at least its whole tag, and ends with it. */
function pinSite(template: Template, reference: string): Span | undefined {
  const tail = tailDefault(template);
  if (tail === undefined) return undefined;
  return tail.prefix.length <= longestPrefix(reference) ? tail.span : undefined;
}

/** UTF-16 units that may stand before a text that holds the whole reference, or the whole tag. */
function longestPrefix(reference: string): number {
  const { name, tag } = splitReference(reference);
  return tag === undefined ? 0 : name.length + 1;
}
