import type { Answer } from "./ask.ts";

/** One question of several. */
export type Step<Draft> = {
  /** Whether the question is asked at all; it is when absent. */
  readonly applies?: (draft: Draft) => boolean;
  /** Gives the draft with the answer in it. */
  readonly ask: (draft: Draft, canGoBack: boolean) => Promise<Answer<Draft>>;
};

/** Asks one question after the other, back and forth; undefined when the user left. */
export async function walk<Draft>(steps: readonly Step<Draft>[], start: Draft): Promise<Draft | undefined> {
  const asked: number[] = [];
  let draft = start;
  for (let at = 0; ; ) {
    const step = steps[at];
    if (step === undefined) return draft;
    if (step.applies?.(draft) === false) {
      at++;
      continue;
    }
    const answer = await step.ask(draft, asked.length > 0);
    if (answer === undefined) return undefined;
    if (answer === "back") {
      at = asked.pop() ?? 0;
      continue;
    }
    asked.push(at);
    draft = answer.value;
    at++;
  }
}

/** An answer with its value made into something else. */
export function mapAnswer<T, Made>(answer: Answer<T>, make: (value: T) => Made): Answer<Made> {
  return answer === undefined || answer === "back" ? answer : { value: make(answer.value) };
}
