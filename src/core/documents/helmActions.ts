/** The actions of Helm's templates, `{{ ... }}`. https://pkg.go.dev/text/template */
import type { Span } from "./occurrence.ts";

/**
 * The text with its actions hidden, of the same length and with the same lines. An action in the midst of a line becomes
 * letters, so that the value it is in stays a value. Blanks take the place of comments, of lines that hold nothing but
 * actions, and of the ifs and ends that a line begins with.
 */
export function hideActions(text: string): string {
  let result = "";
  let done = 0;
  for (const run of runsOf(text)) {
    const [start, end] = [run[0]?.start ?? 0, run.at(-1)?.end ?? 0];
    const leads = isLineEnd(text[blanksBefore(text, start) - 1]);
    const alone = leads && isLineEnd(text[blanksBehind(text, end)]);
    for (const action of run) {
      const written = text.slice(action.start, action.end);
      const blank = alone || comment.test(written) || (leads && control.test(written));
      result += text.slice(done, action.start) + written.replace(/[^\r\n]/g, blank ? " " : "x");
      done = action.end;
    }
  }
  return result + text.slice(done);
}

const comment = /^\{\{-?\s?\/\*/;
/** Actions that give no text themselves. */
const control = /^\{\{-?\s*(?:(?:if|else|end|range|with|define|block|break|continue)\b|\$\w*\s*:?=)/;

/** The actions of a text, those together between which there are only blanks. */
function runsOf(text: string): readonly (readonly Span[])[] {
  const runs: Span[][] = [];
  let end = -1;
  for (let start = text.indexOf("{{"); start !== -1; start = text.indexOf("{{", end)) {
    const close = endOf(text, start);
    if (close === undefined) break;
    const last = runs.at(-1);
    if (last !== undefined && blanksBehind(text, end) === start) last.push({ start, end: close });
    else runs.push([{ start, end: close }]);
    end = close;
  }
  return runs;
}

/** The offset behind the action's braces; a comment may hold braces of its own. */
function endOf(text: string, open: number): number | undefined {
  const isComment = comment.test(text.slice(open, open + 8));
  const from = isComment ? text.indexOf("*/", open) : open;
  const close = from === -1 ? -1 : text.indexOf("}}", from);
  return close === -1 ? undefined : close + 2;
}

function blanksBefore(text: string, at: number): number {
  let start = at;
  while (isBlank(text[start - 1])) start--;
  return start;
}

function blanksBehind(text: string, at: number): number {
  let end = at;
  while (isBlank(text[end])) end++;
  return end;
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

function isLineEnd(character: string | undefined): boolean {
  return character === undefined || character === "\n" || character === "\r";
}
