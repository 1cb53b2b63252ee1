import assert from "node:assert/strict";
import type { ExplorerNode } from "../../src/core/explorer/node.ts";
import { count, type Figure, milliseconds, type Section } from "./figures.ts";
import type { Asked, Rig } from "./rig.ts";
import { freshExplorer, repositoryNode } from "./tags.ts";

const few = 200;
const lots = 10_000;

/** What each action in the Registries view asks, one after the other from a cold start, beside the least possible. */
export async function actions(rig: Rig): Promise<Section> {
  await rig.fill("actions/few", namesOf(few));
  await rig.fill("actions/lots", namesOf(lots));
  const explorer = await freshExplorer(rig);
  const [small, large] = ["actions/few", "actions/lots"].map((path) => repositoryNode(rig.host, path));
  assert.ok(small?.parent.kind === "registry" && large);
  const figures: Figure[] = [];
  const act = async <T>(name: string, least: number, wanted: number, work: () => Promise<T>): Promise<T> => {
    const { result, time, asked } = await rig.counted(work);
    figures.push(count(`${name}: requests (least possible ${least})`, requestsIn(asked), wanted));
    figures.push(milliseconds("  in process", time));
    return result;
  };
  const { parent } = small;
  const unread = new AbortController().signal;
  // A challenge, to learn how to log in; a token; the page. Each repository has a token of its own.
  await act("opening the registry", 3, 3, () => explorer.children(parent));
  const rows = await act(`opening a repository of ${few} tags`, 2, 2, () => explorer.children(small));
  const first = await act(`opening one of ${lots.toLocaleString("en")}`, 2, 2, () =>
    explorer.children(large),
  );
  assert.deepEqual([tagsIn(rows).length, tagsIn(first).length], [few, few]);
  await act("showing 200 more of them", 0, 0, () => explorer.more(large));
  await act(`showing the digests of ${few} rows`, few, few, () => explorer.resolveShown(small, unread));
  await act("showing them again", 0, 0, () => explorer.resolveShown(small, unread));
  const [tag] = tagsIn(rows);
  const platforms = await act("opening a tag of three platforms", 1, 1, () =>
    explorer.children(tag ?? small),
  );
  const platform = platforms.find(({ kind }) => kind === "platform");
  // The manifest, and the configuration with the layers' commands.
  await act("opening one of its platforms", 2, 2, () => explorer.children(platform ?? small));
  await act("opening both again", 0, 0, async () => {
    await explorer.children(tag ?? small);
    await explorer.children(platform ?? small);
  });
  explorer.dispose();
  return {
    title: "Requests of each action in the Registries view, docker-registry with token logins",
    figures,
  };
}

function namesOf(length: number): readonly string[] {
  return Array.from({ length }, (_, number) => `3.${number}`);
}

function tagsIn(rows: readonly ExplorerNode[]): readonly ExplorerNode[] {
  return rows.filter(({ kind }) => kind === "tag");
}

function requestsIn({ heads, others, challenges, tokens }: Asked): number {
  return heads + others + challenges + tokens;
}
