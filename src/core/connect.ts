/**
 * Where http, auth, registry and content come together: from a registry's host to a client that may ask it. Both
 * roots (the extension and the command line) build one Connections with plain `new`.
 */
import { dockerHub, normaliseHost } from "./reference/reference.ts";

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
