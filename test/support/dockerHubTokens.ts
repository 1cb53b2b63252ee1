/**
 * The token server of a fake Docker Hub's registry: it gives everybody a token, which allows perhaps nothing, and
 * refuses a wrong password.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Answer, json } from "./dockerHubAnswer.ts";
import { type HubUsers, mayRead, mayWrite, type Shelves } from "./dockerHubShelf.ts";

/** What tokens allow: `alice/app:pull`. */
export type RegistryTokens = Map<string, ReadonlySet<string>>;

export const tokenService = "registry.docker.io";

export function tokenAnswer(
  request: IncomingMessage,
  url: URL,
  {
    shelves,
    users,
    tokens,
    faults,
  }: { shelves: Shelves; users: HubUsers; tokens: RegistryTokens; faults: string[] },
): Answer {
  const { searchParams: query } = url;
  const known = ["service", "scope", "account"];
  if (request.method !== "GET" || url.pathname !== "/token")
    faults.push(`token server: ${request.method} ${url.pathname}`);
  if (query.get("service") !== tokenService) faults.push("token server: another service");
  faults.push(
    ...[...query.keys()].filter((key) => !known.includes(key)).map((key) => `token server: ${key}`),
  );
  const user = userOf(request.headers.authorization, users);
  if (user === "wrong") return json(401, { details: "incorrect username or password" });
  const allowed = query.getAll("scope").flatMap((scope) => allow(scope, user?.name, shelves, users));
  const token = randomUUID();
  tokens.set(token, new Set(allowed));
  return json(200, { token, access_token: token, expires_in: 300, issued_at: new Date().toISOString() });
}

function userOf(header: string | undefined, users: HubUsers): { name: string } | "wrong" | undefined {
  if (header === undefined) return undefined;
  const [, encoded = ""] = header.match(/^Basic (.+)$/) ?? [];
  const [name = "", ...password] = Buffer.from(encoded, "base64").toString().split(":");
  return users[name]?.password === password.join(":") ? { name } : "wrong";
}

function allow(
  scope: string,
  user: string | undefined,
  shelves: Shelves,
  users: HubUsers,
): readonly string[] {
  const [, path = "", actions = ""] = scope.match(/^repository:([^:]+):([a-z,]+)$/) ?? [];
  const shelf = shelves.get(path);
  if (!mayRead(shelf, user, users)) return [];
  const granted = mayWrite(shelf, user, users) ? actions.split(",") : ["pull"];
  return granted.filter((action) => actions.split(",").includes(action)).map((action) => `${path}:${action}`);
}
