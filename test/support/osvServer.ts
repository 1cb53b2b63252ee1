/**
 * A fake of OSV.dev, after https://google.github.io/osv.dev/api/ and https://ossf.github.io/osv-schema/. Strict: what the
 * real one refuses, or must never be told, is noted as a fault, and stop() rejects with the faults.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What is affected by a record: `ecosystem name version`. */
export type OsvData = Readonly<
  Record<
    string,
    { readonly affects: readonly string[]; readonly record?: object; readonly modified?: string }
  >
>;

export type OsvServer = {
  readonly base: URL;
  /** `POST 2` for a batch of two, `GET ID`. */
  readonly requests: string[];
  /** Everything that was asked about, as it came. */
  readonly told: string[];
  readonly stop: () => Promise<void>;
};

/** Starts the server on a free loopback port. `pageSize` is how many records of one query come at once. */
export async function startOsv(data: OsvData, { pageSize = 1000 } = {}): Promise<OsvServer> {
  const requests: string[] = [];
  const told: string[] = [];
  const faults: string[] = [];
  const server = createServer(async (request, response): Promise<unknown> => {
    const { method, url = "/", headers } = request;
    const send = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const refuse = (status: number, message: string) => {
      faults.push(`${method} ${url}: ${message}`);
      return send(status, { code: 3, message });
    };
    if (headers.authorization !== undefined || headers.cookie !== undefined) return refuse(400, "a login");
    const [, id = ""] = /^\/v1\/vulns\/([^/?]+)$/.exec(url) ?? [];
    if (method === "GET" && id !== "") {
      requests.push(`GET ${id}`);
      const record = data[decodeURIComponent(id)]?.record;
      return record === undefined ? send(404, { code: 5, message: "Bug not found." }) : send(200, record);
    }
    if (method !== "POST" || url !== "/v1/querybatch") return refuse(404, "no such place");
    if (headers["content-type"] !== "application/json") return refuse(415, "no JSON");
    const body = await text(request);
    told.push(body);
    const { queries, ...others } = JSON.parse(body);
    if (!Array.isArray(queries) || Object.keys(others).length > 0) return refuse(400, "Invalid query.");
    if (queries.length > 1000) return refuse(400, "Too many queries.");
    requests.push(`POST ${queries.length}`);
    const results = queries.map(({ package: about, version, page_token = "0", ...rest }) => {
      const fields = [
        Object.keys(rest),
        Object.keys(about).filter((key) => !/^(?:name|ecosystem)$/.test(key)),
      ];
      if (fields.flat().length > 0 || !about.name || !about.ecosystem || !version)
        refuse(400, `Invalid query: ${JSON.stringify(about)}`);
      const wanted = `${about.ecosystem} ${about.name} ${version}`;
      const found = Object.entries(data).filter(([, { affects }]) => affects.includes(wanted));
      const from = Number(page_token);
      const vulns = found
        .slice(from, from + pageSize)
        .map(([name, { modified = "2026-01-02T03:04:05.678901Z" }]) => ({ id: name, modified }));
      const next = from + pageSize < found.length && { next_page_token: String(from + pageSize) };
      return vulns.length === 0 ? {} : { vulns, ...next };
    });
    return response.headersSent ? undefined : send(200, { results });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: new URL(`http://127.0.0.1:${port}/`),
    requests,
    told,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (faults.length > 0) throw new Error(`Requests that OSV.dev would not take: ${faults.join("; ")}`);
    },
  };
}
