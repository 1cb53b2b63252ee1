/** https://docs.docker.com/reference/api/hub/latest/#tag/authentication-api, "Create access token" */
import type { Credential } from "../auth/credential.ts";
import { isHeaderText } from "../auth/header.ts";
import type { Token } from "../auth/token.ts";
import { RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { readJson, readText } from "../http/body.ts";
import { parseJson, toObject } from "../oci/fields.ts";
import type { Api } from "../registry/api.ts";

/** Milliseconds for getting a token. */
const deadline = 30_000;
const longestAnswer = 128 * 1024;
/** Seconds that a token is used when it does not say how long, and by which it is given up before it expires. */
const usualLifetime = 300;
const reserve = 30;
const longestLifetime = 24 * 60 * 60;

/**
 * Exchanges a password or an access token for a short-lived token. A refused login, of whatever status, is
 * RegistryError `unauthorized`; its code is `secondFactor` when the account wants more than a password. No error holds
 * any part of the answer but a refusal's own words.
 */
export async function fetchHubToken(
  { base, send }: Api,
  { username, password }: Extract<Credential, { kind: "basic" }>,
  signal: AbortSignal,
): Promise<Token> {
  const response = await send({
    method: "POST",
    url: new URL("/v2/auth/token", base),
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify({ identifier: username, secret: password }),
    signal,
    deadline,
  });
  if (response.status !== 200) throw await refusal(response, base.host);
  const answer = await readJson(response, longestAnswer, `the token of ${base.host}`, base.host);
  const value = toObject(answer)?.["access_token"];
  if (isHeaderText(value)) return { value, lifetime: Math.max(0, lifetimeOf(value) - reserve) };
  throw new RegistryError("unexpected", base.host, { status: 200, code: "tokenMalformed" });
}

/** Seconds; both times are by Docker's clock, so a wrong one here makes no difference. */
function lifetimeOf(token: string): number {
  const claims = readClaims(token);
  const lifetime = Number(claims?.["exp"]) - Number(claims?.["iat"]);
  return lifetime > 0 && lifetime <= longestLifetime ? lifetime : usualLifetime;
}

function readClaims(token: string) {
  try {
    return toObject(parseJson(Buffer.from(token.split(".")[1] ?? "", "base64url"), "the token"));
  } catch {
    return undefined;
  }
}

async function refusal(response: Response, host: string): Promise<RegistryError> {
  const { status } = response;
  const copy = response.clone();
  const failure = await statusToFailure(response, host);
  const text = await readText(copy, longestAnswer).catch(() => "");
  if (![400, 401, 403].includes(status)) return failure;
  // The answer's `login_2fa_token` goes with a code that Mooring does not ask for.
  const code = text.includes('"login_2fa_token"') ? "secondFactor" : failure.code;
  return new RegistryError("unauthorized", host, {
    status,
    ...(code !== undefined && { code }),
    ...(failure.detail !== undefined && { detail: failure.detail }),
  });
}
