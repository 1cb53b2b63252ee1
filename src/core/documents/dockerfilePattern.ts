/**
 * Shell patterns: `*` is any text, `?` any unit, `\` makes the next unit plain. Matched by following all readings
 * of the pattern at once, so that time is at most the product of both lengths, and never by a regular expression.
 */

type Pattern = readonly PatternUnit[];
type PatternUnit = { readonly kind: "text" | "any" | "many"; readonly unit: string };

/**
 * The value without what the pattern matches at its start: the shortest such part, or the longest when the pattern
 * begins with a second "#". Undefined, as from the functions below, when the pattern escapes a plain unit.
 */
export function trimStart(value: string, source: string): string | undefined {
  const longest = source.startsWith("#");
  const pattern = parsePattern(longest ? source.slice(1) : source);
  return pattern && value.slice(matchEnd(value, 0, pattern, longest) ?? 0);
}

/** The value without what the pattern matches at its end, longest when the pattern begins with a second "%". */
export function trimEnd(value: string, source: string): string | undefined {
  const longest = source.startsWith("%");
  const pattern = parsePattern(longest ? source.slice(1) : source);
  const backwards = value.split("").reverse();
  const end = pattern && (matchEnd(backwards.join(""), 0, pattern.toReversed(), longest) ?? 0);
  return end === undefined ? undefined : value.slice(0, value.length - end);
}

/** The value with the first match, or every one, replaced; a match is as long as can be. */
export function replace(
  value: string,
  source: string,
  replacement: string,
  all: boolean,
): string | undefined {
  const pattern = parsePattern(source);
  if (pattern === undefined) return undefined;
  let result = "";
  let done = 0;
  for (let at = 0; at <= value.length; ) {
    const end = matchEnd(value, at, pattern, true);
    // An empty match right behind another one does not count.
    const counts = end !== undefined && (end > at || at === 0 || at > done);
    if (counts) {
      result += value.slice(done, at) + replacement;
      done = end;
      if (!all) break;
    }
    at = counts && end > at ? end : at + 1;
  }
  return result + value.slice(done);
}

function parsePattern(source: string): Pattern | undefined {
  const pattern: PatternUnit[] = [];
  for (let at = 0; at < source.length; at++) {
    const unit = source.charAt(at);
    const next = source.charAt(at + 1);
    if (unit === "*") pattern.push({ kind: "many", unit });
    else if (unit === "?") pattern.push({ kind: "any", unit });
    else if (unit !== "\\") pattern.push({ kind: "text", unit });
    else if (/^[*?\\]$/.test(next)) pattern.push({ kind: "text", unit: source.charAt(++at) });
    else if (!/^[}/]$/.test(next)) return undefined;
  }
  return pattern;
}

/** Where a match that begins at `start` ends; undefined when there is none. */
function matchEnd(value: string, start: number, pattern: Pattern, longest: boolean): number | undefined {
  let reached = withSkips([0], pattern);
  let found: number | undefined;
  for (let at = start; reached.length > 0; at++) {
    if (reached.at(-1) === pattern.length) found = at;
    if (at === value.length || (found !== undefined && !longest)) break;
    reached = withSkips(step(reached, pattern, value.charAt(at)), pattern);
  }
  return found;
}

/** The offsets into the pattern, ascending, that one more unit of the value leads to. */
function step(reached: readonly number[], pattern: Pattern, unit: string): readonly number[] {
  const next: number[] = [];
  for (const offset of reached) {
    const wanted = pattern[offset];
    if (wanted === undefined) continue;
    const target = wanted.kind === "many" ? offset : offset + 1;
    if ((wanted.kind !== "text" || wanted.unit === unit) && next.at(-1) !== target) next.push(target);
  }
  return next;
}

/** Adds the offsets behind each "*", which may match nothing. */
function withSkips(offsets: readonly number[], pattern: Pattern): readonly number[] {
  const all: number[] = [];
  for (const offset of offsets)
    for (let next = offset; (all.at(-1) ?? -1) < next; next++) {
      all.push(next);
      if (pattern[next]?.kind !== "many") break;
    }
  return all;
}
