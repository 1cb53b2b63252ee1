/** The questions how to look at a registry that is being added. */
import type { Endpoint } from "../../core/connect.ts";
import type { Ask, Option } from "../ask.ts";
import { mapAnswer, type Step } from "../walk.ts";
import { withGithub } from "./githubStep.ts";
import { addressOf, type Draft, type Way } from "./registryDraft.ts";
import type { Flows } from "./registryFlows.ts";
import { addressEndpoint } from "./registryUrl.ts";

/** Asks for a way. A further account has no choice but a login. */
export function wayStep(flows: Flows, title: string): Step<Draft> {
  return {
    applies: ({ account }) => account === "",
    ask: async (draft, canGoBack) => {
      const endpoint = addressEndpoint(addressOf(draft));
      const answer = await flows.ask.choose<Way>({
        title,
        placeholder: `How to look at ${endpoint.host}`,
        canGoBack,
        options: await waysTo(endpoint, flows),
      });
      if (answer === undefined || answer === "back") return answer;
      const way = answer.value;
      if (way === "github" && (await flows.github?.signIn(endpoint)) === undefined) return undefined;
      return { value: { ...draft, way, ...(way !== "password" && { username: "", password: "" }) } };
    },
  };
}

/** Asks for the profile of AWS. */
export function profileStep(ask: Ask, title: string): Step<Draft> {
  return {
    applies: ({ way }) => way === "awsProfile",
    ask: async (draft, canGoBack) => {
      const answer = await ask.text({
        title,
        prompt: "Name of the AWS profile",
        placeholder: "work",
        value: draft.profile,
        canGoBack,
        check: (text) => (text.trim() === "" ? "Type the name of a profile in ~/.aws/config." : undefined),
      });
      return mapAnswer(answer, (profile) => ({ ...draft, profile: profile.trim() }));
    },
  };
}

async function waysTo(endpoint: Endpoint, { registries, github }: Flows): Promise<readonly Option<Way>[]> {
  const { host, kind } = endpoint;
  const present = (await registries.dockerLogins()).includes(host);
  return [
    ...(github?.offers(endpoint) ? [{ ...withGithub, value: "github" } as const] : []),
    ...(kind === "ecr" || kind === "ecrPublic" ? awsWays : []),
    ...(kind === "ecr" && !present
      ? []
      : [
          {
            label: present ? "With my docker login" : "Without signing in",
            detail: present ? "What docker login or podman login stored" : "As anyone may",
            value: "outside",
          } as const,
        ]),
    { label: "With user name and password", detail: "Or an access token", value: "password" },
  ];
}

const awsWays: readonly Option<Way>[] = [
  {
    label: "With my AWS credentials",
    detail: "The environment, the default profile, single sign-on, or the role of this machine",
    value: "aws",
  },
  { label: "With an AWS profile...", detail: "One of those in ~/.aws/config", value: "awsProfile" },
];
