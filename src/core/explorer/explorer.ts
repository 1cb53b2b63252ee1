import type { Catalog } from "../catalog/catalog.ts";
import { officialNamespace } from "../catalog/dockerHubUrls.ts";
import type { RepositoryFacts, TagFacts } from "../catalog/facts.ts";
import type { Listed, ReadPage } from "../catalog/listPage.ts";
import { isAbort } from "../errors.ts";
import { Kept, type Work } from "./kept.ts";
import { groupByNamespace, homeLast } from "./namespaces.ts";
import {
  type ExplorerNode,
  type FailureNode,
  isAtOrBelow,
  type Known,
  type ListNode,
  type NamespaceNode,
  nodeId,
  type PlatformNode,
  type Registry,
  type RegistryNode,
  type RepositoryNode,
  registryOf,
  type TagNode,
} from "./node.ts";
import { type ImageSource, type Opened, openPlatform, openTag } from "./opened.ts";
import { sortNames, sortTags } from "./order.ts";
import { appendPage, distinct, type Layout, type Pages, showMore, shownOf } from "./pages.ts";
import { listRows, openedRows } from "./rows.ts";

/** Where the explorer gets things from. Each is asked at the moment of need, so that settings may change. */
export type Sources = {
  readonly registries: () => Promise<readonly Registry[]>;
  readonly catalog: (registry: Registry) => Catalog;
  readonly images: ImageSource;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/**
 * The rows of the Registries view. What was read is kept until it is refreshed, so that rows cost one request for
 * each page of a list and nothing for themselves. Failures become rows, and no call but refresh() rejects.
 */
export class Explorer {
  readonly #sources: Sources;
  /** By the id of the row above. */
  readonly #repositoryLists = new Map<string, Kept<Pages<RepositoryFacts>>>();
  readonly #tagLists = new Map<string, Kept<Pages<TagFacts>>>();
  readonly #opened = new Map<string, Kept<Opened>>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** The topmost rows. */
  async roots(): Promise<readonly RegistryNode[]> {
    const registries = await this.#sources.registries();
    return registries.map((registry) => ({ kind: "registry", registry }));
  }

  /** The rows below a row, each with an id of its own. */
  async children(node: ExplorerNode): Promise<readonly ExplorerNode[]> {
    const seen = new Set<string>();
    return (await this.#read(node)).filter((row) => seen.size < seen.add(nodeId(row)).size);
  }

  /** The same row with what is known by now. */
  current(node: ExplorerNode): ExplorerNode {
    if (node.kind !== "tag" && node.kind !== "platform") return node;
    const known = this.#known(node);
    return known === undefined ? node : { ...node, known };
  }

  /** Gives rows to more of a list, after those that are there; reads its next page when it has none left. */
  async more(list: ListNode): Promise<void> {
    if (list.kind === "registry") {
      await this.#repositoryList(list).update(
        moreOf(this.#sources.catalog(list.registry).repositories, repositoryLayout(list)),
      );
    } else await this.#tagList(list).update(moreOf(this.#tagPages(list), tagLayout));
  }

  /** Tries again what failed: the page that a list stopped at, or the whole. */
  async retry({ parent, failure }: FailureNode): Promise<void> {
    const isList = parent.kind === "registry" || parent.kind === "repository";
    if (isList && this.#list(parent).reading.value?.broken === failure) await this.more(parent);
    else await this.refresh(parent);
  }

  /**
   * Lets everything below a row, or all, be read again when it is next looked at. What a tag names is asked at once,
   * as its row tells it: a failure of that is a row below when it was opened before, else the promise rejects.
   */
  async refresh(node?: ExplorerNode): Promise<void> {
    for (const [id, kept] of this.#entries()) {
      if (node === undefined || isAtOrBelow(id, node)) kept.expire();
    }
    if (node?.kind !== "tag") return;
    const opened = this.#opened.get(nodeId(node));
    if (opened === undefined) await this.#sources.images.resolve(node.reference, { fresh: true });
    else await opened.ensure(this.#opening(node));
  }

  /** Forgets what was read from a registry and gives up what is under way: it is gone, or another account sees it. */
  forget(registryId: string): void {
    for (const [id, kept] of this.#entries()) {
      if (id !== registryId && !id.startsWith(`${registryId}/`)) continue;
      kept.close();
      this.#repositoryLists.delete(id);
      this.#tagLists.delete(id);
      this.#opened.delete(id);
    }
  }

  /** Gives up what is under way. */
  dispose(): void {
    for (const [, kept] of this.#entries()) kept.close();
  }

  #read(node: ExplorerNode): Promise<readonly ExplorerNode[]> | readonly ExplorerNode[] {
    switch (node.kind) {
      case "registry":
        return this.#repositories(node);
      case "namespace":
        return node.repositories.map((repository) => repositoryRow(node, repository));
      case "repository":
        return this.#tags(node);
      case "tag":
      case "platform":
        return this.#open(node);
      case "layer":
      case "more":
      case "failure":
      case "notice":
        return [];
    }
  }

  async #repositories(node: RegistryNode): Promise<readonly ExplorerNode[]> {
    const { repositories } = node.registry;
    const read = this.#sources.catalog(node.registry).repositories;
    const reading = await this.#repositoryList(node).ensure(firstPage(read, repositoryLayout(node)));
    const listed = reading.value ? shownOf(reading.value) : [];
    const groups = groupByNamespace(withNamed(listed, repositories), {
      home: homeOf(node),
      fold: reading.value?.atOnce ?? true,
    });
    const rows = groups.map((group): NamespaceNode | RepositoryNode =>
      group.kind === "namespace" ? { ...group, parent: node } : repositoryRow(node, group.repository),
    );
    return listRows(node, reading, rows);
  }

  async #tags(node: RepositoryNode): Promise<readonly ExplorerNode[]> {
    const reading = await this.#tagList(node).ensure(firstPage(this.#tagPages(node), tagLayout));
    const rows = (reading.value ? shownOf(reading.value) : []).map(
      ({ name, facts }): TagNode => ({
        kind: "tag",
        parent: node,
        reference: { repository: node.repository, tag: name },
        ...(facts && { facts }),
      }),
    );
    return listRows(node, reading, rows);
  }

  async #open(node: TagNode | PlatformNode): Promise<readonly ExplorerNode[]> {
    return openedRows(node, await keptIn(this.#opened, node, this.#sources.now).ensure(this.#opening(node)));
  }

  #opening(node: TagNode | PlatformNode): Work<Opened> {
    const { images } = this.#sources;
    if (node.kind === "platform") {
      const inIndex = { ...node.reference, digest: node.index };
      return (_, signal) => openPlatform(images, inIndex, node.choice.descriptor.digest, signal);
    }
    // What was opened before is opened again only when the user refreshes it.
    return (last, signal) => openTag(images, node.reference, { signal, fresh: last !== undefined });
  }

  #repositoryList(node: RegistryNode): Kept<Pages<RepositoryFacts>> {
    return keptIn(this.#repositoryLists, node, this.#sources.now);
  }

  #tagList(node: RepositoryNode): Kept<Pages<TagFacts>> {
    return keptIn(this.#tagLists, node, this.#sources.now);
  }

  #list(node: ListNode): Kept<Pages<RepositoryFacts>> | Kept<Pages<TagFacts>> {
    return node.kind === "registry" ? this.#repositoryList(node) : this.#tagList(node);
  }

  #tagPages(node: RepositoryNode): ReadPage<TagFacts> {
    return this.#sources.catalog(registryOf(node)).tags(node.repository.path);
  }

  /** Facts of the opened image, as long as it is what the tag is known to name; else what the list told. */
  #known(node: TagNode | PlatformNode): Known | undefined {
    const { reference } = node;
    const listed = node.kind === "tag" ? listedFacts(node) : undefined;
    const opened = this.#opened.get(nodeId(node))?.reading.value;
    const digest = (this.#sources.images.known(reference) ?? opened)?.descriptor.digest ?? listed?.digest;
    if (digest === undefined) return undefined;
    return {
      ...(listed?.digest === digest && listed),
      ...(opened?.descriptor.digest === digest && factsOf(opened)),
      digest,
    };
  }

  *#entries(): Generator<
    readonly [string, Kept<Pages<RepositoryFacts>> | Kept<Pages<TagFacts>> | Kept<Opened>]
  > {
    yield* this.#repositoryLists;
    yield* this.#tagLists;
    yield* this.#opened;
  }
}

/** Repositories gather in namespaces, so that many can be shown at once. */
function repositoryLayout(node: RegistryNode): Layout<RepositoryFacts> {
  return { sort: (items) => homeLast(sortNames(items), homeOf(node)), rows: 1000 };
}

/** The namespace whose repositories need no row above them. */
function homeOf({ registry }: RegistryNode): string {
  return registry.kind === "dockerHub" ? officialNamespace : "";
}

const tagLayout: Layout<TagFacts> = { sort: sortTags, rows: 200 };

function firstPage<Facts>(read: ReadPage<Facts>, layout: Layout<Facts>): Work<Pages<Facts>> {
  return async (_, signal) => appendPage(undefined, await read(signal), layout);
}

/** Gives rows to more of what was read, or reads on. */
function moreOf<Facts>(read: ReadPage<Facts>, layout: Layout<Facts>): Work<Pages<Facts>> {
  return async (pages, signal) => {
    if (pages !== undefined && pages.shown < pages.items.length) return showMore(pages, layout);
    if (pages?.next === undefined) return firstPage(read, layout)(pages, signal);
    const { broken, ...before } = pages;
    try {
      return appendPage(before, await pages.next(signal), layout);
    } catch (failure) {
      return isAbort(failure) ? pages : { ...before, broken: failure };
    }
  };
}

/** Repositories that the user named come first, with what the list tells of them. */
function withNamed(
  listed: readonly Listed<RepositoryFacts>[],
  paths: readonly string[],
): readonly Listed<RepositoryFacts>[] {
  const byName = new Map(listed.map((repository) => [repository.name, repository]));
  const named = sortNames(paths.map((name) => byName.get(name) ?? { name }));
  return distinct([...named, ...listed]);
}

/** What the repository's list told of a tag, if it told its digest. */
function listedFacts({ facts }: TagNode): Known | undefined {
  if (facts?.digest === undefined) return undefined;
  const { digest, size, pushed, platforms } = facts;
  return {
    digest,
    ...(size !== undefined && { size }),
    ...(pushed !== undefined && { pushed }),
    ...(platforms !== undefined && { platforms: platforms.length }),
  };
}

function keptIn<T>(kept: Map<string, Kept<T>>, node: ExplorerNode, now: () => number): Kept<T> {
  const id = nodeId(node);
  const found = kept.get(id) ?? new Kept<T>(now);
  kept.set(id, found);
  return found;
}

function repositoryRow(
  parent: RegistryNode | NamespaceNode,
  { name, facts }: Listed<RepositoryFacts>,
): RepositoryNode {
  const repository = { registry: registryOf(parent).host, path: name };
  return { kind: "repository", parent, repository, ...(facts && { facts }) };
}

function factsOf(opened: Opened): Partial<Known> {
  switch (opened.kind) {
    case "index":
      return { platforms: opened.index.images.length };
    case "image": {
      const { config, size } = opened.model;
      const created = config?.created;
      return { ...(created !== undefined && { created }), ...(size !== undefined && { size }) };
    }
    case "notAnImage":
      return {};
  }
}
