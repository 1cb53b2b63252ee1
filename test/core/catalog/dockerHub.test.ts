import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Credential } from "../../../src/core/auth/credential.ts";
import { dockerHubCatalog } from "../../../src/core/catalog/dockerHub.ts";
import { Connections, endpointOf } from "../../../src/core/connect.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import type { Send } from "../../../src/core/http/call.ts";
import { fetchSend } from "../../../src/core/http/fetchSend.ts";
import { isDigest } from "../../../src/core/reference/digest.ts";
import type { PullAllowance } from "../../../src/core/registry/allowance.ts";
import {
  type DockerHubOptions,
  type DockerHubServer,
  startDockerHub,
} from "../../support/dockerHubServer.ts";
import { digestOf, hubManifest } from "../../support/dockerHubShelf.ts";
import { FakeRegistry } from "../../support/fakeRegistry.ts";
import { loginOf, namesOf, hubPassword as password, readAll, withHub } from "../../support/hubCatalog.ts";
import { startTrap } from "../../support/trapServer.ts";

const manifest = hubManifest("app");
const loose = hubManifest("loose");
const shop: DockerHubOptions = {
  users: { alice: { password }, mallory: { password: "other" } },
  repositories: [
    { path: "library/nginx", tags: { latest: { manifest } } },
    { path: "alice/app", isPrivate: true, tags: { "1": { manifest }, "2": { manifest } }, untagged: [loose] },
  ],
};

function digest(of: typeof manifest) {
  const found = digestOf(of);
  assert.ok(isDigest(found));
  return found;
}

/** The whole way of a call, as the extension has it. */
function connect(hub: DockerHubServer, credential: Credential, onAllowance?: Told) {
  const endpoint = endpointOf(hub.base, { kind: "dockerHub" });
  const connections = new Connections({
    userAgent: "Mooring/test",
    transport: fetchSend("Mooring/test"),
    proxy: () => undefined,
    endpoints: () => [endpoint],
    credential: async () => credential,
    allowRealm: async () => true,
    concurrency: 8,
    timeout: 10_000,
    ...(onAllowance && { onAllowance }),
  });
  return connections.open(endpoint);
}

type Told = (id: string, allowance: PullAllowance | undefined) => void;

async function connected<T>(
  options: DockerHubOptions,
  credential: Credential,
  work: (connection: ReturnType<typeof connect>, hub: DockerHubServer) => Promise<T>,
  onAllowance?: Told,
): Promise<T> {
  const hub = await startDockerHub(options);
  try {
    return await work(connect(hub, credential, onAllowance), hub);
  } finally {
    await hub.stop();
  }
}

describe("taking away at Docker Hub", () => {
  it("a tag goes by the website's API, signed in", () =>
    withHub({ ...shop, credential: () => loginOf("alice") }, async ({ catalog, asked }) => {
      await catalog.untag("alice/app", "1");
      assert.deepEqual(asked(), [
        "website POST /v2/auth/token password",
        "website DELETE /v2/repositories/alice/app/tags/1/ bearer",
      ]);
      assert.deepEqual(namesOf(await readAll(catalog.tags("alice/app"))), ["2"]);
      await assert.rejects(catalog.untag("alice/app", "1"), { kind: "notFound" });
      await assert.rejects(catalog.untag("library/nginx", "latest"), { kind: "denied" });
    }));

  for (const status of [200, 202]) {
    it(`a tag is gone after ${status}`, () => {
      const instead: DockerHubOptions["instead"] = ({ method }) =>
        method === "DELETE" ? { status, body: "{}" } : undefined;
      return withHub({ ...shop, instead, credential: () => loginOf("alice") }, ({ catalog }) =>
        catalog.untag("alice/app", "1"),
      );
    });
  }

  it("a tag is not asked away without a login, nor what is no tag", () =>
    withHub(shop, async ({ catalog, asked }) => {
      await assert.rejects(catalog.untag("alice/app", "1"), { kind: "unauthorized", code: "loginRequired" });
      await assert.rejects(catalog.untag("alice/app", "../x"), { kind: "malformed" });
      assert.deepEqual(asked(), []);
    }));

  it("a manifest goes by the registry, once nothing names it", () =>
    withHub({ ...shop, credential: () => loginOf("alice") }, async ({ catalog, asked }) => {
      await catalog.deleteDigest("alice/app", digest(loose));
      assert.ok(asked().every((one) => !one.startsWith("website")));
      const failure = await catalog
        .deleteDigest("alice/app", digest(manifest))
        .catch((error: unknown) => error);
      assert.ok(failure instanceof RegistryError);
      assert.deepEqual([failure.kind, failure.code, failure.status], ["denied", "stillTagged", 403]);
      assert.match(failure.detail ?? "", /referenced/);
      await assert.rejects(catalog.deleteDigest("alice/app", digest(loose)), { kind: "notFound" });
    }));

  it("is on offer again once somebody signs in", (test) => {
    test.mock.timers.enable({ apis: ["Date"], now: Date.now() });
    let credential: Credential = { kind: "anonymous" };
    return withHub({ ...shop, credential: () => credential }, async ({ catalog }) => {
      await catalog.repositories();
      credential = loginOf("alice");
      test.mock.timers.setTime(Date.now() + 120_000);
      await catalog.repositories();
      assert.deepEqual([...catalog.cannot], []);
    });
  });

  for (const [who, credential, cannot] of [
    ["nobody", { kind: "anonymous" }, ["untag", "delete"]],
    ["an identity token", { kind: "identityToken", token: "canary" }, ["untag"]],
    ["a user", loginOf("alice"), []],
  ] as const) {
    it(`is on offer to ${who} for all that is known`, () =>
      withHub({ ...shop, credential: () => credential }, async ({ catalog }) => {
        assert.deepEqual([...catalog.cannot], []);
        await catalog.repositories();
        assert.deepEqual([...catalog.cannot], cannot);
      }));
  }
});

describe("Docker Hub's own hosts", () => {
  it("are the website for docker.io, and one place for look-alikes", async () => {
    const asked: string[] = [];
    const send: Send = async ({ url }) => {
      asked.push(url.href);
      return new Response('{"results":[]}');
    };
    for (const [host, base] of [
      ["docker.io", "https://registry-1.docker.io/"],
      ["hub.test:5000", "https://hub.test:5000/prefix/"],
    ] as const) {
      const distribution = new FakeRegistry({}).distribution(host);
      const credential = async () => ({ kind: "anonymous" }) as const;
      const source = {
        kind: "dockerHub",
        host,
        base: new URL(base),
        distribution,
        send,
        credential,
      } as const;
      const catalog = dockerHubCatalog(source);
      await catalog.repositories();
      asked.push(String(catalog.webPage("library/nginx", "1")));
    }
    const list = "v2/namespaces/library/repositories?page=1&page_size=100&ordering=name";
    assert.deepEqual(asked, [
      `https://hub.docker.com/${list}`,
      "https://hub.docker.com/_/nginx/tags?name=1",
      `https://hub.test:5000/${list}`,
      "https://hub.test:5000/_/nginx/tags?name=1",
    ]);
  });
});

describe("a login for Docker Hub", () => {
  it("goes to the website's token address and the token server, when something needs it, and nowhere else", () =>
    connected(shop, loginOf("alice"), async ({ catalog, distribution }, { requests }) => {
      await catalog.tags("library/nginx")();
      await catalog.search?.("nginx")();
      assert.ok(requests.every(({ login }) => login === "none"));
      await catalog.repositories();
      await distribution.manifest("alice/app", "1");
      await catalog.untag("alice/app", "1");
      const passwords = requests.filter(({ login }) => login === "password" || login === "basic");
      assert.deepEqual(
        passwords.map(({ at, method, target }) => `${at} ${method} ${target.split("?")[0]}`),
        ["website POST /v2/auth/token", "token server GET /token"],
      );
    }));

  it("never follows where an answer leads", async () => {
    const trap = await startTrap();
    const away = { status: 307, headers: { location: trap.url }, body: "" };
    const instead: DockerHubOptions["instead"] = ({ target }) =>
      /auth\/token|alice|orgs|namespaces$/.test(target) ? away : undefined;
    try {
      await connected({ ...shop, instead }, loginOf("alice"), async ({ catalog }) => {
        await assert.rejects(catalog.repositories(), { kind: "unexpected" });
        await assert.rejects(catalog.untag("alice/app", "1"));
      });
      const late: DockerHubOptions["instead"] = ({ target, login }) =>
        login === "bearer" && /orgs|namespaces|alice/.test(target) ? away : undefined;
      await connected({ ...shop, instead: late }, loginOf("alice"), async ({ catalog }) => {
        await catalog.repositories().catch(() => {});
        await catalog.untag("alice/app", "1").catch(() => {});
      });
    } finally {
      await trap.stop();
    }
    // Reading may be sent on, bare; a token or a password never.
    assert.ok(trap.caught.length > 0);
    for (const request of trap.caught)
      assert.doesNotMatch(request, /canary|alice|authorization|bearer|basic|POST|DELETE/i);
  });

  it("A10 that is wrong is sent to each of both once, and hides nothing that is public", () =>
    connected(shop, loginOf("mallory"), async ({ catalog, distribution }, { requests }) => {
      for (let round = 0; round < 2; round++) {
        await assert.rejects(catalog.repositories(), { kind: "unauthorized" });
        await assert.rejects(catalog.untag("alice/app", "1"), { kind: "unauthorized" });
        await assert.rejects(catalog.tags("alice/app")(), { kind: "unauthorized" });
        await assert.rejects(distribution.resolve("alice/app", "1"), { kind: "unauthorized" });
        assert.equal((await catalog.tags("library/nginx")()).items.length, 1);
      }
      const attempts = requests.filter(({ login }) => login === "password" || login === "basic");
      assert.deepEqual(attempts.map(({ at }) => at).toSorted(), ["token server", "website"]);
    }));

  it("that wants a second factor is told so", () => {
    const users = { alice: { password, wantsSecondFactor: true } };
    return connected({ ...shop, users }, loginOf("alice"), ({ catalog }) =>
      assert.rejects(catalog.repositories(), { kind: "unauthorized", code: "secondFactor" }),
    );
  });
});

describe("Docker Hub's registry", () => {
  it("is asked with HEAD alone for a digest, which counts as no pull", () => {
    const allowance = { limit: 100, remaining: 3, source: "192.0.2.1" };
    return connected(
      { ...shop, allowance },
      { kind: "anonymous" },
      async ({ distribution }, { requests }) => {
        for (let round = 0; round < 5; round++) {
          assert.equal((await distribution.resolve("library/nginx", "latest")).digest, digestOf(manifest));
        }
        const ofManifests = requests.filter(({ target }) => target.includes("/manifests/"));
        // The first one is answered with the challenge.
        assert.deepEqual(
          ofManifests.map(({ method }) => method),
          Array.from({ length: 6 }, () => "HEAD"),
        );
        assert.equal(allowance.remaining, 3);
      },
    );
  });

  it("tells with every answer about a manifest what is left, under the registry's id", () => {
    const told: unknown[] = [];
    const note: Told = (id, allowance) => {
      assert.ok(allowance);
      const { at, ...rest } = allowance;
      assert.ok(at > Date.UTC(2026, 0, 1));
      told.push([id, rest]);
    };
    const allowance = { limit: 100, remaining: 10, source: "192.0.2.1" };
    return connected(
      { ...shop, allowance },
      { kind: "anonymous" },
      async ({ distribution, catalog }, { base, requests }) => {
        await distribution.resolve("library/nginx", "latest");
        await distribution.manifest("library/nginx", "latest");
        await catalog.tags("library/nginx")();
        const tell = (remaining: number) => [
          base.host,
          { limit: 100, remaining, windowSeconds: 21_600, source: "192.0.2.1" },
        ];
        assert.deepEqual(told, [tell(10), tell(9)]);
        assert.ok(!requests.some(({ target }) => target.includes("ratelimitpreview")));
      },
      note,
    );
  });

  it("gives an image's configuration and what refers to it as any other does", () =>
    connected(shop, loginOf("alice"), async ({ distribution }) => {
      const { document, descriptor } = await distribution.manifest("alice/app", "1");
      assert.ok(document.kind === "manifest");
      const config = await distribution.blob("alice/app", document.config);
      assert.equal(Buffer.from(config).toString(), "{}");
      assert.deepEqual(await distribution.referrers("alice/app", descriptor.digest), {
        items: [],
        cut: false,
      });
    }));

  it("never lists its repositories: nobody asks it to", () =>
    connected(shop, loginOf("alice"), async ({ catalog, distribution }, { requests }) => {
      await readAll(catalog.repositories);
      assert.ok(!requests.some(({ target }) => target.includes("_catalog")));
      await assert.rejects(distribution.repositories(), { kind: "unauthorized" });
    }));
});
