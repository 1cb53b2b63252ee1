/**
 * Where http, auth, registry and content come together: from a registry's host to a client that may ask it. Both
 * roots (the extension and the command line) build one Connections with plain `new`.
 */
import { readFile } from "node:fs/promises";
import { authorize } from "./auth/authorize.ts";
import type { Credential } from "./auth/credential.ts";
import { NetworkError } from "./errors.ts";
import type { Lookup } from "./http/addresses.ts";
import type { Send } from "./http/call.ts";
import { limit } from "./http/limit.ts";
import { retry } from "./http/retry.ts";
import { type StackOptions, stack } from "./http/stack.ts";
import { type ProxySettings, undiciSend } from "./http/undiciSend.ts";
import { dockerHub, normaliseHost } from "./reference/reference.ts";
import type { Distribution } from "./registry/distribution.ts";
import { openDistribution } from "./registry/open.ts";

/** Where and how one registry is reached. */
export type Endpoint = {
  /** The host as references name it (`docker.io`). */
  readonly host: string;
  /** The root of the API with a path prefix, without `/v2/`. */
  readonly base: URL;
  /** Path of a PEM file with the authority that signed the registry's certificate. */
  readonly caFile?: string;
  /** Any certificate is accepted. */
  readonly insecure?: boolean;
};

/** The endpoint that a registry's URL stands for. Docker Hub's web and API hosts all mean `docker.io`. */
export function endpointOf(url: URL, options: { caFile?: string; insecure?: boolean } = {}): Endpoint {
  const host = dockerHubHosts.has(url.host) ? dockerHub : normaliseHost(url.host);
  const base = host === dockerHub ? new URL("https://registry-1.docker.io/") : new URL(url.href);
  base.search = "";
  base.hash = "";
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return { host, base, ...options };
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
  /** How a host is reached; defaultEndpoint for those that nobody configured. */
  readonly endpoint: (host: string) => Endpoint;
  readonly credential: (host: string, signal?: AbortSignal) => Promise<Credential>;
  /** Asks the user whether a login for the registry may be sent to a token server elsewhere. */
  readonly allowRealm: (registryHost: string, realmHost: string) => Promise<boolean>;
  /** Resolves names before a redirect or a token server is followed; absent behind a proxy, which resolves them itself. */
  readonly lookup?: Lookup | undefined;
  /** Requests to one registry at a time. */
  readonly concurrency: number;
  /** Milliseconds for one call in all. */
  readonly timeout: number;
};

/** The clients of all registries, each made on first use and kept until its registry or its login changes. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #shared: Omit<StackOptions, "authorize">;
  readonly #open = new Map<
    string,
    { readonly distribution: Distribution; readonly close: AbortController }
  >();
  /** Sends without any login, to vendors' own APIs. */
  readonly bare: Send;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#shared = {
      limit: limit({ perHost: options.concurrency, total: 2 * options.concurrency }),
      retry: retry(),
      timeout: options.timeout,
      ...(options.lookup && { lookup: options.lookup }),
    };
    this.bare = stack(options.transport, this.#shared);
  }

  /** The client for a registry, by its host as references name it. */
  distribution(host: string): Distribution {
    const open = this.#open.get(host) ?? this.#connect(host);
    this.#open.set(host, open);
    return open.distribution;
  }

  /** A client for one endpoint with one login, for a test before either is saved. */
  trial(endpoint: Endpoint, credential: (signal?: AbortSignal) => Promise<Credential>): Distribution {
    return this.#openDistribution(endpoint, credential, new AbortController().signal);
  }

  /** Forgets a registry's tokens and answers, or all of them, and cancels what is under way there. */
  reset(host?: string): void {
    for (const key of host === undefined ? [...this.#open.keys()] : [host]) {
      this.#open.get(key)?.close.abort();
      this.#open.delete(key);
    }
  }

  #connect(host: string) {
    const close = new AbortController();
    const credential = (signal?: AbortSignal) => this.#options.credential(host, signal);
    return {
      distribution: this.#openDistribution(this.#options.endpoint(host), credential, close.signal),
      close,
    };
  }

  #openDistribution(
    { host, base, caFile, insecure }: Endpoint,
    credential: (signal?: AbortSignal) => Promise<Credential>,
    closed: AbortSignal,
  ): Distribution {
    const { allowRealm, lookup } = this.#options;
    const login = authorize({ registry: host, base, credential, allowRealm, ...(lookup && { lookup }) });
    const special = caFile !== undefined || insecure === true;
    const transport = special ? this.#ownCertificates({ host, caFile, insecure }) : this.#options.transport;
    const send = stack(transport, { ...this.#shared, authorize: login });
    return openDistribution({ registry: host, base, send: until(closed, send) });
  }

  #ownCertificates({
    host,
    caFile,
    insecure,
  }: Pick<Endpoint, "host"> & { caFile: string | undefined; insecure: boolean | undefined }): Send {
    const { userAgent, proxy } = this.#options;
    let ready: Promise<Send> | undefined;
    const open = async () => {
      const ca = caFile === undefined ? undefined : await readAuthority(caFile, host);
      const settings = proxy();
      return undiciSend({
        userAgent,
        ...(ca !== undefined && { ca }),
        ...(insecure && { insecure }),
        ...(settings !== undefined && { proxy: settings }),
      });
    };
    return async (call) => {
      ready ??= open();
      return (await ready)(call);
    };
  }
}

/** Cancels every call once `closed` is aborted, as when the user signs out (reliability A18). */
function until(closed: AbortSignal, send: Send): Send {
  return (call) => {
    const signal = call.signal === undefined ? closed : AbortSignal.any([call.signal, closed]);
    return send({ ...call, signal });
  };
}

async function readAuthority(caFile: string, host: string): Promise<string> {
  try {
    return await readFile(caFile, "utf8");
  } catch (cause) {
    throw new NetworkError("tls", host, { code: "caFile", target: caFile, cause });
  }
}
