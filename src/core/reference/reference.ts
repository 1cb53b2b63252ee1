/**
 * Image references, as Docker reads them.
 *
 *     reference        ::= name [ ":" tag ] [ "@" digest ]
 *     name             ::= [ domain "/" ] path
 *     domain           ::= host [ ":" port ]
 *     host             ::= domain-component ( "." domain-component )* | "[" IPv6 address "]"
 *     domain-component ::= alphanumeric | alphanumeric ( alphanumeric | "-" )* alphanumeric
 *     port             ::= digit+
 *     path             ::= path-component ( "/" path-component )*
 *     path-component   ::= lower-alphanumeric+ ( separator lower-alphanumeric+ )*
 *     separator        ::= "." | "_" | "__" | "-"+
 *     tag              ::= word-character ( word-character | "." | "-" ){0,127}
 *     digest           ::= see digest.ts
 *
 * The first component is a domain when it is `localhost`, holds a "." or a ":", or has an upper-case letter;
 * otherwise the name is on Docker Hub, where a name of one component lives under `library/`.
 * https://github.com/distribution/reference
 */
import { type Digest, isDigest } from "./digest.ts";

/** A place that holds tags and manifests: a registry's host (with port, lower-case) and a path in it. */
export type Repository = { readonly registry: string; readonly path: string };

/** A repository and what is meant in it. With neither tag nor digest, `latest` is meant. */
export type Reference = {
  readonly repository: Repository;
  readonly tag?: string;
  readonly digest?: Digest;
};

/** Why a text is not a reference. Half-typed text is normal, so this is a value and not an exception. */
export type ReferenceFault =
  | "empty"
  | "tooLong"
  | "upperCase"
  | "scheme"
  | "userInfo"
  | "badDomain"
  | "badPath"
  | "badTag"
  | "badDigest"
  | "imageId";

export type ParsedReference =
  | { readonly ok: true; readonly reference: Reference }
  | { readonly ok: false; readonly fault: ReferenceFault };

/** The registry host that names without a domain mean. */
export const dockerHub = "docker.io";

const longestReference = 4096;
const longestPath = 255;
const domainPattern =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]{1,5})?$/;
const pathPattern = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const imageIdPattern = /^[a-f0-9]{64}$/;

/** Whether `text` may be a tag. */
export function isTag(text: unknown): boolean {
  return typeof text === "string" && tagPattern.test(text);
}

/** Whether `text` may be the path of a repository: lower-case, at most 255 characters. */
export function isRepositoryPath(text: unknown): boolean {
  return typeof text === "string" && text.length <= longestPath && pathPattern.test(text);
}

/** Whether `text` may be a registry's host, with or without a port. */
export function isRegistryHost(text: string): boolean {
  return text.length <= 255 && domainPattern.test(text);
}

/**
 * Reads a reference as `docker pull` would. The answer is normalised (`nginx` is `docker.io/library/nginx`)
 * but for the tag, which stays absent when none is written.
 */
export function parseReference(text: string): ParsedReference {
  if (text === "") return failed("empty");
  if (text.length > longestReference) return failed("tooLong");
  if (imageIdPattern.test(text)) return failed("imageId");
  if (text.includes("://")) return failed("scheme");
  const { name, tag, digest } = splitReference(text);
  if (digest !== undefined && !isDigest(digest)) return failed(userInfoIn(text) ? "userInfo" : "badDigest");
  const repository = parseRepository(name);
  if (typeof repository === "string") return failed(repository);
  if (tag !== undefined && !isTag(tag)) return failed("badTag");
  return {
    ok: true,
    reference: { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) },
  };
}

/**
 * Where a reference's parts are, judged by their separators alone: right for every valid reference, and the
 * best guess for others. Offsets into `text` follow from the lengths: name, then ":" tag, then "@" digest.
 */
export function splitReference(text: string): { name: string; tag?: string; digest?: string } {
  const at = text.indexOf("@");
  const tagged = at === -1 ? text : text.slice(0, at);
  const colon = tagged.indexOf(":", tagged.lastIndexOf("/") + 1);
  return {
    name: colon === -1 ? tagged : tagged.slice(0, colon),
    ...(colon !== -1 && { tag: tagged.slice(colon + 1) }),
    ...(at !== -1 && { digest: text.slice(at + 1) }),
  };
}

/** Reads a repository's name, `[domain/]path`, and normalises it; a fault when it is none. */
export function parseRepository(name: string): Repository | ReferenceFault {
  if (name === "") return "empty";
  const { domain, path: rest } = splitDomain(name);
  const registry = domain === undefined ? dockerHub : normaliseHost(domain);
  if (domain !== undefined && !isRegistryHost(domain)) return "badDomain";
  const path = registry === dockerHub && !rest.includes("/") ? `library/${rest}` : rest;
  if (path.length > longestPath) return "tooLong";
  if (isRepositoryPath(path)) return { registry, path };
  return isRepositoryPath(path.toLowerCase()) ? "upperCase" : "badPath";
}

/** A name's domain as it is written, when its first component is one, and the path behind it. */
export function splitDomain(name: string): { readonly domain?: string; readonly path: string } {
  const slash = name.indexOf("/");
  const first = slash === -1 ? "" : name.slice(0, slash);
  const hasDomain = first === "localhost" || /[.:A-Z]/.test(first);
  return hasDomain ? { domain: first, path: name.slice(slash + 1) } : { path: name };
}

/** A host as it is compared: lower-case, Docker Hub's old index host as `docker.io`. */
export function normaliseHost(host: string): string {
  const lower = host.toLowerCase();
  return lower === "index.docker.io" ? dockerHub : lower;
}

/** The full name of a repository, `docker.io/library/nginx`. */
export function formatRepository(repository: Repository): string {
  return `${repository.registry}/${repository.path}`;
}

/** The full spelling of a reference. Reading it again gives an equal value. */
export function formatReference(reference: Reference): string {
  return formatRepository(reference.repository) + formatTail(reference);
}

/** The spelling people write: without `docker.io/` and, for official images, without `library/`. */
export function formatFamiliar(reference: Reference): string {
  return familiarRepository(reference.repository) + formatTail(reference);
}

/** The spelling people write for a repository. */
export function familiarRepository({ registry, path }: Repository): string {
  if (registry !== dockerHub) return `${registry}/${path}`;
  const official = /^library\/([^/]+)$/.exec(path)?.[1];
  return official ?? path;
}

/** What a reference names within its registry, for sentences that name the registry apart: `team/app:1`. */
export function formatWithinRegistry(reference: Reference): string {
  return reference.repository.path + formatTail(reference);
}

/** The tag that a reference means: the written one, else `latest`, but none when only a digest is written. */
export function effectiveTag(reference: Reference): string | undefined {
  return reference.tag ?? (reference.digest === undefined ? "latest" : undefined);
}

function formatTail({ tag, digest }: Reference): string {
  return (tag === undefined ? "" : `:${tag}`) + (digest === undefined ? "" : `@${digest}`);
}

function userInfoIn(text: string): boolean {
  const at = text.indexOf("@");
  return at !== -1 && text.slice(at).includes("/");
}

function failed(fault: ReferenceFault): ParsedReference {
  return { ok: false, fault };
}
