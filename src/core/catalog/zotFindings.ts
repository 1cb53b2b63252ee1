/**
 * What zot found in one image, by its search extension. zot looks when it is asked, if it did not before. Loaded on first
 * need. https://zotregistry.dev/latest/articles/graphql/
 */
import { statusToFailure } from "../http/answers.ts";
import { drain, readBytes } from "../http/body.ts";
import { type Fields, parseObject, toObject, toSize, toText } from "../oci/fields.ts";
import type { Digest } from "../reference/digest.ts";
import { objects } from "../scanning/fields.ts";
import { readZotReport } from "../scanning/zotReport.ts";
import type { CatalogSource } from "./catalog.ts";
import { withOwnLogin } from "./ownLogin.ts";
import type { ScanState } from "./registryScanner.ts";

/** Entries of one page, and pages in all. */
const pageSize = 500;
const mostPages = 100;
const longestPage = 16 * 1024 * 1024;
/** Milliseconds for an answer: zot looks before it answers. */
const patience = 120_000;

/**
 * The findings of an image, a request for each page. `absent` when this is no zot, or one without the extension: every
 * registry that is of no other kind is asked, without a login unless it wants one.
 */
export async function readZotScan(
  source: CatalogSource,
  path: string,
  image: Digest,
  signal: AbortSignal | undefined,
): Promise<ScanState | "absent"> {
  const entries: Fields[] = [];
  for (let page = 0; page < mostPages; page++) {
    const answer = await search(source, queryFor(`${path}@${image}`, entries.length), signal);
    if (answer === undefined) return "absent";
    const [error] = objects(answer["errors"]);
    if (error !== undefined) return { kind: "failed", detail: toText(error["message"]) ?? "" };
    const list = toObject(toObject(answer["data"])?.["CVEListForImage"]) ?? {};
    const found = objects(list["CVEList"]);
    entries.push(...found);
    const total = toSize(toObject(list["Page"])?.["TotalCount"]) ?? 0;
    if (found.length === 0 || entries.length >= total) break;
  }
  return { kind: "done", report: await readZotReport(entries) };
}

/** A path and a digest hold nothing that must be escaped. */
function queryFor(image: string, offset: number): string {
  const page = `{ limit: ${pageSize}, offset: ${offset}, sortBy: SEVERITY }`;
  const held = "PackageList { Name PackagePath InstalledVersion FixedVersion }";
  const entry = `Id Title Description Reference Severity ${held}`;
  return `{ CVEListForImage(image: "${image}", requestedPage: ${page}) { Page { TotalCount } CVEList { ${entry} } } }`;
}

/** The answer to a query; undefined from a registry that has no such extension. */
async function search(
  source: CatalogSource,
  query: string,
  signal: AbortSignal | undefined,
): Promise<Fields | undefined> {
  const { base } = source;
  const url = new URL("v2/_zot/ext/search", base);
  url.search = new URLSearchParams({ query }).toString();
  const call = {
    method: "GET",
    url,
    headers: { accept: "application/json" },
    deadline: patience,
    patience,
    ...(signal && { signal }),
  } as const;
  const bare = await source.send(call);
  const challenge = bare.headers.get("www-authenticate") ?? "";
  const wantsLogin = bare.status === 401 && /^basic\b/i.test(challenge);
  if (wantsLogin) await drain(bare);
  const response = wantsLogin ? await withOwnLogin(source)(call) : bare;
  const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json");
  // What is wrong with a query is told with 422.
  if (isJson && (response.status === 200 || response.status === 422)) {
    const subject = `what ${base.host} found`;
    const answer = parseObject(await readBytes(response, longestPage, subject, base.host), subject);
    return "data" in answer || "errors" in answer ? answer : undefined;
  }
  if (wantsLogin || response.status === 429 || response.status >= 500) {
    const failure = await statusToFailure(response, base.host);
    if (failure.kind !== "notFound") throw failure;
    return undefined;
  }
  await drain(response);
  return undefined;
}
