/** Changes at real registries through VS Code's own fetch. */
import assert from "node:assert/strict";
import { Connections, endpointOf } from "../../../src/core/connect.ts";
import { fetchSend } from "../../../src/core/http/fetchSend.ts";
import type { Reference } from "../../../src/core/reference/reference.ts";
import { addTag, copyImage, deleteDigest } from "../../../src/vscode/registries/changeFlows.ts";
import { registryChanges } from "../../../src/vscode/registries/registryChanges.ts";
import { type Act, scriptedAsk } from "../../support/scriptedAsk.ts";
import { readFacts } from "../facts.ts";

const { registries: prepared } = readFacts();

describe("changes at registries", () => {
  before(function () {
    if (prepared === undefined) this.skip();
  });

  /** The changes at the registry of a URL, and what tags name there. */
  function worldOf(url: string, ...acts: readonly Act[]) {
    assert.ok(prepared);
    const { spare } = prepared;
    const connections = new Connections({
      userAgent: "Mooring/test",
      transport: fetchSend("Mooring/test"),
      proxy: () => undefined,
      endpoints: (host) => [endpointOf(new URL(`http://${host}/`))],
      credential: async ({ host }) =>
        host === spare.host
          ? { kind: "basic", username: spare.user, password: spare.password }
          : { kind: "anonymous" },
      allowRealm: async () => false,
      concurrency: 8,
      timeout: 30_000,
    });
    const changes = registryChanges({
      ask: scriptedAsk(acts).ask,
      open: () => connections.open(endpointOf(new URL(url))),
      distribution: (host) => connections.distribution(host),
      knownTags: () => [],
      claim: async () => {},
      onChange: () => {},
      note: () => {},
    });
    const resolve = async (host: string, path: string, tag: string) =>
      (await connections.distribution(host).resolve(path, tag)).digest;
    return { changes, resolve };
  }

  const at = (host: string, path: string): Reference => ({ repository: { registry: host, path }, tag: "1" });

  it("an image goes to another registry, behind a login, and gets a further tag there", async () => {
    assert.ok(prepared);
    const { open, spare } = prepared;
    const digest = open.digests["built/many:1"];
    const first = worldOf(open.url, { type: `${spare.host}/copied/app:1` });
    await copyImage(first.changes, at(open.host, "built/many"));
    assert.equal(await first.resolve(spare.host, "copied/app", "1"), digest);
    const second = worldOf(spare.url, { type: "added" });
    await addTag(second.changes, at(spare.host, "copied/app"));
    assert.equal(await second.resolve(spare.host, "copied/app", "added"), digest);
  });

  it("an image goes to another repository of its registry, and is deleted with its tags", async () => {
    assert.ok(prepared);
    const { spare } = prepared;
    const first = worldOf(spare.url, { type: `${spare.host}/copied/again:1` });
    await copyImage(first.changes, at(spare.host, "copied/app"));
    const second = worldOf(spare.url, { choose: "Delete Image and 1 Tag" });
    await deleteDigest(second.changes, at(spare.host, "copied/again"));
    await assert.rejects(second.resolve(spare.host, "copied/again", "1"), { kind: "notFound" });
  });
});
