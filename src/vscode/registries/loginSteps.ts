/** The questions about a login that adding a registry and signing in have in common. */
import type { Credential } from "../../core/auth/credential.ts";
import type { Endpoint } from "../../core/connect.ts";
import { isAbort } from "../../core/errors.ts";
import { explain } from "../../core/explain.ts";
import type { Ask, Option } from "../ask.ts";
import { mapAnswer, type Step } from "../walk.ts";
import type { Login } from "./secrets.ts";

export type LoginDraft = { readonly username: string; readonly password: string };

/**
 * Asks a registry whether it is one and takes the login; rejects with a Failure of errors.ts. Without a credential,
 * with what is found outside Mooring: a docker login, or none.
 */
export type TestRegistry = (
  endpoint: Endpoint,
  credential: Credential | undefined,
  signal: AbortSignal,
) => Promise<void>;

/** The login that was typed; none when the user name was left empty. */
export function loginOf({ username, password }: LoginDraft): Login | undefined {
  return username === "" ? undefined : { username, password };
}

/** Asks for the user name, and for the password when there is one. Both are taken as they are typed. */
export function loginSteps<Draft extends LoginDraft>(ask: Ask, title: string): readonly Step<Draft>[] {
  return [
    {
      ask: async (draft, canGoBack) =>
        mapAnswer(
          await ask.text({
            title,
            prompt: "User name. Leave it empty to look without signing in.",
            value: draft.username,
            canGoBack,
          }),
          (username) => ({ ...draft, username }),
        ),
    },
    {
      applies: ({ username }) => username !== "",
      ask: async (draft, canGoBack) =>
        mapAnswer(
          await ask.text({
            title,
            prompt: "Password or access token. VS Code's secret store keeps it.",
            isSecret: true,
            canGoBack,
          }),
          (password) => ({ ...draft, password }),
        ),
    },
  ];
}

/** Makes another draft of one; undefined when the user thought better of it. */
export type Change<Draft> = (draft: Draft) => Promise<Draft | undefined>;

/** What a test of a draft needs; `choices` are further ways on from a failure. */
export type Trial<Draft> = {
  readonly ask: Ask;
  readonly title: string;
  readonly test: TestRegistry;
  readonly endpointOf: (draft: Draft) => Endpoint;
  readonly choices?: (failure: unknown) => readonly Option<Change<Draft>>[];
};

/** Tries the login on the registry; when that fails, says why and lets the user choose how to go on. */
export function testStep<Draft extends LoginDraft>(trial: Trial<Draft>): Step<Draft> {
  return {
    ask: async (start) => {
      let draft = start;
      for (;;) {
        const failure = await failureOf(trial, draft);
        if (failure === undefined) return { value: draft };
        const way = isAbort(failure) ? "back" : await chooseWay(trial, failure);
        if (way === "anyway") return { value: draft };
        if (way === "back" || way === undefined) return way;
        if (way !== "again") draft = (await way(draft)) ?? draft;
      }
    },
  };
}

async function failureOf<Draft extends LoginDraft>(
  { ask, test, endpointOf }: Trial<Draft>,
  draft: Draft,
): Promise<unknown> {
  const login = loginOf(draft);
  const credential: Credential | undefined = login && { kind: "basic", ...login };
  const endpoint = endpointOf(draft);
  try {
    await ask.working(`Asking ${endpoint.host}...`, (signal) => test(endpoint, credential, signal));
    return undefined;
  } catch (failure) {
    return failure;
  }
}

type Way<Draft> = "again" | "anyway" | "back" | Change<Draft>;

async function chooseWay<Draft>(
  { ask, title, choices = () => [] }: Trial<Draft>,
  failure: unknown,
): Promise<Way<Draft> | undefined> {
  const { problem, next, remedy } = explain(failure);
  const ways = choices(failure);
  const answer = await ask.choose<Way<Draft>>({
    title,
    placeholder: problem,
    canGoBack: true,
    options: [
      ...ways,
      {
        label: "Change what I typed",
        detail:
          remedy === "signIn" || ways.length > 0 ? "The address, the user name, the password or token" : next,
        value: "back",
      },
      { label: "Try again", value: "again" },
      { label: "Save it anyway", detail: "It stays as it is until it works.", value: "anyway" },
    ],
  });
  return answer === "back" ? answer : answer?.value;
}
