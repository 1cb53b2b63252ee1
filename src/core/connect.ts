/**
 * Where http, auth, registry and content come together: from a registry's host to a client that may ask it. Both
 * roots (the extension and the command line) build one Connections with plain `new`.
 */
import { authorize } from "./auth/authorize.ts";
import { anonymous, type Credential } from "./auth/credential.ts";
import { handOver as handOverLogin } from "./auth/handOver.ts";
import { AwsAccount } from "./catalog/awsAccount.ts";
import type { Catalog } from "./catalog/catalog.ts";
import { detectKind } from "./catalog/detect.ts";
import { type CatalogKind, kindOfHost, registryRoot } from "./catalog/kind.ts";
import { openCatalog } from "./catalog/open.ts";
import type { Lookup } from "./http/addresses.ts";
import type { Send } from "./http/call.ts";
import { limit } from "./http/limit.ts";
import { type Certificates, isSpecial, ownCertificates } from "./http/ownCertificates.ts";
import { retry } from "./http/retry.ts";
import { type StackOptions, stack } from "./http/stack.ts";
import type { ProxySettings } from "./http/undiciSend.ts";
import type { Digest } from "./reference/digest.ts";
import { dockerHub, normaliseHost, type Repository } from "./reference/reference.ts";
import { throughAccounts } from "./registry/accounts.ts";
import { type PullAllowance, watchAllowance } from "./registry/allowance.ts";
import type { Distribution } from "./registry/distribution.ts";
import { manifestTypes } from "./registry/manifests.ts";
import { openDistribution } from "./registry/open.ts";
import { manifestUrl } from "./registry/urls.ts";
import type { RegistryAccess } from "./scanning/scans.ts";

/** Where and how one registry is reached, by one account. */
export type Endpoint = {
  /** Tells registries apart: the host, or `HOST~ACCOUNT` for further accounts at the same host. */
  readonly id: string;
  /** The host as references name it (`docker.io`). */
  readonly host: string;
  readonly kind: CatalogKind;
  /** The root of the API with a path prefix, without `/v2/`. */
  readonly base: URL;
  /** The profile of AWS that speaks for the user at a registry of AWS. */
  readonly profile?: string;
} & Certificates;

export type EndpointOptions = Certificates & {
  readonly kind?: CatalogKind;
  /** Tells this account from others at the same host. */
  readonly account?: string;
  readonly profile?: string;
};

/** The endpoint that a registry's URL stands for. Docker Hub's web and API hosts all mean `docker.io`. */
export function endpointOf(url: URL, options: EndpointOptions = {}): Endpoint {
  const { account, kind, profile, caFile, certFile, keyFile, insecure } = options;
  const host = dockerHubHosts.has(url.host) ? dockerHub : normaliseHost(url.host);
  const base = host === dockerHub ? new URL("https://registry-1.docker.io/") : new URL(url.href);
  base.search = "";
  base.hash = "";
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return {
    id: endpointId(host, account),
    host,
    kind: kind ?? kindOfHost(host),
    base,
    ...(profile !== undefined && { profile }),
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
    ...(insecure !== undefined && { insecure }),
  };
}

/** What tells a registry of one account from all others. */
export function endpointId(host: string, account?: string): string {
  return account === undefined ? host : `${host}~${account}`;
}

/** The endpoint of a host that nobody configured: https, but plain http for loopback, as Docker does it. */
export function defaultEndpoint(host: string): Endpoint {
  return endpointOf(new URL(`${isLoopback(host) ? "http" : "https"}://${host}/`));
}

const dockerHubHosts: ReadonlySet<string> = new Set([
  "docker.io",
  "index.docker.io",
  "registry-1.docker.io",
  "hub.docker.com",
  "www.docker.com",
]);

function isLoopback(host: string): boolean {
  const { hostname } = new URL(`http://${host}/`);
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** What a root tells Connections. */
export type ConnectionOptions = {
  /** Names the product, such as `Mooring/1.0.0`. */
  readonly userAgent: string;
  /** Sends to every registry that has no certificates of its own. */
  readonly transport: Send;
  /** The proxy for registries that have certificates of their own. */
  readonly proxy: () => ProxySettings | "environment" | undefined;
  /** How a host is reached, by one account or several, the first one to be tried first. */
  readonly endpoints: (host: string) => readonly [Endpoint, ...Endpoint[]];
  /** `aws` gives a registry of AWS the login that AWS's own credentials lead to, where mayUseAws allows them. */
  readonly credential: (
    endpoint: Endpoint,
    signal?: AbortSignal,
    aws?: Pick<AwsAccount, "login">,
  ) => Promise<Credential>;
  /** Whether AWS's own credentials may be looked for on behalf of a registry of AWS; absent: for none. */
  readonly mayUseAws?: (endpoint: Endpoint) => Promise<boolean>;
  /** Asks the user whether a login for the registry may be sent to a token server elsewhere. */
  readonly allowRealm: (registryHost: string, realmHost: string) => Promise<boolean>;
  /** Resolves names before a redirect or a token server is followed; absent behind a proxy, which resolves them itself. */
  readonly lookup?: Lookup | undefined;
  /** Told what Docker Hub says of the pulls it still allows, by the endpoint's id; undefined when it counts none. */
  readonly onAllowance?: (id: string, allowance: PullAllowance | undefined) => void;
  /** Requests to one registry at a time. */
  readonly concurrency: number;
  /** Milliseconds for one call in all. */
  readonly timeout: number;
};

/** One registry, open for one account. */
export type Connection = {
  readonly distribution: Distribution;
  readonly catalog: Catalog;
  /** The login for a program that reads a manifest by itself: anonymous where none is needed, or may be sent. */
  readonly handOver: (path: string, digest: Digest, signal?: AbortSignal) => Promise<Credential>;
};

type Ask = (signal?: AbortSignal, aws?: Pick<AwsAccount, "login">) => Promise<Credential>;
type Open = Connection & { readonly close: AbortController };

/** The clients of all registries, each made on first use and kept until its registry or its login changes. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #shared: Omit<StackOptions, "authorize">;
  /** By the endpoint's id. */
  readonly #open = new Map<string, Open>();
  /** By host. */
  readonly #hosts = new Map<string, Distribution>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#shared = {
      limit: limit({ perHost: options.concurrency, total: 2 * options.concurrency }),
      retry: retry(),
      timeout: options.timeout,
      ...(options.lookup && { lookup: options.lookup }),
    };
  }

  /** The client for a registry, by its host as references name it, through whichever account may. */
  distribution(host: string): Distribution {
    const [first, ...others] = this.#options.endpoints(host);
    const open = (endpoint: Endpoint) => this.open(endpoint).distribution;
    const distribution = this.#hosts.get(host) ?? throughAccounts([open(first), ...others.map(open)]);
    this.#hosts.set(host, distribution);
    return distribution;
  }

  /** A registry as one account sees it. */
  open(endpoint: Endpoint): Connection {
    const open = this.#open.get(endpoint.id) ?? this.#connect(endpoint);
    this.#open.set(endpoint.id, open);
    return open;
  }

  /** How a program gets to a manifest by itself, and as whom: by the first account that has a login for it. */
  async access(
    { registry, path }: Repository,
    digest: Digest,
    signal?: AbortSignal,
  ): Promise<RegistryAccess> {
    const endpoints = this.#options.endpoints(registry);
    for (const endpoint of endpoints) {
      const credential = await this.open(endpoint).handOver(path, digest, signal);
      if (credential.kind !== "anonymous") return { ...endpoint, credential };
    }
    return { ...endpoints[0], credential: anonymous };
  }

  /** A registry with one login, for a test before either is saved. The user named it, so AWS's may be used. */
  trial(endpoint: Endpoint, credential: Ask): Connection {
    return this.#connectWith(endpoint, credential, async () => true, new AbortController().signal);
  }

  /** The vendor of a registry that is not known by its host; see detectKind. */
  detect(endpoint: Endpoint, signal?: AbortSignal): Promise<CatalogKind> {
    const send = stack(this.#transport(endpoint), { ...this.#shared, retry: (next) => next });
    return detectKind(endpoint.base, send, signal);
  }

  /** Forgets a registry's tokens and answers by its id, or all of them, and cancels what is under way there. */
  reset(id?: string): void {
    for (const key of id === undefined ? [...this.#open.keys()] : [id]) {
      this.#open.get(key)?.close.abort();
      this.#open.delete(key);
    }
    this.#hosts.clear();
  }

  #connect(endpoint: Endpoint): Open {
    const close = new AbortController();
    const { credential, mayUseAws = async () => false } = this.#options;
    const ask: Ask = (signal, aws) => credential(endpoint, signal, aws);
    return { ...this.#connectWith(endpoint, ask, () => mayUseAws(endpoint), close.signal), close };
  }

  #connectWith(
    endpoint: Endpoint,
    ask: Ask,
    mayUseAws: () => Promise<boolean>,
    closed: AbortSignal,
  ): Connection {
    const { kind, host, base } = endpoint;
    const { allowRealm, lookup } = this.#options;
    const root = registryRoot(kind, base);
    const transport = this.#transport(endpoint);
    const bare = until(closed, stack(transport, this.#shared));
    const aws = awsAccount(endpoint, bare, mayUseAws);
    const credential = (signal?: AbortSignal) => ask(signal, aws);
    const login = authorize({
      registry: host,
      base: root,
      credential,
      allowRealm,
      ...(lookup && { lookup }),
    });
    const watched = this.#watched(endpoint, transport);
    const authorized = until(closed, stack(watched, { ...this.#shared, authorize: login }));
    const distribution = openDistribution({ registry: host, base: root, send: authorized });
    const source = { kind, host, base, distribution, send: bare, credential, ...(aws && { aws }) };
    const handOver: Connection["handOver"] = async (path, digest, signal) =>
      handOverLogin(bare, await credential(signal), {
        url: manifestUrl(root, path, digest),
        accept: manifestTypes,
        registry: host,
        base: root,
        allowRealm,
        ...(lookup && { lookup }),
        ...(signal && { signal }),
      });
    return { distribution, catalog: openCatalog(source), handOver };
  }

  #watched({ id, kind, base }: Endpoint, transport: Send): Send {
    const { onAllowance } = this.#options;
    if (kind !== "dockerHub" || onAllowance === undefined) return transport;
    return watchAllowance(base, (allowance) => onAllowance(id, allowance))(transport);
  }

  #transport(endpoint: Endpoint): Send {
    if (!isSpecial(endpoint)) return this.#options.transport;
    return ownCertificates(endpoint.base, endpoint, this.#options);
  }
}

function awsAccount(
  { kind, host, profile }: Endpoint,
  send: Send,
  mayUse: () => Promise<boolean>,
): AwsAccount | undefined {
  if (kind !== "ecr" && kind !== "ecrPublic") return undefined;
  return new AwsAccount({ kind, host, send, mayUse, ...(profile !== undefined && { profile }) });
}

/** Cancels every call once `closed` is aborted, as when the user signs out (reliability A18). */
function until(closed: AbortSignal, send: Send): Send {
  return (call) => {
    const signal = call.signal === undefined ? closed : AbortSignal.any([call.signal, closed]);
    return send({ ...call, signal });
  };
}
