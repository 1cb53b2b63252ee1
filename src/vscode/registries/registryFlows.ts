/** What is done to registries and logins, without the quick input itself (ask.ts). */
import type { CatalogKind } from "../../core/catalog/kind.ts";
import { defaultEndpoint, type Endpoint } from "../../core/connect.ts";
import { isFailure } from "../../core/errors.ts";
import type { Registry } from "../../core/explorer/node.ts";
import { dockerHub } from "../../core/reference/reference.ts";
import type { Ask } from "../ask.ts";
import { mapAnswer, type Step, walk } from "../walk.ts";
import { type GithubDraft, type GithubSignIn, githubStep } from "./githubStep.ts";
import { loginOf, loginSteps, type TestRegistry, testStep } from "./loginSteps.ts";
import {
  addressEndpoint,
  dockerHubAddress,
  type RegistryAddress,
  readRepositoryName,
} from "./registryUrl.ts";
import type { Login } from "./secrets.ts";

/** What the flows work with. */
export type Flows = {
  readonly ask: Ask;
  /** Registries, as far as the flows need it. */
  readonly registries: {
    has(id: string): boolean;
    dockerLogins(): Promise<readonly string[]>;
    add(...addresses: readonly RegistryAddress[]): Promise<void>;
    remove(id: string): Promise<void>;
    addRepository(id: string, path: string): Promise<void>;
  };
  readonly secrets: {
    read(id: string): Promise<Login | undefined>;
    write(id: string, login: Login): Promise<void>;
    forget(id: string): Promise<void>;
  };
  readonly test: TestRegistry;
  readonly github?: GithubSignIn;
  /** The paths of a host's repositories that files of the workspace name. */
  readonly usedRepositories: (host: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Which vendor's API a registry has, found without any login. */
  readonly detect: (endpoint: Endpoint, signal: AbortSignal) => Promise<CatalogKind>;
  /** Ends what is under way to a registry and drops its tokens and what was read: it is asked anew, as now signed in. */
  readonly reset: (id: string) => void;
};

/** Adds Docker Hub without a question. */
export async function addDockerHub(flows: Flows): Promise<string | undefined> {
  return addAll(flows, [dockerHubAddress]);
}

/** Offers the hosts of docker logins that are not there yet, and adds those chosen. */
export async function addDockerLogins(flows: Flows): Promise<string | undefined> {
  const { ask, registries } = flows;
  const hosts = (await registries.dockerLogins()).filter((host) => !registries.has(host));
  if (hosts.length === 0) {
    ask.say("No docker login was found that is not there already");
    return undefined;
  }
  const chosen = await ask.chooseMany({
    title: "Use My Docker Logins",
    placeholder: "The registries to show",
    options: hosts.map((host) => ({ label: host === dockerHub ? "Docker Hub" : host, value: host })),
  });
  if (chosen === undefined || chosen.length === 0) return undefined;
  return addAll(flows, await Promise.all(chosen.map((host) => withKind(flows, loginAddress(host)))));
}

/** Takes a registry and its login away. */
export async function removeRegistry(
  { registries, secrets, github, reset, ask }: Flows,
  id: string,
): Promise<void> {
  const forgetting = Promise.all([secrets.forget(id), github?.forget(id)]);
  reset(id);
  const [removed, forgotten] = await Promise.allSettled([registries.remove(id), forgetting]);
  if (removed.status === "rejected") throw removed.reason;
  ask.say(`Removed ${spelled(id)}`);
  if (forgotten.status === "rejected") ask.warn(forgotten.reason);
}

/** Asks for a login, tries it, and keeps it; an empty user name forgets it. False when the user left. */
export async function signIn(flows: Flows, endpoint: Endpoint): Promise<boolean> {
  const { ask, test, secrets } = flows;
  const { id, host } = endpoint;
  const words = `Sign In to ${spelled(id)}`;
  const present = await secrets.read(id).catch(() => undefined);
  const typed = [
    ...loginSteps<GithubDraft>(ask, words),
    testStep<GithubDraft>({ ask, title: words, test, endpointOf: () => endpoint }),
  ];
  const draft = await walk<GithubDraft>(
    [
      githubStep(ask, words, flows.github, endpoint),
      ...typed.map((step) => ({ ...step, applies: isTyped(step) })),
    ],
    { username: present?.username ?? "", password: "" },
  );
  if (draft === undefined) return false;
  await takeLogin(flows, id, loginOf(draft));
  if (draft.github !== undefined) {
    ask.say(`Signed in to ${host} as ${draft.github}`);
    return true;
  }
  ask.say(draft.username === "" ? `Not signed in to ${host}` : `Signed in to ${host}`);
  return true;
}

function isTyped(step: Step<GithubDraft>): (draft: GithubDraft) => boolean {
  return (draft) => draft.github === undefined && step.applies?.(draft) !== false;
}

/** Forgets a login, at once; rejects with a CredentialError when the secret store would not. */
export async function signOut({ secrets, github, reset, ask }: Flows, id: string): Promise<void> {
  const forgetting = Promise.all([secrets.forget(id), github?.signOut(id)]);
  reset(id);
  await forgetting;
  ask.say(`Signed out of ${spelled(id)}`);
}

/**
 * Asks for a repository, offers those that the workspace's files name, and shows it from now on; gives its path, or
 * undefined when the user left.
 */
export async function addRepository(
  flows: Flows,
  registry: Pick<Registry, "id" | "host" | "repositories">,
): Promise<string | undefined> {
  const draft = await walk<RepositoryDraft>([usedStep(flows, registry), nameStep(flows.ask, registry.host)], {
    path: "",
  });
  if (draft === undefined) return undefined;
  await flows.registries.addRepository(registry.id, draft.path);
  return draft.path;
}

type RepositoryDraft = { readonly path: string };

/** Offers the registry's repositories that the workspace uses; passed over when there is none. */
function usedStep(
  { ask, usedRepositories }: Flows,
  { host, repositories }: Pick<Registry, "host" | "repositories">,
): Step<RepositoryDraft> {
  return {
    ask: async () => {
      const searching = (signal: AbortSignal) => usedRepositories(host, signal);
      const used = await ask.working("Looking for images in the workspace...", searching);
      const fresh = used.filter((path) => !repositories.includes(path));
      if (fresh.length === 0) return { value: { path: "" } };
      const options = fresh.map((path) => ({
        label: path,
        description: "used in this workspace",
        value: path,
      }));
      const answer = await ask.choose({
        title: `Add Repository of ${host}`,
        placeholder: "Which repository?",
        options: [...options, { label: "Another one...", value: "" }],
      });
      return mapAnswer(answer, (path) => ({ path }));
    },
  };
}

function nameStep(ask: Ask, host: string): Step<RepositoryDraft> {
  return {
    applies: ({ path }) => path === "",
    ask: async () => {
      const answer = await ask.text({
        title: `Add Repository of ${host}`,
        prompt: "Name of the repository, without tag",
        placeholder: "team/app",
        check: (text) => {
          const read = readRepositoryName(text, host);
          return read.ok ? undefined : read.problem;
        },
      });
      return mapAnswer(answer, (text) => {
        const read = readRepositoryName(text, host);
        return { path: read.ok ? read.path : "" };
      });
    },
  };
}

/** The address with the vendor that answers there, which is asked when the host alone does not tell. */
export async function withKind({ ask, detect }: Flows, address: RegistryAddress): Promise<RegistryAddress> {
  if (address.kind !== "oci") return address;
  const detecting = (signal: AbortSignal) => detect(addressEndpoint(address), signal);
  return { ...address, kind: await ask.working(`Asking ${address.host}...`, detecting) };
}

/** Adds the registries that are not there yet; gives the first one's id. */
export async function addAll(
  { ask, registries }: Pick<Flows, "ask" | "registries">,
  addresses: readonly RegistryAddress[],
): Promise<string | undefined> {
  const idOf = (address: RegistryAddress) => addressEndpoint(address).id;
  const fresh = addresses.filter((address) => !registries.has(idOf(address)));
  if (fresh.length > 0) await registries.add(...fresh);
  const names = addresses.map((address) => spelled(idOf(address)));
  ask.say(fresh.length > 0 ? `Added ${names.join(", ")}` : `${names.join(", ")} is there already`);
  return addresses[0] && idOf(addresses[0]);
}

/** `h.test (work)` for an account beside the first one at a host. */
function spelled(id: string): string {
  const [host = "", account] = id.split("~");
  return account === undefined ? host : `${host} (${account})`;
}

/** A store that cannot keep the login is told of, and the login used for this session. */
export async function takeLogin(
  { secrets, reset, ask }: Flows,
  id: string,
  login: Login | undefined,
): Promise<void> {
  const keeping = login === undefined ? secrets.forget(id) : secrets.write(id, login);
  reset(id);
  try {
    await keeping;
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    ask.warn(failure);
  }
}

function loginAddress(host: string): RegistryAddress {
  if (host === dockerHub) return dockerHubAddress;
  const { kind, base } = defaultEndpoint(host);
  return { kind, url: base, host, plainHttp: false };
}
