/** The one login that a scanner is given, as docker keeps logins: auth/authFile.ts reads the same. */
import type { Credential } from "../auth/credential.ts";
import { dockerHub } from "../reference/reference.ts";

/** The text of a `config.json` that holds the login of one host, or none. */
export function formatAuthFile(host: string, credential: Credential): string {
  const key = host === dockerHub ? "https://index.docker.io/v1/" : host;
  const entry = entryOf(credential);
  return JSON.stringify({ auths: entry === undefined ? {} : { [key]: entry } });
}

function entryOf(credential: Credential): Readonly<Record<string, string>> | undefined {
  switch (credential.kind) {
    case "anonymous":
      return undefined;
    case "basic":
      return { auth: base64Of(credential) };
    case "identityToken":
      return { identitytoken: credential.token };
    case "registryToken":
      return { registrytoken: credential.token };
  }
}

/** What must not be seen of a login, in every form that it takes on its way. */
export function secretsOf(credential: Credential): readonly string[] {
  if (credential.kind === "anonymous") return [];
  const secret = credential.kind === "basic" ? credential.password : credential.token;
  const encoded = credential.kind === "basic" ? [base64Of(credential)] : [];
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...encoded];
  return [...new Set(forms)].filter((form) => form !== "");
}

/** As docker writes a login. */
function base64Of({ username, password }: Extract<Credential, { kind: "basic" }>): string {
  return Buffer.from(`${username}:${password}`).toString("base64");
}
