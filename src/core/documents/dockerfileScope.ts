/**
 * The variables that FROM can see, and what each of them is used for.
 * https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact
 */
import { Expander, type Expansion, failure } from "./dockerfileExpand.ts";
import type { Escape } from "./dockerfileLines.ts";
import { type Placed, slicePlaced } from "./dockerfilePlaced.ts";
import { parseWord, type Word } from "./dockerfileWord.ts";

/**
 * What a variable is used for: the image of one repository whose name ends in the default at `site`, or several
 * things, so that a digest in its default would get where it does not belong.
 */
export type Use = { readonly site: number; readonly repository: string } | "several";

/** What the builder sets in a build for linux/amd64. The last stage is the target. */
const builderVariables: readonly (readonly [string, string])[] = ["BUILD", "TARGET"].flatMap(
  (side): [string, string][] => [
    [`${side}PLATFORM`, "linux/amd64"],
    [`${side}OS`, "linux"],
    [`${side}OSVERSION`, ""],
    [`${side}ARCH`, "amd64"],
    [`${side}VARIANT`, ""],
  ],
);

export class Scope {
  readonly #escape: Escape;
  readonly #variables = new Map<string, Expansion>();
  readonly #expander = new Expander(this.#variables);
  /** All variables there were, in order; one only reads those before it. */
  readonly #declared: Expansion[] = [];
  readonly #uses = new Map<Expansion, Use>();

  constructor(escapeUnit: Escape, target: string) {
    this.#escape = escapeUnit;
    for (const [name, value] of [...builderVariables, ["TARGETSTAGE", target] as const])
      this.#variables.set(name, { value, state: "complete", reads: [] });
  }

  /** Whether there was too much to expand. */
  get exhausted(): boolean {
    return this.#expander.exhausted;
  }

  /** Takes in one word of an ARG before the first FROM: `name` or `name=default`. */
  declare(argument: Placed): void {
    const equals = argument.text.indexOf("=");
    if (equals === -1) return;
    const name = argument.text.slice(0, equals);
    const source = slicePlaced(argument, equals + 1);
    const word = this.parse(source);
    const variable = word ? this.#expander.expandDefault(word, source) : failure;
    this.#variables.set(name, variable);
    this.#declared.push(variable);
  }

  /** The word that stands at `source`; undefined when it is none. */
  parse(source: Placed): Word | undefined {
    return parseWord(source.text, this.#escape);
  }

  /** What a word that stands at `source` becomes with the variables declared so far. */
  expand(word: Word, source: Placed): Expansion {
    return this.#expander.expand(word, source);
  }

  /** Records that a variable is used by a stage, where it can be anything. */
  useByStage(name: string): void {
    const variable = this.#variables.get(name);
    if (variable !== undefined) this.#use(variable, "several");
  }

  /** Records what variables are used for. */
  use(variables: readonly Expansion[], use: Use): void {
    for (const variable of variables) this.#use(variable, use);
  }

  /** Carries each use on to the variables that a default reads. To be called when all uses are known. */
  settle(): void {
    for (const variable of this.#declared.toReversed()) {
      const use = this.#uses.get(variable);
      if (use !== undefined) this.use(variable.reads, use);
    }
  }

  /** Whether a variable is used for more than one thing. */
  isShared(variable: Expansion): boolean {
    return this.#uses.get(variable) === "several";
  }

  #use(variable: Expansion, use: Use): void {
    const former = this.#uses.get(variable);
    const same =
      former === undefined ||
      (former !== "several" &&
        use !== "several" &&
        former.site === use.site &&
        former.repository === use.repository);
    this.#uses.set(variable, same ? use : "several");
  }
}
