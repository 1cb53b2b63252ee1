import { ConfigurationTarget, type Disposable, type Event, EventEmitter, workspace } from "vscode";
import type { CatalogKind } from "../../core/catalog/kind.ts";
import { defaultEndpoint, type Endpoint, endpointOf } from "../../core/connect.ts";
import { CredentialError } from "../../core/errors.ts";
import type { Account, Registry } from "../../core/explorer/node.ts";
import { dockerHub } from "../../core/reference/reference.ts";
import { log } from "../log.ts";
import { type RegistrySetting, readRegistry, setting } from "../settings.ts";
import { type RegistryAddress, readRepositoryName } from "./registryUrl.ts";
import type { Secrets } from "./secrets.ts";

type Configured = { readonly entry: RegistrySetting; readonly endpoint: Endpoint };

/** A registry's host with the paths of the repositories that the user named there. */
export type NamedRegistry = { readonly host: string; readonly repositories: readonly string[] };

/** The registries that the user configured (`mooring.registries`), and how each is reached. */
export class Registries implements Disposable {
  readonly #secrets: Secrets;
  readonly #dockerLogins: () => Promise<readonly string[]>;
  readonly #githubAccount: (endpoint: Endpoint) => Promise<string | undefined>;
  readonly #changed = new EventEmitter<readonly string[]>();
  readonly #listener: Disposable;
  #configured: ReadonlyMap<string, Configured>;

  /**
   * `dockerLogins` lists the hosts for which `docker login` or `podman login` stored something; `githubAccount` names
   * the account by which VS Code's sign-in to GitHub serves a registry.
   */
  constructor(
    secrets: Secrets,
    dockerLogins: () => Promise<readonly string[]>,
    githubAccount: (endpoint: Endpoint) => Promise<string | undefined> = async () => undefined,
  ) {
    this.#secrets = secrets;
    this.#dockerLogins = dockerLogins;
    this.#githubAccount = githubAccount;
    this.#configured = readSetting();
    this.#listener = workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("mooring.registries")) this.#reread();
    });
  }

  /**
   * Fires when the setting changed, with the ids of registries that are reached in another way from now on, or were
   * removed: what was read from them, and what is under way to them, is no longer good.
   */
  get onDidChange(): Event<readonly string[]> {
    return this.#changed.event;
  }

  /** The registries in the setting's order; of several entries for one account the first. Rejects never. */
  async list(): Promise<readonly Registry[]> {
    const dockerHosts = await this.dockerLogins();
    return Promise.all(
      [...this.#configured.values()].map(async ({ entry, endpoint }) => ({
        id: endpoint.id,
        host: endpoint.host,
        kind: endpoint.kind,
        url: entry.url,
        insecure: entry.insecure ?? false,
        name: entry.name,
        repositories: repositoriesOf(entry, endpoint.host),
        account: await this.#accountOf(endpoint, dockerHosts),
      })),
    );
  }

  /** The hosts of the registries with the repositories that the user named there, in the setting's order. */
  named(): readonly NamedRegistry[] {
    return [...this.#configured.values()].map(({ entry, endpoint: { host } }) => ({
      host,
      repositories: repositoriesOf(entry, host),
    }));
  }

  /** Whether the user configured a registry of this id. */
  has(id: string): boolean {
    return this.#configured.has(id);
  }

  /** How a registry is reached by its id: as configured, else its host by https, this machine by http. */
  endpoint(id: string): Endpoint {
    return this.#configured.get(id)?.endpoint ?? defaultEndpoint(id.split("~")[0] ?? id);
  }

  /** Docker Hub by the first account there that is configured, else as anyone reaches it. */
  dockerHub(): Endpoint {
    const configured = [...this.#configured.values()].find(({ endpoint }) => endpoint.kind === "dockerHub");
    return configured?.endpoint ?? defaultEndpoint(dockerHub);
  }

  /** How a host is reached: by each account that is configured there, in the setting's order. */
  endpoints(host: string): readonly [Endpoint, ...Endpoint[]] {
    const endpoints = [...this.#configured.values()].map(({ endpoint }) => endpoint);
    const [first = defaultEndpoint(host), ...others] = endpoints.filter((endpoint) => endpoint.host === host);
    return [first, ...others];
  }

  /** The hosts of docker logins, when the user wants them used; none when they cannot be read. */
  async dockerLogins(): Promise<readonly string[]> {
    if (!setting("dockerConfig")) return [];
    try {
      return await this.#dockerLogins();
    } catch (failure) {
      if (!(failure instanceof CredentialError)) throw failure;
      log.warn(`The docker logins cannot be listed (${failure.kind}: ${failure.source}).`);
      return [];
    }
  }

  /** Adds registries at the end of the setting. */
  async add(...addresses: readonly RegistryAddress[]): Promise<void> {
    const entries = addresses.map(({ kind, url, account, profile, certificates }) => ({
      kind,
      url: url.href,
      ...(account !== undefined && { account }),
      ...(profile !== undefined && { profile }),
      ...certificates,
    }));
    await write((stored) => [...stored, ...entries]);
  }

  /** Takes a registry out of the setting; its login is not touched. */
  async remove(id: string): Promise<void> {
    await write((stored) => stored.filter((entry) => idOf(entry) !== id));
  }

  /** Names a repository to be shown whether the registry lists it or not. */
  async addRepository(id: string, path: string): Promise<void> {
    await write((stored) => {
      const place = stored.findIndex((entry) => idOf(entry) === id);
      const entry = stored[place];
      if (typeof entry !== "object" || entry === null) return stored;
      const named = "repositories" in entry && Array.isArray(entry.repositories) ? entry.repositories : [];
      return stored.with(place, { ...entry, repositories: [...new Set([...named, path])] });
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  async #accountOf(endpoint: Endpoint, dockerHosts: readonly string[]): Promise<Account> {
    const { id, kind, profile } = endpoint;
    try {
      const login = await this.#secrets.read(id);
      if (login !== undefined) return { kind: "user", username: login.username };
    } catch {
      return { kind: "unreadable" };
    }
    const username = await this.#githubAccount(endpoint);
    if (username !== undefined) return { kind: "github", username };
    if (profile !== undefined && isAws(kind)) return { kind: "aws", profile };
    if (dockerHosts.includes(id)) return { kind: "docker" };
    // Whether AWS has credentials is known when they are asked for; without any, the rows below say so.
    return kind === "ecr" ? { kind: "aws", profile } : { kind: "anonymous" };
  }

  #reread(): void {
    const before = this.#configured;
    this.#configured = readSetting();
    const ids = new Set([...before.keys(), ...this.#configured.keys()]);
    this.#changed.fire([...ids].filter((id) => way(before.get(id)) !== way(this.#configured.get(id))));
  }
}

function isAws(kind: CatalogKind): boolean {
  return kind === "ecr" || kind === "ecrPublic";
}

function readSetting(): ReadonlyMap<string, Configured> {
  const configured = new Map<string, Configured>();
  for (const entry of setting("registries")) {
    const endpoint = endpointOf(new URL(entry.url), entry);
    if (!configured.has(endpoint.id)) configured.set(endpoint.id, { entry, endpoint });
  }
  return configured;
}

/** What decides how a registry is asked, as one text to compare. */
function way(configured: Configured | undefined): string {
  if (configured === undefined) return "";
  return JSON.stringify(configured.endpoint);
}

function repositoriesOf({ repositories = [] }: RegistrySetting, host: string): readonly string[] {
  return repositories.flatMap((name) => {
    const read = readRepositoryName(name, host);
    return read.ok ? [read.path] : [];
  });
}

/** Changes the user's own entries and leaves those alone that Mooring cannot read. */
async function write(change: (stored: readonly unknown[]) => readonly unknown[]): Promise<void> {
  const configuration = workspace.getConfiguration("mooring");
  const stored: unknown = configuration.inspect("registries")?.globalValue;
  const next = change(Array.isArray(stored) ? stored : []);
  await configuration.update("registries", next, ConfigurationTarget.Global);
}

function idOf(entry: unknown): string | undefined {
  const [read] = readRegistry(entry);
  return read && endpointOf(new URL(read.url), read).id;
}
