/**
 * Docker Hub's official images, listed by the website's API: the registry itself answers no catalogue.
 * https://docs.docker.com/reference/api/hub/latest/#tag/repositories
 */
import { ContentError, RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { readBytes } from "../http/body.ts";
import type { Send } from "../http/call.ts";
import { parseObject, toArray, toObject, toSize, toText } from "../oci/fields.ts";
import { isRepositoryPath } from "../reference/reference.ts";
import type { Catalog, CatalogSource } from "./catalog.ts";
import type { RepositoryFacts } from "./facts.ts";
import type { ListPage, ReadPage } from "./listPage.ts";
import { ociCatalog } from "./oci.ts";

/** The namespace of official images. */
export const officialNamespace = "library";

const pageSize = 100;
const mostPages = 100;
const longestAnswer = 4 * 1024 * 1024;

/** Docker Hub's catalogue. */
export function dockerHubCatalog(source: CatalogSource): Catalog {
  return { ...ociCatalog(source), repositories: dockerHubRepositories(source.send) };
}

/** The way to read the paths of the official images, by name. `base` is the website's root. */
export function dockerHubRepositories(
  send: Send,
  base = new URL("https://hub.docker.com/"),
): ReadPage<RepositoryFacts> {
  return page(send, base, 1);
}

function page(send: Send, base: URL, number: number): ReadPage<RepositoryFacts> {
  return async (signal) => {
    const url = new URL(`/v2/namespaces/${officialNamespace}/repositories`, base);
    url.search = `page=${number}&page_size=${pageSize}&ordering=name`;
    const headers = { accept: "application/json" };
    const response = await send({ method: "GET", url, headers, ...(signal && { signal }) });
    if (response.status === 404 && number > 1) {
      await response.body?.cancel();
      return { items: [], hidden: 0, cut: false };
    }
    if (response.status !== 200) throw await refusal(response, base.host);
    const subject = "the list of official images";
    const { goesOn, ...read } = decode(await readBytes(response, longestAnswer, subject), subject, base.host);
    const cut = goesOn && number === mostPages;
    return { ...read, cut, ...(goesOn && !cut && { next: page(send, base, number + 1) }) };
  };
}

/** The number of the next page is counted here; the link in the answer only tells that there is one. */
function decode(
  bytes: Uint8Array,
  subject: string,
  host: string,
): Omit<ListPage<RepositoryFacts>, "cut" | "next"> & { goesOn: boolean } {
  const { results, next, count } = parseObject(bytes, subject);
  const entries = toArray(results);
  if (entries === undefined) throw new ContentError("malformed", subject, { host });
  const total = toSize(count);
  const items = entries
    .slice(0, pageSize)
    .flatMap(pathOf)
    .map((name) => ({ name }));
  return {
    items,
    hidden: entries.length - items.length,
    goesOn: typeof next === "string" && entries.length > 0,
    ...(total !== undefined && { total }),
  };
}

function pathOf(entry: unknown): readonly string[] {
  const name = toText(toObject(entry)?.["name"]) ?? "";
  const path = `${officialNamespace}/${name}`;
  return name.includes("/") || !isRepositoryPath(path) ? [] : [path];
}

/** The website gives the end of a limit as `X-Retry-After`, in seconds since 1970. */
async function refusal(response: Response, host: string): Promise<RegistryError> {
  const seconds = response.headers.get("x-retry-after") ?? "";
  if (response.status !== 429 || !/^\d{9,10}$/.test(seconds)) return statusToFailure(response, host);
  await response.body?.cancel();
  return new RegistryError("rateLimited", host, { status: 429, retryAt: Number(seconds) * 1000 });
}
