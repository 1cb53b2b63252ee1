/** What a name of a Dockerfile that has no variables says. */
import { parseReference } from "../reference/reference.ts";
import { isVerbatim, type Placed, spanOf } from "./dockerfilePlaced.ts";
import type { Local } from "./dockerfileStages.ts";
import type { Occurrence } from "./occurrence.ts";

/** What an occurrence is, without where it stands. */
export type Verdict = Pick<Occurrence, "status" | "reference" | "reason">;

/** An occurrence at `source`, which is not empty. */
export function occurrenceAt(document: string, source: Placed, verdict: Verdict): Occurrence {
  const span = spanOf(source);
  return { kind: "dockerfile", ...span, text: document.slice(span.start, span.end), ...verdict };
}

/** Judges `name`, which was written as `source`, and which `local` says to be no image, if anything. */
export function judge(name: string, source: Placed, local: Local | undefined): Verdict {
  if (isTemplate(source)) return { status: "templated", reference: null };
  if (local !== undefined) return { status: local, reference: null };
  const parsed = parseReference(name);
  if (!parsed.ok) return { status: "invalid", reference: null, reason: "notAReference" };
  const status = parsed.reference.digest === undefined ? "pinnable" : "pinned";
  const asWritten = source.text === name && isVerbatim(source);
  return { status, reference: name, ...(!asWritten && { reason: "escaped" as const }) };
}

/** Whether a template language that is not ours makes the name. */
export function isTemplate({ text }: Placed): boolean {
  return text.includes("{{");
}
