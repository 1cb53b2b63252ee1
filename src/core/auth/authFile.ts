/**
 * The file in which docker and podman keep logins: `{auths, credHelpers, credsStore}`.
 *
 * A host gets exactly its own entry (reliability V6). A key is the host, or `http(s)://host`, perhaps with `/v1/` or
 * `/v2/`; case and a port of 443 do not count. Docker Hub's key is `https://index.docker.io/v1/`, the only alias.
 * Of several keys for one host the one written as the host comes first, then the file's order.
 * https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
import { readFile, stat } from "node:fs/promises";
import { CredentialError } from "../errors.ts";
import { dockerHub } from "../reference/reference.ts";
import type { Credential } from "./credential.ts";
import { isHeaderText } from "./header.ts";

type Fields = Readonly<Record<string, unknown>>;

export type AuthFile = {
  /** The path, or the name of the environment variable, for errors. */
  readonly source: string;
  readonly auths: Fields;
  readonly credHelpers: Fields;
  readonly credsStore: string | undefined;
};

const longestFile = 1024 * 1024;
const keyPattern = /^(?:https?:\/\/)?([^/@\s]+?)(?::443)?(\/(?:v[12]\/?)?)?$/i;
const base64Pattern = /^[A-Za-z0-9+/]*={0,2}$/;

/** Reads a file of at most 1 MiB; undefined when there is none. Any other trouble is CredentialError `configMalformed`. */
export async function readAuthFile(path: string): Promise<AuthFile | undefined> {
  let bytes: Uint8Array;
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > longestFile) throw new Error("not a file of at most 1 MiB");
    bytes = await readFile(path);
  } catch (error) {
    const { code }: NodeJS.ErrnoException = Object(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new CredentialError("configMalformed", path, { cause: error });
  }
  return decodeAuthFile(bytes, path);
}

/** Decodes a file's bytes. An empty file has no logins. Throws CredentialError `configMalformed`. */
export function decodeAuthFile(bytes: Uint8Array, source: string): AuthFile {
  const file = parse(bytes, source);
  const { auths, credHelpers, credsStore } = file;
  const isMap = (value: unknown): value is Fields | null | undefined => value == null || isFields(value);
  if (!isMap(auths) || !isMap(credHelpers)) throw new CredentialError("configMalformed", source);
  if (credsStore != null && typeof credsStore !== "string")
    throw new CredentialError("configMalformed", source);
  return { source, auths: auths ?? {}, credHelpers: credHelpers ?? {}, credsStore: credsStore ?? undefined };
}

function parse(bytes: Uint8Array, source: string): Fields {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim();
    const value: unknown = text === "" ? {} : JSON.parse(text);
    if (isFields(value)) return value;
  } catch {
    // The parser's message quotes the text, which may be a password.
  }
  throw new CredentialError("configMalformed", source);
}

/** The hosts that have an entry, `{}` too, which means that a helper keeps the secret. */
export function hostsIn({ auths, credHelpers }: AuthFile): readonly string[] {
  const hosts = [...Object.keys(auths), ...Object.keys(credHelpers)].map(hostOfKey);
  return [...new Set(hosts.filter((host) => host !== undefined))];
}

/** The name of the helper that keeps the host's login; an empty one means none, as for docker. */
export function helperFor(file: AuthFile, host: string): string | undefined {
  const name = valueFor(file.credHelpers, host) ?? file.credsStore;
  if (name === undefined || name === "") return undefined;
  if (typeof name !== "string") throw new CredentialError("configMalformed", file.source, { host });
  return name;
}

/** The login written in the file itself. Throws CredentialError `configMalformed` rather than give half of one. */
export function inlineCredential({ auths, source }: AuthFile, host: string): Credential | undefined {
  const malformed = () => new CredentialError("configMalformed", source, { host });
  const entry = valueFor(auths, host) ?? {};
  if (!isFields(entry)) throw malformed();
  const { auth, identitytoken, registrytoken, username, password } = entry;
  for (const field of [auth, identitytoken, registrytoken, username, password]) {
    if (field != null && typeof field !== "string") throw malformed();
  }
  if (typeof identitytoken === "string" && identitytoken !== "")
    return { kind: "identityToken", token: identitytoken };
  if (typeof registrytoken === "string" && registrytoken !== "") {
    if (!isHeaderText(registrytoken)) throw malformed();
    return { kind: "registryToken", token: registrytoken };
  }
  if (typeof auth === "string" && auth !== "") return decodeAuth(auth) ?? fail(malformed());
  if (typeof username !== "string" || username === "") return undefined;
  if (typeof password !== "string" || password === "") throw malformed();
  return { kind: "basic", username, password };
}

/** Reads base64 of `username:password`; docker may pad the password with NUL. */
function decodeAuth(auth: string): Credential | undefined {
  if (!base64Pattern.test(auth)) return undefined;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(auth, "base64"));
  } catch {
    return undefined;
  }
  const colon = text.indexOf(":");
  const username = text.slice(0, colon);
  const password = text.slice(colon + 1).replace(/\0+$/, "");
  return colon < 0 || password === "" ? undefined : { kind: "basic", username, password };
}

/** The host that a key means, as references name it; undefined for keys below a host. */
export function hostOfKey(key: string): string | undefined {
  const [, host, path] = keyPattern.exec(key) ?? [];
  const lower = host?.toLowerCase();
  if (lower !== "index.docker.io") return lower;
  return path?.startsWith("/v1") ? dockerHub : undefined;
}

function valueFor(entries: Fields, host: string): unknown {
  const wanted = hostOfKey(host);
  const keys = Object.keys(entries).filter((key) => hostOfKey(key) === wanted);
  const key = keys.find((key) => key === host) ?? keys[0];
  return wanted === undefined || key === undefined ? undefined : entries[key];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fail(error: Error): never {
  throw error;
}
