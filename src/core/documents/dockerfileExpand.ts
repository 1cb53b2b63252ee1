/** What words become when variables take their values, and where the end of the result comes from. */
import { replace, trimEnd, trimStart } from "./dockerfilePattern.ts";
import { type Placed, pickPlaced } from "./dockerfilePlaced.ts";
import type { Operation, Part, Word } from "./dockerfileWord.ts";

/** What a word becomes. A variable is the expansion of its default. */
export type Expansion = {
  readonly value: string;
  readonly state: State;
  readonly tail?: Tail;
  /** The variables that the value comes from. */
  readonly reads: readonly Expansion[];
};

/**
 * Whether every variable has a value in this file: one that has none is empty, as in a build, and makes the value
 * incomplete. It failed when a build would fail, or when there was too much to do.
 */
export type State = "complete" | "incomplete" | "failed";

/**
 * The default, written out in full, that a value ends with, behind `prefix` units that come from elsewhere, the last
 * `literal` of them from no variable. `owner` is the variable that the default belongs to; without one it stands in
 * the expanded word itself.
 */
export type Tail = {
  readonly prefix: number;
  readonly literal: number;
  readonly source: Placed;
  readonly owner?: Expansion;
};

/** How many units may be put together and matched for one document. */
const mostWork = 1 << 22;

const nothing: Expansion = { value: "", state: "complete", reads: [] };
const missing: Expansion = { value: "", state: "incomplete", reads: [] };

/** What becomes of a word that is none. */
export const failure: Expansion = { value: "", state: "failed", reads: [] };

export class Expander {
  readonly #variables: ReadonlyMap<string, Expansion>;
  #work = 0;

  constructor(variables: ReadonlyMap<string, Expansion>) {
    this.#variables = variables;
  }

  /** Whether words were given up because there was too much to do. */
  get exhausted(): boolean {
    return this.#work > mostWork;
  }

  /** Expands a word that stands at `source`. */
  expand(word: Word, source: Placed): Expansion {
    let [value, literal] = ["", 0];
    let tail: Tail | undefined;
    const pieces = word.map((part) => this.#part(part, source));
    for (const piece of pieces) {
      tail = piece.tail && behind(value.length, literal, piece.tail);
      value += piece.value;
      literal = piece.reads.length === 0 ? literal + piece.value.length : 0;
    }
    return { ...computed(value, pieces), ...(tail && { tail }) };
  }

  /** Expands the default of a variable. One without variables is the tail of what it becomes part of. */
  expandDefault(word: Word, source: Placed): Expansion {
    const expansion = this.expand(word, source);
    const indices = literalIndices(word);
    if (expansion.value === "" || indices === undefined) return expansion;
    return { ...expansion, tail: { prefix: 0, literal: 0, source: pickPlaced(source, indices) } };
  }

  #part(part: Part, source: Placed): Expansion {
    if (part.kind === "text") return { ...nothing, value: part.text };
    if (part.kind === "quoted") return this.expand(part.word, source);
    const variable = this.#variables.get(part.name);
    if (!this.#affords((variable?.value.length ?? 0) + 1)) return failure;
    return part.operation ? this.#operate(part.operation, variable, source) : read(variable);
  }

  #operate(operation: Operation, variable: Expansion | undefined, source: Placed): Expansion {
    if (operation.kind === "unknown") return failure;
    if ("pattern" in operation) return this.#match(operation, variable, source);
    const { kind, word, emptyIsUnset } = operation;
    const unset = variable === undefined || (emptyIsUnset && variable.value === "");
    if (kind === "default") return unset ? this.expandDefault(word, source) : read(variable);
    if (kind === "required") return unset ? failure : read(variable);
    if (unset) return nothing;
    const alternative = this.expand(word, source);
    return computed(alternative.value, [read(variable), alternative]);
  }

  #match(
    operation: Extract<Operation, { pattern: Word }>,
    variable: Expansion | undefined,
    source: Placed,
  ): Expansion {
    const subject = read(variable);
    const { value } = subject;
    const pattern = this.expand(operation.pattern, source);
    const replacement = operation.kind === "replace" ? this.expand(operation.replacement, source) : nothing;
    const matches = operation.kind === "replace" ? value.length + 1 : 1;
    const affordable = this.#affords(matches * (value.length + 1) * (pattern.value.length + 1));
    const result = affordable ? applyPattern(operation, value, pattern.value, replacement.value) : undefined;
    const from = [subject, pattern, replacement];
    return computed(result ?? "", result === undefined ? [...from, failure] : from);
  }

  #affords(work: number): boolean {
    this.#work += work;
    return !this.exhausted;
  }
}

/** A tail with more before it. */
function behind(prefix: number, literal: number, tail: Tail): Tail {
  const more = tail.literal === tail.prefix ? literal : 0;
  return { ...tail, prefix: prefix + tail.prefix, literal: more + tail.literal };
}

function read(variable: Expansion | undefined): Expansion {
  if (variable === undefined) return missing;
  const { tail, ...expansion } = variable;
  const reads = [variable];
  return tail ? { ...expansion, reads, tail: { owner: variable, ...tail } } : { ...expansion, reads };
}

/** A value that was made from others, and that stands nowhere. */
function computed(value: string, from: readonly Expansion[]): Expansion {
  const states = new Set(from.map(({ state }) => state));
  const state = (["failed", "incomplete"] as const).find((bad) => states.has(bad)) ?? "complete";
  return { value, state, reads: from.flatMap(({ reads }) => reads) };
}

function applyPattern(
  operation: Extract<Operation, { pattern: Word }>,
  value: string,
  pattern: string,
  replacement: string,
): string | undefined {
  switch (operation.kind) {
    case "trimStart":
      return trimStart(value, pattern);
    case "trimEnd":
      return trimEnd(value, pattern);
    case "replace":
      return replace(value, pattern, replacement, operation.all);
  }
}

/** Where in the source of a word its units stand; undefined when variables are in it. */
function literalIndices(word: Word): readonly number[] | undefined {
  const indices: number[] = [];
  for (const part of word) {
    if (part.kind === "variable") return undefined;
    if (part.kind === "quoted") {
      const inner = literalIndices(part.word);
      if (inner === undefined) return undefined;
      for (const index of inner) indices.push(index);
    } else for (let at = part.end - part.text.length; at < part.end; at++) indices.push(at);
  }
  return indices;
}
