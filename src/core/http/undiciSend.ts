/** The transport for registries with certificates of their own, and for the command line. */
import { rootCertificates } from "node:tls";
import type { Dispatcher } from "undici";
import type { Send } from "./call.ts";
import { sendOver } from "./fetchSend.ts";

/** Proxies by the scheme of what is asked for; an absent one means a direct connection. */
export type ProxySettings = {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  /** Comma-separated hosts that are asked directly. */
  readonly noProxy?: string;
};

export type UndiciOptions = {
  /** Names the product, such as `Mooring/1.0.0`. */
  readonly userAgent: string;
  /** A certificate authority in PEM, trusted beside the usual ones. */
  readonly ca?: string;
  /** Takes any certificate. */
  readonly insecure?: boolean;
  /** What a server that asks for a certificate gets, in PEM. */
  readonly client?: { readonly cert: string; readonly key: string };
  /** `environment` reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY; absent means no proxy. */
  readonly proxy?: ProxySettings | "environment";
};

/** Sends over our own copy of undici, loaded on the first call. It never replaces the global dispatcher. */
export function undiciSend(options: UndiciOptions): Send {
  let loaded: Promise<Send> | undefined;
  return async (call) => {
    loaded ??= load(options);
    return (await loaded)(call);
  };
}

async function load(options: UndiciOptions): Promise<Send> {
  const undici = await import("./undici.ts");
  const dispatcher = dispatcherFor(undici, options).compose(keepAfterHead);
  return sendOver((url, request) => undici.fetch(url, { ...request, dispatcher }), options.userAgent);
}

/**
 * Keeps the connection after a HEAD. undici closes it otherwise, for servers that wrongly send a body; then the next
 * answer on it is malformed, and the call fails and is tried again.
 */
const keepAfterHead: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch({ ...options, reset: options.reset ?? false }, handler);

/** Connections to one host; more calls at a time wait for one to be free. */
const connections = 8;

function dispatcherFor(undici: typeof import("./undici.ts"), options: UndiciOptions): Dispatcher {
  const { ca, insecure = false, client, proxy } = options;
  const tls = {
    ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    ...(insecure && { rejectUnauthorized: false }),
    ...client,
  };
  if (proxy === undefined) return new undici.Agent({ connect: tls, connections });
  const behindProxy = { connect: tls, connections, ...(Object.keys(tls).length > 0 && { requestTls: tls }) };
  if (proxy === "environment") return new undici.EnvHttpProxyAgent(behindProxy);
  // An empty text, unlike an absent one, keeps undici from reading the environment.
  const { httpProxy = "", httpsProxy = "", noProxy = "" } = proxy;
  return new undici.EnvHttpProxyAgent({ ...behindProxy, httpProxy, httpsProxy, noProxy });
}
