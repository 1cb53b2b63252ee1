/** What an explanation is made of. */
import type { RegistryError } from "./errors.ts";
import { sanitize } from "./text.ts";

/** What a person can do about a failure from where it is shown. */
export type Remedy = "signIn" | "retry" | "addRepository" | "editRegistry" | "none";

export type Explanation = {
  /** One sentence that names the host or file and the cause. */
  readonly problem: string;
  /** One sentence with the next step. */
  readonly next: string;
  readonly remedy: Remedy;
};

/** An explanation of its parts. */
export function say(problem: string, next: string, remedy: Remedy): Explanation {
  return { problem, next, remedy };
}

/** Foreign words, ended as a sentence is. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** What the registry itself said, as a sentence to put behind ours. */
export function wordsOf({ detail }: RegistryError): string {
  return detail === undefined ? "" : ` It says: ${sentence(sanitize(detail, 300))}`;
}
