/** The API side of a fake GitHub, after https://docs.github.com/rest/packages/packages and .../rest/orgs/orgs. */
import type { IncomingMessage } from "node:http";
import { type Answer, json } from "./ghcrAnswer.ts";
import {
  type Bearer,
  bearerOf,
  belongsTo,
  isOrganisation,
  isSame,
  maySee,
  type Shelves,
  type StoredPackage,
  type StoredVersion,
} from "./ghcrShelves.ts";

type Question = {
  readonly shelves: Shelves;
  readonly bearer: Bearer;
  /** Below the API's root, still encoded. */
  readonly path: string;
  readonly url: URL;
};

/** What GitHub would not take, or what Mooring must never send. */
export function apiFaults({ method, headers }: IncomingMessage, url: URL): readonly string[] {
  const known = new Set(["package_type", "per_page", "page", "state"]);
  const isList = /\/packages$/.test(url.pathname);
  return [
    ...(method === "GET" || method === "DELETE" ? [] : [`method ${method}`]),
    ...(headers.accept === "application/vnd.github+json" ? [] : [`accept ${headers.accept}`]),
    ...(headers["x-github-api-version"] === "2022-11-28" ? [] : ["no X-GitHub-Api-Version"]),
    ...(/^Bearer \S+$/.test(headers.authorization ?? "") ? [] : ["a request without a token"]),
    ...(headers.cookie === undefined ? [] : ["a cookie"]),
    ...[...url.searchParams.keys()].filter((key) => !known.has(key)).map((key) => `parameter ${key}`),
    ...(isList === (url.searchParams.get("package_type") === "container") ? [] : ["package_type"]),
    ...(Number(url.searchParams.get("per_page") ?? "30") <= 100 ? [] : ["a page larger than 100"]),
  ];
}

export function answerApi(shelves: Shelves, request: IncomingMessage, url: URL, path: string): Answer {
  const [, token = ""] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
  const bearer = bearerOf(shelves, token);
  if (bearer === undefined) return json(401, { message: "Bad credentials" });
  const answer = route({ shelves, bearer, path, url }, request.method ?? "");
  return { ...answer, headers: { ...answer.headers, "x-oauth-scopes": bearer.scopes.join(", ") } };
}

function route(question: Question, method: string): Answer {
  const { path } = question;
  if (path === "user/orgs" && method === "GET") return organisations(question);
  const list = /^(?:user|orgs\/([^/]+))\/packages$/.exec(path);
  if (list !== null && method === "GET") return packages(question, list[1]);
  const place = /^(user|users\/[^/]+|orgs\/[^/]+)\/packages\/container\/([^/]+)\/versions(?:\/(\d+))?$/.exec(
    path,
  );
  const [, owner = "", name = "", id] = place ?? [];
  if (place === null || (id === undefined) !== (method === "GET")) return notFound;
  const found = findIn(question, owner, decodeURIComponent(name));
  if (found === undefined) return notFound;
  const refused = refusalOf(question, found.owner);
  if (refused !== undefined) return refused;
  return id === undefined ? versions(question, found) : deletion(question, found, Number(id));
}

const notFound = json(404, { message: "Not Found" });

function organisations({ shelves, bearer, url }: Question): Answer {
  if (!["read:org", "user"].some((scope) => bearer.scopes.includes(scope))) {
    return lacking("admin:org, read:org, user, write:org");
  }
  const { organisations: logins = [] } = bearer.user;
  const isWithheld = (login: string) => shelves.refused?.[login] === "withheld";
  const shown = logins
    .filter((login) => !isWithheld(login))
    .map((login) => ({ login, id: 1, description: "" }));
  const answer = page(shown, url);
  if (!logins.some(isWithheld)) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, "x-github-sso": "partial-results; organizations=21955855" },
  };
}

function packages({ shelves, bearer, url }: Question, organisation: string | undefined): Answer {
  if (!mayRead(bearer)) return lacking("read:packages");
  const owner = organisation ?? bearer.user.login;
  if (organisation !== undefined && !isOrganisation(shelves, organisation)) return notFound;
  const refused = organisation && refusalOf({ shelves }, organisation);
  if (refused) return refused;
  const shown = shelves.packages
    .filter((found) => isSame(found.owner, owner) && maySee(found, bearer.user))
    .map((found) => packageEntry(shelves, found));
  return page(shown, url);
}

function versions({ bearer, url }: Question, found: StoredPackage): Answer {
  return mayRead(bearer)
    ? page(found.versions.toReversed().map(versionEntry), url)
    : lacking("read:packages");
}

function deletion({ bearer }: Question, found: StoredPackage, id: number): Answer {
  const version = found.versions.find((kept) => kept.id === id);
  if (version === undefined || !belongsTo(found.owner, bearer.user)) return notFound;
  if (!bearer.scopes.includes("delete:packages")) return lacking("delete:packages");
  if (found.versions.length === 1) {
    const message = "You cannot delete the last version of a package. You must delete the package instead.";
    return json(400, { message });
  }
  if (found.visibility === "public" && version.downloads > 5000) {
    const message = "Publicly visible package versions with more than 5000 downloads cannot be deleted.";
    return json(400, { message });
  }
  found.versions = found.versions.filter((kept) => kept !== version);
  return { status: 204 };
}

function findIn({ shelves, bearer }: Question, place: string, name: string): StoredPackage | undefined {
  const [kind, login = bearer.user.login] = place.split("/");
  if ((kind === "orgs") !== isOrganisation(shelves, login)) return undefined;
  const found = shelves.packages.find((kept) => isSame(kept.owner, login) && kept.name === name);
  return found !== undefined && maySee(found, bearer.user) ? found : undefined;
}

function refusalOf({ shelves }: Pick<Question, "shelves">, organisation: string): Answer | undefined {
  switch (shelves.refused?.[organisation]) {
    case "sso": {
      const message = "Resource protected by organization SAML enforcement.";
      const sso = `required; url=https://github.com/orgs/${organisation}/sso?authorization_request=A1`;
      return json(403, { message }, { "x-github-sso": sso });
    }
    case "restricted":
      return json(403, {
        message: `the \`${organisation}\` organization has enabled OAuth App access restrictions`,
      });
    case "missing":
      return notFound;
    default:
      return undefined;
  }
}

function mayRead({ scopes }: Bearer): boolean {
  return scopes.includes("read:packages") || scopes.includes("write:packages");
}

function lacking(accepted: string): Answer {
  return json(
    403,
    { message: `You need at least ${accepted} scope.` },
    { "x-accepted-oauth-scopes": accepted },
  );
}

function packageEntry(
  shelves: Shelves,
  { owner, name, visibility, updated, versions: { length } }: StoredPackage,
) {
  const type = isOrganisation(shelves, owner) ? "Organization" : "User";
  const version = { version_count: length, visibility, created_at: updated, updated_at: updated };
  return { id: 1, name, package_type: "container", owner: { login: owner, type }, ...version };
}

function versionEntry({ id, tree, tags, updated }: StoredVersion) {
  const metadata = { package_type: "container", container: { tags } };
  return { id, name: tree.digest, created_at: updated, updated_at: updated, metadata };
}

/** https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
function page(entries: readonly unknown[], url: URL): Answer {
  const size = Number(url.searchParams.get("per_page") ?? "30");
  const number = Number(url.searchParams.get("page") ?? "1");
  const shown = entries.slice((number - 1) * size, number * size);
  if (number * size >= entries.length) return json(200, shown);
  const at = (wanted: number) => {
    const target = new URL(url);
    target.searchParams.set("page", String(wanted));
    return target.href;
  };
  const last = Math.ceil(entries.length / size);
  return json(200, shown, { link: `<${at(number + 1)}>; rel="next", <${at(last)}>; rel="last"` });
}
