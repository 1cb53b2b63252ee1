/** The distribution API of the fake Harbor, with its token service. */
import type { IncomingMessage } from "node:http";
import {
  type Account,
  type Answer,
  artifactOf,
  type HarborData,
  immutableRefusal,
  type Repository,
  refusal,
} from "./harborData.ts";
import type { Content, ManifestTree } from "./images.ts";

/** The service that the challenge names hands out tokens for one repository each, to nobody in particular as well. */
export function answerToken(data: HarborData, url: URL, authorization: string | undefined): Answer {
  const account = data.login(authorization);
  if (account === undefined) return refusal(401, "UNAUTHORIZED", "unauthorized");
  const token = data.issueToken(account, url.searchParams.getAll("scope"));
  return {
    status: 200,
    body: { token, access_token: "", expires_in: 1800, issued_at: new Date().toISOString() },
  };
}

/** Anonymous requests are always challenged first, for public projects as well. */
export function answerV2(data: HarborData, request: IncomingMessage, url: URL): Answer {
  const { method = "", headers } = request;
  const header = headers.authorization;
  const catalog = url.pathname === "/v2/_catalog";
  if (header === undefined && !catalog) return challenge(url, method);
  const isBearer = header?.startsWith("Bearer ") === true;
  const account: (Account & { readonly scopes?: readonly string[] }) | undefined = isBearer
    ? data.bearer(header)
    : header === undefined
      ? undefined
      : data.login(header);
  if (account === undefined || (catalog && isBearer))
    return refusal(401, "UNAUTHORIZED", "unauthorized", { "www-authenticate": 'Basic realm="harbor"' });
  if (url.pathname === "/v2/") return { status: 200, body: {} };
  if (catalog) return answerCatalog(data, account, url);
  const [, path = "", kind, name = ""] =
    /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/([^/]+)$/.exec(url.pathname) ?? [];
  const scope = `repository:${path}:`;
  const granted = account.scopes?.filter((given) => given.startsWith(scope)) ?? ["pull,delete"];
  const action = method === "DELETE" ? "delete" : "pull";
  const [project = ""] = path.split("/");
  const allowed = action === "delete" ? data.isMember(account, project) : data.mayPull(account, project);
  if (!allowed || !granted.some((given) => given.includes(action)))
    return refusal(401, "UNAUTHORIZED", `unauthorized to access repository: ${path}, action: ${action}`, {
      "www-authenticate": 'Basic realm="harbor"',
    });
  const repository = data.repository(path);
  if (repository === undefined) return refusal(404, "NOT_FOUND", `repository ${path} not found`);
  if (kind === "tags") return answerTags(repository, url);
  if (kind === "blobs") return answerBlob(repository, name);
  if (kind === "referrers") return answerReferrers(repository, name);
  if (method === "DELETE") return deleteManifest(repository, name);
  return answerManifest(repository, name, headers.accept ?? "", data.pullPolicy(project));
}

function challenge(url: URL, method: string): Answer {
  const [, path] = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//.exec(url.pathname) ?? [];
  const action = method === "DELETE" ? "delete" : "pull";
  const scope = path === undefined ? "" : `,scope="repository:${path}:${action}"`;
  const realm = `Bearer realm="${url.origin}/service/token",service="harbor-registry"${scope}`;
  return refusal(401, "UNAUTHORIZED", "unauthorized", { "www-authenticate": realm });
}

function answerCatalog(data: HarborData, account: Account, url: URL): Answer {
  if (!data.isAdministrator(account)) return refusal(401, "UNAUTHORIZED", "unauthorized");
  const names = data.repositories.map(({ path }) => path).sort();
  const last = url.searchParams.get("last");
  if (last !== null && !names.includes(last))
    return refusal(400, "BAD_REQUEST", `the last entry ${last} is unknown`);
  return cutPage(names, url, "repositories", {});
}

function answerTags({ path, artifacts }: Repository, url: URL): Answer {
  const names = artifacts.flatMap(({ tags }) => tags.map(({ name }) => name)).sort();
  return cutPage(names, url, "tags", { name: path });
}

function cutPage(all: readonly string[], url: URL, field: string, rest: object): Answer {
  const last = url.searchParams.get("last") ?? "";
  const size = Number(url.searchParams.get("n") ?? all.length);
  const left = all.filter((name) => name > last);
  const names = left.slice(0, size);
  const next = `<${url.pathname}?last=${encodeURIComponent(names.at(-1) ?? "")}&n=${size}>; rel="next"`;
  return {
    status: 200,
    headers: left.length > names.length ? { link: next } : {},
    body: { ...rest, [field]: names },
  };
}

function answerManifest(
  repository: Repository,
  name: string,
  accept: string,
  policy: string | undefined,
): Answer {
  const trees = repository.artifacts.flatMap(({ tree }) => withChildren(tree));
  const tree = artifactOf(repository, name)?.tree ?? trees.find(({ digest }) => digest === name);
  if (tree === undefined || !accept.includes(tree.mediaType))
    return refusal(404, "NOT_FOUND", `artifact ${repository.path}:${name} not found`);
  if (policy !== undefined) return refusal(412, "PROJECTPOLICYVIOLATION", policy);
  return answerContent(tree);
}

function answerBlob({ artifacts }: Repository, digest: string): Answer {
  const trees = artifacts.flatMap(({ tree }) => withChildren(tree));
  const blob = trees.flatMap(({ blobs }) => blobs).find((content) => content.digest === digest);
  if (blob === undefined) return refusal(404, "NOT_FOUND", `blob ${digest} not found`);
  return answerContent({ ...blob, mediaType: "application/octet-stream" });
}

function answerContent({ mediaType, digest, bytes }: Content): Answer {
  return {
    status: 200,
    headers: { "content-type": mediaType, "docker-content-digest": digest },
    body: bytes,
  };
}

function answerReferrers({ artifacts }: Repository, subject: string): Answer {
  const manifests = artifacts
    .map(({ tree }) => ({ tree, document: JSON.parse(Buffer.from(tree.bytes).toString()) }))
    .filter(({ document }) => document.subject?.digest === subject)
    .map(({ tree: { mediaType, digest, size }, document }) => ({
      mediaType,
      digest,
      size,
      artifactType: document.artifactType ?? document.config?.mediaType,
      annotations: document.annotations,
    }));
  const mediaType = "application/vnd.oci.image.index.v1+json";
  return {
    status: 200,
    headers: { "content-type": mediaType },
    body: { schemaVersion: 2, mediaType, manifests },
  };
}

/** A digest falls with all its tags; a tag cannot be taken away this way. */
function deleteManifest(repository: Repository, name: string): Answer {
  if (!name.includes(":")) return refusal(405, "UNSUPPORTED", "the operation is unsupported");
  const artifact = artifactOf(repository, name);
  if (artifact === undefined) return refusal(404, "NOT_FOUND", `artifact ${name} not found`);
  if (artifact.tags.some(({ immutable }) => immutable)) return immutableRefusal;
  repository.artifacts = repository.artifacts.filter((other) => other !== artifact);
  return { status: 202 };
}

function withChildren(tree: ManifestTree): readonly ManifestTree[] {
  return [tree, ...tree.children.flatMap(withChildren)];
}
