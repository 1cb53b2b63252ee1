import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentError, NetworkError, RegistryError } from "../../../src/core/errors.ts";
import { Explorer } from "../../../src/core/explorer/explorer.ts";
import { type ExplorerNode, nodeId, parentOf } from "../../../src/core/explorer/node.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import type { ManifestDocument } from "../../../src/core/oci/model.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import { formatReference } from "../../../src/core/reference/reference.ts";
import {
  descriptorOf,
  digestOf,
  FakeRegistry,
  fetched,
  indexOf,
  listed,
  manifestOf,
  modelOf,
  namePage,
  pageBefore,
  resolved,
} from "../../support/fakeRegistry.ts";
import { example, explorerOf, openPath, rowAt, shown } from "./looking.ts";

const denied = new RegistryError("denied", "h", { status: 403 });
const offline = new NetworkError("offline", "h");

describe("the rows of a registry", () => {
  it("cost one request for the page and nothing for themselves", async () => {
    const { fake, explorer } = explorerOf({ repositories: [namePage(["b/y", "a/x", "b/x", "a/y", "solo"])] });
    const rows = await openPath(explorer, "h");
    assert.deepEqual(shown(rows), ["a/", "b/", "solo"]);
    assert.deepEqual(shown(await explorer.children(rowAt(rows, "b/"))), ["b/x", "b/y"]);
    for (const row of rows) explorer.current(row);
    await openPath(explorer, "h", "a/");
    assert.deepEqual(fake.questions(), ["repositories"]);
  });

  it("of one namespace stand flat", async () => {
    const { explorer } = explorerOf({ repositories: [namePage(["team/b", "team/a"])] });
    assert.deepEqual(shown(await openPath(explorer, "h")), ["team/a", "team/b"]);
  });

  it("of Docker Hub's official images stand flat, page by page", async () => {
    const last = async () => namePage(["library/zsh"], { total: 3 });
    const { explorer } = explorerOf(
      { repositories: [namePage(["library/alpine", "library/nginx"], { total: 3, next: last })] },
      { host: "docker.io", kind: "dockerHub", repositories: ["bitnami/redis"] },
    );
    const rows = await openPath(explorer, "docker.io");
    assert.deepEqual(shown(rows), ["bitnami/", "library/alpine", "library/nginx", "more after 2 of 3"]);
  });

  it("of a Docker Hub login stand before the official images, in their namespaces", async () => {
    const last = async () => namePage(["library/zsh"]);
    const { explorer } = explorerOf(
      { repositories: [namePage(["alice/app", "zeta/site", "library/nginx"], { next: last })] },
      { host: "docker.io", kind: "dockerHub" },
    );
    assert.deepEqual(shown(await openPath(explorer, "docker.io")), [
      "alice/",
      "zeta/",
      "library/nginx",
      "more after 3 of ?",
    ]);
  });

  it("begin with the repositories added by name, each once", async () => {
    const { explorer } = explorerOf({ repositories: [namePage(["a", "z"])] }, { repositories: ["z", "m"] });
    assert.deepEqual(shown(await openPath(explorer, "h")), ["m", "z", "a"]);
  });

  it("R15 are those added by name when the catalogue is refused, with the failure", async () => {
    const { explorer } = explorerOf({ repositories: [denied] }, { repositories: ["team/app"] });
    const rows = await openPath(explorer, "h");
    assert.deepEqual(shown(rows), ["team/app", "failure"]);
    assert.equal(rows[1]?.kind === "failure" && rows[1].failure, denied);
  });

  it("R15 say that the catalogue is empty", async () => {
    const { explorer } = explorerOf({ repositories: [namePage([])] });
    assert.deepEqual(shown(await openPath(explorer, "h")), ["empty"]);
  });

  it("R07 are no names at all, said so, when none is valid", async () => {
    const { explorer } = explorerOf({ repositories: [namePage([], { hidden: 3 })] });
    assert.deepEqual(shown(await openPath(explorer, "h")), ["hiddenNames 3"]);
  });

  it("R07 R15 say what was hidden and where the list was cut", async () => {
    const { explorer } = explorerOf({ repositories: [namePage(["a"], { hidden: 3, cut: true })] });
    assert.deepEqual(shown(await openPath(explorer, "h")), ["a", "hiddenNames 3", "cut 1"]);
  });
});

describe("the rows of a repository", () => {
  const begun = {
    repositories: [namePage(["app"])],
    "tags app": [pageBefore("https://h/2", ["1.0", "2.0"])],
  };

  it("cost one request for each page; more rows come after those that are there", async () => {
    const second = [namePage(["3.0", "latest"])];
    const { fake, explorer } = explorerOf({ ...begun, "tags app at https://h/2": second });
    const rows = await openPath(explorer, "h", "app");
    assert.deepEqual(shown(rows), [":2.0", ":1.0", "more after 2 of ?"]);
    const more = rows[2];
    assert.ok(more?.kind === "more");
    await Promise.all([explorer.more(more.parent), explorer.more(more.parent)]);
    assert.deepEqual(shown(await explorer.children(more.parent)), [":2.0", ":1.0", ":latest", ":3.0"]);
    assert.deepEqual(fake.questions(), ["repositories", "tags app", "tags app at https://h/2"]);
  });

  it("are given to two hundred tags at a time, from one answer in the order of the whole", async () => {
    const tags = Array.from({ length: 450 }, (_, number) => `1.${number}`);
    const { fake, explorer } = explorerOf({
      repositories: [namePage(["app"])],
      "tags app": [namePage(tags)],
    });
    const first = await openPath(explorer, "h", "app");
    assert.deepEqual(shown(first).slice(0, 2), [":1.449", ":1.448"]);
    assert.deepEqual([first.length, shown(first).at(-1)], [201, "more after 200 of 450"]);
    const app = rowAt(await openPath(explorer, "h"), "app");
    assert.ok(app.kind === "repository");
    for (const last of ["more after 400 of 450", ":1.0"]) {
      await explorer.more(app);
      assert.equal(shown(await explorer.children(app)).at(-1), last);
    }
    assert.deepEqual(shown((await explorer.children(app)).slice(0, 200)), shown(first.slice(0, 200)));
    assert.deepEqual(fake.questions(), ["repositories", "tags app"]);
  });

  it("stay when the next page fails, and trying again reads that page only", async () => {
    const second = [offline, namePage(["3.0"])];
    const { fake, explorer } = explorerOf({ ...begun, "tags app at https://h/2": second });
    const app = rowAt(await openPath(explorer, "h"), "app");
    assert.ok(app.kind === "repository");
    await explorer.children(app);
    await explorer.more(app);
    const rows = await explorer.children(app);
    assert.deepEqual(shown(rows), [":2.0", ":1.0", "failure"]);
    const failure = rows[2];
    assert.ok(failure?.kind === "failure" && failure.failure === offline);
    fake.questions();
    await explorer.retry(failure);
    assert.deepEqual(shown(await explorer.children(app)), [":2.0", ":1.0", ":3.0"]);
    assert.deepEqual(fake.questions(), ["tags app at https://h/2"]);
  });

  it("stay as they are when the next page is cancelled", async () => {
    const second = [new DOMException("closed", "AbortError"), namePage(["3.0"])];
    const { explorer } = explorerOf({ ...begun, "tags app at https://h/2": second });
    const app = rowAt(await openPath(explorer, "h"), "app");
    assert.ok(app.kind === "repository");
    const rows = shown(await explorer.children(app));
    await explorer.more(app);
    assert.deepEqual(shown(await explorer.children(app)), rows);
    await explorer.more(app);
    assert.deepEqual(shown(await explorer.children(app)), [":2.0", ":1.0", ":3.0"]);
  });

  it("stay, marked with their time, when reading them again fails", async () => {
    const { explorer } = explorerOf({
      repositories: [namePage(["app"])],
      "tags app": [namePage(["1.0"]), offline, namePage(["1.1"])],
    });
    const app = rowAt(await openPath(explorer, "h"), "app");
    await explorer.children(app);
    await explorer.refresh(app);
    const rows = await explorer.children(app);
    assert.deepEqual(shown(rows), ["failure, rows from 1002", ":1.0"]);
    const failure = rows[0];
    assert.ok(failure?.kind === "failure");
    await explorer.retry(failure);
    assert.deepEqual(shown(await explorer.children(app)), [":1.1"]);
  });

  it("are read from the start when that failed last, though a later page had failed before", async () => {
    const { fake, explorer } = explorerOf({
      ...begun,
      "tags app": [...begun["tags app"], denied, namePage(["2.1"])],
      "tags app at https://h/2": [offline],
    });
    const app = rowAt(await openPath(explorer, "h"), "app");
    assert.ok(app.kind === "repository");
    await explorer.children(app);
    await explorer.more(app);
    await explorer.refresh(app);
    const [failure] = await explorer.children(app);
    assert.ok(failure?.kind === "failure" && failure.failure === denied);
    fake.questions();
    await explorer.retry(failure);
    assert.deepEqual(shown(await explorer.children(app)), [":2.1"]);
    assert.deepEqual(fake.questions(), ["tags app"]);
  });

  it("N12 are a failure at first, and tags after trying again", async () => {
    const { fake, explorer } = explorerOf({
      repositories: [namePage(["app"])],
      "tags app": [offline, namePage(["1.0"])],
    });
    const rows = await openPath(explorer, "h", "app");
    assert.deepEqual(shown(rows), ["failure"]);
    assert.deepEqual(shown(await openPath(explorer, "h", "app")), ["failure"]);
    assert.deepEqual(fake.questions(), ["repositories", "tags app"]);
    const failure = rows[0];
    assert.ok(failure?.kind === "failure");
    await explorer.retry(failure);
    assert.deepEqual(shown(await openPath(explorer, "h", "app")), [":1.0"]);
    assert.deepEqual(fake.questions(), ["tags app"]);
  });

  it("show a digest when it is known, and ask nobody for it", async () => {
    const { fake, explorer } = explorerOf({
      repositories: [namePage(["app"])],
      "tags app": [namePage(["1", "2"])],
    });
    fake.known.set("h/app:1", digestOf("a"));
    const rows = await openPath(explorer, "h", "app");
    const known = rows.map((row) => explorer.current(row)).map((row) => row.kind === "tag" && row.known);
    assert.deepEqual(known, [undefined, { digest: digestOf("a") }]);
    assert.deepEqual(fake.questions(), ["repositories", "tags app"]);
  });
});

/** The answers for opening a tag that names a document. */
function names(reference: string, digest: Digest, document: ManifestDocument) {
  return {
    [`resolve ${reference}`]: [resolved(digest)],
    [`manifest ${reference}@${digest}`]: [fetched(digest, document)],
  };
}

describe("the rows of a tag", () => {
  const base = { repositories: [namePage(["app"])], "tags app": [namePage(["1"])] };
  const amd = digestOf("a");
  const arm = digestOf("b");
  const top = digestOf("f");

  it("are the platforms of an index, for one manifest; attestations are none", async () => {
    const index = indexOf(
      { "linux/amd64": amd, "linux/arm64/v8": arm },
      { attestations: [{ descriptor: descriptorOf(digestOf("d")), subject: amd }] },
    );
    const { fake, explorer } = explorerOf({ ...base, ...names("h/app:1", top, index) });
    const tag = rowAt(await openPath(explorer, "h", "app"), ":1");
    fake.questions();
    assert.deepEqual(shown(await explorer.children(tag)), ["linux/amd64", "linux/arm64/v8", "attached ?"]);
    assert.deepEqual(shown(await explorer.children(tag)), ["linux/amd64", "linux/arm64/v8", "attached ?"]);
    assert.deepEqual(fake.questions(), ["resolve h/app:1", `manifest h/app:1@${top}`]);
    const now = explorer.current(tag);
    assert.deepEqual(now.kind === "tag" && now.known, {
      digest: top,
      platforms: ["linux/amd64", "linux/arm64/v8"],
    });
  });

  it("of a platform are its layers; steps without layer are none", async () => {
    const question = `inspect h/app:1@${top} for ${amd}`;
    const { fake, explorer } = explorerOf({
      ...base,
      ...names("h/app:1", top, indexOf({ "linux/amd64": amd })),
      [question]: [modelOf(amd, ["ADD rootfs", "ENV A=B", "RUN make"])],
    });
    const platform = rowAt(await openPath(explorer, "h", "app", ":1"), "linux/amd64");
    assert.deepEqual(platform.kind === "platform" && formatReference(platform.reference), `h/app:1@${amd}`);
    fake.questions();
    assert.deepEqual(shown(await explorer.children(platform)), ["1 ADD rootfs", "2 RUN make", "attached ?"]);
    assert.deepEqual(fake.questions(), [question]);
    const now = explorer.current(platform);
    assert.deepEqual(now.kind === "platform" && now.known, { digest: amd, size: 71_400_000 });
  });

  it("R04 of a platform that is none are named for what it is", async () => {
    const { explorer } = explorerOf({
      ...base,
      ...names("h/app:1", top, indexOf({ "linux/amd64": amd })),
      [`inspect h/app:1@${top} for ${amd}`]: [modelOf(amd, [], { role: "artifact", type: "text/x" })],
    });
    const rows = await openPath(explorer, "h", "app", ":1", "linux/amd64");
    assert.deepEqual(shown(rows), ["notAnImage artifact text/x", "attached ?"]);
  });

  it("of a single image are its layers at once", async () => {
    const { fake, explorer } = explorerOf({
      ...base,
      ...names("h/app:1", amd, manifestOf()),
      [`inspect h/app:1@${amd}`]: [modelOf(amd, ["ADD rootfs"])],
    });
    assert.deepEqual(shown(await openPath(explorer, "h", "app", ":1")), ["1 ADD rootfs", "attached ?"]);
    assert.equal(fake.questions().length, 5);
  });

  it("of an image without layers say so", async () => {
    const { explorer } = explorerOf({
      ...base,
      ...names("h/app:1", amd, manifestOf()),
      [`inspect h/app:1@${amd}`]: [modelOf(amd, ["ENV A=B"])],
    });
    assert.deepEqual(shown(await openPath(explorer, "h", "app", ":1")), ["empty", "attached ?"]);
  });

  const others = {
    "a build cache": [
      manifestOf({ config: descriptorOf(arm, { mediaType: mediaTypes.buildkitCache }) }),
      `notAnImage buildCache ${mediaTypes.buildkitCache}`,
    ],
    "an artifact": [manifestOf({ artifactType: "text/x" }), "notAnImage artifact text/x", "attached ?"],
    "an old build cache, an index of blobs": [
      indexOf({}, { others: [descriptorOf(arm, { mediaType: mediaTypes.buildkitCache })] }),
      `notAnImage buildCache ${mediaTypes.ociIndex}`,
    ],
    "a schema 1 manifest": [
      { kind: "schema1", mediaType: mediaTypes.dockerSchema1 },
      `notAnImage schema1 ${mediaTypes.dockerSchema1}`,
    ],
  } as const;
  for (const [what, [document, ...rows]] of Object.entries(others)) {
    it(`R04 name ${what} for what it is, with no config read`, async () => {
      const { fake, explorer } = explorerOf({ ...base, ...names("h/app:1", top, document) });
      assert.deepEqual(shown(await openPath(explorer, "h", "app", ":1")), rows);
      assert.deepEqual(fake.questions().slice(2), ["resolve h/app:1", `manifest h/app:1@${top}`]);
    });
  }

  it("R05 say how many platforms are hidden, and show the same one once", async () => {
    const index = indexOf({ "linux/amd64": amd });
    const twice = { ...index, images: [...index.images, ...index.images], hidden: 7 };
    const { explorer } = explorerOf({ ...base, ...names("h/app:1", top, twice) });
    assert.deepEqual(shown(await openPath(explorer, "h", "app", ":1")), [
      "linux/amd64",
      "hiddenPlatforms 7",
      "attached ?",
    ]);
  });

  it("R01 are the failure alone when the content is wrong", async () => {
    const { explorer } = explorerOf({
      ...base,
      "resolve h/app:1": [resolved(top)],
      [`manifest h/app:1@${top}`]: [new ContentError("digestMismatch", top)],
    });
    assert.deepEqual(shown(await openPath(explorer, "h", "app", ":1")), ["failure"]);
  });

  it("keep no facts of an image that the tag is known to name no more", async () => {
    const { fake, explorer } = explorerOf({
      ...base,
      ...names("h/app:1", top, indexOf({ "linux/amd64": amd })),
    });
    const tag = rowAt(await openPath(explorer, "h", "app"), ":1");
    await explorer.children(tag);
    fake.known.set("h/app:1", arm);
    const now = explorer.current(tag);
    assert.deepEqual(now.kind === "tag" && now.known, { digest: arm });
  });

  it("are asked afresh when the tag is refreshed, and stay when that fails", async () => {
    const { fake, explorer } = explorerOf({
      ...base,
      ...names("h/app:1", top, indexOf({ "linux/amd64": amd })),
      "fresh resolve h/app:1": [offline, resolved(top)],
      [`manifest h/app:1@${top}`]: [1, 2].map(() => fetched(top, indexOf({ "linux/amd64": amd }))),
    });
    const tag = rowAt(await openPath(explorer, "h", "app"), ":1");
    await explorer.children(tag);
    fake.questions();
    await explorer.refresh(tag);
    const rows = await explorer.children(tag);
    assert.deepEqual(shown(rows), ["failure, rows from 1003", "linux/amd64", "attached ?"]);
    const failure = rows[0];
    assert.ok(failure?.kind === "failure");
    await explorer.retry(failure);
    assert.deepEqual(shown(await explorer.children(tag)), ["linux/amd64", "attached ?"]);
    const fresh = "fresh resolve h/app:1";
    assert.deepEqual(fake.questions(), [fresh, fresh, `manifest h/app:1@${top}`]);
  });

  it("are read again with the tag where a platform could not be read", async () => {
    const index = indexOf({ "linux/amd64": amd });
    const { explorer } = explorerOf({
      ...base,
      ...names("h/app:1", top, index),
      "fresh resolve h/app:1": [resolved(top)],
      [`manifest h/app:1@${top}`]: [fetched(top, index), fetched(top, index)],
      [`inspect h/app:1@${top} for ${amd}`]: [offline, modelOf(amd, ["ADD rootfs"])],
    });
    const path = ["h", "app", ":1", "linux/amd64"];
    assert.deepEqual(shown(await openPath(explorer, ...path)), ["failure"]);
    await explorer.refresh(rowAt(await openPath(explorer, "h", "app"), ":1"));
    assert.deepEqual(shown(await openPath(explorer, ...path)), ["1 ADD rootfs", "attached ?"]);
  });

  it("cost one HEAD when a tag that was never opened is refreshed", async () => {
    const { fake, explorer } = explorerOf({ ...base, "fresh resolve h/app:1": [resolved(top), offline] });
    const tag = rowAt(await openPath(explorer, "h", "app"), ":1");
    fake.questions();
    await explorer.refresh(tag);
    assert.deepEqual(fake.questions(), ["fresh resolve h/app:1"]);
    await assert.rejects(explorer.refresh(tag), offline);
  });
});

describe("ids", () => {
  it("are each row's own, and the same after a refresh", async () => {
    const index = indexOf({ "linux/amd64": digestOf("a"), "linux/386": digestOf("a") });
    const answers = () => ({
      repositories: [namePage(["a", "a/b", "a/d", "a/b/c", "a/b/e"], { hidden: 1 })],
      "tags a": [namePage(["b", "1", `sha256-${"a".repeat(64)}.sig`])],
      "tags a/b": [namePage([])],
      "tags a/d": [namePage([])],
      "tags a/b/c": [offline],
      "tags a/b/e": [namePage([])],
      ...names("h/a:1", digestOf("f"), index),
      ...names("h/a:b", digestOf("e"), manifestOf()),
      [`inspect h/a:b@${digestOf("e")}`]: [modelOf(digestOf("e"), ["ADD x", "RUN y"])],
      [`inspect h/a:1@${digestOf("f")} for ${digestOf("a")}`]: [
        modelOf(digestOf("a"), [], { role: "artifact" }),
        offline,
      ],
      [`referrers a@${digestOf("f")}`]: [{ items: [descriptorOf(digestOf("b"))], cut: true }],
      [`referrers a@${digestOf("e")}`]: [{ items: [], cut: false }],
      [`referrers a@${digestOf("a")}`]: [offline],
    });
    const once = await everyRow(explorerOf(answers()).explorer);
    const again = await everyRow(explorerOf(answers()).explorer);
    assert.deepEqual(once.map(nodeId), again.map(nodeId));
    assert.equal(new Set(once.map(nodeId)).size, once.length);
    assert.equal(once.length, 32, shown(once).join("\n"));
  });

  it("lead up to the registry", async () => {
    const { explorer } = explorerOf({
      repositories: [namePage(["a/x", "a/z", "b/y"])],
      "tags a/x": [namePage(["1"])],
    });
    const [tag] = await openPath(explorer, "h", "a/", "a/x");
    const ids: string[] = [];
    for (let row: ExplorerNode | undefined = tag; row !== undefined; row = parentOf(row))
      ids.push(nodeId(row));
    assert.deepEqual(ids, ["h/a/x:1", "h/a/x", "h/a/", "h"]);
  });
});

async function everyRow(explorer: Explorer): Promise<readonly ExplorerNode[]> {
  const rows: ExplorerNode[] = [...(await explorer.roots())];
  for (const row of rows) rows.push(...(await explorer.children(row)));
  return rows;
}

describe("refreshing", () => {
  const answers = () => ({
    repositories: [namePage(["a/x", "a/xy"]), namePage(["a/x", "a/xy"])],
    "tags a/x": [namePage(["1"]), namePage(["1"])],
    "tags a/xy": [namePage(["1"]), namePage(["1"])],
    "resolve h/a/x:1": [denied, denied],
  });
  const look = async (explorer: Explorer) => {
    await openPath(explorer, "h", "a/x", ":1");
    await openPath(explorer, "h", "a/xy");
  };
  const all = ["repositories", "tags a/x", "resolve h/a/x:1", "tags a/xy"];

  it("all reads everything again when it is looked at", async () => {
    const { fake, explorer } = explorerOf(answers());
    await look(explorer);
    await explorer.refresh();
    assert.deepEqual(fake.questions(), all);
    await look(explorer);
    assert.deepEqual(fake.questions(), all);
  });

  it("a repository reads only what is in it again", async () => {
    const { fake, explorer } = explorerOf(answers());
    await look(explorer);
    fake.questions();
    await explorer.refresh(rowAt(await openPath(explorer, "h"), "a/x"));
    await look(explorer);
    assert.deepEqual(fake.questions(), ["tags a/x", "resolve h/a/x:1"]);
  });
});

describe("the tags that were read", () => {
  it("are told without a request, those without rows too, and none of a repository that was not opened", async () => {
    const { fake, explorer } = explorerOf({
      repositories: [namePage(["a"])],
      "tags a": [namePage(["1", "sha256-ab.sig"])],
    });
    const [repository] = await openPath(explorer, "h");
    assert.ok(repository?.kind === "repository");
    assert.deepEqual(explorer.tagsRead(repository), []);
    await explorer.children(repository);
    fake.questions();
    assert.deepEqual([...explorer.tagsRead(repository)].sort(), ["1", "sha256-ab.sig"]);
    assert.deepEqual(fake.questions(), []);
  });
});

describe("forgetting a registry", () => {
  it("A18 gives up what is under way and shows nothing of it", async () => {
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof namePage>>();
    const fake = new FakeRegistry({});
    const signals: (AbortSignal | undefined)[] = [];
    const explorer = new Explorer({
      registries: async () => [example],
      catalog: () => ({
        ...fake.catalog(),
        repositories: async (signal) => {
          signals.push(signal);
          return listed(await promise);
        },
      }),
      images: fake.images,
      referrers: fake.referrers,
      tagOrder: () => "semver",
      now: () => 0,
    });
    const [registry] = await explorer.roots();
    assert.ok(registry);
    const looking = explorer.children(registry);
    explorer.forget("h");
    assert.equal(signals[0]?.aborted, true);
    resolve(namePage(["private"]));
    assert.deepEqual(await looking, []);
    assert.deepEqual(shown(await explorer.children(registry)), ["private"]);
    assert.equal(signals.length, 2);
  });

  it("C02 shows another account nothing of what was read", async () => {
    const { explorer } = explorerOf({ repositories: [namePage(["private"]), denied] });
    assert.deepEqual(shown(await openPath(explorer, "h")), ["private"]);
    explorer.forget("h");
    assert.deepEqual(shown(await openPath(explorer, "h")), ["failure"]);
  });

  it("leaves others alone", async () => {
    const { fake, explorer } = explorerOf({ repositories: [namePage(["a"])] });
    await openPath(explorer, "h");
    explorer.forget("h2");
    await openPath(explorer, "h");
    assert.deepEqual(fake.questions(), ["repositories"]);
  });
});
