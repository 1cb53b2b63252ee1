/** Getting a token: https://distribution.github.io/distribution/spec/auth/token/ and .../spec/auth/oauth/ */
import { RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { drain, readJson } from "../http/body.ts";
import type { Send } from "../http/call.ts";
import type { Credential } from "./credential.ts";
import { basicHeader, isHeaderText } from "./header.ts";

/** What a token is for. */
export type TokenWish = {
  /** Checked already (realm.ts). */
  readonly realm: URL;
  readonly service: string | undefined;
  /** Scopes with blanks between them; empty for none. */
  readonly scope: string;
};

/** A bearer token, and the seconds it is valid from now. */
export type Token = { readonly value: string; readonly lifetime: number };

const longestAnswer = 128 * 1024;
/** Also what the specification means by an answer that names none. In seconds. */
const shortestLifetime = 60;
const clientId = "mooring";

/**
 * Asks a token server. An identity token is exchanged by POST, and sent by GET to servers that know no POST; all
 * else is a GET, anonymous or with Basic. Rejects with the server's refusal, or with RegistryError `unexpected` when
 * the answer has no usable token. No error holds any part of the answer but a refusal's own words.
 */
export async function fetchToken(
  send: Send,
  wish: TokenWish,
  credential: Credential,
  signal: AbortSignal,
): Promise<Token> {
  if (credential.kind !== "identityToken") return readToken(await get(send, wish, credential, signal), wish);
  const response = await exchange(send, wish, credential.token, signal);
  if (response.status !== 404 && response.status !== 405) return readToken(response, wish);
  await drain(response);
  const basic: Credential = { kind: "basic", username: "<token>", password: credential.token };
  return readToken(await get(send, wish, basic, signal), wish);
}

/** The single scopes of a list with blanks between them. */
export function splitScopes(scope: string): readonly string[] {
  return scope.split(" ").filter((one) => one !== "");
}

function get(send: Send, wish: TokenWish, credential: Credential, signal: AbortSignal): Promise<Response> {
  const url = new URL(wish.realm);
  if (wish.service !== undefined) url.searchParams.set("service", wish.service);
  for (const scope of splitScopes(wish.scope)) url.searchParams.append("scope", scope);
  if (credential.kind !== "basic") return send({ method: "GET", url, signal });
  url.searchParams.set("account", credential.username);
  return send({ method: "GET", url, signal, headers: { authorization: basicHeader(credential) } });
}

function exchange(
  send: Send,
  wish: TokenWish,
  identityToken: string,
  signal: AbortSignal,
): Promise<Response> {
  const form = new URLSearchParams({ grant_type: "refresh_token", client_id: clientId });
  if (wish.service !== undefined) form.set("service", wish.service);
  const scopes = splitScopes(wish.scope);
  if (scopes.length > 0) form.set("scope", scopes.join(" "));
  form.set("refresh_token", identityToken);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return send({ method: "POST", url: wish.realm, signal, headers, body: form.toString() });
}

async function readToken(response: Response, { realm: { host } }: TokenWish): Promise<Token> {
  if (response.status !== 200) throw await refusal(response, host);
  const answer = await readJson(response, longestAnswer, `the token of ${host}`, host);
  const { token, access_token, expires_in }: Record<string, unknown> = Object(answer);
  const value = token ?? access_token;
  if (!isHeaderText(value))
    throw new RegistryError("unexpected", host, { status: 200, code: "tokenMalformed" });
  const lifetime = typeof expires_in === "number" ? expires_in : shortestLifetime;
  return { value, lifetime: Math.max(lifetime, shortestLifetime) };
}

/** OAuth2 servers refuse a login with 400: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
async function refusal(response: Response, host: string): Promise<RegistryError> {
  const failure = await statusToFailure(response, host);
  if (failure.status !== 400 || failure.kind !== "unexpected") return failure;
  return new RegistryError("unauthorized", host, { status: 400 });
}
