/** The question whether to sign in with GitHub. */
import type { Endpoint } from "../../core/connect.ts";
import type { Ask } from "../ask.ts";
import type { Step } from "../walk.ts";
import type { LoginDraft } from "./loginSteps.ts";

/** VS Code's sign-in to GitHub, as far as the flows need it. */
export type GithubSignIn = {
  /** Whether a registry is GitHub's. */
  offers(endpoint: Endpoint): boolean;
  /** Gives the account's name; undefined when the user did not sign in. */
  signIn(endpoint: Endpoint): Promise<string | undefined>;
  /** Uses it no more for a registry, at once. */
  signOut(id: string): Promise<void>;
  /** Forgets what was chosen for a registry. */
  forget(id: string): Promise<void>;
};

/** A login that may be GitHub's: then nothing is typed. */
export type GithubDraft = LoginDraft & {
  /** The name of the account that was signed in to with GitHub. */
  readonly github?: string;
};

/** What choosing GitHub means, for every list of ways to sign in. */
export const withGithub = {
  label: "With GitHub",
  detail: "VS Code's sign-in to GitHub. Mooring keeps no token of it.",
} as const;

/** Offers GitHub before anything is to be typed; signs in at once when it is chosen. */
export function githubStep(
  ask: Ask,
  title: string,
  github: GithubSignIn | undefined,
  endpoint: Endpoint,
): Step<GithubDraft> {
  return {
    applies: () => github?.offers(endpoint) === true,
    ask: async ({ username, password }) => {
      const answer = await ask.choose({
        title,
        placeholder: `How to sign in to ${endpoint.host}`,
        options: [
          { ...withGithub, value: true },
          {
            label: "With user name and token",
            detail: "A classic personal access token with read:packages, and read:org for organisations",
            value: false,
          },
        ],
      });
      if (answer === undefined || answer === "back") return answer;
      if (!answer.value) return { value: { username, password } };
      const account = await github?.signIn(endpoint);
      return account === undefined ? undefined : { value: { username: "", password: "", github: account } };
    },
  };
}
