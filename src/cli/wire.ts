/** Where the parts of core come together for the command line. */
import { homedir } from "node:os";
import { firstOf } from "../core/auth/credential.ts";
import { dockerKeychain } from "../core/auth/dockerConfig.ts";
import { podmanKeychain } from "../core/auth/podmanAuth.ts";
import { tolerating } from "../core/auth/tolerating.ts";
import { Connections, defaultEndpoint } from "../core/connect.ts";
import { explainInOne } from "../core/explain.ts";
import { systemLookup } from "../core/http/targets.ts";
import { type ProxySettings, undiciSend } from "../core/http/undiciSend.ts";
import { openScans } from "../core/scanning/openScans.ts";
import { UsageError, type World } from "./command.ts";

/** Requests to one registry at a time; twice as many in all. */
const concurrency = 8;
/** Milliseconds for one call in all. */
const timeout = 60_000;

/**
 * Clients for all registries, with the logins of docker and podman and the proxy of the environment. A token server
 * that a registry names gets its login as it did from `docker login`, which stored it. `warn` is told of files that
 * cannot be read, once each; then there is no login from them. With proxies that are none, the clients throw UsageErrors.
 */
export function connect(
  env: NodeJS.ProcessEnv,
  version: string,
  warn: (sentence: string) => void,
): Pick<World, "distribution" | "catalog" | "detect" | "scans"> {
  const userAgent = `Mooring/${version}`;
  const docker = { env, home: homedir() };
  const tell = (failure: unknown) => warn(explainInOne(failure));
  const logins = firstOf(tolerating(dockerKeychain(docker), tell), tolerating(podmanKeychain(docker), tell));
  const open = () => {
    const proxy = proxyOf(env);
    return new Connections({
      userAgent,
      transport: undiciSend({ userAgent, proxy }),
      proxy: () => proxy,
      endpoints: (host) => [defaultEndpoint(host)],
      credential: ({ host }, signal) => logins(host, signal),
      allowRealm: async () => true,
      lookup: proxy.httpProxy === "" && proxy.httpsProxy === "" ? systemLookup : undefined,
      concurrency,
      timeout,
    });
  };
  let opened: Connections | undefined;
  // Opened on first need: what asks no registry works whatever the environment says of proxies.
  const connections = () => {
    opened ??= open();
    return opened;
  };
  return {
    distribution: (host) => connections().distribution(host),
    catalog: (host, kind) => {
      const endpoint = defaultEndpoint(host);
      if (kind === undefined) return connections().open(endpoint).catalog;
      return connections().trial({ ...endpoint, kind }, (signal) => logins(host, signal)).catalog;
    },
    detect: async (host, signal) => connections().detect(defaultEndpoint(host), signal),
    scans: openScans({
      env,
      path: () => undefined,
      // What is on PATH in a terminal, the user has put there.
      workspaceFolders: () => [],
      access: async (...image) => connections().access(...image),
      stored: { get: async () => undefined, put: async () => false, clear: async () => {} },
    }),
  };
}

/** The proxies that the environment names. This machine itself is never asked through one, as in docker and podman. */
function proxyOf(env: NodeJS.ProcessEnv) {
  const named = (name: string) => env[name.toLowerCase()] || env[name.toUpperCase()] || "";
  const noProxy = named("no_proxy");
  return {
    httpProxy: proxyAddress("HTTP_PROXY", named("http_proxy")),
    httpsProxy: proxyAddress("HTTPS_PROXY", named("https_proxy")),
    noProxy: noProxy === "*" ? noProxy : `${noProxy},localhost,127.0.0.1,[::1]`,
  } satisfies ProxySettings;
}

/** Without a scheme, http is meant. The value is not told: it may hold a login. */
function proxyAddress(name: string, value: string): string {
  const address = value === "" || value.includes("://") ? value : `http://${value}`;
  if (address === "" || URL.canParse(address)) return address;
  throw new UsageError(`${name} is not the address of a proxy, such as http://proxy.example:3128.`);
}
