import assert from "node:assert/strict";
import { ConfigurationTarget, TreeItemCollapsibleState, workspace } from "vscode";
import { anonymous } from "../../../src/core/auth/credential.ts";
import { Connections } from "../../../src/core/connect.ts";
import { openContent } from "../../../src/core/content/store.ts";
import { TagMemory } from "../../../src/core/content/tagMemory.ts";
import { Explorer } from "../../../src/core/explorer/explorer.ts";
import { type ExplorerNode, nodeId, parentOf } from "../../../src/core/explorer/node.ts";
import type { Send } from "../../../src/core/http/call.ts";
import { fetchSend } from "../../../src/core/http/fetchSend.ts";
import { Images } from "../../../src/core/image/images.ts";
import { addRegistry } from "../../../src/vscode/registries/addRegistry.ts";
import { Registries } from "../../../src/vscode/registries/registries.ts";
import {
  addRepository,
  type Flows,
  removeRegistry,
  signIn,
  signOut,
} from "../../../src/vscode/registries/registryFlows.ts";
import { Secrets } from "../../../src/vscode/registries/secrets.ts";
import { tooltip } from "../../../src/vscode/registries/tooltip.ts";
import { treeItem } from "../../../src/vscode/registries/treeItem.ts";
import { FakeSecretStorage } from "../../support/fakeSecretStorage.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { makeImage } from "../../support/images.ts";
import { push } from "../../support/push.ts";
import { type Act, scriptedAsk } from "../../support/scriptedAsk.ts";
import { readFacts } from "../facts.ts";

/** The view's parts put together as the extension does it, with a person who answers by script. */
async function openWorld() {
  const folder = await temporaryFolder("explorer");
  const requests: string[] = [];
  const sent = fetchSend("Mooring/test");
  const transport: Send = (call) => {
    requests.push(`${call.method} ${call.url.pathname}${call.url.search}`);
    return sent(call);
  };
  const forget = (id: string) => {
    connections.reset(id);
    explorer.forget(id);
  };
  const storage = new FakeSecretStorage();
  const secrets = new Secrets(storage, forget);
  const registries = new Registries(secrets, async () => []);
  const changes: (readonly string[])[] = [];
  registries.onDidChange((hosts) => {
    changes.push(hosts);
    hosts.forEach(forget);
  });
  const connections = new Connections({
    userAgent: "Mooring/test",
    transport,
    proxy: () => undefined,
    endpoints: (host) => registries.endpoints(host),
    credential: async ({ id }) => (await secrets.keychain(id)) ?? anonymous,
    allowRealm: async () => false,
    lookup: undefined,
    concurrency: 8,
    timeout: 30_000,
  });
  const images = new Images({
    distributionFor: (host) => connections.distribution(host),
    content: openContent(folder.path, { maxBytes: 1024 * 1024 }),
    tags: new TagMemory(folder.path),
  });
  const explorer = new Explorer({
    registries: () => registries.list(),
    catalog: ({ id }) => connections.open(registries.endpoint(id)).catalog,
    images,
    referrers: ({ id }, path, digest, signal) =>
      connections.open(registries.endpoint(id)).distribution.referrers(path, digest, signal),
    tagOrder: () => "semver",
    now: Date.now,
  });
  const flows = (...acts: readonly Act[]): Flows => ({
    ask: scriptedAsk(acts).ask,
    registries,
    secrets,
    test: (endpoint, credential, signal) =>
      connections.trial(endpoint, async () => credential ?? anonymous).distribution.ping(signal),
    usedRepositories: async () => [],
    detect: async ({ kind }) => kind,
    reset: forget,
  });
  const close = async () => {
    explorer.dispose();
    registries.dispose();
    secrets.dispose();
    await folder.remove();
  };
  return { explorer, registries, storage, changes, flows, close, taken: () => requests.splice(0) };
}

type World = Awaited<ReturnType<typeof openWorld>>;

/** The rows below a path of labels. */
async function rowsAt({ explorer }: World, ...labels: readonly string[]): Promise<readonly ExplorerNode[]> {
  let rows: readonly ExplorerNode[] = await explorer.roots();
  for (const label of labels) {
    const row = rows.find((candidate) => labelOf(candidate) === label);
    assert.ok(row, `no row ${label} among ${rows.map(labelOf).join(", ")}`);
    rows = await explorer.children(row);
  }
  return rows;
}

function labelOf(row: ExplorerNode): string {
  return String(treeItem(row, Date.now()).label);
}

async function labelsAt(world: World, ...labels: readonly string[]): Promise<readonly string[]> {
  return (await rowsAt(world, ...labels)).map(labelOf);
}

const { registries: prepared } = readFacts();

describe("Registries view on real registries", () => {
  let world: World;
  let before: unknown;

  beforeEach(async function () {
    if (prepared === undefined) this.skip();
    before = workspace.getConfiguration("mooring").inspect("registries")?.globalValue;
    await workspace.getConfiguration("mooring").update("registries", [], ConfigurationTarget.Global);
    world = await openWorld();
  });

  afterEach(async () => {
    await world.close();
    await workspace.getConfiguration("mooring").update("registries", before, ConfigurationTarget.Global);
  });

  const { open, htpasswd, token } = prepared ?? {};
  const add = (host: string, ...acts: readonly Act[]) =>
    addRegistry(world.flows({ choose: "Any registry" }, { type: host }, ...acts));
  const without: Act = { choose: "Without signing in" };
  const withLogin: Act = { choose: "With user name and password" };

  it("adds an open registry, and lists it with one request for each level and none for rows", async () => {
    assert.ok(open);
    assert.equal(await add(open.host, without), open.host);
    assert.deepEqual(workspace.getConfiguration("mooring").inspect("registries")?.globalValue, [
      { kind: "oci", url: `${open.url}/` },
    ]);
    world.taken();
    const repositories = await labelsAt(world, open.host);
    assert.ok(repositories.includes("built"), repositories.join(", "));
    assert.deepEqual(await labelsAt(world, open.host, "built"), ["many", "single"]);
    assert.deepEqual(await labelsAt(world, open.host, "built", "many"), ["1"]);
    assert.deepEqual(world.taken(), ["GET /v2/_catalog?n=1000", "GET /v2/built/many/tags/list?n=1000"]);
  });

  it("opens an index into platforms and a platform into layers", async () => {
    assert.ok(open);
    await add(open.host, without);
    const platforms = await rowsAt(world, open.host, "built", "many", "1");
    assert.deepEqual(platforms.map(labelOf), ["linux/amd64", "linux/arm64", "Attached"]);
    world.taken();
    const layers = await rowsAt(world, open.host, "built", "many", "1", "linux/amd64");
    assert.equal(layers.length, 2);
    assert.match(labelOf(layers[0] ?? assert.fail()), /hello/);
    assert.equal(world.taken().length, 2);
  });

  it("opens a single image into its layers, and shows its digest from then on", async () => {
    assert.ok(open);
    await add(open.host, without);
    const [tag] = await rowsAt(world, open.host, "built", "single");
    assert.ok(tag);
    assert.equal(treeItem(world.explorer.current(tag), Date.now()).description, "");
    assert.deepEqual(
      (await world.explorer.children(tag)).map(({ kind }) => kind),
      ["layer", "attached"],
    );
    const digest = open.digests["built/single:1"] ?? assert.fail();
    const item = treeItem(world.explorer.current(tag), Date.now());
    assert.ok(
      String(item.description).startsWith(digest.slice("sha256:".length).slice(0, 12)),
      `${item.description}`,
    );
    const shown = tooltip(world.explorer.current(tag), Date.now());
    assert.match(shown?.value ?? "", new RegExp(digest));
    assert.ok(!shown?.isTrusted && !shown?.supportHtml);
  });

  it("shows 450 tags by two hundred from one request, in order, with rows that stay", async () => {
    assert.ok(open);
    const tags = Array.from({ length: 450 }, (_, number) => `1.${449 - number}`);
    await push({ url: open.url, repository: "paged/app" }, makeImage(), [...tags].sort());
    await add(open.host, without);
    const path = [open.host, "paged/app"];
    world.taken();
    const first = await rowsAt(world, ...path);
    assert.equal(first.length, 201);
    const more = first[200] ?? assert.fail();
    const item = treeItem(more, Date.now());
    assert.deepEqual([item.label, item.description], ["Load more", "200 of 450"]);
    assert.equal(item.command?.command, "mooring.loadMore");
    for (const count of [401, 450]) {
      assert.ok(more.kind === "more");
      await world.explorer.more(more.parent);
      const rows = await rowsAt(world, ...path);
      assert.equal(rows.length, count);
      assert.deepEqual(rows.slice(0, 200).map(nodeId), first.slice(0, 200).map(nodeId));
    }
    assert.deepEqual(await labelsAt(world, ...path), tags);
    assert.equal(world.taken().filter((request) => request.includes("/tags/")).length, 1);
  });

  it("makes the digests of the rows shown known with one HEAD each, and asks nothing that it knows", async () => {
    assert.ok(open);
    const tags = Array.from({ length: 30 }, (_, number) => `2.${number}`);
    await push({ url: open.url, repository: "digests/app" }, makeImage(), tags);
    await add(open.host, without);
    const [first] = await rowsAt(world, open.host, "digests/app");
    const repository = first && parentOf(first);
    assert.ok(repository?.kind === "repository" && first?.kind === "tag");
    world.taken();
    await world.explorer.resolve(first);
    const signal = new AbortController().signal;
    assert.deepEqual(await world.explorer.resolveShown(repository, signal), { wanted: 29, failed: 0 });
    const asked = world.taken();
    assert.deepEqual([asked.length, asked.every((request) => request.startsWith("HEAD "))], [30, true]);
    assert.deepEqual(await world.explorer.resolveShown(repository, signal), { wanted: 0, failed: 0 });
    assert.deepEqual(world.taken(), []);
    assert.match(
      String(treeItem(world.explorer.current(first), Date.now()).description),
      / = 2\.28, .*\+26$/,
    );
  });

  it("asks once for what is attached", async () => {
    assert.ok(open);
    await add(open.host, without);
    const rows = await rowsAt(world, open.host, "built", "single", "1");
    const attached = rows.find(({ kind }) => kind === "attached") ?? assert.fail();
    world.taken();
    const [notice] = await world.explorer.children(attached);
    assert.equal(notice && labelOf(notice), "Nothing is attached");
    await world.explorer.children(attached);
    // This registry has no referrers API, so that the fallback tag is asked for, too.
    assert.ok(world.taken().length <= 2);
  });

  it("offers to sign in where the catalogue wants a login; a wrong password is tried once, the right one works", async () => {
    assert.ok(htpasswd);
    const { host, user, password } = htpasswd;
    assert.equal(await add(host, without, { choose: "Save it anyway" }), host);
    const [refused] = await rowsAt(world, host);
    assert.ok(refused);
    const item = treeItem(refused, Date.now());
    assert.equal(item.contextValue, "failure signIn addRepository");
    assert.equal(item.collapsibleState, TreeItemCollapsibleState.None);

    const wrong = world.flows({ type: user }, { type: "wrong" }, "leave");
    world.taken();
    assert.equal(await signIn(wrong, world.registries.endpoint(host)), false);
    assert.ok(world.taken().length <= 2);
    assert.equal(world.storage.values.size, 0);

    assert.equal(
      await signIn(world.flows({ type: user }, { type: password }), world.registries.endpoint(host)),
      true,
    );
    assert.deepEqual(await labelsAt(world, host), ["team/app"]);
    assert.deepEqual(await labelsAt(world, host, "team/app"), ["1"]);
    const [registry] = await world.explorer.roots();
    assert.ok(registry);
    const signedIn = treeItem(registry, Date.now());
    assert.deepEqual([signedIn.description, signedIn.contextValue], [user, "registry signedIn"]);
  });

  it("A18: shows nothing of a registry after signing out, and forgets the login", async () => {
    assert.ok(htpasswd);
    const { host, user, password } = htpasswd;
    await add(host, withLogin, { type: user }, { type: password });
    const [repository] = await rowsAt(world, host);
    assert.equal(repository && labelOf(repository), "team/app");
    const loading = world.explorer.children(repository ?? assert.fail());
    await signOut(world.flows(), host);
    assert.deepEqual(await loading, []);
    assert.equal(world.storage.values.size, 0);
    const [refused] = await rowsAt(world, host);
    assert.equal(refused?.kind, "failure");
  });

  it("R15: shows a repository added by name where the catalogue is refused, and what is in it", async () => {
    assert.ok(token);
    const { host } = token;
    await add(host, without);
    assert.deepEqual(
      (await rowsAt(world, host)).map(({ kind }) => kind),
      ["failure"],
    );
    world.taken();
    assert.equal(
      await addRepository(world.flows({ type: "public/app" }), { id: host, host, repositories: [] }),
      "public/app",
    );
    const rows = await rowsAt(world, host);
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ["repository", "failure"],
    );
    assert.deepEqual(world.taken(), []);
    assert.deepEqual(await labelsAt(world, host, "public/app"), ["1"]);
  });

  it("C02: asks a registry anew when its setting changed, and nobody else", async () => {
    assert.ok(open && token);
    await add(open.host, without);
    await rowsAt(world, open.host);
    await add(token.host, without);
    world.taken();
    await rowsAt(world, open.host);
    assert.deepEqual(world.taken(), []);
    const moved = [{ kind: "oci", url: `${open.url}/prefix/` }];
    await workspace.getConfiguration("mooring").update("registries", moved, ConfigurationTarget.Global);
    assert.deepEqual([...(world.changes.at(-1) ?? [])].sort(), [open.host, token.host].sort());
    const [failure] = await rowsAt(world, open.host);
    assert.equal(failure?.kind, "failure");
    assert.ok(world.taken().every((request) => request.includes("/prefix/v2/_catalog")));
  });

  it("C01: leaves entries alone that it cannot read, and shows the others", async () => {
    assert.ok(open);
    const odd = [7, { url: "ftp://x" }, { url: open.url, kind: "oci", name: "Mine", extra: [1] }];
    const configuration = () => workspace.getConfiguration("mooring");
    await configuration().update("registries", odd, ConfigurationTarget.Global);
    assert.deepEqual(await labelsAt(world), ["Mine"]);
    await addRepository(world.flows({ type: "team/app" }), {
      id: open.host,
      host: open.host,
      repositories: [],
    });
    assert.deepEqual(configuration().inspect("registries")?.globalValue, [
      ...odd.slice(0, 2),
      { url: open.url, kind: "oci", name: "Mine", extra: [1], repositories: ["team/app"] },
    ]);
    await removeRegistry(world.flows(), open.host);
    assert.deepEqual(configuration().inspect("registries")?.globalValue, odd.slice(0, 2));
    assert.deepEqual(await labelsAt(world), []);
  });

  it("C08: takes the login with the registry", async () => {
    assert.ok(htpasswd);
    const { host, user, password } = htpasswd;
    await add(host, withLogin, { type: user }, { type: password });
    assert.equal(world.storage.values.size, 1);
    await removeRegistry(world.flows(), host);
    assert.equal(world.storage.values.size, 0);
    assert.deepEqual(await labelsAt(world), []);
  });
});
