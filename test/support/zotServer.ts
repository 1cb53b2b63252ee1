/**
 * A fake of zot's search extension, after pkg/extensions/search/schema.graphql of zot 2.1. Strict: a query that the
 * schema does not allow is noted as a fault, and stop() rejects with the faults. Or a registry that is no zot.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Login } from "./push.ts";

export type ZotOptions = {
  /** The image that it knows, `path@digest`. */
  readonly image?: string;
  readonly cves?: readonly object[];
  /** Who may ask; anybody when absent. */
  readonly login?: Login;
  /** What it says instead. */
  readonly error?: string;
  /** How a registry that is no zot answers. */
  readonly otherwise?: "404" | "html" | "json" | "bearer";
};

export type ZotServer = {
  readonly base: URL;
  /** The scheme of each request's login. */
  readonly requests: (string | undefined)[];
  readonly stop: () => Promise<void>;
};

/** The fields of a `CVE` and of a `PackageInfo`. */
const fields = new Set(
  "Page TotalCount ItemCount Tag Digest Summary CVEList Id Title Description Reference Severity PackageList Name PackagePath InstalledVersion FixedVersion".split(
    " ",
  ),
);

/** Starts the server on a free loopback port. */
export async function startZot({
  image,
  cves = [],
  login,
  error,
  otherwise,
}: ZotOptions): Promise<ZotServer> {
  const requests: (string | undefined)[] = [];
  const faults: string[] = [];
  const expected = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}`;
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    requests.push(authorization?.split(" ")[0]);
    const send = (status: number, body: string, headers: Record<string, string> = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
    const url = new URL(request.url ?? "/", "http://zot.test");
    if (request.method !== "GET" || url.pathname !== "/v2/_zot/ext/search") {
      faults.push(`${request.method} ${url.pathname}`);
      return send(404, "{}");
    }
    if (otherwise === "404") return send(404, '{"errors":[{"code":"NAME_UNKNOWN"}]}');
    if (otherwise === "html") return send(200, "<html>", { "content-type": "text/html" });
    if (otherwise === "json") return send(200, "{}");
    if (otherwise === "bearer")
      return send(401, "{}", { "www-authenticate": 'Bearer realm="https://auth.test/",service="x"' });
    if (expected !== undefined && authorization !== expected)
      return send(401, '{"errors":[{"code":"UNAUTHORIZED"}]}', { "www-authenticate": 'Basic realm="zot"' });
    if (error !== undefined) return send(200, JSON.stringify({ errors: [{ message: error }], data: null }));
    const [, named, limit, offset, selection = ""] =
      /^\{ CVEListForImage\(image: "([^"]+)", requestedPage: \{ limit: (\d+), offset: (\d+), sortBy: SEVERITY \}\) (\{.*\}) \}$/.exec(
        url.searchParams.get("query") ?? "",
      ) ?? [];
    const unknown = (selection.match(/\w+/g) ?? []).filter((field) => !fields.has(field));
    if (named !== image || unknown.length > 0 || selection === "") {
      faults.push(`the query ${url.searchParams.get("query")}`);
      return send(
        422,
        JSON.stringify({ errors: [{ message: `Cannot query field ${unknown}` }], data: null }),
      );
    }
    const start = Number(offset);
    const list = cves.slice(start, start + Number(limit));
    const page = { TotalCount: cves.length, ItemCount: list.length };
    return send(200, JSON.stringify({ data: { CVEListForImage: { Page: page, CVEList: list } } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: new URL(`http://127.0.0.1:${port}/`),
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (faults.length > 0) throw new Error(`Requests that zot would not take: ${faults.join("; ")}`);
    },
  };
}
