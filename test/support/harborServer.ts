/**
 * A fake of Harbor 2, after https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml and its sources. Strict:
 * a request that no client of Harbor may send is noted as a fault, and stop() rejects with the faults.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Account,
  type Answer,
  artifactOf,
  type HarborArtifact,
  HarborData,
  type HarborOptions,
  immutableRefusal,
  type Repository,
  refusal,
} from "./harborData.ts";
import { HarborScans } from "./harborScans.ts";
import { answerToken, answerV2 } from "./harborV2.ts";

export type HarborRequest = {
  readonly method: string;
  /** Path and query, as they were written. */
  readonly path: string;
  /** The Authorization header's scheme. */
  readonly scheme: string | undefined;
};

export type HarborServer = {
  readonly base: URL;
  readonly requests: HarborRequest[];
  /** Makes every token unknown, as when it expires. */
  readonly expireTokens: () => void;
  /** Rejects when a request was not as it should be. */
  readonly stop: () => Promise<void>;
};

const api = "/api/v2.0/";
const listParameters = ["page", "page_size", "sort", "q"];
const artifactParameters = ["with_tag", "with_scan_overview", "with_accessory", "with_label"];

/** Starts the server on a free loopback port. */
export async function startHarbor(options: HarborOptions): Promise<HarborServer> {
  const data = new HarborData(options);
  const requests: HarborRequest[] = [];
  const faults: string[] = [];
  const scans = new HarborScans();
  const server = createServer(async (request, response) => {
    const { method = "", url: path = "/", headers } = request;
    const url = new URL(path, `http://${headers.host}`);
    requests.push({ method, path, scheme: headers.authorization?.split(" ")[0] });
    const fault = (what: string): Answer => {
      faults.push(`${method} ${path}: ${what}`);
      return refusal(404, "NOT_FOUND", what);
    };
    // Cookies are handed out and must never come back: with one, every change would need a token against forgery.
    if (headers.cookie !== undefined) fault("a cookie");
    send(response, method, await answerTo({ data, scans }, request, url, fault));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (faults.length > 0) throw new Error(`Requests that Harbor would not take: ${faults.join("; ")}`);
  };
  return {
    base: new URL(`http://127.0.0.1:${port}/`),
    requests,
    expireTokens: () => data.expireTokens(),
    stop,
  };
}

type Fault = (what: string) => Answer;

type State = { readonly data: HarborData; readonly scans: HarborScans };

function answerTo(state: State, request: IncomingMessage, url: URL, fault: Fault): Answer | Promise<Answer> {
  const { data } = state;
  const { method = "", headers } = request;
  const isScan = method === "POST" && url.pathname.endsWith("/scan");
  if (!["GET", "HEAD", "DELETE"].includes(method) && !isScan) return fault("an unexpected method");
  if (url.pathname === "/service/token") return answerToken(data, url, headers.authorization);
  if (url.pathname.startsWith("/v2/")) return answerV2(data, request, url);
  if (!url.pathname.startsWith(api)) return fault("an unexpected path");
  if (url.pathname === `${api}ping`) {
    if (headers.authorization !== undefined) fault("a login, unasked");
    return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: "Pong" };
  }
  const account = data.login(headers.authorization);
  if (account === undefined) return refusal(401, "UNAUTHORIZED", "unauthorized");
  if (url.pathname === `${api}repositories` && method === "GET")
    return answerRepositories(data, account, url, fault);
  return answerBelowProject(state, account, request, url, fault);
}

function answerRepositories(data: HarborData, account: Account, url: URL, fault: Fault): Answer {
  const seen = data.repositories.filter(({ project }) => data.mayList(account, project));
  const sorted = seen.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return page(sorted, url, fault, ({ path, project, artifacts }) => ({
    id: data.repositories.findIndex((repository) => repository.path === path) + 1,
    project_id: data.numberOf(project),
    name: path,
    artifact_count: artifacts.length,
    pull_count: 7,
    description: `All about ${path}`,
    creation_time: "2026-01-01T00:00:00.000Z",
    update_time: artifacts[0]?.pushed ?? "2026-01-01T00:00:00.000Z",
  }));
}

/** The router decodes once and splits, the handler decodes each part again: so a name's slashes are encoded twice. */
function answerBelowProject(
  { data, scans }: State,
  account: Account,
  request: IncomingMessage,
  url: URL,
  fault: Fault,
): Answer | Promise<Answer> {
  const { method = "", headers } = request;
  const parts = decodeURIComponent(url.pathname.slice(api.length)).split("/").map(decodeURIComponent);
  const [projects, segment = "", repositories, name = "", artifacts, ...rest] = parts;
  if (
    projects !== "projects" ||
    repositories !== "repositories" ||
    artifacts !== "artifacts" ||
    (rest.length === 2 && rest[1] !== "scan")
  )
    return fault("an unexpected path");
  const project = data.projectOf(segment, headers["x-is-resource-name"] === "true");
  if (project === undefined || !data.mayList(account, project))
    return account.name === undefined
      ? refusal(401, "UNAUTHORIZED", "unauthorized")
      : refusal(403, "FORBIDDEN", "forbidden");
  const repository = data.repository(`${project}/${name}`);
  if (repository === undefined) return refusal(404, "NOT_FOUND", `repository ${project}/${name} not found`);
  if (method === "GET" && rest.length === 0)
    return answerArtifacts(repository, url, headers["x-accept-vulnerabilities"], fault);
  if (method !== "DELETE" && rest.length > 0) {
    const artifact = artifactOf(repository, rest[0] ?? "");
    const below = rest.slice(1).join("/");
    if (artifact === undefined) return refusal(404, "NOT_FOUND", `artifact ${rest[0]} not found`);
    if (method === "GET" && below === "") return scans.artifact(artifact, request, url, fault);
    if (method === "GET" && below === "additions/vulnerabilities")
      return scans.report(artifact, request, fault);
    if (method !== "POST" || below !== "scan") return fault("an unexpected path");
    if (!data.isMember(account, project)) return refusal(403, "FORBIDDEN", "forbidden");
    return scans.start(artifact, request, fault);
  }
  if (method !== "DELETE" || rest.length === 0 || rest[1] === "scan") return fault("an unexpected method");
  if (!data.isMember(account, project)) return refusal(403, "FORBIDDEN", "forbidden");
  return remove(repository, rest, fault);
}

function answerArtifacts(
  { artifacts }: Repository,
  url: URL,
  accepted: string | string[] | undefined,
  fault: Fault,
): Answer {
  const { searchParams } = url;
  if (searchParams.get("q") !== "tags=*") fault("artifacts without tags as well");
  if (searchParams.get("with_scan_overview") === "true" && accepted === undefined)
    fault("scans of no kind in particular");
  const tagged = artifacts.filter(({ tags }) => tags.length > 0);
  const oldest = tagged.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
  const newest = searchParams.get("sort") === "-push_time" ? oldest.toReversed() : oldest;
  return page(newest, url, fault, (artifact) => ({
    ...artifactBody(artifact),
    ...(searchParams.get("with_tag") !== "true" && { tags: null }),
    ...(searchParams.get("with_scan_overview") === "true" && { scan_overview: artifact.scanOverview }),
  }));
}

function timeOf({ pushed = "2026-01-01T00:00:00.000Z" }: HarborArtifact): string {
  return pushed;
}

function artifactBody(artifact: HarborArtifact): object {
  const { tree, tags } = artifact;
  const time = timeOf(artifact);
  const sizes = [tree, ...tree.children].flatMap(({ size, blobs }) => [
    size,
    ...blobs.map((blob) => blob.size),
  ]);
  return {
    type: "IMAGE",
    manifest_media_type: tree.mediaType,
    digest: tree.digest,
    size: sizes.reduce((sum, size) => sum + size, 0),
    push_time: time,
    pull_time: "0001-01-01T00:00:00.000Z",
    references: tree.children.map(({ digest, platform }) => ({
      child_digest: digest,
      platform: platform ?? { os: "unknown", architecture: "unknown", OsFeatures: null },
      urls: null,
    })),
    tags: tags.map(({ name, pushed = time, immutable = false }) => ({ name, push_time: pushed, immutable })),
  };
}

function remove(repository: Repository, [name = "", tagsWord, tag]: readonly string[], fault: Fault): Answer {
  const artifact = artifactOf(repository, name);
  if (artifact === undefined) return refusal(404, "NOT_FOUND", `artifact ${name} not found`);
  const others = repository.artifacts.filter((other) => other !== artifact);
  if (tagsWord === undefined) {
    if (artifact.tags.some(({ immutable }) => immutable)) return immutableRefusal;
    repository.artifacts = others;
    return { status: 200 };
  }
  const found = artifact.tags.find((given) => given.name === tag);
  if (tagsWord !== "tags" || found === undefined) return fault("no such tag of that artifact");
  if (found.immutable) return immutableRefusal;
  repository.artifacts = [...others, { ...artifact, tags: artifact.tags.filter((given) => given !== found) }];
  return { status: 200 };
}

function page<T>(all: readonly T[], url: URL, fault: Fault, show: (entry: T) => object): Answer {
  const known = [...listParameters, ...(url.pathname.endsWith("/artifacts") ? artifactParameters : [])];
  const unknown = [...url.searchParams.keys()].filter((key) => !known.includes(key));
  if (unknown.length > 0) return fault(`the parameters ${unknown}`);
  const number = Number(url.searchParams.get("page") ?? "1");
  const size = Number(url.searchParams.get("page_size") ?? "10");
  if (size > 100)
    return refusal(422, "UNPROCESSABLE_ENTITY", "page_size in query should be less than or equal to 100");
  const next = new URL(url);
  next.searchParams.set("page", String(number + 1));
  const more = number * size < all.length;
  return {
    status: 200,
    headers: {
      "x-total-count": String(all.length),
      ...(more && { link: `<${next.pathname}${next.search}>; rel="next"` }),
    },
    body: all.slice((number - 1) * size, number * size).map(show),
  };
}

function send(response: ServerResponse, method: string, { status, headers = {}, body }: Answer): void {
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  const bytes = body === undefined ? "" : isRaw ? body : JSON.stringify(body);
  const given = {
    "content-type": "application/json; charset=utf-8",
    "set-cookie": "sid=1; Path=/; HttpOnly",
  };
  response.writeHead(status, { ...given, ...headers }).end(method === "HEAD" ? "" : bytes);
}
