import { tagsOf } from "../catalog/catalog.ts";
import { officialNamespace } from "../catalog/dockerHub.ts";
import type { ReadPage } from "../catalog/namePage.ts";
import { isAbort } from "../errors.ts";
import { dockerHub } from "../reference/reference.ts";
import type { Distribution } from "../registry/distribution.ts";
import { Kept, type Work } from "./kept.ts";
import { groupByNamespace } from "./namespaces.ts";
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
import { appendPage, type Layout, type Pages, showMore, shownOf } from "./pages.ts";
import { listRows, openedRows } from "./rows.ts";

/** Where the explorer gets things from. Each is asked at the moment of need, so that settings may change. */
export type Sources = {
  readonly registries: () => Promise<readonly Registry[]>;
  readonly repositories: (registry: Registry) => ReadPage;
  readonly distribution: (host: string) => Distribution;
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
  readonly #lists = new Map<string, Kept<Pages>>();
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
    await this.#list(list).update(async (pages, signal) => {
      if (pages !== undefined && pages.shown < pages.items.length) return showMore(pages, layoutOf(list));
      if (pages?.next === undefined) return this.#firstPage(list)(pages, signal);
      const { broken, ...before } = pages;
      try {
        return appendPage(before, await pages.next(signal), layoutOf(list));
      } catch (failure) {
        return isAbort(failure) ? pages : { ...before, broken: failure };
      }
    });
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
  forget(host: string): void {
    for (const [id, kept] of this.#entries()) {
      if (id !== host && !id.startsWith(`${host}/`)) continue;
      kept.close();
      this.#lists.delete(id);
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
        return node.repositories.map((path) => repositoryRow(node, path));
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
    const { host, repositories } = node.registry;
    const reading = await this.#list(node).ensure(this.#firstPage(node));
    const paths = new Set([...sortNames(repositories), ...(reading.value ? shownOf(reading.value) : [])]);
    const home = host === dockerHub ? officialNamespace : "";
    const groups = groupByNamespace([...paths], { home, fold: reading.value?.atOnce ?? true });
    const rows = groups.map((group): NamespaceNode | RepositoryNode =>
      group.kind === "namespace" ? { ...group, parent: node } : repositoryRow(node, group.path),
    );
    return listRows(node, reading, rows);
  }

  async #tags(node: RepositoryNode): Promise<readonly ExplorerNode[]> {
    const reading = await this.#list(node).ensure(this.#firstPage(node));
    const rows = (reading.value ? shownOf(reading.value) : []).map(
      (tag): TagNode => ({ kind: "tag", parent: node, reference: { repository: node.repository, tag } }),
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

  #list(node: ListNode): Kept<Pages> {
    return keptIn(this.#lists, node, this.#sources.now);
  }

  #firstPage(node: ListNode): Work<Pages> {
    return async (_, signal) => {
      const read =
        node.kind === "registry"
          ? this.#sources.repositories(node.registry)
          : tagsOf(this.#sources.distribution(registryOf(node).host), node.repository.path);
      return appendPage(undefined, await read(signal), layoutOf(node));
    };
  }

  /** Facts of the opened image, as long as it is what the tag is known to name. */
  #known(node: TagNode | PlatformNode): Known | undefined {
    const { reference } = node;
    const opened = this.#opened.get(nodeId(node))?.reading.value;
    const digest = (this.#sources.images.known(reference) ?? opened)?.descriptor.digest;
    if (digest === undefined) return undefined;
    return opened?.descriptor.digest === digest ? { digest, ...factsOf(opened) } : { digest };
  }

  *#entries(): Generator<readonly [string, Kept<Pages> | Kept<Opened>]> {
    yield* this.#lists;
    yield* this.#opened;
  }
}

function keptIn<T>(kept: Map<string, Kept<T>>, node: ExplorerNode, now: () => number): Kept<T> {
  const id = nodeId(node);
  const found = kept.get(id) ?? new Kept<T>(now);
  kept.set(id, found);
  return found;
}

function repositoryRow(parent: RegistryNode | NamespaceNode, path: string): RepositoryNode {
  return { kind: "repository", parent, repository: { registry: registryOf(parent).host, path } };
}

/** Repositories gather in namespaces, so that many can be shown at once. */
function layoutOf(list: ListNode): Layout {
  return list.kind === "registry" ? { sort: sortNames, rows: 1000 } : { sort: sortTags, rows: 200 };
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
