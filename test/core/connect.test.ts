/** What becomes of logins where everything comes together, at every kind of registry. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anonymous, type Credential } from "../../src/core/auth/credential.ts";
import type { CatalogKind } from "../../src/core/catalog/kind.ts";
import {
  type Connection,
  type ConnectionOptions,
  Connections,
  defaultEndpoint,
  type Endpoint,
  endpointOf,
} from "../../src/core/connect.ts";
import { isAbort } from "../../src/core/errors.ts";
import type { Call, Send } from "../../src/core/http/call.ts";
import type { Digest } from "../../src/core/reference/digest.ts";
import { awsEnvironment, fakeKeys } from "../support/awsEnvironment.ts";
import { holds } from "../support/holds.ts";
import { challenged, type Internet, internet, moved, type Page } from "../support/internet.ts";

/** In every secret of these tests, tokens that were got for one too. */
const canary = "canary";
const digest: Digest = `sha256:${"a".repeat(64)}`;
const loginOf = (name: string): Credential => ({
  kind: "basic",
  username: name,
  password: `${canary}-${name}`,
});

function connectionsOver(send: Send, rest: Partial<ConnectionOptions> = {}): Connections {
  return new Connections({
    userAgent: "Mooring/test",
    transport: send,
    proxy: () => undefined,
    endpoints: (host) => [defaultEndpoint(host)],
    credential: async () => loginOf("alice"),
    allowRealm: async () => false,
    lookup: async () => ["93.184.216.34"],
    concurrency: 8,
    timeout: 60_000,
    ...rest,
  });
}

/** Everything that is asked of a registry. Whether it works is not the question here. */
async function askAll({ catalog, distribution }: Connection, path = "team/app"): Promise<void> {
  const works: readonly (() => Promise<unknown>)[] = [
    async () => (await catalog.repositories()).next?.(),
    async () => (await catalog.tags(path)()).next?.(),
    async () => catalog.search?.("app")(),
    () => distribution.resolve(path, "1"),
    () => distribution.manifest(path, "1"),
    () => distribution.referrers(path, digest),
    () => distribution.blob(path, { mediaType: "a/b", digest, size: 1 }),
    () => catalog.untag(path, "1"),
    () => catalog.deleteDigest(path, digest),
  ];
  for (const work of works) await work().catch(() => {});
}

type Vendor = {
  readonly kind: CatalogKind;
  readonly url: string;
  /** The hosts that a login is for. */
  readonly own: readonly string[];
};

const vendors: readonly Vendor[] = [
  { kind: "oci", url: "https://registry.test/", own: ["registry.test"] },
  { kind: "harbor", url: "https://harbor.test/", own: ["harbor.test"] },
  { kind: "gitea", url: "https://gitea.test/", own: ["gitea.test"] },
  { kind: "dockerHub", url: "https://docker.io/", own: ["hub.docker.com", "registry-1.docker.io"] },
  { kind: "ghcr", url: "https://ghcr.io/", own: ["api.github.com", "ghcr.io"] },
  {
    kind: "ecr",
    url: "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",
    own: ["123456789012.dkr.ecr.eu-west-1.amazonaws.com"],
  },
];

const basic = 'Basic realm="r"';
const isLogin = ({ url }: Call) => url.host === "hub.docker.com" && url.pathname === "/v2/auth/token";
const isKnown = ({ url, headers = {} }: Call) =>
  headers["authorization"] !== undefined || !url.pathname.startsWith("/v2/") || url.host === "hub.docker.com";

/** A page of every vendor's list, whose next page is said to be elsewhere. */
function linkedPage({ url }: Call): Response {
  const elsewhere = `https://trap.test${url.pathname}?page=2&last=a`;
  const headers = { link: `<${elsewhere}>; rel="next"` };
  const entry = { name: "team/app", package_type: "container", project_id: 1, version: "1", id: 1 };
  const entries = Array.from({ length: 100 }, () => ({
    ...entry,
    owner: { login: "team" },
    orgname: "team",
  }));
  if (url.host === "hub.docker.com")
    return Response.json({ count: 500, next: elsewhere, results: [{ name: "app" }], namespaces: ["team"] });
  const isRegistry = url.pathname.startsWith("/v2/");
  return Response.json(isRegistry ? { name: "team/app", tags: ["1"], repositories: ["team/app"] } : entries, {
    headers,
  });
}

/** How a registry, once it has a login, might get it sent elsewhere; `reached` where going there bare is right. */
const tricks: Readonly<Record<string, { readonly page: Page; readonly reached: boolean }>> = {
  "V5 a redirect to another host": { page: () => moved("https://trap.test/v2/"), reached: true },
  "V4 a link to another host": { page: linkedPage, reached: false },
  "V2 a token server elsewhere": {
    page: () =>
      challenged('Bearer realm="https://trap.test/token",service="s",scope="repository:team/app:pull"'),
    reached: true,
  },
  "V3 a token server further inside": {
    page: () => challenged('Bearer realm="https://169.254.169.254/token",service="s"'),
    reached: false,
  },
};

describe("a login stays with its registry", () => {
  for (const [trick, { page, reached }] of Object.entries(tricks))
    for (const { kind, url, own } of vendors)
      it(`${trick}, at ${kind}`, async () => {
        const first: Page = (call) => {
          if (isLogin(call)) return Response.json({ access_token: `${canary}-token` });
          return isKnown(call) ? page(call) : challenged(basic);
        };
        // It asks for a login as well as it can.
        const trap: Page = () => challenged(basic);
        const hosts = Object.fromEntries(own.map((host) => [host, first]));
        const net = internet({ ...hosts, "trap.test": trap, "169.254.169.254": trap });
        const connections = connectionsOver(net.send);
        await askAll(connections.open(endpointOf(new URL(url), { kind })));
        const strangers = (some: readonly string[]) => some.filter((host) => !own.includes(host));
        assert.deepEqual(strangers(net.told(canary)), []);
        assert.deepEqual(strangers(net.reached()), reached ? ["trap.test"] : []);
        assert.deepEqual(net.told(canary), own, "the login was not even used");
      });
});

describe("A14 look-alikes", () => {
  const logins: Readonly<Record<string, Credential>> = {
    "ghcr.io": loginOf("github"),
    "docker.io": loginOf("docker"),
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com": loginOf("aws"),
  };
  const hosts = [
    "ghcr.io.evil.test",
    "evilghcr.io",
    "ghcr.io:8443",
    "ghcr.io.",
    "xn--ghr-6bd.io",
    "docker.io.evil.test",
    "evildocker.io",
    "docker.io:8443",
    "hub.docker.com.evil.test",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.test",
    "x123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com:8443",
  ];
  const vendorsOfOld = [
    "api.github.com",
    "ghcr.io",
    "hub.docker.com",
    "auth.docker.io",
    "registry-1.docker.io",
  ];

  for (const host of hosts) {
    it(`${host} is of no vendor, and gets nobody's login, nor are AWS's keys looked for`, async () => {
      let looked = 0;
      const net = internet({ [host]: () => challenged(basic) });
      const connections = connectionsOver(net.send, {
        credential: async ({ id }, signal, aws) => (await aws?.login(signal)) ?? logins[id] ?? anonymous,
        mayUseAws: async () => {
          looked++;
          return false;
        },
      });
      const endpoint = defaultEndpoint(host);
      assert.equal(endpoint.kind, "oci");
      await askAll(connections.open(endpoint));
      assert.deepEqual([net.told(canary), net.reached(), looked], [[], [host], 0]);
    });

    for (const kind of ["dockerHub", "ghcr", "ecr"] as const)
      it(`${host}, said to be ${kind}, keeps its own login from the vendor's hosts, and does not get theirs`, async () => {
        const answer: Page = (call) =>
          call.url.pathname === "/v2/auth/token"
            ? Response.json({ access_token: `${canary}-token` })
            : challenged(basic);
        const everywhere = Object.fromEntries([host, ...vendorsOfOld].map((name) => [name, answer]));
        const own = internet(everywhere);
        const endpoint = endpointOf(new URL(`https://${host}/`), { kind });
        await askAll(connectionsOver(own.send).open(endpoint));
        assert.deepEqual([own.told(canary), own.reached()], [[host], [host]]);
        const other = internet(everywhere);
        const credential = async ({ id }: Endpoint) => logins[id] ?? anonymous;
        await askAll(connectionsOver(other.send, { credential }).open(endpoint));
        assert.deepEqual(other.told(canary), []);
      });
  }
});

describe("several accounts at one host", () => {
  for (const { kind, url } of vendors)
    it(`never use each other's passwords or tokens, at ${kind}`, async () => {
      const accounts = ["alice", "bob", "carol"];
      const endpoints = accounts.map((account, at) =>
        endpointOf(new URL(url), { kind, ...(at > 0 && { account }) }),
      );
      const nameOf = (id: string) => accounts[endpoints.findIndex((endpoint) => endpoint.id === id)] ?? "";
      const net = accountNet(accounts);
      const connections = connectionsOver(net.send, {
        allowRealm: async () => true,
        credential: async ({ id }) => loginOf(nameOf(id)),
      });
      const works = endpoints.map((endpoint) =>
        askAll(connections.open(endpoint), `team/${nameOf(endpoint.id)}`),
      );
      await Promise.all(works);
      // Calls that name a repository tell whose they are.
      for (const account of accounts) {
        const own = net.calls.filter((call) => decodeURIComponent(call.url.href).includes(`team/${account}`));
        const secrets = accounts.filter((name) => own.some((call) => holds(call, `${canary}-${name}`)));
        assert.deepEqual(secrets, [account]);
      }
    });
});

/** Hosts that log in whoever has one of the passwords, with tokens that say whose they are. */
function accountNet(accounts: readonly string[]): Internet {
  const page: Page = (call) => {
    const owner = accounts.find((name) => holds(call, `${canary}-${name}`));
    const { pathname } = call.url;
    if (pathname === "/token") return Response.json({ token: `${canary}-${owner}-token` });
    if (pathname === "/v2/auth/token") return Response.json({ access_token: `${canary}-${owner}-token` });
    if (owner !== undefined) return Response.json({}, { status: 404 });
    const scope = `repository:${pathname.split("/").slice(2, 4).join("/")}:pull`;
    return challenged(`Bearer realm="${call.url.origin}/token",service="s",scope="${scope}"`);
  };
  return internet(Object.fromEntries(vendors.flatMap(({ own }) => own.map((host) => [host, page]))));
}

describe("A18 signing out while requests run", () => {
  for (const { kind, url, own } of vendors)
    it(`ends them, and sends nothing with the old login any more, at ${kind}`, async (t) => {
      await awsEnvironment(t, fakeKeys);
      const calls: Call[] = [];
      let answers = false;
      const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
      const send: Send = async (call) => {
        calls.push(call);
        if (answers || !isKnown(call)) return challenged(basic);
        reach();
        return new Promise((_, reject) => {
          call.signal?.addEventListener("abort", () => reject(call.signal?.reason));
        });
      };
      let login = loginOf("alice");
      const connections = connectionsOver(send, {
        credential: async () => login,
        mayUseAws: async () => true,
      });
      const endpoint = endpointOf(new URL(url), { kind });
      const { catalog } = connections.open(endpoint);
      const works = [catalog.repositories(), catalog.tags("team/app")()];
      const outcomes = works.map((work) =>
        work.then(
          () => "done",
          (failure) => isAbort(failure) || failure,
        ),
      );
      await reached;
      login = loginOf("bob");
      connections.reset(endpoint.id);
      assert.deepEqual(await Promise.all(outcomes), [true, true]);
      const before = calls.length;
      answers = true;
      await askAll(connections.open(endpoint));
      const later = calls.slice(before);
      assert.ok(later.length > 0);
      assert.ok(!later.some((call) => holds(call, `${canary}-alice`)), "the old login went out");
      assert.ok(later.some((call) => holds(call, `${canary}-bob`)) || kind === "ecr");
      await catalog.repositories().then(
        () => assert.fail("the old catalogue still works"),
        () => {},
      );
      assert.ok(!calls.slice(before).some((call) => holds(call, `${canary}-alice`)));
      assert.ok(own.length > 0);
    });
});

describe("how a program that reads a manifest by itself gets in", () => {
  const repository = { registry: "r.test", path: "team/app" };
  const endpoints = (host: string) =>
    [
      endpointOf(new URL(`https://${host}/`)),
      endpointOf(new URL(`https://${host}/`), { account: "bob" }),
    ] as const;
  const onlyBob: ConnectionOptions["credential"] = async ({ id }) =>
    id.endsWith("~bob") ? loginOf("bob") : anonymous;
  const world = (page: Page, rest: Partial<ConnectionOptions> = {}) => {
    const { send, calls } = internet({ "r.test": page });
    return { connections: connectionsOver(send, { endpoints, credential: onlyBob, ...rest }), calls };
  };
  const bearer = (realm: string) => () => challenged(`Bearer realm="${realm}",service="s"`);
  const table: readonly (readonly [what: string, page: Page, asked: string | undefined, name: string])[] = [
    ["with a password, where one is wanted", () => challenged('Basic realm="r"'), undefined, "bob"],
    ["by the registry's own token server", bearer("https://r.test/token"), undefined, "bob"],
    ["not where everybody gets in", () => new Response(), undefined, "nobody"],
    ["by another token server, when the user allows it", bearer("https://yes.test/t"), "yes.test", "bob"],
    ["not by one that the user does not allow", bearer("https://no.test/t"), "no.test", "nobody"],
  ];
  for (const [what, page, asked, name] of table)
    it(`V2: ${what}`, async () => {
      const questions: string[] = [];
      const allowRealm = async (_: string, realm: string) => {
        questions.push(realm);
        return realm === "yes.test";
      };
      const { connections, calls } = world(page, { allowRealm });
      const { credential } = await connections.access(repository, digest);
      assert.deepEqual(credential, name === "bob" ? loginOf("bob") : anonymous);
      assert.deepEqual(questions, asked === undefined ? [] : [asked]);
      assert.deepEqual(
        calls.map(({ method, url, headers }) => [method, url.href, headers?.["authorization"]]),
        [["HEAD", `https://r.test/v2/team/app/manifests/${digest}`, undefined]],
      );
    });

  it("A05: a realm inside is refused", async () => {
    const { connections } = world(bearer("http://169.254.169.254/token"));
    await assert.rejects(connections.access(repository, digest), { kind: "refused", code: "realm" });
  });

  it("as nobody, asking nothing, when no account has a login; by the first one's certificates", async () => {
    const credential = async () => anonymous;
    const secured = (host: string) =>
      [endpointOf(new URL(`https://${host}/`), { caFile: "/ca.pem", insecure: true })] as const;
    const { connections, calls } = world(() => undefined, { credential, endpoints: secured });
    const access = await connections.access(repository, digest);
    assert.deepEqual([access.caFile, access.insecure, access.credential], ["/ca.pem", true, anonymous]);
    assert.deepEqual(calls, []);
  });
});
