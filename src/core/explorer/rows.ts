/** From what was read to rows. Pure. */

import { type Artifact, attestationsOf, joinArtifacts } from "../attached/artifact.ts";
import type { RepositoryFacts, TagFacts } from "../catalog/facts.ts";
import type { Listed } from "../catalog/listPage.ts";
import type { PlatformChoice } from "../image/model.ts";
import type { Referrers } from "../registry/referrers.ts";
import type { Reading } from "./kept.ts";
import {
  type AttachedNode,
  type ExplorerNode,
  type FoldedNode,
  type LayerNode,
  type ListNode,
  type NamespaceNode,
  type Notice,
  type NoticeNode,
  type ParentNode,
  type PlatformNode,
  type ReferrerNode,
  type RegistryNode,
  type RepositoryNode,
  registryOf,
  type TagNode,
} from "./node.ts";
import type { Opened } from "./opened.ts";
import type { Filter, Pages, View } from "./pages.ts";

/** What of a list is to be seen, through which filter. */
export type Seen = { readonly view: View<unknown>; readonly filter: Filter | undefined };

/**
 * The rows of a long list: `rows` stand for its names, then comes what is to be said or done about it; a filter stands
 * first. A failure stands last, where the reading stopped, or first when the rows are from an earlier reading.
 */
export function listRows(
  parent: ListNode,
  { value: pages, failure, at }: Reading<Pages<unknown>>,
  rows: readonly ExplorerNode[],
  seen: Seen | undefined,
): readonly ExplorerNode[] {
  if (pages === undefined || seen === undefined) {
    return failure === undefined ? rows : [...rows, { kind: "failure", parent, failure }];
  }
  const { view, filter } = seen;
  const goesOn = pages.next !== undefined;
  const { matching, read } = view;
  const top: readonly ExplorerNode[] =
    filter === undefined ? [] : [{ kind: "filter", parent, text: filter.text, matching, read, goesOn }];
  if (failure !== undefined) return [...top, { kind: "failure", parent, failure, keptFrom: at }, ...rows];
  const hidden: Notice = { kind: "hiddenNames", count: pages.hidden };
  return [
    ...top,
    ...rows,
    ...(pages.hidden > 0 && filter === undefined ? [notice(parent, hidden)] : []),
    ...tail(parent, pages, seen, rows.length),
  ];
}

function tail(
  parent: ListNode,
  pages: Pages<unknown>,
  { view, filter }: Seen,
  shown: number,
): readonly ExplorerNode[] {
  const loaded = view.rows.length;
  if (pages.broken !== undefined) return [{ kind: "failure", parent, failure: pages.broken }];
  if (filter !== undefined) {
    if (loaded < view.matching) return [{ kind: "more", parent, loaded, total: view.matching }];
    const { read, total } = view;
    if (pages.next !== undefined) return [{ kind: "more", parent, loaded: read, total, looksFurther: true }];
  } else if (loaded < view.matching || pages.next !== undefined) {
    return [{ kind: "more", parent, loaded, total: view.total }];
  }
  if (pages.cut) return [notice(parent, { kind: "cut", loaded: pages.items.length })];
  return shown === 0 && pages.hidden === 0 && filter === undefined ? [notice(parent, { kind: "empty" })] : [];
}

/** The row of a repository, below its registry or its namespace. */
export function repositoryRow(
  parent: RegistryNode | NamespaceNode,
  { name, facts }: Listed<RepositoryFacts>,
): RepositoryNode {
  const repository = { registry: registryOf(parent).host, path: name };
  return { kind: "repository", parent, repository, ...(facts && { facts }) };
}

/** The row of a tag, below its repository or folded away in it. */
export function tagRow(parent: RepositoryNode | FoldedNode, { name, facts }: Listed<TagFacts>): TagNode {
  const { repository } = parent.kind === "folded" ? parent.parent : parent;
  return { kind: "tag", parent, reference: { repository, tag: name }, ...(facts && { facts }) };
}

/** The rows of a repository's tags, those that are folded away behind them. */
export function tagRows(parent: RepositoryNode, { rows, folds }: View<TagFacts>): readonly ExplorerNode[] {
  const folded = [...folds].flatMap(([fold, tags]): readonly FoldedNode[] =>
    tags.length === 0 ? [] : [{ kind: "folded", parent, fold, tags }],
  );
  return [...rows.map((tag) => tagRow(parent, tag)), ...folded];
}

/** The rows of an opened tag or platform. `attached` are artifacts known to be about what it names. */
export function openedRows(
  parent: TagNode | PlatformNode,
  { value: opened, failure, at }: Reading<Opened>,
  attached: readonly Artifact[],
): readonly ExplorerNode[] {
  const rows = opened === undefined ? [] : contentRows(parent, opened, attached);
  if (failure === undefined) return rows;
  return [{ kind: "failure", parent, failure, ...(opened && { keptFrom: at }) }, ...rows];
}

function contentRows(
  parent: TagNode | PlatformNode,
  opened: Opened,
  attached: readonly Artifact[],
): readonly ExplorerNode[] {
  switch (opened.kind) {
    case "index":
      // Only a tag is opened as an index: what is below a platform is read as one image.
      return parent.kind === "tag"
        ? [...platformRows(parent, opened), attachedRow(parent, opened, attached)]
        : [];
    case "image":
      return [...layerRows(parent, opened), attachedRow(parent, opened, attached)];
    case "notAnImage": {
      const rows = [notice(parent, { kind: "notAnImage", role: opened.role, type: opened.type })];
      return opened.role === "artifact" ? [...rows, attachedRow(parent, opened, attached)] : rows;
    }
  }
}

function attachedRow(
  parent: TagNode | PlatformNode,
  { descriptor: { digest } }: Opened,
  known: readonly Artifact[],
): AttachedNode {
  const { repository } = parent.reference;
  return { kind: "attached", parent, subject: { repository, digest }, known };
}

/** The attestations of a platform's image that are in the index it was found in. */
export function attestationsIn(index: Opened | undefined, node: PlatformNode): readonly Artifact[] {
  const isIndex = index?.kind === "index" && index.descriptor.digest === node.index;
  return isIndex ? attestationsOf(index.index, node.choice.descriptor.digest) : [];
}

/** The rows of what is attached; what is known without asking stays when asking fails. */
export function attachedRows(
  parent: AttachedNode,
  { value: referrers, failure, at }: Reading<Referrers>,
): readonly ExplorerNode[] {
  const { repository } = parent.subject;
  const rows = joinArtifacts(parent.known, referrers?.items ?? []).map(
    (artifact): ReferrerNode => ({
      kind: "referrer",
      parent,
      reference: {
        repository,
        ...(artifact.digest === undefined ? { tag: artifact.tag ?? "" } : { digest: artifact.digest }),
      },
      artifact,
    }),
  );
  if (failure !== undefined)
    return [{ kind: "failure", parent, failure, ...(referrers && { keptFrom: at }) }, ...rows];
  if (referrers?.cut) return [...rows, notice(parent, { kind: "cut", loaded: rows.length })];
  return rows.length === 0 ? [notice(parent, { kind: "empty" })] : rows;
}

/** Attestations and other children that do not run are no rows here. */
function platformRows(
  parent: TagNode,
  { descriptor: { digest: index }, index: { images, hidden } }: Extract<Opened, { kind: "index" }>,
): readonly ExplorerNode[] {
  const rows = images.map(
    (descriptor): PlatformNode => ({
      kind: "platform",
      parent,
      reference: { ...parent.reference, digest: descriptor.digest },
      index,
      choice: { platform: descriptor.platform, descriptor } satisfies PlatformChoice,
    }),
  );
  return hidden > 0 ? [...rows, notice(parent, { kind: "hiddenPlatforms", count: hidden })] : rows;
}

/** Steps that made no layer changed only the configuration: they are told in the image details. */
function layerRows(
  parent: TagNode | PlatformNode,
  { model }: Extract<Opened, { kind: "image" }>,
): readonly ExplorerNode[] {
  const rows = model.steps.flatMap(({ layer, ...step }): readonly LayerNode[] =>
    layer === undefined ? [] : [{ kind: "layer", parent, step: { ...step, layer } }],
  );
  return rows.length === 0 ? [notice(parent, { kind: "empty" })] : rows;
}

function notice(parent: ParentNode, what: Notice): NoticeNode {
  return { kind: "notice", parent, notice: what };
}
