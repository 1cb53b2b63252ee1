/** Looking at an explorer's rows as a test does. */
import assert from "node:assert/strict";
import type { Catalog } from "../../../src/core/catalog/catalog.ts";
import type { TagFacts } from "../../../src/core/catalog/facts.ts";
import type { Listed, ListPage } from "../../../src/core/catalog/listPage.ts";
import { Explorer, type Sources } from "../../../src/core/explorer/explorer.ts";
import { type ExplorerNode, platformText, type Registry } from "../../../src/core/explorer/node.ts";
import { type Answer, FakeRegistry } from "../../support/fakeRegistry.ts";

/** A registry that the tests of the explorer look at. */
export const example: Registry = {
  id: "h",
  host: "h",
  kind: "oci",
  url: "https://h/",
  insecure: false,
  name: undefined,
  repositories: [],
  account: { kind: "anonymous" },
};

/** An explorer of one registry that answers only what was prepared. */
export function explorerOf(
  answers: Readonly<Record<string, Answer<unknown>[]>>,
  registry: Partial<Registry> = {},
  rest: (fake: FakeRegistry) => Partial<Sources> = () => ({}),
) {
  const fake = new FakeRegistry(answers);
  let time = 1000;
  const explorer = new Explorer({
    registries: async () => [{ ...example, ...registry }],
    catalog: ({ host }) => fake.catalog(host),
    images: fake.images,
    referrers: fake.referrers,
    tagOrder: () => "semver",
    now: () => ++time,
    ...rest(fake),
  });
  return { fake, explorer };
}

/** Opens rows from the top by what they show. */
export async function openPath(
  explorer: Explorer,
  ...labels: readonly string[]
): Promise<readonly ExplorerNode[]> {
  let rows: readonly ExplorerNode[] = await explorer.roots();
  for (const label of labels) rows = await explorer.children(rowAt(rows, label));
  return rows;
}

/** The row that shows as `label`. */
export function rowAt(rows: readonly ExplorerNode[], label: string): ExplorerNode {
  const found = rows.find((row) => show(row) === label);
  assert.ok(found, `no row ${label} in ${shown(rows).join(", ")}`);
  return found;
}

/** A row in a word or two, for comparison. */
function show(node: ExplorerNode): string {
  switch (node.kind) {
    case "registry":
      return node.registry.host;
    case "namespace":
      return `${node.path}/`;
    case "repository":
      return node.repository.path;
    case "tag":
      return `:${node.reference.tag}`;
    case "platform":
      return platformText(node);
    case "folded":
      return `${node.tags.length} ${node.fold}`;
    case "attached":
      return `attached ${node.count ?? "?"}`;
    case "referrer":
      return `${node.artifact.role} ${node.artifact.detail}`;
    case "filter":
      return `filter ${node.text}: ${node.matching} of ${node.read}${node.goesOn ? ", goes on" : ""}`;
    case "layer":
      return `${node.step.layer.number} ${node.step.createdBy}`;
    case "more":
      return `${node.looksFurther ? "further" : "more"} after ${node.loaded} of ${node.total ?? "?"}`;
    case "failure":
      return `failure${node.keptFrom === undefined ? "" : `, rows from ${node.keptFrom}`}`;
    case "notice":
      return [...Object.values(node.notice)].join(" ");
  }
}

/** Rows in words. */
export function shown(rows: readonly ExplorerNode[]): readonly string[] {
  return rows.map(show);
}

/** A catalogue of one repository, `app`, whose list tells facts of its tags. */
export function factsOf(fake: FakeRegistry, tags: readonly Listed<TagFacts>[]): Catalog {
  const page: ListPage<TagFacts> = { items: tags, hidden: 0, cut: false };
  return {
    ...fake.catalog(),
    repositories: async () => ({ items: [{ name: "app" }], hidden: 0, cut: false }),
    tags: () => async () => page,
  };
}
