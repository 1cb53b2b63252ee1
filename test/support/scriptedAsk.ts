/** A person who answers the questions of a flow as the test says. */
import assert from "node:assert/strict";
import type { Answer, Ask } from "../../src/vscode/ask.ts";

/** Chooses by label, types, goes back, or leaves. */
export type Act =
  | { readonly choose: string }
  | { readonly many: readonly string[] }
  | { readonly type: string }
  | "back"
  | "leave";

export type ScriptedAsk = {
  readonly ask: Ask;
  /** The progress titles, `say TEXT` and `warn`, in order. */
  readonly seen: string[];
  /** What the person has not done yet. */
  readonly waiting: Act[];
};

/** A question that nobody answers, or another one than was expected, fails the test. */
export function scriptedAsk(acts: readonly Act[], seen: string[] = []): ScriptedAsk {
  const waiting = [...acts];
  const next = <T>(question: string, answer: (act: Exclude<Act, string>) => T): Answer<T> => {
    const act = waiting.shift();
    assert.ok(act !== undefined, `nobody answers: ${question}`);
    if (act === "leave") return undefined;
    return act === "back" ? act : { value: answer(act) };
  };
  const ask: Ask = {
    choose: async ({ placeholder, options }) =>
      next(placeholder, (act) => {
        const wanted = "choose" in act ? act.choose : assert.fail(`not a text: ${placeholder}`);
        const option = options.find(({ label }) => label === wanted);
        return option === undefined ? assert.fail(`no option ${wanted}: ${placeholder}`) : option.value;
      }),
    chooseMany: async ({ placeholder, options }) => {
      const answer = next(placeholder, (act) => ("many" in act ? act.many : assert.fail(placeholder)));
      if (answer === undefined || answer === "back") return undefined;
      return options.filter(({ label }) => answer.value.includes(label)).map(({ value }) => value);
    },
    text: async ({ prompt, check }) =>
      next(prompt, (act) => {
        const typed = "type" in act ? act.type : assert.fail(`not a choice: ${prompt}`);
        assert.equal(check?.(typed), undefined);
        return typed;
      }),
    search: async ({ placeholder, find }) => {
      const answer = next(placeholder, (act) => ("type" in act ? act.type : assert.fail(placeholder)));
      if (answer === undefined || answer === "back") return undefined;
      const found = await find(answer.value, new AbortController().signal);
      const chosen = next(placeholder, (act) => ("choose" in act ? act.choose : assert.fail(placeholder)));
      if (chosen === undefined || chosen === "back") return undefined;
      const option = found.find(({ label }) => label === chosen.value);
      return option === undefined ? assert.fail(`not found: ${chosen.value}`) : option.value;
    },
    file: async (title) => {
      const answer = next(title, (act) => ("type" in act ? act.type : assert.fail(`not a choice: ${title}`)));
      return answer === undefined || answer === "back" ? undefined : answer.value;
    },
    working: (title, work) => {
      seen.push(title);
      return work(new AbortController().signal);
    },
    progressing: (title, work) => {
      seen.push(title);
      return work(new AbortController().signal, (now) => seen.push(`report ${now}`));
    },
    confirm: async ({ question, detail, action }) => {
      seen.push(question, detail);
      const answer = next(question, (act) => ("choose" in act ? act.choose : assert.fail(question)));
      if (answer === undefined || answer === "back") return false;
      assert.equal(answer.value, action);
      return true;
    },
    say: (text) => seen.push(`say ${text}`),
    warn: () => seen.push("warn"),
  };
  return { ask, seen, waiting };
}
