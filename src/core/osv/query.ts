/** Asking OSV.dev which vulnerabilities packages have, many packages at a time. https://google.github.io/osv.dev/post-v1-querybatch/ */
import { RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { readBytes } from "../http/body.ts";
import type { Send } from "../http/call.ts";
import { type Fields, parseObject, toArray, toObject, toText } from "../oci/fields.ts";
import { objects } from "../scanning/fields.ts";
import type { OsvPackage } from "./ecosystem.ts";

/** Where OSV.dev is, and how it is asked: without a login. */
export type Osv = { readonly base: URL; readonly send: Send };

/** A record by its id, and when it was last changed, as OSV.dev writes that. */
export type OsvHit = { readonly id: string; readonly modified: string };

/** The most queries of one request, and requests in all: further pages are asked for anew. */
const batchSize = 1000;
const mostRequests = 60;
const longestAnswer = 32 * 1024 * 1024;
const longestRecord = 4 * 1024 * 1024;
/** What an id may be: it becomes a part of an address. */
const validId = /^[A-Za-z0-9][\w.:+-]{0,127}$/;

/** The records about each package, in the packages' order; `cut` when there is more than may be asked for. */
export async function queryOsv(
  osv: Osv,
  packages: readonly OsvPackage[],
  signal?: AbortSignal,
): Promise<{ readonly hits: readonly (readonly OsvHit[])[]; readonly cut: boolean }> {
  const hits: OsvHit[][] = packages.map(() => []);
  let waiting = packages.map((_, place) => ({ place, token: undefined as string | undefined }));
  for (let request = 0; waiting.length > 0; request++) {
    if (request === mostRequests) return { hits, cut: true };
    const batch = waiting.slice(0, batchSize);
    const queries = batch.flatMap(({ place, token }) => {
      const asked = packages[place];
      return asked === undefined ? [] : [toQuery(asked, token)];
    });
    const results = await ask(osv, queries, signal);
    const more = batch.flatMap(({ place }, at) => {
      const result = toObject(results[at]) ?? {};
      hits[place]?.push(...objects(result["vulns"]).flatMap(toHit));
      const token = toText(result["next_page_token"]);
      return token === undefined || token === "" ? [] : [{ place, token }];
    });
    waiting = [...waiting.slice(batchSize), ...more];
  }
  return { hits, cut: false };
}

/** A record; undefined when OSV.dev has none by that id. */
export async function getOsvRecord(osv: Osv, id: string, signal?: AbortSignal): Promise<Fields | undefined> {
  const url = new URL(`v1/vulns/${encodeURIComponent(id)}`, osv.base);
  const response = await osv.send({ method: "GET", url, ...(signal && { signal }) });
  const { host } = osv.base;
  if (response.status === 200)
    return parseObject(
      await readBytes(response, longestRecord, `the record ${id}`, host),
      `the record ${id}`,
    );
  const failure = await statusToFailure(response, host);
  if (failure.kind === "notFound") return undefined;
  throw failure;
}

function toQuery({ ecosystem, name, version }: OsvPackage, token: string | undefined) {
  return { package: { ecosystem, name }, version, ...(token !== undefined && { page_token: token }) };
}

async function ask(
  { base, send }: Osv,
  queries: readonly object[],
  signal: AbortSignal | undefined,
): Promise<readonly unknown[]> {
  const response = await send({
    method: "POST",
    url: new URL("v1/querybatch", base),
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ queries }),
    ...(signal && { signal }),
  });
  if (response.status !== 200) throw await statusToFailure(response, base.host);
  const subject = `what ${base.host} says of the packages`;
  const answer = parseObject(await readBytes(response, longestAnswer, subject, base.host), subject);
  const results = toArray(answer["results"]);
  // Results are told apart by their places alone.
  if (results?.length !== queries.length) throw new RegistryError("unexpected", base.host, { status: 200 });
  return results;
}

function toHit({ id, modified }: Fields): readonly OsvHit[] {
  const name = toText(id);
  return name !== undefined && validId.test(name) ? [{ id: name, modified: toText(modified) ?? "" }] : [];
}
