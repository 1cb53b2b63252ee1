/**
 * The instructions of a Dockerfile: `KEYWORD --flag=value ... arguments`.
 * https://docs.docker.com/reference/dockerfile/#format
 */
import { heredocsIn } from "./dockerfileHeredoc.ts";
import { DockerfileLines, type Escape } from "./dockerfileLines.ts";
import { isSpace, type Placed, pickPlaced, skipSpace, slicePlaced, trimPlaced } from "./dockerfilePlaced.ts";

/** `keyword` is lower-case; flags have lost their quotes and escapes, arguments have not. */
export type Instruction = {
  readonly keyword: string;
  readonly flags: readonly Placed[];
  readonly args: Placed;
};

/** Instructions that files can be written inside of, and that take files from images. */
const fileInstructions = new Set(["add", "copy", "run"]);

/**
 * All instructions in order, without the contents of heredocs. ONBUILD stands for what it triggers, where that may
 * name images. `cut` says that a line was too long to read on.
 */
export function readInstructions(
  text: string,
  escapeUnit: Escape,
): { readonly instructions: readonly Instruction[]; readonly cut: boolean } {
  const lines = new DockerfileLines(text, escapeUnit);
  const instructions: Instruction[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    const outer = parseInstruction(line, escapeUnit);
    const isTrigger = outer.keyword === "onbuild";
    const instruction = isTrigger ? parseInstruction(outer.args, escapeUnit) : outer;
    const hasFiles = fileInstructions.has(instruction.keyword);
    if (hasFiles || !isTrigger) instructions.push(instruction);
    // In the exec form, a JSON list, "<<" can only be quoted, so that starts none.
    if (hasFiles) for (const heredoc of heredocsIn(line.text)) lines.skipHeredoc(heredoc);
  }
  return { instructions, cut: lines.tooLong };
}

/** Takes a line apart. Every line is an instruction, known or not. */
export function parseInstruction(line: Placed, escapeUnit: Escape): Instruction {
  const whole = trimPlaced(line);
  const keyword = /^[^\t\v\f\r ]*/.exec(whole.text)?.[0] ?? "";
  const flags: Placed[] = [];
  let at = skipSpace(whole.text, keyword.length);
  while (whole.text.startsWith("--", at)) {
    const { indices, end } = unquote(whole.text, at, escapeUnit);
    const flag = pickPlaced(whole, indices);
    at = skipSpace(whole.text, end);
    if (flag.text === "--") break;
    flags.push(flag);
  }
  return { keyword: keyword.toLowerCase(), flags, args: slicePlaced(whole, at) };
}

/** The values of a flag, in order. */
export function flagValues({ flags }: Instruction, name: string): readonly Placed[] {
  const start = `--${name}=`;
  return flags.filter(({ text }) => text.startsWith(start)).map((flag) => slicePlaced(flag, start.length));
}

/** Arguments separated by blanks, whatever they are: quotes do not keep a blank. */
export function splitBlanks(args: Placed): readonly Placed[] {
  return [...args.text.matchAll(/[^\t\v\f\r ]+/g)].map(({ 0: word, index }) =>
    slicePlaced(args, index, index + word.length),
  );
}

/** Arguments separated by white space that is neither quoted nor escaped. Quotes and escapes stay. */
export function splitWords(args: Placed, escapeUnit: Escape): readonly Placed[] {
  const words: Placed[] = [];
  for (let at = skipSpace(args.text, 0); at < args.text.length; ) {
    const end = wordEnd(args.text, at, escapeUnit);
    words.push(slicePlaced(args, at, end));
    at = skipSpace(args.text, end);
  }
  return words;
}

/** The units of the word at `start` that are neither quotes nor escape characters, and where the word ends. */
function unquote(
  text: string,
  start: number,
  escapeUnit: Escape,
): { indices: readonly number[]; end: number } {
  const indices: number[] = [];
  let quote = "";
  let at = start;
  for (; at < text.length; at++) {
    const unit = text.charAt(at);
    if (quote === "" && isSpace(unit)) break;
    if (unit === quote) quote = "";
    else if (quote === "" && (unit === '"' || unit === "'")) quote = unit;
    else if (unit !== escapeUnit) indices.push(at);
    else if (++at < text.length) indices.push(at);
  }
  return { indices, end: Math.min(at, text.length) };
}

function wordEnd(text: string, start: number, escapeUnit: Escape): number {
  let quote = "";
  for (let at = start; at < text.length; at++) {
    const unit = text.charAt(at);
    if (quote === "" && isSpace(unit)) return at;
    if (unit === escapeUnit && quote !== "'") at++;
    else if (unit === quote) quote = "";
    else if (quote === "" && (unit === '"' || unit === "'")) quote = unit;
  }
  return text.length;
}
