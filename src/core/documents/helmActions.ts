/**
 * The actions of Helm's templates, `{{ ... }}`. https://pkg.go.dev/text/template
 */

/**
 * The text with its actions hidden, of the same length and with the same lines. An action that gives text in the midst
 * of a line becomes letters, so that the value it is in stays a value; any other becomes blanks.
 */
export function hideActions(text: string): string {
  let result = "";
  let done = 0;
  for (let open = text.indexOf("{{"); open !== -1; open = text.indexOf("{{", done)) {
    const end = endOf(text, open);
    if (end === undefined) break;
    const action = text.slice(open, end);
    const letters = !controls.test(action) && !standsAlone(text, open, end);
    result += text.slice(done, open) + action.replace(/[^\r\n]/g, letters ? "x" : " ");
    done = end;
  }
  return result + text.slice(done);
}

/** Actions that give no text themselves. */
const controls = /^\{\{-?\s*(?:(?:if|else|end|range|with|define|block|break|continue)\b|\/\*|\$\w*\s*:?=)/;

/** The offset behind the action's braces; a comment may hold braces of its own. */
function endOf(text: string, open: number): number | undefined {
  const comment = commentStart.exec(text.slice(open, open + 8)) !== null;
  const from = comment ? text.indexOf("*/", open) : open;
  const close = from === -1 ? -1 : text.indexOf("}}", from);
  return close === -1 ? undefined : close + 2;
}

const commentStart = /^\{\{-?\s?\/\*/;

/** Whether there are only blanks before the action in its line, and nothing behind it: then it gives whole lines. */
function standsAlone(text: string, open: number, end: number): boolean {
  let [before, behind] = [open - 1, end];
  while (isBlank(text[before])) before--;
  while (isBlank(text[behind])) behind++;
  return isLineEnd(text[before]) && isLineEnd(text[behind]);
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

function isLineEnd(character: string | undefined): boolean {
  return character === undefined || character === "\n" || character === "\r";
}
