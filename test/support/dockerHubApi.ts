/** The API of a fake Docker Hub's website, after https://docs.docker.com/reference/api/hub/latest/. */
import { randomUUID } from "node:crypto";
import { type Answer, json } from "./dockerHubAnswer.ts";
import {
  digestOf,
  type HubTag,
  type HubUsers,
  mayRead,
  mayWrite,
  namespacesOf,
  type Shelf,
  type Shelves,
} from "./dockerHubShelf.ts";

/** The users of the tokens that were given out. */
export type ApiTokens = Map<string, string>;

export type ApiSide = {
  readonly shelves: Shelves;
  readonly users: HubUsers;
  readonly tokens: ApiTokens;
  /** Seconds that a token is said to be valid. */
  readonly lifetime: number;
  /** Undocumented lists that are refused with 403. */
  readonly refuses: readonly ("orgs" | "namespaces")[];
  readonly faults: string[];
};

export type ApiRequest = {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
};

const largestPage = 100;

export function apiAnswer(request: ApiRequest, side: ApiSide): Answer {
  const { method, url } = request;
  if (url.pathname === "/v2/auth/token") return login(request, side);
  const user = userOf(request, side);
  if (user === "unknown") return refusal(401, "unauthorized");
  const [, namespace = "", repository] =
    /^\/v2\/namespaces\/([^/]+)\/repositories(?:\/([^/]+)\/tags)?$/.exec(url.pathname) ?? [];
  if (namespace !== "" && method === "GET") {
    return repository === undefined
      ? repositories(url, namespace, user, side)
      : tags(url, side.shelves.get(`${namespace}/${repository}`), user, side);
  }
  const [, path = "", tag = ""] =
    /^\/v2\/repositories\/([^/]+\/[^/]+)\/tags\/([^/]+)\/$/.exec(url.pathname) ?? [];
  if (method === "DELETE" && path !== "") return untag(side.shelves.get(path), tag, user, side);
  if (method === "GET" && url.pathname === "/v2/search/repositories/") return search(url, user, side);
  if (method === "GET" && url.pathname === "/v2/user/orgs/") return organisations(url, user, side);
  if (method === "GET" && url.pathname === "/v2/repositories/namespaces") return namespaces(url, user, side);
  side.faults.push(`website: ${method} ${url.pathname}`);
  return refusal(404, "not found");
}

/** A token like Docker's, as far as its times go. */
function login({ method, contentType, body, authorization }: ApiRequest, side: ApiSide): Answer {
  const { users, tokens, lifetime, faults } = side;
  if (method !== "POST" || contentType !== "application/json" || authorization !== undefined) {
    faults.push("website: a login of another form");
  }
  const { identifier, secret, ...rest } = JSON.parse(body);
  if (Object.keys(rest).length > 0) faults.push(`website: a login with ${Object.keys(rest)}`);
  const user = users[identifier];
  if (user?.password !== secret) return refusal(401, "incorrect authentication credentials");
  if (user?.wantsSecondFactor === true) {
    const detail = "Require secondary authentication on MFA enabled account";
    return json(401, { detail, login_2fa_token: "canary-second-factor" });
  }
  const iat = Math.floor(Date.now() / 1000);
  const claims = Buffer.from(JSON.stringify({ iat, exp: iat + lifetime, jti: randomUUID() })).toString(
    "base64url",
  );
  const token = `e30.${claims}.signature`;
  tokens.set(token, identifier);
  return json(200, { access_token: token });
}

function userOf({ authorization }: ApiRequest, { tokens, faults }: ApiSide): string | undefined {
  if (authorization === undefined) return undefined;
  const [, token] = authorization.match(/^Bearer (.+)$/) ?? [];
  if (token?.startsWith("e30.") !== true) faults.push("website: a login that is none of its own");
  return tokens.get(token ?? "") ?? "unknown";
}

function repositories(url: URL, namespace: string, user: string | undefined, side: ApiSide): Answer {
  check(url, ["page", "page_size", "name", "ordering"], side);
  const shown = [...side.shelves.values()].filter(
    (shelf) => shelf.path.startsWith(`${namespace}/`) && mayRead(shelf, user, side.users),
  );
  return page(url, shown.map(repositoryEntry));
}

function tags(url: URL, shelf: Shelf | undefined, user: string | undefined, side: ApiSide): Answer {
  check(url, ["page", "page_size"], side);
  if (!mayRead(shelf, user, side.users)) return refusal(404, "object not found");
  return page(
    url,
    [...shelf.now].map(([name, tag]) => tagEntry(name, tag)),
  );
}

function untag(shelf: Shelf | undefined, tag: string, user: string | undefined, { users }: ApiSide): Answer {
  if (user === undefined) return refusal(401, "authentication required");
  if (!mayRead(shelf, user, users)) return refusal(404, "object not found");
  if (!mayWrite(shelf, user, users)) return refusal(403, "access denied");
  return shelf.now.delete(tag) ? { status: 204, body: "" } : refusal(404, "tag not found");
}

function search(url: URL, user: string | undefined, side: ApiSide): Answer {
  if (user !== undefined) side.faults.push("website: a login for a search");
  check(url, ["query", "page", "page_size"], side);
  const words = url.searchParams.get("query") ?? "";
  const found = [...side.shelves.values()].filter(
    ({ path, isPrivate }) => isPrivate !== true && path.replace(/^library\//, "").includes(words),
  );
  return page(
    url,
    found.map(({ path, description = "", stars = 0 }) => ({
      repo_name: path.replace(/^library\//, ""),
      short_description: description,
      star_count: stars,
      pull_count: 10,
      repo_owner: "",
      is_automated: false,
      is_official: path.startsWith("library/"),
    })),
  );
}

function organisations(url: URL, user: string | undefined, side: ApiSide): Answer {
  check(url, ["page_size"], side);
  if (user === undefined) return refusal(401, "authentication required");
  if (side.refuses.includes("orgs")) return refusal(403, "access denied");
  return page(
    url,
    namespacesOf(user, side.users)
      .slice(1)
      .map((orgname) => ({ id: "0", orgname, full_name: "" })),
  );
}

function namespaces(url: URL, user: string | undefined, side: ApiSide): Answer {
  check(url, [], side);
  if (user === undefined) return refusal(401, "authentication required");
  if (side.refuses.includes("namespaces")) return refusal(403, "access denied");
  return json(200, { namespaces: namespacesOf(user, side.users).toSorted() });
}

function check(url: URL, known: readonly string[], { faults }: ApiSide): void {
  const { searchParams: query } = url;
  faults.push(
    ...[...query.keys()].filter((key) => !known.includes(key)).map((key) => `website: parameter ${key}`),
  );
  if (pageSizeOf(url) > largestPage) faults.push("website: a page larger than 100");
  if (!/^-?(?:name|last_updated|pull_count)$/.test(query.get("ordering") ?? "name"))
    faults.push("website: ordering");
}

function page(url: URL, entries: readonly unknown[]): Answer {
  const number = Number(url.searchParams.get("page") ?? "1");
  const size = pageSizeOf(url);
  const results = entries.slice((number - 1) * size, number * size);
  if (results.length === 0 && number > 1) return refusal(404, "object not found");
  const next = new URL(url);
  next.searchParams.set("page", String(number + 1));
  return json(200, {
    count: entries.length,
    // The link's host is one of its own, as behind a gateway: nobody may follow it blindly.
    next: number * size < entries.length ? `https://hub.docker.invalid${next.pathname}${next.search}` : null,
    previous: null,
    results,
  });
}

function pageSizeOf(url: URL): number {
  return Number(url.searchParams.get("page_size") ?? "10");
}

function repositoryEntry({
  path,
  description = "",
  isPrivate = false,
  lastUpdated,
  stars = 0,
}: Shelf): unknown {
  const [namespace, name] = path.split("/");
  return {
    name,
    namespace,
    repository_type: "image",
    status: 1,
    status_description: "active",
    description,
    is_private: isPrivate,
    star_count: stars,
    pull_count: 1,
    last_updated: lastUpdated ?? null,
    media_types: [],
    content_types: ["image"],
    categories: [],
    storage_size: 0,
  };
}

function tagEntry(name: string, { manifest, pushed, fullSize = 0, images = [] }: HubTag): unknown {
  return {
    id: 1,
    name,
    creator: 1,
    last_updated: pushed ?? null,
    last_updater: 1,
    last_updater_username: "",
    repository: 1,
    full_size: fullSize,
    v2: true,
    tag_status: "active",
    tag_last_pulled: null,
    tag_last_pushed: pushed ?? null,
    digest: digestOf(manifest),
    media_type: manifest.mediaType,
    content_type: "image",
    images: images.map((image) => ({
      features: "",
      os_features: "",
      os_version: null,
      status: "active",
      last_pulled: null,
      last_pushed: null,
      variant: null,
      ...image,
    })),
  };
}

function refusal(status: number, detail: string): Answer {
  return json(status, { detail, message: detail, errinfo: {} });
}
