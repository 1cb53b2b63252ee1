/** Adding a registry, question by question. */
import { endpointOf } from "../core/connect.ts";
import type { Ask, Option } from "./ask.ts";
import { type LoginDraft, loginOf, loginSteps, testStep } from "./loginSteps.ts";
import { addAll, type Flows, takeLogin } from "./registryFlows.ts";
import { dockerHubAddress, type RegistryAddress, readRegistryUrl, urlFaults } from "./registryUrl.ts";
import { mapAnswer, type Step, walk } from "./walk.ts";

type Draft = LoginDraft & {
  readonly kind: "oci" | "dockerHub";
  readonly typed: string;
  readonly signsIn: boolean;
};

const title = "Add Registry";

/** Asks for a registry, tries it, and adds it; gives its host, or undefined when the user left. */
export async function addRegistry(flows: Flows): Promise<string | undefined> {
  const { ask, test } = flows;
  const isOci = ({ kind }: Draft) => kind === "oci";
  const login = loginSteps<Draft>(ask, title).map(
    (step): Step<Draft> => ({
      ...step,
      applies: (draft) => isOci(draft) && draft.signsIn && step.applies?.(draft) !== false,
    }),
  );
  const steps: readonly Step<Draft>[] = [
    kindStep(ask),
    { ...urlStep(flows), applies: isOci },
    { ...plainHttpStep(ask), applies: (draft) => isOci(draft) && addressOf(draft).plainHttp },
    { ...signInStep(flows), applies: isOci },
    ...login,
    { ...testStep(ask, title, test, (draft) => endpointOf(addressOf(draft).url)), applies: isOci },
  ];
  const start: Draft = { kind: "oci", typed: "", signsIn: false, username: "", password: "" };
  const draft = await walk(steps, start);
  if (draft === undefined) return undefined;
  const address = addressOf(draft);
  if (draft.signsIn) await takeLogin(flows, address.host, loginOf(draft));
  return addAll(flows, [address]);
}

function addressOf({ kind, typed }: Draft): RegistryAddress {
  const read = readRegistryUrl(typed);
  return kind === "oci" && read.ok ? read.address : dockerHubAddress;
}

function kindStep(ask: Ask): Step<Draft> {
  const options: readonly Option<Draft["kind"]>[] = [
    {
      label: "Any registry",
      detail: "Docker Registry, Harbor, GHCR, Gitea and whatever else speaks the OCI distribution API",
      value: "oci",
    },
    { label: "Docker Hub", detail: "The official images, without a login", value: "dockerHub" },
  ];
  return {
    ask: async (draft) => {
      const answer = await ask.choose({ title, placeholder: "What kind of registry is it?", options });
      return mapAnswer(answer, (kind) => ({ ...draft, kind }));
    },
  };
}

function urlStep({ ask, registries }: Flows): Step<Draft> {
  const check = (text: string): string | undefined => {
    const read = readRegistryUrl(text);
    if (!read.ok) return urlFaults[read.fault];
    return registries.has(read.address.host) ? `${read.address.host} is there already.` : undefined;
  };
  return {
    ask: async (draft, canGoBack) => {
      const answer = await ask.text({
        title,
        prompt: "Address of the registry",
        placeholder: "registry.example.com or localhost:5000",
        value: draft.typed,
        canGoBack,
        check,
      });
      return mapAnswer(answer, (typed) => ({ ...draft, typed }));
    },
  };
}

function plainHttpStep(ask: Ask): Step<Draft> {
  return {
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

function signInStep({ ask, registries }: Flows): Step<Draft> {
  return {
    ask: async (draft, canGoBack) => {
      const { host } = addressOf(draft);
      const logins = await registries.dockerLogins();
      const present = logins.includes(host) ? "With your docker login" : "As anyone may";
      const answer = await ask.choose({
        title,
        placeholder: `How to look at ${host}`,
        canGoBack,
        options: [
          { label: "Without signing in", detail: present, value: false },
          { label: "With user name and password", detail: "Or an access token", value: true },
        ],
      });
      return mapAnswer(answer, (signsIn) => ({
        ...draft,
        signsIn,
        ...(!signsIn && { username: "", password: "" }),
      }));
    },
  };
}
