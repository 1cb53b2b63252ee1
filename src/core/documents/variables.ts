/** Variables that a file gives values itself, for the formats that know no operators: GitLab CI and bake. */
import type { Span } from "./occurrence.ts";
import type { Written } from "./yamlScalar.ts";

/** The longest value that is of use, in UTF-16 units: that of a reference. */
const longest = 4096;
/** How many variables may lead to one another. */
const deepest = 32;

/** A variable's place in a text. Without a name it is an escape, and stands for "$". */
export type Use = Span & { readonly name: string | undefined };

/** Finds the variables of a text, in order. */
export type FindUses = (text: string) => readonly Use[];

/** The literal that a value ends with, behind a prefix without variables, and what leads there. */
export type Tail = {
  readonly prefix: string;
  readonly source: Written;
  readonly names: readonly string[];
  /** The values that lead on, but for the first and the last. */
  readonly between: readonly Written[];
};

/** The variables that have a value in one place: its own, and those around it. */
export class Variables {
  readonly find: FindUses;
  readonly #own: ReadonlyMap<string, Written>;
  readonly #outer: Variables | undefined;
  readonly #known = new Map<string, string | undefined>();

  constructor(find: FindUses, own: ReadonlyMap<string, Written>, outer?: Variables) {
    this.find = find;
    this.#own = own;
    this.#outer = outer;
  }

  get(name: string): Written | undefined {
    return this.#own.get(name) ?? this.#outer?.get(name);
  }

  /** The value with its variables replaced; undefined when one has no value here, comes to itself, or it is too long. */
  expand(text: string, depth = 0): string | undefined {
    if (text.length > longest || depth > deepest) return undefined;
    let [result, done] = ["", 0];
    for (const { name, start, end } of this.find(text)) {
      const value = name === undefined ? "$" : this.#valueOf(name, depth);
      if (value === undefined || result.length > longest) return undefined;
      result += text.slice(done, start) + value;
      done = end;
    }
    result += text.slice(done);
    return result.length > longest ? undefined : result;
  }

  /** Finds the variable's value that `text` ends with when only plain text stands before it. */
  tailOf(text: string): Tail | undefined {
    let [rest, prefix] = [text, ""];
    const names: string[] = [];
    const between: Written[] = [];
    while (names.length < deepest) {
      const [use, second] = this.find(rest);
      const source = use?.name === undefined ? undefined : this.get(use.name);
      if (use?.name === undefined || second !== undefined || use.end !== rest.length) return undefined;
      if (source === undefined) return undefined;
      prefix += rest.slice(0, use.start);
      names.push(use.name);
      rest = source.value;
      if (!rest.includes("$")) return { prefix, source, names, between };
      between.push(source);
    }
    return undefined;
  }

  #valueOf(name: string, depth: number): string | undefined {
    if (this.#known.has(name)) return this.#known.get(name);
    this.#known.set(name, undefined); // for a variable that comes to itself
    const source = this.get(name);
    const value = source && this.expand(source.value, depth + 1);
    this.#known.set(name, value);
    return value;
  }
}
