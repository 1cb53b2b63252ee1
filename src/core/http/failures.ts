/** Failures of fetch in our words. Decided by code, never by message; the cause is dropped, it may quote secrets. */
import { isFailure, NetworkError, type NetworkErrorKind, RegistryError } from "../errors.ts";
import type { Call } from "./call.ts";

/** What the system or undici says about a failed connection. */
type SystemError = {
  readonly code: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
};

const kinds: Readonly<Record<string, NetworkErrorKind>> = {
  ENOTFOUND: "unknownHost",
  EAI_AGAIN: "unknownHost",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  EPROTO: "tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
  SELF_SIGNED_CERT_IN_CHAIN: "tls",
  INVALID_CA: "tls",
  INVALID_PURPOSE: "tls",
  HOSTNAME_MISMATCH: "tls",
  // undici aborts by itself only when a proxy refuses the tunnel.
  UND_ERR_ABORTED: "proxy",
  UND_ERR_PRX_TLS: "proxy",
};

const tlsCode = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_)/;
const plainHttpCodes: ReadonlySet<string> = new Set([
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
]);
/** An answer came, but it is not HTTP as it should be. */
const garbageCode = /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW)/;
/** Some releases of undici give the errors of their parser no code. */
const parserCodes: ReadonlyMap<unknown, string> = new Map([["HTTPParserError", "HPE_INVALID"]]);

/**
 * The failure to reject with when `error` ended a call or its body: the signal's reason for a cancelled call, a
 * RegistryError `unexpected` for bytes that are not HTTP, else a NetworkError. `https` to a port that speaks
 * plain http has the code `plainHttp`; a broken proxy is named in `target`.
 */
export function transportFailure(error: unknown, call: Call): unknown {
  if (call.signal?.aborted) return call.signal.reason;
  if (isFailure(error)) return error;
  const { host } = call.url;
  const cause = systemError(error);
  if (cause === undefined) return new NetworkError("offline", host);
  const { code } = cause;
  if (garbageCode.test(code)) return new RegistryError("unexpected", host, { code });
  if (plainHttpCodes.has(code)) return new NetworkError("tls", host, { code: "plainHttp" });
  const proxy = proxyOf(cause, call.url);
  if (proxy !== undefined) return new NetworkError("proxy", host, { code, target: proxy });
  return new NetworkError(kinds[code] ?? (tlsCode.test(code) ? "tls" : "offline"), host, { code });
}

/** A connection that failed on the way to a name or port that the call did not name was one to a proxy. */
function proxyOf({ address, port, hostname }: SystemError, url: URL): string | undefined {
  if (hostname !== undefined) return hostname === bareName(url) ? undefined : hostname;
  const asked = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return port === undefined || port === asked ? undefined : `${address}:${port}`;
}

function bareName(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

/** The innermost error with a code: fetch wraps it, and several addresses give an AggregateError. */
function systemError(error: unknown): SystemError | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner =
    systemError(error.cause) ?? (error instanceof AggregateError ? systemError(error.errors[0]) : undefined);
  if (inner !== undefined) return inner;
  const facts: Record<string, unknown> = { ...error };
  const { code = parserCodes.get(error.name), address, port, hostname } = facts;
  if (typeof code !== "string") return undefined;
  return {
    code,
    ...(typeof address === "string" && { address }),
    ...(typeof port === "number" && { port }),
    ...(typeof hostname === "string" && { hostname }),
  };
}
