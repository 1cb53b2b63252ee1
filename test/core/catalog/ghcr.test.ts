import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anonymous, type Credential } from "../../../src/core/auth/credential.ts";
import type { Catalog, CatalogSource } from "../../../src/core/catalog/catalog.ts";
import { ghcrCatalog } from "../../../src/core/catalog/ghcr.ts";
import type { Listed, ListPage, ReadPage } from "../../../src/core/catalog/listPage.ts";
import { Connections, endpointOf } from "../../../src/core/connect.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import { explain, explainCatalog } from "../../../src/core/explain.ts";
import { fetchSend } from "../../../src/core/http/fetchSend.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import type { Distribution } from "../../../src/core/registry/distribution.ts";
import { FakeRegistry } from "../../support/fakeRegistry.ts";
import { type GhcrServer, type Instead, startGhcr } from "../../support/ghcrServer.ts";
import type { GhcrOptions, GhcrPackage, GhcrUser, GhcrVersion } from "../../support/ghcrShelves.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../../support/images.ts";

const reads = ["read:packages", "read:org"];
const octo: GhcrUser = {
  login: "Octo-Cat",
  tokens: {
    ghp_reads: reads,
    ghp_packages: ["read:packages"],
    ghp_deletes: [...reads, "delete:packages"],
    ghp_none: ["repo"],
  },
  organisations: ["Acme", "Globex"],
};

function image(number: number) {
  return makeImage({ steps: [{ command: `RUN ${number}` }] });
}

function version(number: number, ...tags: string[]): GhcrVersion {
  return { tree: image(number), tags, updated: "2026-02-03T04:05:06Z" };
}

function pack(path: string, rest: Partial<GhcrPackage> = {}): GhcrPackage {
  const [owner = "", ...name] = path.split("/");
  return { owner, name: name.join("/"), versions: [version(1, "1.0", "latest")], ...rest };
}

type Seen = {
  readonly catalog: Catalog;
  readonly distribution: Distribution;
  readonly server: GhcrServer;
  /** The requests since the last call. */
  readonly requests: () => readonly string[];
};

/** Works with a registry of this kind through the whole way of a call, as one account. */
async function as(
  password: string | undefined,
  options: Partial<GhcrOptions>,
  work: (seen: Seen) => Promise<void>,
  instead?: Instead,
): Promise<void> {
  const server = await startGhcr({ users: [octo], organisations: ["Acme", "Globex"], ...options }, instead);
  const credential: Credential =
    password === undefined ? anonymous : { kind: "basic", username: "anyone", password };
  const endpoint = endpointOf(server.base, { kind: "ghcr" });
  const connections = new Connections({
    userAgent: "Mooring/test",
    transport: fetchSend("Mooring/test"),
    proxy: () => undefined,
    endpoints: () => [endpoint],
    credential: async () => credential,
    allowRealm: async () => assert.fail("the realm is the registry itself"),
    concurrency: 4,
    timeout: 10_000,
  });
  try {
    const requests = () => server.requests.splice(0);
    await work({ ...connections.open(endpoint), server, requests });
  } finally {
    connections.reset();
    await server.stop();
  }
}

/** Every page, as far as the list can be read, and how it ended otherwise. */
async function all<Facts>(first: ReadPage<Facts>) {
  const pages: ListPage<Facts>[] = [];
  let failure: unknown;
  for (let next: ReadPage<Facts> | undefined = first; next !== undefined; next = pages.at(-1)?.next) {
    const page: ListPage<Facts> | undefined = await next().catch((thrown) => {
      failure = thrown;
      return undefined;
    });
    if (page === undefined) break;
    pages.push(page);
  }
  return { pages, failure, items: pages.flatMap(({ items }) => items) };
}

function names(items: readonly Listed<unknown>[]): readonly string[] {
  return items.map(({ name }) => name);
}

async function failureOf(work: Promise<unknown>): Promise<RegistryError> {
  const failure = await work.then(
    () => assert.fail("it did not fail"),
    (thrown) => thrown,
  );
  assert.ok(failure instanceof RegistryError);
  return failure;
}

const many = (owner: string, count: number) =>
  Array.from({ length: count }, (_, number) => pack(`${owner}/app${number}`));

describe("GHCR's repositories", () => {
  it("begin with the user's own, by one request, with what the list tells of them", async () => {
    const packages = [
      pack("Octo-Cat/app", { updated: "2026-05-06T07:08:09Z" }),
      pack("Octo-Cat/team/api", { visibility: "public" }),
      pack("Acme/web", { visibility: "internal" }),
    ];
    await as("ghp_reads", { packages }, async ({ catalog, requests }) => {
      const page = await catalog.repositories();
      assert.deepEqual(page.items, [
        { name: "octo-cat/app", facts: { isPrivate: true, pushed: Date.UTC(2026, 4, 6, 7, 8, 9) } },
        { name: "octo-cat/team/api", facts: { isPrivate: false, pushed: Date.UTC(2026, 0, 1) } },
      ]);
      assert.deepEqual(requests(), ["GET /api/v3/user/packages?package_type=container&per_page=100"]);
      const second = await page.next?.();
      assert.deepEqual(names(second?.items ?? []), ["acme/web"]);
      assert.equal(second?.items[0]?.facts?.isPrivate, true);
      assert.deepEqual(requests(), [
        "GET /api/v3/user/orgs?per_page=100",
        "GET /api/v3/orgs/Acme/packages?package_type=container&per_page=100",
      ]);
    });
  });

  it("come page by page: 250 of one's own are three requests, each when it is wanted", async () => {
    await as("ghp_reads", { packages: many("Octo-Cat", 250) }, async ({ catalog, requests }) => {
      const first = await catalog.repositories();
      assert.equal(requests().length, 1);
      const second = await first.next?.();
      assert.equal(requests().length, 1);
      const third = await second?.next?.();
      assert.equal(requests().length, 1);
      assert.deepEqual(
        [first, second, third].map((page) => page?.items.length),
        [100, 100, 50],
      );
    });
  });

  it("are those of every organisation, also beyond the first page of organisations", async () => {
    const logins = Array.from({ length: 130 }, (_, number) => `org-${number}`);
    const user = { ...octo, organisations: logins };
    const packages = logins.flatMap((login, number) => (number % 10 === 9 ? [pack(`${login}/app`)] : []));
    const world = { users: [user], organisations: logins, packages };
    await as("ghp_reads", world, async ({ catalog, requests }) => {
      const { items, failure } = await all(catalog.repositories);
      assert.equal(failure, undefined);
      assert.equal(items.length, 13);
      assert.equal(requests().length, 1 + 2 + 130);
    });
  });

  it("ask at most five times for one page, however many organisations have nothing", async () => {
    const logins = Array.from({ length: 30 }, (_, number) => `org-${number}`);
    const world = { users: [{ ...octo, organisations: logins }], organisations: logins };
    await as("ghp_reads", world, async ({ catalog, requests }) => {
      const page = await catalog.repositories();
      assert.equal(requests().length, 5);
      assert.ok(page.next);
    });
  });

  for (const [refusal, code] of [
    ["sso", "ssoRequired"],
    ["restricted", "organisationRefused"],
    ["withheld", "ssoRequired"],
  ] as const) {
    it(`hide nothing when an organisation is refused (${refusal}), and tell so at the end`, async () => {
      const packages = [pack("Octo-Cat/app"), pack("Acme/web"), pack("Globex/shop")];
      await as("ghp_reads", { packages, refused: { Acme: refusal } }, async ({ catalog }) => {
        const { items, failure } = await all(catalog.repositories);
        assert.deepEqual(names(items), ["octo-cat/app", "globex/shop"]);
        assert.ok(failure instanceof RegistryError);
        assert.deepEqual([failure.kind, failure.code], ["denied", code]);
        if (refusal !== "withheld") assert.match(explainCatalog(failure).problem, /Acme/);
      });
    });
  }

  it("leave out an organisation that is not there any more", async () => {
    const packages = [pack("Acme/web"), pack("Globex/shop")];
    await as("ghp_reads", { packages, refused: { Acme: "missing" } }, async ({ catalog }) => {
      const { items, failure } = await all(catalog.repositories);
      assert.deepEqual([names(items), failure], [["globex/shop"], undefined]);
    });
  });

  it("are complete when what was refused is granted before the end", async () => {
    const refused: { Acme?: "sso" } = { Acme: "sso" };
    const packages = [pack("Octo-Cat/app"), pack("Acme/web"), pack("Globex/shop")];
    await as("ghp_reads", { packages, refused }, async ({ catalog }) => {
      const own = await catalog.repositories();
      const second = await own.next?.();
      assert.deepEqual(names(second?.items ?? []), ["globex/shop"]);
      assert.ok(second?.next);
      await assert.rejects(second.next());
      delete refused.Acme;
      assert.deepEqual(names((await second.next()).items), ["acme/web"]);
    });
  });

  it("hide nothing when the token may not list organisations; an empty list is never told instead", async () => {
    await as("ghp_packages", { packages: [pack("Octo-Cat/app")] }, async ({ catalog }) => {
      const { items, failure } = await all(catalog.repositories);
      assert.deepEqual(names(items), ["octo-cat/app"]);
      assert.ok(failure instanceof RegistryError);
      assert.deepEqual([failure.code, failure.detail], ["scopeMissing", "read:org"]);
      assert.match(explainCatalog(failure).problem, /read:org to list your organisations/);
    });
    await as("ghp_packages", { packages: [] }, async ({ catalog }) => {
      assert.equal((await failureOf(catalog.repositories())).code, "scopeMissing");
    });
  });

  it("are not asked for without a login: no request, and a way on", async () => {
    await as(undefined, { packages: [pack("Octo-Cat/app")] }, async ({ catalog, server, requests }) => {
      const failure = await failureOf(catalog.repositories());
      assert.deepEqual([failure.kind, failure.host], ["unauthorized", server.base.host]);
      assert.deepEqual(requests(), []);
      const { next, remedy } = explainCatalog(failure);
      assert.match(next, /Sign in .*or add repositories by name/);
      assert.equal(remedy, "signIn");
    });
  });

  it("A10: are refused with one request when the token is wrong or may not", async () => {
    for (const [token, kind, code] of [
      ["ghp_wrong", "unauthorized", undefined],
      ["ghp_none", "denied", "scopeMissing"],
    ] as const) {
      await as(token, {}, async ({ catalog, requests }) => {
        const failure = await failureOf(catalog.repositories());
        assert.deepEqual([failure.kind, failure.code], [kind, code]);
        assert.equal(requests().length, 1);
      });
    }
  });
});

describe("GHCR's tags", () => {
  const pushed = Date.UTC(2026, 1, 3, 4, 5, 6);
  const index = makeIndex(makePlatforms(commonPlatforms.slice(0, 2)));
  const versions: readonly GhcrVersion[] = [
    version(1, "1.0"),
    { tree: index, tags: ["1.1", "latest", "not valid"], updated: "2026-02-03T04:05:06Z" },
  ];

  it("come newest first with their digests, by one request; untagged children are no rows", async () => {
    const packages = [pack("Octo-Cat/team/api", { versions })];
    await as("ghp_reads", { packages }, async ({ catalog, requests }) => {
      await catalog.repositories();
      requests();
      const page = await catalog.tags("octo-cat/team/api")();
      const facts = { digest: index.digest, pushed };
      assert.deepEqual(page, {
        items: [
          { name: "1.1", facts },
          { name: "latest", facts },
          { name: "1.0", facts: { digest: image(1).digest, pushed } },
        ],
        hidden: 1,
        cut: false,
      });
      assert.deepEqual(requests(), ["GET /api/v3/user/packages/container/team%2Fapi/versions?per_page=100"]);
    });
  });

  it("of an organisation are asked of it once it is known, else looked for among users first", async () => {
    const packages = [pack("Acme/web"), pack("Octo-Cat/app")];
    await as("ghp_reads", { packages }, async ({ catalog, requests }) => {
      assert.deepEqual(names((await catalog.tags("acme/web")()).items), ["1.0", "latest"]);
      const paths = ["users", "orgs"].map(
        (kind) => `GET /api/v3/${kind}/acme/packages/container/web/versions`,
      );
      assert.deepEqual(requests(), [`${paths[0]}?per_page=100`, `${paths[1]}?per_page=100`]);
      await catalog.tags("acme/web")();
      assert.deepEqual(requests(), [`${paths[1]}?per_page=100`]);
    });
  });

  it("come page by page, and pass over pages without a tag", async () => {
    const untagged = Array.from({ length: 220 }, (_, number) => version(number + 10));
    const packages = [
      pack("Octo-Cat/app", { versions: [version(1, "old"), ...untagged, version(2, "new")] }),
    ];
    await as("ghp_reads", { packages }, async ({ catalog, requests }) => {
      const first = await catalog.tags("octo-cat/app")();
      assert.deepEqual(names(first.items), ["new"]);
      assert.equal(requests().length, 1);
      const second = await first.next?.();
      assert.deepEqual([names(second?.items ?? []), second?.next], [["old"], undefined]);
      assert.equal(requests().length, 2);
    });
  });

  it("of public images need no login, and are names alone, by the registry", async () => {
    const packages = [pack("Octo-Cat/app", { visibility: "public" })];
    for (const placeholders of [false, true]) {
      await as(undefined, { packages, placeholders }, async ({ catalog, server, requests }) => {
        assert.deepEqual((await catalog.tags("octo-cat/app")()).items, [{ name: "1.0" }, { name: "latest" }]);
        assert.deepEqual(requests(), [
          "GET /v2/octo-cat/app/tags/list?n=1000",
          `GET /token?service=${encodeURIComponent(server.base.host)}&scope=repository%3Aocto-cat%2Fapp%3Apull`,
          "GET /v2/octo-cat/app/tags/list?n=1000",
        ]);
      });
    }
  });

  it("are the registry's where GitHub does not tell them to this token", async () => {
    const packages = [
      pack("Acme/web", { visibility: "public" }),
      pack("Stranger/tool", { visibility: "public" }),
    ];
    const world = { packages, refused: { Acme: "sso" } } as const;
    await as("ghp_reads", world, async ({ catalog }) => {
      assert.deepEqual((await catalog.tags("acme/web")()).items, [{ name: "1.0" }, { name: "latest" }]);
    });
    await as("ghp_none", world, async ({ catalog }) => {
      assert.deepEqual(names((await catalog.tags("stranger/tool")()).items), ["1.0", "latest"]);
    });
  });

  for (const [who, token] of [
    ["nobody", undefined],
    ["somebody", "ghp_reads"],
  ] as const) {
    it(`that ${who} may not see are said to be missing or hidden, as GHCR does not say which`, async () => {
      await as(token, { packages: [pack("Stranger/app")] }, async ({ catalog, server }) => {
        for (const path of ["stranger/app", "octo-cat/gone"]) {
          const failure = await failureOf(catalog.tags(path)());
          assert.deepEqual(
            [failure.kind, failure.code, failure.host],
            ["notFound", "NAME_UNKNOWN", server.base.host],
          );
          assert.match(explain(failure, path).problem, /or this login may not see it/);
        }
      });
    });
  }

  it("a missing image does not spoil the login for the others", async () => {
    await as("ghp_reads", { packages: [pack("Octo-Cat/app")] }, async ({ catalog, distribution }) => {
      await failureOf(catalog.tags("octo-cat/gone")());
      await failureOf(distribution.resolve("octo-cat/gone", "1"));
      assert.equal((await distribution.resolve("octo-cat/app", "1.0")).digest, image(1).digest);
    });
  });

  it("tell what GitHub has against the token when the registry refuses, too", async () => {
    const world = {
      packages: [pack("Acme/web", { visibility: "public" })],
      refused: { Acme: "sso" },
    } as const;
    const closed: Instead = ({ url = "" }) =>
      url.startsWith("/token")
        ? { status: 403, body: '{"errors":[{"code":"DENIED","message":"denied"}]}' }
        : undefined;
    await as(
      "ghp_reads",
      world,
      async ({ catalog }) => {
        const failure = await failureOf(catalog.tags("acme/web")());
        assert.deepEqual([failure.kind, failure.code, failure.detail], ["denied", "ssoRequired", "Acme"]);
        assert.match(explain(failure, "acme/web").next, /Configure SSO/);
      },
      closed,
    );
  });

  it("A10: are asked for once with a token that is wrong", async () => {
    await as("ghp_wrong", { packages: [pack("Octo-Cat/app")] }, async ({ catalog, requests }) => {
      assert.equal((await failureOf(catalog.tags("octo-cat/app")())).kind, "unauthorized");
      assert.equal(requests().length, 1);
    });
  });

  it("H02: fail with the time when GitHub's limit is used up, and nobody else is asked", async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 3000);
    const limited: Instead = ({ url = "" }) =>
      url.startsWith("/api/")
        ? {
            status: 403,
            headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
            body: '{"message":"API rate limit exceeded"}',
          }
        : undefined;
    const world = { packages: [pack("Octo-Cat/app")] };
    await as(
      "ghp_reads",
      world,
      async ({ catalog, requests }) => {
        const failure = await failureOf(catalog.tags("octo-cat/app")());
        assert.deepEqual([failure.kind, failure.retryAt], ["rateLimited", Number(reset) * 1000]);
        assert.equal(requests().length, 1);
      },
      limited,
    );
  });
});

describe("deleting at GHCR", () => {
  const digest = (number: number) => image(number).digest as Digest;
  const versions = [version(1, "1.0"), version(2, "2.0", "latest")];
  const packages = [pack("Octo-Cat/app", { versions })];

  it("takes no tag away alone, and says beforehand that it cannot", async () => {
    await as("ghp_deletes", { packages }, async ({ catalog, requests }) => {
      assert.deepEqual([...catalog.cannot], ["untag"]);
      assert.equal((await failureOf(catalog.untag("octo-cat/app", "1.0"))).kind, "unsupported");
      assert.deepEqual(requests(), []);
    });
  });

  it("deletes a version that was listed with one request, its tags with it", async () => {
    await as("ghp_deletes", { packages }, async ({ catalog, requests }) => {
      await catalog.repositories();
      await catalog.tags("octo-cat/app")();
      requests();
      await catalog.deleteDigest("octo-cat/app", digest(2));
      assert.deepEqual(requests(), ["DELETE /api/v3/user/packages/container/app/versions/1002"]);
      assert.equal(
        (await failureOf(catalog.deleteDigest("octo-cat/app", digest(2)))).code,
        "MANIFEST_UNKNOWN",
      );
      assert.deepEqual(names((await catalog.tags("octo-cat/app")()).items), ["1.0"]);
    });
  });

  it("looks for a version that was not listed, page by page, and no further than it", async () => {
    const filler = Array.from({ length: 350 }, (_, number) => version(number + 10));
    const long = [
      pack("Octo-Cat/app", { versions: [...filler.slice(0, 240), version(2, "x"), ...filler.slice(240)] }),
    ];
    await as("ghp_deletes", { packages: long }, async ({ catalog, requests }) => {
      await catalog.deleteDigest("octo-cat/app", digest(2));
      const methods = requests().map((request) => request.split(" ")[0]);
      assert.deepEqual(methods, ["GET", "GET", "DELETE"]);
    });
  });

  it("tells a digest that is not there", async () => {
    await as("ghp_deletes", { packages }, async ({ catalog }) => {
      const failure = await failureOf(catalog.deleteDigest("octo-cat/app", digest(3)));
      assert.deepEqual([failure.kind, failure.code], ["notFound", "MANIFEST_UNKNOWN"]);
    });
  });

  it("tells why GitHub refuses", async () => {
    const popular = [
      pack("Octo-Cat/app", {
        visibility: "public",
        versions: [version(1, "1.0"), { ...version(2, "2.0"), downloads: 5001 }],
      }),
    ];
    const last = [pack("Octo-Cat/app", { versions: [version(2, "2.0")] })];
    for (const [token, world, code, words] of [
      ["ghp_deletes", popular, "versionKept", /over 5,000 downloads/],
      ["ghp_deletes", last, "versionKept", /last version/],
      ["ghp_reads", packages, "scopeMissing", /delete:packages to delete/],
    ] as const) {
      await as(token, { packages: world }, async ({ catalog }) => {
        const failure = await failureOf(catalog.deleteDigest("octo-cat/app", digest(2)));
        assert.deepEqual([failure.kind, failure.code], ["denied", code]);
        const { problem, next } = explain(failure);
        assert.match(`${problem} ${next}`, words);
        assert.doesNotMatch(`${problem} ${next}`, /ghp_/);
      });
    }
  });

  it("asks nobody without a login", async () => {
    await as(undefined, { packages }, async ({ catalog, requests }) => {
      assert.equal((await failureOf(catalog.deleteDigest("octo-cat/app", digest(1)))).kind, "unauthorized");
      assert.deepEqual(requests(), []);
    });
  });
});

describe("the registry behind it", () => {
  it("gives a login's test an answer, whatever its challenge names", async () => {
    for (const token of [undefined, "ghp_reads"]) {
      await as(token, {}, ({ distribution }) => distribution.ping());
    }
    await as("ghp_wrong", {}, async ({ distribution }) => {
      assert.equal((await failureOf(distribution.ping())).kind, "denied");
    });
  });

  it("is inspected by a token for the very image, and tells of no referrers", async () => {
    const packages = [pack("Octo-Cat/app"), pack("Octo-Cat/other")];
    for (const placeholders of [false, true]) {
      await as("ghp_reads", { packages, placeholders }, async ({ distribution }) => {
        const { descriptor } = await distribution.manifest("octo-cat/app", "1.0");
        assert.equal(descriptor.digest, image(1).digest);
        assert.equal((await distribution.resolve("octo-cat/other", "latest")).digest, image(1).digest);
        assert.deepEqual(await distribution.referrers("octo-cat/app", descriptor.digest), {
          items: [],
          cut: false,
        });
      });
    }
  });
});

describe("GitHub's page of a package", () => {
  const source = (host: string): CatalogSource => ({
    kind: "ghcr",
    host,
    base: new URL(`https://${host}/`),
    distribution: new FakeRegistry({}).distribution(host),
    send: async ({ url }) =>
      Response.json(
        url.pathname === "/user/packages"
          ? [{ name: "web", owner: { login: "Acme", type: "Organization" } }]
          : assert.fail(`unexpected request to ${url}`),
      ),
    credential: async () => ({ kind: "basic", username: "me", password: "ghp_reads" }),
  });

  it("is an organisation's where the owner is known to be one, else a user's", async () => {
    const catalog = ghcrCatalog(source("ghcr.io"));
    await catalog.repositories();
    for (const [path, page] of [
      ["acme/web", "https://github.com/orgs/acme/packages/container/package/web"],
      ["octo/team/api", "https://github.com/users/octo/packages/container/package/team%2Fapi"],
      ["alone", undefined],
    ] as const) {
      assert.equal(catalog.webPage(path, "1.0")?.href, page);
    }
  });

  it("is not guessed for other servers", () => {
    assert.equal(ghcrCatalog(source("containers.git.example.com")).webPage("octo/app"), undefined);
  });
});
