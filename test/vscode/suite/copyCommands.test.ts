import assert from "node:assert/strict";
import { commands, env } from "vscode";
import type { RepositoryNode, TagNode } from "../../../src/core/explorer/node.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import type { Commands } from "../../../src/vscode/commands.ts";
import { layer, platform, registry } from "../../editor/rows.ts";
import { readFacts } from "../facts.ts";

const open = readFacts().registries?.open;

/** Runs one of the extension's commands on a row and gives what is on the clipboard then. */
async function copied<Id extends keyof Commands>(command: Id, ...args: Commands[Id]): Promise<string> {
  await env.clipboard.writeText("before");
  await commands.executeCommand(command, ...args);
  return env.clipboard.readText();
}

describe("copying from rows", () => {
  before(function () {
    if (open === undefined) this.skip();
  });

  const host = open?.host ?? "";
  const repository = { registry: host, path: "built/single" };
  const parent: RepositoryNode = { kind: "repository", parent: registry({ host }), repository };
  const tag: TagNode = { kind: "tag", parent, reference: { repository, tag: "1" } };

  it("gives a tag's reference and pull command as people write them", async () => {
    assert.equal(await copied("mooring.copyReference", tag), `${host}/built/single:1`);
    assert.equal(await copied("mooring.copyPullCommand", tag), `docker pull ${host}/built/single:1`);
    assert.equal(await copied("mooring.copyReference", parent), `${host}/built/single`);
  });

  it("asks for a digest that is not known", async () => {
    const digest = open?.digests["built/single:1"];
    assert.equal(await copied("mooring.copyDigest", tag), digest);
    assert.equal(await copied("mooring.copyPinnedReference", tag), `${host}/built/single:1@${digest}`);
    assert.equal(await copied("mooring.copyDigest", `${host}/built/single:1`), digest);
  });

  it("asks nobody for the digest of a platform or a layer", async () => {
    const row = platform("linux/amd64");
    const digest: Digest = row.choice.descriptor.digest;
    assert.equal(await copied("mooring.copyDigest", row), digest);
    assert.equal(await copied("mooring.copyPinnedReference", row), `h.test/team/app:1.27@${digest}`);
    assert.equal(await copied("mooring.copyDigest", layer("RUN make")), digest);
  });

  it("gives a line for each of several rows that names something", async () => {
    const row = platform("linux/amd64");
    const { digest } = row.choice.descriptor;
    const rows = [tag, parent, registry(), row];
    const [one, other] = [`${host}/built/single:1`, `h.test/team/app:1.27@${digest}`];
    assert.equal(await copied("mooring.copyReference", tag, rows), `${one}\n${host}/built/single\n${other}`);
    assert.equal(
      await copied("mooring.copyPullCommand", tag, rows),
      `docker pull ${one}\ndocker pull ${other}`,
    );
    const pinned = open?.digests["built/single:1"];
    assert.equal(
      await copied("mooring.copyDigest", tag, [...rows, layer("RUN make")]),
      `${pinned}\n${digest}\n${digest}`,
    );
    assert.equal(await copied("mooring.copyPinnedReference", tag, rows), `${one}@${pinned}\n${other}`);
  });

  it("leaves the clipboard alone for what has no digest", async () => {
    assert.equal(await copied("mooring.copyDigest", registry()), "before");
    assert.equal(await copied("mooring.copyDigest", "not a reference!"), "before");
    assert.equal(await copied("mooring.copyReference"), "before");
  });
});
