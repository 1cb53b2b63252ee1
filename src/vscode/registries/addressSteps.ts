/** The questions about which registry it is. */
import { readEcrHost } from "../../core/catalog/kind.ts";
import type { Ask, Option } from "../ask.ts";
import { mapAnswer, type Step } from "../walk.ts";
import { addressOf, type Draft, needsAddress } from "./registryDraft.ts";
import type { Flows } from "./registryFlows.ts";
import { isAccountName, readRegistryUrl, urlFaults } from "./registryUrl.ts";

/** What kind of registry it is, as far as people know that. */
export function kindStep(ask: Ask, title: string): Step<Draft> {
  const options: readonly Option<Draft["kind"]>[] = [
    {
      label: "Any registry",
      description: "by its address",
      detail: "Docker Registry, Harbor, Gitea, GitLab, Quay, zot, Artifactory and others",
      value: "any",
    },
    {
      label: "Docker Hub",
      description: "docker.io",
      detail: "Official images without a login",
      value: "dockerHub",
    },
    {
      label: "GitHub Container Registry",
      description: "ghcr.io",
      detail: "Your packages and those of your organisations",
      value: "ghcr",
    },
    {
      label: "AWS ECR",
      description: "by its address",
      detail: "The private registry of an AWS account in one region",
      value: "ecr",
    },
    {
      label: "AWS ECR Public",
      description: "public.ecr.aws",
      detail: "Public images, and your own public registry",
      value: "ecrPublic",
    },
  ];
  return {
    ask: async (draft) => {
      const answer = await ask.choose({ title, placeholder: "What kind of registry is it?", options });
      return mapAnswer(answer, (kind) => ({ ...draft, kind }));
    },
  };
}

/** The registry's address, when its kind does not say it. */
export function urlStep(ask: Ask, title: string): Step<Draft> {
  return {
    applies: needsAddress,
    ask: async (draft, canGoBack) => {
      const isEcr = draft.kind === "ecr";
      const answer = await ask.text({
        title,
        prompt: "Address of the registry",
        placeholder: isEcr
          ? "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
          : "registry.example.com or localhost:5000",
        value: draft.typed,
        canGoBack,
        check: (text) => addressProblem(text, isEcr),
      });
      return mapAnswer(answer, (typed) => ({ ...draft, typed }));
    },
  };
}

function addressProblem(text: string, isEcr: boolean): string | undefined {
  const read = readRegistryUrl(text);
  if (!read.ok) return urlFaults[read.fault];
  if (!isEcr || readEcrHost(read.address.host) !== undefined) return undefined;
  return "The address of an ECR registry is ACCOUNT.dkr.ecr.REGION.amazonaws.com.";
}

/** What to call a further account at a registry that is there already. */
export function accountStep({ ask, registries }: Flows, title: string): Step<Draft> {
  return {
    applies: (draft) => registries.has(addressOf({ ...draft, account: "" }).host),
    ask: async (draft, canGoBack) => {
      const { host } = addressOf(draft);
      const answer = await ask.text({
        title,
        prompt: `${host} is there already. To add another account there, give it a short name`,
        placeholder: "work",
        value: draft.account,
        canGoBack,
        check: (text) => {
          if (!isAccountName(text)) return "A name has up to 64 letters, digits and . _ -";
          return registries.has(`${host}~${text}`) ? `${host} (${text}) is there already.` : undefined;
        },
      });
      return mapAnswer(answer, (account) => ({ ...draft, account }));
    },
  };
}

/** The agreement to plain http on a way that leaves this machine. */
export function plainHttpStep(ask: Ask, title: string): Step<Draft> {
  return {
    applies: (draft) => addressOf(draft).plainHttp,
    ask: async (draft) => {
      const { host } = addressOf(draft);
      const answer = await ask.choose<"http" | "back">({
        title,
        placeholder: `Nothing that is sent to ${host} or comes from it would be encrypted.`,
        canGoBack: true,
        options: [
          { label: "Change the address", detail: `Such as https://${host}`, value: "back" },
          {
            label: "Use plain http",
            detail: "Everyone on the way can read and change it, passwords too.",
            value: "http",
          },
        ],
      });
      if (answer === undefined || answer === "back") return answer;
      return answer.value === "back" ? "back" : { value: draft };
    },
  };
}
