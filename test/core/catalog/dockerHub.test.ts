import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dockerHubRepositories } from "../../../src/core/catalog/dockerHub.ts";
import type { RepositoryFacts } from "../../../src/core/catalog/facts.ts";
import type { ListPage } from "../../../src/core/catalog/listPage.ts";
import { ContentError, RegistryError } from "../../../src/core/errors.ts";
import type { Send } from "../../../src/core/http/call.ts";
import { type Answer, type DockerHubOptions, startDockerHub } from "../../support/dockerHubServer.ts";

const plainSend: Send = ({ method, url, headers, signal }) =>
  fetch(url, { method, ...(headers && { headers }), ...(signal && { signal }) });

/** Reads up to `most` pages from a fake Docker Hub. */
async function read(
  options: DockerHubOptions,
  most = 3,
): Promise<{ pages: readonly ListPage<RepositoryFacts>[]; requests: readonly string[]; host: string }> {
  const hub = await startDockerHub(options);
  try {
    const pages: ListPage<RepositoryFacts>[] = [];
    let next: ListPage<RepositoryFacts>["next"] = dockerHubRepositories(plainSend, hub.base);
    while (next !== undefined && pages.length < most) {
      const page: ListPage<RepositoryFacts> = await next();
      pages.push(page);
      next = page.next;
    }
    return { pages, requests: hub.requests, host: hub.base.host };
  } finally {
    await hub.stop();
  }
}

const many = Array.from({ length: 178 }, (_, index) => `image${index}`);

function answer(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}

async function failing(given: Answer): Promise<unknown> {
  return read({ names: [], instead: () => given }).then(
    () => assert.fail("it did not fail"),
    (failure) => failure,
  );
}

describe("Docker Hub's official images", () => {
  it("come a hundred at a time by name, with their number, one request for each page", async () => {
    const { pages, requests } = await read({ names: many });
    assert.deepEqual(
      pages.map(({ items, total, cut, hidden }) => [items.length, total, cut, hidden]),
      [
        [100, 178, false, 0],
        [78, 178, false, 0],
      ],
    );
    assert.deepEqual(
      [pages[0]?.items[0]?.name, pages[1]?.items.at(-1)?.name],
      ["library/image0", "library/image177"],
    );
    assert.deepEqual(requests, [
      "?page=1&page_size=100&ordering=name",
      "?page=2&page_size=100&ordering=name",
    ]);
  });

  it("end where the website says that a later page is not there", async () => {
    const gone = answer("", 404);
    const { pages } = await read({ names: many, instead: (page) => (page === 2 ? gone : undefined) });
    assert.deepEqual([pages.length, pages[1]?.items, pages[1]?.next], [2, [], undefined]);
  });

  it("R07 have valid names; what is none is counted", async () => {
    const results = [
      ...["nginx", "../../_catalog", "a b", "-x", "x".repeat(300), "a/b", "Nginx", "é"].map((name) => ({
        name,
      })),
      { name: 7 },
      {},
      null,
      "redis",
      { name: "httpd" },
    ];
    const body = { count: "many", next: null, results };
    const { pages } = await read({ names: [], instead: () => answer(body) });
    assert.deepEqual(pages, [
      { items: [{ name: "library/nginx" }, { name: "library/httpd" }], hidden: 11, cut: false },
    ]);
  });

  it("H14 are cut after a hundred pages", async () => {
    const endless = answer({ count: 5, next: "https://hub.docker.com/", results: [{ name: "again" }] });
    const { pages, requests } = await read({ names: [], instead: () => endless }, 200);
    assert.deepEqual([pages.length, requests.length, pages.at(-1)?.cut], [100, 100, true]);
  });

  it("H14 end with an empty page, whatever the link says", async () => {
    const empty = answer({ count: 5, next: "https://hub.docker.com/", results: [] });
    const { pages } = await read({ names: [], instead: () => empty });
    assert.deepEqual([pages.length, pages[0]?.next], [1, undefined]);
  });

  it("H02 are refused with the time of X-Retry-After", async () => {
    const failure = await failing(answer("slow down", 429, { "x-retry-after": "1900000000" }));
    assert.ok(failure instanceof RegistryError);
    assert.deepEqual(
      [failure.kind, failure.retryAt, failure.status],
      ["rateLimited", 1_900_000_000_000, 429],
    );
  });

  for (const header of ["abc", "-1", "0", "1e999", ""]) {
    it(`H04 are refused without a time when X-Retry-After is "${header}"`, async () => {
      const failure = await failing(answer("", 429, { "x-retry-after": header }));
      assert.ok(failure instanceof RegistryError);
      assert.deepEqual([failure.kind, failure.retryAt], ["rateLimited", undefined]);
    });
  }

  it("fail when the first page is not there or the website fails", async () => {
    for (const [status, kind] of [
      [404, "notFound"],
      [403, "denied"],
      [500, "unavailable"],
    ] as const) {
      const failure = await failing(answer("{}", status));
      assert.ok(failure instanceof RegistryError);
      assert.deepEqual([failure.kind, failure.status], [kind, status]);
    }
  });

  for (const [what, body] of Object.entries({
    "a web page": "<html></html>",
    "a list": "[]",
    "no results": "{}",
    "results that are no list": '{"results":{}}',
    "JSON of great depth": "[".repeat(10_000),
  })) {
    it(`R08 are refused when the answer is ${what}`, async () => {
      const failure = await failing(answer(body));
      assert.ok(failure instanceof ContentError);
      assert.equal(failure.kind, "malformed");
    });
  }

  it("R02 are refused when the answer is larger than 4 MiB", async () => {
    const failure = await failing(answer(`{"results":[],"x":"${"x".repeat(4 * 1024 * 1024)}"}`));
    assert.ok(failure instanceof ContentError);
    assert.equal(failure.kind, "tooLarge");
  });

  it("end with the signal's reason", async () => {
    const reason = new DOMException("no more", "AbortError");
    const read = dockerHubRepositories(plainSend, new URL("http://127.0.0.1:9/"));
    await assert.rejects(read(AbortSignal.abort(reason)), reason);
  });
});
