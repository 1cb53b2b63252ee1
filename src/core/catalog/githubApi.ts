/**
 * GitHub's REST API as far as packages need it: lists page by page, and refusals told apart by their headers.
 * https://docs.github.com/rest/packages/packages
 */
import { CredentialMemory } from "../auth/credentialMemory.ts";
import { isHeaderText } from "../auth/header.ts";
import { RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { drain, htmlType, readBytes } from "../http/body.ts";
import type { Call, Send } from "../http/call.ts";
import { parseJson, toArray } from "../oci/fields.ts";
import { longestDocument } from "../registry/api.ts";
import { followLink, nextLink } from "../registry/link.ts";
import type { CatalogSource } from "./catalog.ts";

/** Where the API is and how it is asked. */
export type GithubApi = {
  /** With a `/` at the end. */
  readonly base: URL;
  /** Without any login. */
  readonly send: Send;
  /** The token that goes to `base` alone; undefined when there is none. Rejects with a CredentialError. */
  readonly token: (signal?: AbortSignal) => Promise<string | undefined>;
};

/** What a token must be allowed to do. */
export type GithubScope = "read:packages" | "read:org" | "delete:packages";

/** A page of a list, and the pages before it. */
export type Place = { readonly url: URL; readonly asked: ReadonlySet<string> };

/** What a page held; no entry of it is to be trusted. */
export type GithubPage = {
  readonly entries: readonly unknown[];
  readonly next?: Place;
  /** True when the list goes on but a limit was reached. */
  readonly cut: boolean;
  /** Whether organisations were left out because they want the token authorised for single sign-on. */
  readonly withheld: boolean;
};

const pageSize = 100;
const mostPages = 100;

/** The API that belongs to a registry; its token is the login's password. */
export function githubApi({ host, base, send, credential }: CatalogSource): GithubApi {
  const memory = new CredentialMemory(credential, Date.now);
  const token = async (signal?: AbortSignal) => {
    const login = await memory.get(signal);
    return login.kind === "basic" && isHeaderText(login.password) ? login.password : undefined;
  };
  return { base: apiBase(host, base), send, token };
}

/**
 * The API's root for a registry: GitHub's own for `ghcr.io`, that of the same server for `containers.SERVER`
 * (Enterprise Server, and ghe.com with its API at a host of its own), else the registry's origin.
 */
export function apiBase(host: string, base: URL): URL {
  if (host === "ghcr.io") return new URL("https://api.github.com/");
  const [, server] = /^containers\.([^.]+\..+)$/.exec(host) ?? [];
  if (server === undefined) return new URL("/api/v3/", base);
  return new URL(server.endsWith(".ghe.com") ? `https://api.${server}/` : `https://${server}/api/v3/`);
}

/** The first page of the list at a path below the API's root; `query` without the page's size. */
export function firstPlace(
  { base }: GithubApi,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Place {
  const url = new URL(path, base);
  url.search = new URLSearchParams({ ...query, per_page: String(pageSize) }).toString();
  return { url, asked: new Set() };
}

/** Reads one page with one request. Rejects with the refusal, or ContentError `malformed` when it is no list. */
export async function readList(
  api: GithubApi,
  { url, asked }: Place,
  scope: GithubScope,
  signal: AbortSignal | undefined,
): Promise<GithubPage> {
  const { host } = api.base;
  const subject = `the list of packages of ${host}`;
  const response = await askGithub(api, "GET", url, signal);
  if (response.status !== 200) throw await refusal(response, host, scope);
  const html = htmlType(response);
  if (html !== undefined) {
    await drain(response);
    throw new RegistryError("unexpected", host, { status: 200, detail: html });
  }
  const read = toArray(parseJson(await readBytes(response, longestDocument, subject, host), subject));
  if (read === undefined) throw new RegistryError("unexpected", host, { status: 200 });
  const entries = read.slice(0, pageSize);
  const withheld = /^\s*partial-results\b/i.test(response.headers.get("x-github-sso") ?? "");
  const link = nextLink(response.headers.get("link"));
  if (link === undefined || entries.length === 0) return { entries, cut: false, withheld };
  const before = new Set([...asked, url.href]);
  const next = followLink(url, link);
  if (next === undefined || before.has(next.href) || before.size >= mostPages) {
    return { entries, cut: true, withheld };
  }
  return { entries, cut: false, withheld, next: { url: next, asked: before } };
}

/** Sends a call with the token; RegistryError `unauthorized` without a request when there is none. */
export async function askGithub(
  { base, send, token }: GithubApi,
  method: Call["method"],
  url: URL,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const secret = await token(signal);
  if (secret === undefined) throw new RegistryError("unauthorized", base.host);
  const headers = {
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    authorization: `Bearer ${secret}`,
  };
  return send({ method, url, headers, ...(signal && { signal }) });
}

/**
 * The failure that an answer stands for. GitHub says 403 for much; its headers tell a limit (`rateLimited`), single
 * sign-on (code `ssoRequired`, the organisation as detail) and a token that may not (code `scopeMissing`, the scope as
 * detail) apart. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export async function refusal(response: Response, host: string, scope: GithubScope): Promise<RegistryError> {
  const { status, headers } = response;
  const cause = await statusToFailure(response, host);
  const { detail, retryAt = resetOf(headers) } = cause;
  if (status !== 403) return cause;
  if (retryAt !== undefined) {
    return new RegistryError("rateLimited", host, {
      status,
      retryAt,
      ...(detail !== undefined && { detail }),
    });
  }
  const sso = /^\s*required\b(?:.*\/orgs\/([\w-]{1,64})\/)?/i.exec(headers.get("x-github-sso") ?? "");
  if (sso !== null) {
    const [, organisation = "its organisation"] = sso;
    return new RegistryError("denied", host, { status, code: "ssoRequired", detail: organisation, cause });
  }
  if (!lacksScope(headers)) return cause;
  return new RegistryError("denied", host, { status, code: "scopeMissing", detail: scope, cause });
}

/** When a used-up limit ends, in milliseconds since 1970. */
function resetOf(headers: Headers): number | undefined {
  const seconds = headers.get("x-ratelimit-reset") ?? "";
  const isUsedUp = headers.get("x-ratelimit-remaining") === "0";
  return isUsedUp && /^\d{9,10}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

/** Whether the token has none of the scopes that would do; tokens of other kinds than OAuth's have no such header. */
function lacksScope(headers: Headers): boolean {
  const granted = headers.get("x-oauth-scopes");
  const accepted = scopesOf(headers.get("x-accepted-oauth-scopes") ?? "");
  if (granted === null || accepted.length === 0) return false;
  return !scopesOf(granted).some((scope) => accepted.includes(scope));
}

function scopesOf(header: string): readonly string[] {
  return header.split(/[\s,]+/).filter((scope) => scope !== "");
}
