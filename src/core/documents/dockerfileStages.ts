/**
 * Names that are no images: build stages, named build contexts, and the empty image.
 * https://docs.docker.com/reference/dockerfile/#from
 */
import { formatFamiliar, parseReference } from "../reference/reference.ts";
import type { Placed } from "./dockerfilePlaced.ts";

/** What a name stands for that no registry is asked for. */
export type Local = "stage" | "scratch";

export class Stages {
  readonly #all: ReadonlySet<string>;
  readonly #contexts: ReadonlySet<string>;
  readonly #opened = new Set<string>();

  /** `names` are the stages of the whole file, lower-case; `contexts` come from outside of it. */
  constructor(names: Iterable<string>, contexts: ReadonlySet<string>) {
    this.#all = new Set(names);
    this.#contexts = new Set([...contexts].map(contextName));
  }

  /** Makes a stage known to the FROMs after it. */
  open(name: string): void {
    this.#opened.add(name);
  }

  /** What FROM finds under a name: a stage that is opened already, in its exact spelling. */
  ofBase(name: string): Local | undefined {
    return this.#opened.has(name) ? "stage" : this.#other(name);
  }

  /** What COPY --from finds under a name: any stage of the file, in any case, or its number. */
  ofCopy(name: string): Local | undefined {
    return /^\+?\d+$/.test(name) ? "stage" : this.ofMount(name);
  }

  /** What a mount finds under a name: any stage of the file, in any case. */
  ofMount(name: string): Local | undefined {
    return this.#all.has(name.toLowerCase()) ? "stage" : this.#other(name);
  }

  #other(name: string): Local | undefined {
    if (name === "scratch") return "scratch";
    return this.#contexts.size > 0 && this.#contexts.has(contextName(name)) ? "stage" : undefined;
  }
}

/** The name that FROM's words give to its stage, lower-case. */
export function stageName(words: readonly Placed[]): string | undefined {
  const [, as, name, ...others] = words.map(({ text }) => text);
  if (as?.toLowerCase() !== "as" || name === undefined || others.length > 0) return undefined;
  const lower = name.toLowerCase();
  return /^[a-z][a-z0-9-_.]*$/.test(lower) ? lower : undefined;
}

/** Contexts are told apart as images are: `docker.io/library/x:latest` is `x`. */
function contextName(name: string): string {
  const parsed = parseReference(name);
  return parsed.ok ? formatFamiliar(parsed.reference).replace(/:latest$/, "") : name;
}
