/** What people type when they add a registry or a repository, read as values. Pure; knows no VS Code. */
import { type CatalogKind, kindOfHost } from "../../core/catalog/kind.ts";
import { defaultEndpoint, type Endpoint, endpointOf } from "../../core/connect.ts";
import type { Certificates } from "../../core/http/ownCertificates.ts";
import {
  dockerHub,
  isRegistryHost,
  isRepositoryPath,
  normaliseHost,
  parseRepository,
} from "../../core/reference/reference.ts";

/** A registry as it is to be added. */
export type RegistryAddress = {
  readonly kind: CatalogKind;
  readonly url: URL;
  /** As references name it. */
  readonly host: string;
  /** Tells this account from others at the same host. */
  readonly account?: string;
  /** The profile of AWS, for its registries. */
  readonly profile?: string;
  readonly certificates?: Certificates;
  /** Whether nothing would be encrypted on a way that leaves this machine: to be agreed to by the user. */
  readonly plainHttp: boolean;
};

/** How the registry at an address is reached. */
export function addressEndpoint({ url, kind, account, profile, certificates }: RegistryAddress): Endpoint {
  return endpointOf(url, {
    kind,
    ...(account !== undefined && { account }),
    ...(profile !== undefined && { profile }),
    ...certificates,
  });
}

export type UrlFault = "empty" | "scheme" | "userInfo" | "host" | "query";

export type ReadUrl =
  | { readonly ok: true; readonly address: RegistryAddress }
  | { readonly ok: false; readonly fault: UrlFault };

/**
 * Reads a registry's URL or host. A host alone means https, but http on this machine; every address of Docker Hub
 * means the registry `docker.io`; the API's own `/v2/` at the end is left out.
 */
export function readRegistryUrl(text: string): ReadUrl {
  const typed = text.trim();
  if (typed === "") return fault("empty");
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "https" && scheme !== "http") return fault("scheme");
  const url = URL.parse(scheme === undefined ? `https://${typed}` : typed);
  if (url?.username || url?.password || /^[^/?#]*@/.test(typed.replace(/^.*?:\/\//, "")))
    return fault("userInfo");
  if (url === null || !isRegistryHost(url.host)) return fault("host");
  if (url.search !== "" || url.hash !== "") return fault("query");
  const { protocol } = defaultEndpoint(url.host).base;
  if (scheme === undefined && protocol === "http:") return readRegistryUrl(`http://${typed}`);
  url.pathname = url.pathname.replace(/\/v2\/?$/, "/");
  const { host } = endpointOf(url);
  if (host === dockerHub) return { ok: true, address: dockerHubAddress };
  const plainHttp = url.protocol === "http:" && protocol !== "http:";
  return { ok: true, address: { kind: kindOfHost(host), url, host, plainHttp } };
}

/** Docker Hub, whose official images are listed without a login. */
export const dockerHubAddress: RegistryAddress = {
  kind: "dockerHub",
  url: new URL("https://docker.io/"),
  host: dockerHub,
  plainHttp: false,
};

/** Why an address cannot be used, in one sentence. */
export const urlFaults: { readonly [Fault in UrlFault]: string } = {
  empty: "Type the registry's address, such as registry.example.com or localhost:5000.",
  scheme: "A registry's address begins with https:// or http://, or with the host's name.",
  userInfo: "Leave the user name and password out of the address; they are asked for next.",
  host: "This is not a host's name with an optional port and path.",
  query: "Leave out everything from ? or # on.",
};

/** Whether a text may tell an account from others: it is part of ids, settings and keys of secrets. */
export function isAccountName(text: string): boolean {
  return /^[\w.-]{1,64}$/.test(text);
}

export type ReadName =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly problem: string };

/** Reads the name of a repository of one registry, with or without the registry's host in front. */
export function readRepositoryName(text: string, host: string): ReadName {
  const typed = text.trim();
  if (typed === "") return { ok: false, problem: "Type the repository's name, such as team/app." };
  const inside = typed.startsWith(`${host}/`) ? typed.slice(host.length + 1) : typed;
  if (host === dockerHub) return readDockerHubName(inside);
  if (isRepositoryPath(inside)) return { ok: true, path: inside };
  return { ok: false, problem: nameProblem(inside, host) };
}

function readDockerHubName(name: string): ReadName {
  const repository = parseRepository(name);
  if (typeof repository !== "string" && repository.registry === dockerHub) {
    return { ok: true, path: repository.path };
  }
  return { ok: false, problem: nameProblem(name, dockerHub) };
}

function nameProblem(name: string, host: string): string {
  if (name !== name.toLowerCase() && isRepositoryPath(name.toLowerCase())) {
    return "Names of repositories are written in lower case.";
  }
  if (/[:@]/.test(name.slice(name.lastIndexOf("/") + 1))) return "Leave out the tag and the digest.";
  const first = normaliseHost(name.slice(0, name.indexOf("/")));
  if (/[.:]/.test(first) && isRegistryHost(first)) return `This names another registry than ${host}.`;
  return "Names have lower-case letters, digits and single . _ - between them, in parts divided by /.";
}

function fault(what: UrlFault): ReadUrl {
  return { ok: false, fault: what };
}
