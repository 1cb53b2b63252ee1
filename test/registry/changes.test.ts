/** What the commands of rows do, at real registries and judged by skopeo. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Reference } from "../../src/core/reference/reference.ts";
import {
  addTag,
  type Changes,
  copyImage,
  deleteDigest,
  deleteTags,
} from "../../src/vscode/registries/changeFlows.ts";
import { registryChanges } from "../../src/vscode/registries/registryChanges.ts";
import { connectionsWith } from "../support/connections.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../support/images.ts";
import { run } from "../support/program.ts";
import { push } from "../support/push.ts";
import { type Act, scriptedAsk } from "../support/scriptedAsk.ts";

let one: TestRegistry;
let other: TestRegistry;
const index = makeIndex(makePlatforms(commonPlatforms, { config: { Labels: { of: "changes" } } }));
const single = makeImage({ config: { Labels: { of: "changes" } } });

before(async () => {
  [one, other] = await Promise.all([startRegistry(), startRegistry()]);
  await push({ url: one.url, repository: "team/app" }, index, ["1", "1.0", "latest"]);
  await push({ url: one.url, repository: "team/app" }, single, ["single"]);
});
after(() => Promise.all([one.stop(), other.stop()]));

const app = (tag: string): Reference => ({ repository: { registry: one.host, path: "team/app" }, tag });

/** The changes as the extension makes them, with a person who answers by script. */
function changesBy(...acts: readonly Act[]) {
  const connections = connectionsWith();
  const happened: string[] = [];
  const changed: Reference[] = [];
  const lines: string[] = [];
  const changes: Changes = registryChanges({
    ask: scriptedAsk(acts, happened).ask,
    open: () => connections.open({ id: one.host, host: one.host, kind: "oci", base: new URL(`${one.url}/`) }),
    distribution: (host) => connections.distribution(host),
    knownTags: () => [],
    claim: async (host, right) => void happened.push(`claim ${right} at ${host}`),
    onChange: (reference) => void changed.push(reference),
    note: (line) => void lines.push(line),
  });
  return { changes, happened, changed, lines };
}

async function skopeo(command: string, ...args: readonly string[]): Promise<string> {
  return run("skopeo", [command, "--tls-verify=false", ...args]);
}

async function tagsOf(host: string, path: string): Promise<readonly string[]> {
  return JSON.parse(await skopeo("list-tags", `docker://${host}/${path}`)).Tags.sort();
}

const raw = (name: string) => skopeo("inspect", "--raw", `docker://${name}`);

describe("changes at a registry", () => {
  it("a tag is added to the very same bytes", async () => {
    const { changes, changed } = changesBy({ type: "stable" });
    assert.equal(await addTag(changes, app("1")), true);
    assert.equal(await raw(`${one.host}/team/app:stable`), await raw(`${one.host}/team/app:1`));
    assert.deepEqual(changed, [app("stable")]);
  });

  it("an image goes to another registry with all its platforms, and a second time nothing is sent", async () => {
    const to = `${other.host}/copied/app:1`;
    const first = changesBy({ type: to });
    await copyImage(first.changes, app("1"));
    assert.equal(await raw(to), await raw(`${one.host}/team/app:1`));
    for (const child of index.children)
      assert.equal(
        await raw(`${other.host}/copied/app@${child.digest}`),
        await raw(`${one.host}/team/app@${child.digest}`),
      );
    assert.ok(first.happened.includes(`claim write at ${other.host}`));
    assert.equal(first.lines.filter((line) => line.endsWith(": sent")).length, first.lines.length);
    const second = changesBy({ type: `${other.host}/copied/app:2` });
    await copyImage(second.changes, app("1"));
    assert.match(second.happened.at(-1) ?? "", /nothing had to be sent, \d+ there already$/);
  });

  it("within a registry layers are taken over", async () => {
    const { changes, happened } = changesBy({ type: `${one.host}/elsewhere/app:1` });
    await copyImage(changes, app("single"));
    assert.match(happened.at(-1) ?? "", /nothing had to be sent, \d+ taken over within the registry$/);
  });

  it("a registry that cannot untag says so, and it is noted", async () => {
    const { changes } = changesBy({ choose: "Delete Tag" });
    await assert.rejects(deleteTags(changes, [app("1.0")]), { kind: "unsupported" });
    assert.ok((await tagsOf(one.host, "team/app")).includes("1.0"));
  });

  it("a digest is deleted after every tag that falls with it was named", async () => {
    const { changes, happened } = changesBy({ choose: "Delete Image and 4 Tags" });
    assert.equal(await deleteDigest(changes, app("latest")), true);
    const named = happened.find((line) => line.startsWith("These tags go with it: ")) ?? "";
    for (const tag of ["1", "1.0", "latest", "stable"]) assert.match(named, new RegExp(`[ :]${tag}[,.]`));
    assert.deepEqual(await tagsOf(one.host, "team/app"), ["single"]);
  });
});
