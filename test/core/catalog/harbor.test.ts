import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { RegistryError } from "../../../src/core/errors.ts";
import { explainInOne } from "../../../src/core/explain.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import { openConnection } from "../../support/connections.ts";
import type { HarborArtifact, HarborOptions } from "../../support/harborData.ts";
import { type HarborServer, startHarbor } from "../../support/harborServer.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../../support/images.ts";
import { readAll, readNames, readPages } from "../../support/lists.ts";
import type { Login } from "../../support/push.ts";

const alice = { user: "alice", password: "s3cret: \u00e9" };
const robot = { user: "robot$team+ci", password: "token" };
const admin = { user: "admin", password: "Harbor12345" };
const image = makeImage();
const index = makeIndex(makePlatforms(commonPlatforms), { attested: true });
const app: readonly HarborArtifact[] = [
  {
    tree: image,
    tags: [{ name: "1.0" }, { name: "stable", immutable: true, pushed: "2026-03-01T00:00:00Z" }],
    pushed: "2026-01-02T03:04:05.678Z",
  },
  { tree: index, tags: [{ name: "2.0" }], pushed: "2026-02-02T00:00:00.000Z" },
];
const contents: HarborOptions = {
  users: { [alice.user]: alice.password, [admin.user]: admin.password },
  robots: { [robot.user]: robot.password },
  administrators: [admin.user],
  projects: {
    library: { isPublic: true, repositories: { hello: [{ tree: image, tags: [{ name: "1" }] }] } },
    team: { members: [alice.user, robot.user], repositories: { app, "sub/deep/app": app } },
    "42": { members: [alice.user], repositories: { answer: app } },
  },
};

async function harbor(t: TestContext, login?: Login, options = contents) {
  const server = await startHarbor(options);
  t.after(() => server.stop());
  return { ...openConnection(server.base, "harbor", login), server };
}

const paths = ({ requests }: HarborServer) =>
  requests.splice(0).map(({ method, path, scheme }) => `${method} ${path} ${scheme}`);
const millis = (text: string) => Date.parse(text);

describe("Harbor's repositories", () => {
  it("are those of public projects for nobody in particular", async (t) => {
    const { catalog, server } = await harbor(t);
    const [page, ...more] = await readPages(catalog.repositories);
    assert.equal(more.length, 0);
    assert.deepEqual(page, {
      items: [
        {
          name: "library/hello",
          facts: { description: "All about library/hello", pushed: millis("2026-01-01") },
        },
      ],
      hidden: 0,
      total: 1,
      cut: false,
    });
    assert.deepEqual(paths(server), ["GET /api/v2.0/repositories?sort=name&page=1&page_size=100 undefined"]);
  });

  for (const login of [alice, robot])
    it(`are those of its projects, too, for ${login.user}`, async (t) => {
      const { catalog } = await harbor(t, login);
      const names = await readNames(catalog.repositories);
      assert.deepEqual(names.includes("team/sub/deep/app"), true);
      assert.deepEqual(names.includes("42/answer"), login === alice);
    });

  it("come a hundred at a time, one request for each page", async (t) => {
    const repositories = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`r${1000 + at}`, []]));
    const { catalog, server } = await harbor(t, undefined, {
      projects: { p: { isPublic: true, repositories } },
    });
    const pages = await readPages(catalog.repositories);
    assert.deepEqual(
      pages.map(({ items, total }) => [items.length, items[0]?.name, total]),
      [
        [100, "p/r1000", 250],
        [100, "p/r1100", 250],
        [50, "p/r1200", 250],
      ],
    );
    assert.equal(server.requests.length, 3);
  });

  it("are refused with a wrong password", async (t) => {
    const { catalog } = await harbor(t, { ...alice, password: "wrong" });
    await assert.rejects(
      async () => catalog.repositories(),
      (failure) => failure instanceof RegistryError && failure.kind === "unauthorized",
    );
  });
});

describe("Harbor's tags", () => {
  it("have the digests, sizes, times and platforms of their artifacts, the newest first", async (t) => {
    const { catalog, server } = await harbor(t, alice);
    const tags = await readAll(catalog.tags("team/app"));
    const size = image.size + image.blobs.reduce((sum, blob) => sum + blob.size, 0);
    const facts = { digest: image.digest, size, pushed: millis("2026-01-02T03:04:05.678Z") };
    assert.deepEqual(tags, [
      {
        name: "2.0",
        facts: {
          digest: index.digest,
          pushed: millis("2026-02-02"),
          platforms: index.children.slice(0, 3).map(({ digest, platform }) => ({ digest, platform })),
        },
      },
      { name: "1.0", facts },
      { name: "stable", facts: { ...facts, pushed: millis("2026-03-01") } },
    ]);
    assert.equal(server.requests.length, 1);
  });

  for (const [what, path] of [
    ["slashes in its name", "team/sub/deep/app"],
    ["a project whose name is a number", "42/answer"],
  ] as const)
    it(`of a repository with ${what}`, async (t) => {
      const { catalog } = await harbor(t, alice);
      assert.deepEqual(await readNames(catalog.tags(path)), ["2.0", "1.0", "stable"]);
    });

  it("are their names alone where the login may pull but the API refuses it", async (t) => {
    const { catalog, server } = await harbor(t, undefined, {
      ...contents,
      projects: { library: { isPublic: true, isApiRefused: true, repositories: { hello: app } } },
    });
    const tags = await readAll(catalog.tags("library/hello"));
    assert.deepEqual(tags, [{ name: "1.0" }, { name: "2.0" }, { name: "stable" }]);
    assert.match(paths(server).at(-1) ?? "", /^GET \/v2\/library\/hello\/tags\/list\?n=1000 Bearer$/);
  });

  it("of a repository that is not there are a failure", async (t) => {
    const { catalog } = await harbor(t, alice);
    await assert.rejects(
      async () => catalog.tags("team/none")(),
      (failure) => failure instanceof RegistryError && failure.kind === "notFound",
    );
  });
});

describe("what Harbor's scanner found", () => {
  const type = "application/vnd.security.vulnerability.report; version=1.1";
  const scan = {
    report_id: "1",
    scan_status: "Success",
    severity: "Critical",
    end_time: "2026-03-01T00:00:00.000Z",
    scanner: { name: "Trivy", vendor: "Aqua Security", version: "v0.51.1" },
    summary: { total: 9, fixable: 2, summary: { Critical: 1, High: 2, Low: 4, None: 1, Unknown: 1 } },
  };
  const none = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };
  const source = { scanner: "Trivy v0.51.1", at: millis("2026-03-01") };
  for (const [what, overview, findings] of [
    [
      "counts by severity",
      { [type]: scan },
      { ...none, critical: 1, high: 2, low: 4, unknown: 2, ...source },
    ],
    ["a clean report", { [type]: { ...scan, summary: { total: 0 } } }, { ...none, ...source }],
    ["a scan that goes on", { [type]: { ...scan, scan_status: "Running" } }, undefined],
    ["a scan that failed", { [type]: { ...scan, scan_status: "Error" } }, undefined],
    ["nothing", undefined, undefined],
    ["nonsense", { [type]: 7, other: [scan] }, undefined],
    [
      "nonsense in fields",
      {
        [type]: {
          ...scan,
          end_time: 7,
          scanner: [],
          summary: { summary: { High: -1, Low: "2", Medium: 1 } },
        },
      },
      { ...none, medium: 1 },
    ],
  ] as const)
    it(what, async (t) => {
      const artifact = { tree: image, tags: [{ name: "1" }], scanOverview: overview };
      const projects = { p: { isPublic: true, repositories: { r: [artifact] } } };
      const { catalog } = await harbor(t, undefined, { projects });
      assert.deepEqual((await readAll(catalog.tags("p/r")))[0]?.facts?.findings, findings);
    });
});

describe("taking away at Harbor", () => {
  it("a tag leaves its siblings and what it named", async (t) => {
    const { catalog, distribution } = await harbor(t, robot);
    await catalog.untag("team/sub/deep/app", "1.0");
    assert.deepEqual(await readNames(catalog.tags("team/sub/deep/app")), ["2.0", "stable"]);
    assert.equal((await distribution.resolve("team/sub/deep/app", "stable")).digest, image.digest);
  });

  it("a digest takes its tags along", async (t) => {
    const { catalog } = await harbor(t, alice);
    await catalog.deleteDigest("42/answer", index.digest as Digest);
    assert.deepEqual(await readNames(catalog.tags("42/answer")), ["1.0", "stable"]);
  });

  it("is refused for what a rule protects, with Harbor's words, and not tried in another way", async (t) => {
    const { catalog, server } = await harbor(t, alice);
    for (const attempt of [
      () => catalog.untag("team/app", "stable"),
      () => catalog.deleteDigest("team/app", image.digest as Digest),
    ]) {
      paths(server);
      await assert.rejects(attempt, (failure) => {
        assert.match(
          explainInOne(failure),
          /has a rule against this\. It says: .*immutable rule.*administrator/,
        );
        return true;
      });
      assert.equal(paths(server).length, 1);
    }
  });

  it("is refused to who may only read, and nothing is gone", async (t) => {
    const { catalog } = await harbor(t, alice);
    for (const attempt of [
      () => catalog.untag("library/hello", "1"),
      () => catalog.deleteDigest("library/hello", image.digest as Digest),
    ])
      await assert.rejects(attempt, RegistryError);
    assert.deepEqual(await readNames(catalog.tags("library/hello")), ["1"]);
  });
});

describe("Harbor's distribution API", () => {
  it("explains a pull that a policy of the project forbids, which HEAD cannot", async (t) => {
    const pullPolicy = "current image with 3 vulnerabilities cannot be pulled due to configured policy";
    const projects = { p: { isPublic: true, pullPolicy, repositories: { r: app } } };
    const { distribution } = await harbor(t, undefined, { projects });
    await assert.rejects(
      () => distribution.resolve("p/r", "1.0"),
      (failure) => {
        assert.match(explainInOne(failure), /has a rule against this\. It says: current image with 3 vuln/);
        return true;
      },
    );
  });

  it("resolves, fetches and lists what refers for nobody in particular", async (t) => {
    const { distribution } = await harbor(t);
    assert.equal((await distribution.resolve("library/hello", "1")).digest, image.digest);
    assert.equal((await distribution.manifest("library/hello", "1")).descriptor.digest, image.digest);
    assert.deepEqual((await distribution.referrers("library/hello", image.digest as Digest)).items, []);
  });

  it("lists all repositories to an administrator", async (t) => {
    const { distribution } = await harbor(t, admin);
    assert.equal((await distribution.repositories()).items.length, 4);
  });
});

describe("the page for people at Harbor", () => {
  it("is known once the list told the project's number", async (t) => {
    const { catalog, server } = await harbor(t, alice);
    assert.equal(catalog.webPage("team/sub/deep/app"), undefined);
    await catalog.repositories();
    const page = new URL("harbor/projects/2/repositories/sub%2Fdeep%2Fapp/artifacts-tab", server.base);
    const number = Object.keys(contents.projects).indexOf("team") + 1;
    assert.equal(catalog.webPage("team/sub/deep/app")?.href, page.href.replace("/2/", `/${number}/`));
    assert.equal(catalog.webPage("nowhere/app"), undefined);
    assert.equal(catalog.webPage("app"), undefined);
  });
});
