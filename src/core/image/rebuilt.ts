/** An image's history as the Dockerfile that it may have come from. What was copied from where, history does not tell. */
import { formatFamiliar } from "../reference/reference.ts";
import { sanitize, sanitizeLines } from "../text.ts";
import type { Base } from "./base.ts";
import { readInstruction } from "./instruction.ts";
import type { ImageModel } from "./model.ts";

/** UTF-16 units of one instruction. */
const longest = 10_000;

/**
 * The text, one instruction for each step above the base. Instructions are sanitised; what names none is left as a
 * comment.
 */
export function rebuiltDockerfile({ steps }: ImageModel, base: Base | undefined): string {
  const from = base === undefined ? "scratch" : sanitize(formatFamiliar(base.reference));
  const lines = steps
    .slice(base?.steps ?? 0)
    .flatMap(({ createdBy }) => (createdBy === undefined ? [] : [lineOf(createdBy)]));
  return `${[`FROM ${from}`, ...lines].join("\n")}\n`;
}

function lineOf(createdBy: string): string {
  const { keyword, rest } = readInstruction(createdBy);
  const text = sanitizeLines(rest, longest).trim().replaceAll("\n", "\n    ");
  return keyword === "" ? `# ${sanitize(rest, longest)}` : `${keyword} ${broken(keyword, text)}`;
}

/** Commands chained by "&&" stand on lines of their own, as people write them. */
function broken(keyword: string, text: string): string {
  return keyword === "RUN" ? text.replace(/[ \t]+&&[ \t]+/g, " \\\n    && ") : text;
}
