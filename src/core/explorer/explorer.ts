import { joinArtifacts } from "../attached/artifact.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { officialNamespace } from "../catalog/dockerHubUrls.ts";
import type { RepositoryFacts, TagFacts } from "../catalog/facts.ts";
import type { Listed } from "../catalog/listPage.ts";
import type { Digest } from "../reference/digest.ts";
import type { Reference } from "../reference/reference.ts";
import type { Referrers } from "../registry/referrers.ts";
import { cosignTagsOf } from "./cosignTags.ts";
import { type Outcome, resolveEach } from "./digests.ts";
import { foldOf } from "./folded.ts";
import type { Work } from "./kept.ts";
import { Knowledge, openedFacts } from "./known.ts";
import { firstPage, type List, lookFurther, readMore } from "./lists.ts";
import { groupByNamespace, homeLast } from "./namespaces.ts";
import {
  type AttachedNode,
  type ExplorerNode,
  type FailureNode,
  type ListNode,
  nodeId,
  type PlatformNode,
  type Registry,
  type RegistryNode,
  type RepositoryNode,
  registryOf,
  repositoryOf,
  type TagNode,
} from "./node.ts";
import { type ImageSource, type Opened, openPlatform, openTag } from "./opened.ts";
import { orderTags, sortNames, type TagOrder } from "./order.ts";
import { distinct, type Filter, inOrder, type Layout, matches, type Pages, viewOf } from "./pages.ts";
import { Readings } from "./readings.ts";
import {
  attachedRows,
  attestationsIn,
  listRows,
  openedRows,
  repositoryRow,
  type Seen,
  tagRow,
  tagRows,
} from "./rows.ts";

/** Where the explorer gets things from. Each is asked at the moment of need, so that settings may change. */
export type Sources = {
  readonly registries: () => Promise<readonly Registry[]>;
  readonly catalog: (registry: Registry) => Catalog;
  readonly images: ImageSource;
  /** What refers to a digest in a registry's repository. */
  readonly referrers: (
    registry: Registry,
    path: string,
    digest: Digest,
    signal: AbortSignal,
  ) => Promise<Referrers>;
  readonly tagOrder: () => TagOrder;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** What can be done with a row in its registry, as far as is known. */
export type Ability = "web" | "untag" | "delete";

/**
 * The rows of the Registries view. What was read is kept until it is refreshed, so that rows cost one request for
 * each page of a list and nothing for themselves. Failures become rows, and no call but refresh() and those that
 * resolve rejects.
 */
export class Explorer {
  readonly #sources: Sources;
  readonly #readings: Readings;
  readonly #knowledge: Knowledge;
  /** By the id of the list's row. */
  readonly #filters = new Map<string, Filter>();

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#readings = new Readings(sources.now);
    this.#knowledge = new Knowledge(this.#readings, sources.images);
  }

  /** The topmost rows. */
  async roots(): Promise<readonly RegistryNode[]> {
    const registries = await this.#sources.registries();
    return registries.map((registry) => ({ kind: "registry", registry }));
  }

  /** The rows below a row, each with an id of its own. */
  async children(node: ExplorerNode): Promise<readonly ExplorerNode[]> {
    const rows = await this.#read(node);
    this.#knowledge.changed();
    const seen = new Set<string>();
    return rows.filter((row) => seen.size < seen.add(nodeId(row)).size);
  }

  /** The same row with what is known by now. */
  current(node: ExplorerNode): ExplorerNode {
    switch (node.kind) {
      case "tag":
      case "platform": {
        const known = this.#knowledge.known(node);
        return known === undefined ? node : { ...node, known };
      }
      case "attached": {
        const referrers = this.#readings.attachedAt(node);
        if (referrers === undefined) return node;
        return { ...node, count: joinArtifacts(node.known, referrers.items).length };
      }
      default:
        return node;
    }
  }

  /** What can be done with a row in its registry. */
  abilities(node: ExplorerNode): readonly Ability[] {
    if (node.kind !== "tag" && node.kind !== "repository") return [];
    const { cannot } = this.#sources.catalog(registryOf(node));
    const web: readonly Ability[] = this.webPage(node) === undefined ? [] : ["web"];
    const deeds = (["untag", "delete"] as const).filter((deed) => !cannot.has(deed));
    return node.kind === "tag" ? [...web, ...deeds] : web;
  }

  /** The page for people about a repository or a tag, when its vendor has one that is safe to open. */
  webPage(node: ExplorerNode): URL | undefined {
    if (node.kind !== "tag" && node.kind !== "repository") return undefined;
    const { repository, tag } = referenceIn(node);
    const page = this.#sources.catalog(registryOf(node)).webPage(repository.path, tag);
    return page?.protocol === "https:" ? page : undefined;
  }

  /**
   * Gives rows to more of a list, after those that are there; reads its next page when it has none left. Through a
   * filter it reads on until more is found, or the signal is aborted.
   */
  async more(node: ListNode, signal?: AbortSignal): Promise<void> {
    if (node.kind === "registry") await this.#more(node, this.#repositoryList(node), signal);
    else await this.#more(node, this.#tagList(node), signal);
  }

  /** The tags of a repository that were read so far. */
  tagsRead(node: RepositoryNode): readonly string[] {
    return (this.#readings.pages(node)?.items ?? []).map(({ name }) => name);
  }

  /** Narrows a list to the names that hold a text, upper or lower case; an empty text shows all. Asks nobody. */
  filter(node: ListNode, text: string): void {
    const wanted = text.trim();
    const { rows } = node.kind === "registry" ? repositoryLayout(node) : this.#tagLayout(node);
    if (wanted === "") this.#filters.delete(nodeId(node));
    else this.#filters.set(nodeId(node), { text: wanted, shown: rows });
  }

  /** The text that a list is narrowed to; empty when it is not. */
  filterOf(node: ListNode): string {
    return this.#filters.get(nodeId(node))?.text ?? "";
  }

  /** Makes known what a tag names: one HEAD when it is not. Rejects with a Failure, or the signal's reason. */
  async resolve(node: TagNode, signal?: AbortSignal): Promise<void> {
    if (this.#knowledge.digestOf(node) !== undefined) return;
    await this.#sources.images.resolve(node.reference, { signal });
    this.#knowledge.changed();
  }

  /**
   * Makes known what the tags with rows name: one HEAD for each that is not, and no more of them once the registry is
   * of no use. Rejects only with the signal's reason.
   */
  async resolveShown(node: RepositoryNode, signal: AbortSignal): Promise<Outcome> {
    const { value } = this.#tagList(node).kept.reading;
    const view = value && viewOf(value, this.#tagLayout(node), this.#filters.get(nodeId(node)));
    const unknown = (view?.rows ?? [])
      .map((tag) => tagRow(node, tag))
      .filter((tag) => this.#knowledge.digestOf(tag) === undefined);
    try {
      return await resolveEach(unknown, (tag, each) => this.resolve(tag, each), signal);
    } finally {
      this.#knowledge.changed();
    }
  }

  /** Tries again what failed: the page that a list stopped at, or the whole. */
  async retry({ parent, failure }: FailureNode): Promise<void> {
    const isList = parent.kind === "registry" || parent.kind === "repository";
    if (isList && this.#readings.pages(parent)?.broken === failure) await this.more(parent);
    else await this.refresh(parent);
  }

  /**
   * Lets everything below a row, or all, be read again when it is next looked at. What a tag names is asked at once,
   * as its row tells it: a failure of that is a row below when it was opened before, else the promise rejects.
   */
  async refresh(node?: ExplorerNode): Promise<void> {
    const wasOpened = node?.kind === "tag" && this.#readings.wasOpened(node);
    this.#readings.expire(node);
    if (node?.kind !== "tag") return;
    if (wasOpened) await this.#readings.opened(node).ensure(this.#opening(node));
    else await this.#sources.images.resolve(node.reference, { fresh: true });
    this.#knowledge.changed();
  }

  /** Forgets what was read from a registry and gives up what is under way: it is gone, or another account sees it. */
  forget(registryId: string): void {
    this.#readings.forget(registryId);
    for (const id of this.#filters.keys()) {
      if (id === registryId || id.startsWith(`${registryId}/`)) this.#filters.delete(id);
    }
    this.#knowledge.changed();
  }

  /** Gives up what is under way. */
  dispose(): void {
    this.#readings.close();
  }

  #read(node: ExplorerNode): Promise<readonly ExplorerNode[]> | readonly ExplorerNode[] {
    switch (node.kind) {
      case "registry":
        return this.#repositories(node);
      case "namespace":
        return node.repositories.map((repository) => repositoryRow(node, repository));
      case "repository":
        return this.#tags(node);
      case "folded":
        return node.tags.map((tag) => tagRow(node, tag));
      case "tag":
      case "platform":
        return this.#open(node);
      case "attached":
        return this.#referrers(node);
      case "layer":
      case "referrer":
      case "filter":
      case "more":
      case "failure":
      case "notice":
        return [];
    }
  }

  async #repositories(node: RegistryNode): Promise<readonly ExplorerNode[]> {
    const list = this.#repositoryList(node);
    const reading = await list.kept.ensure(firstPage(list));
    const seen = this.#seen(node, reading.value, list.layout);
    const { repositories: paths } = node.registry;
    const named = paths.filter((path) => matches(path, seen?.filter?.text ?? ""));
    const shown = withNamed(seen?.view.rows ?? [], named);
    // Through a filter the names are few, and stand in the open.
    if (seen?.filter !== undefined) {
      return listRows(
        node,
        reading,
        shown.map((repository) => repositoryRow(node, repository)),
        seen,
      );
    }
    const groups = groupByNamespace(shown, {
      home: homeOf(node),
      fold: reading.value?.atOnce ?? true,
    });
    const goesOn = reading.value?.next === undefined ? {} : ({ goesOn: true } as const);
    const rows = groups.map((group) =>
      group.kind === "namespace"
        ? { ...group, parent: node, ...goesOn }
        : repositoryRow(node, group.repository),
    );
    return listRows(node, reading, rows, seen);
  }

  async #tags(node: RepositoryNode): Promise<readonly ExplorerNode[]> {
    const { kept, ...list } = this.#tagList(node);
    await kept.ensure(firstPage({ kept, ...list }));
    const layout = this.#tagLayout(node);
    kept.change((pages) => inOrder(pages, layout));
    const { reading } = kept;
    const seen = this.#seen(node, reading.value, layout);
    return listRows(node, reading, seen === undefined ? [] : tagRows(node, seen.view), seen);
  }

  async #open(node: TagNode | PlatformNode): Promise<readonly ExplorerNode[]> {
    const reading = await this.#readings.opened(node).ensure(this.#opening(node));
    const digest = reading.value?.descriptor.digest;
    if (digest === undefined) return openedRows(node, reading, []);
    const repository = repositoryOf(node);
    const known = (tag: string) => this.#knowledge.digestOf(tagRow(repository, { name: tag }));
    const index = node.kind === "platform" ? this.#readings.openedAt(node.parent) : undefined;
    return openedRows(node, reading, [
      ...(node.kind === "platform" ? attestationsIn(index, node) : []),
      ...cosignTagsOf(this.#readings.pages(repository)?.items ?? [], digest, known),
    ]);
  }

  async #referrers(node: AttachedNode): Promise<readonly ExplorerNode[]> {
    const { repository, digest } = node.subject;
    const reading = await this.#readings
      .attached(node)
      .ensure((_, signal) => this.#sources.referrers(registryOf(node), repository.path, digest, signal));
    return attachedRows(node, reading);
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

  async #more<Facts>(node: ListNode, list: List<Facts>, signal: AbortSignal | undefined): Promise<void> {
    const seen = this.#seen(node, list.kept.reading.value, list.layout);
    if (seen?.filter === undefined) return readMore(list);
    const { filter, view } = seen;
    if (view.rows.length === view.matching) return lookFurther(list, filter, signal);
    this.#filters.set(nodeId(node), { ...filter, shown: filter.shown + list.layout.rows });
  }

  #seen<Facts>(node: ListNode, pages: Pages<Facts> | undefined, layout: Layout<Facts>) {
    const filter = this.#filters.get(nodeId(node));
    return pages && ({ filter, view: viewOf(pages, layout, filter) } satisfies Seen);
  }

  #repositoryList(node: RegistryNode): List<RepositoryFacts> {
    const { repositories: read } = this.#sources.catalog(node.registry);
    return { kept: this.#readings.repositories(node), read, layout: repositoryLayout(node) };
  }

  #tagList(node: RepositoryNode): List<TagFacts> {
    const read = this.#sources.catalog(registryOf(node)).tags(node.repository.path);
    return { kept: this.#readings.tags(node), read, layout: this.#tagLayout(node) };
  }

  #tagLayout(node: RepositoryNode): Layout<TagFacts> {
    const order = this.#sources.tagOrder();
    const opened = this.#readings.openedTags(node);
    const caches = new Set([...opened].flatMap(([tag, image]) => (isCache(image) ? [tag] : [])));
    const createdOf = (tag: string) => {
      const image = opened.get(tag);
      return image && openedFacts(image).created;
    };
    return {
      order,
      sort: (tags) => orderTags(tags, order, ({ name, facts }) => facts?.pushed ?? createdOf(name)),
      rows: 200,
      foldOf: (tag) => foldOf(tag, caches),
    };
  }
}

/** Repositories gather in namespaces, so that many can be shown at once. */
function repositoryLayout(node: RegistryNode): Layout<RepositoryFacts> {
  return {
    order: "name",
    sort: (items) => homeLast(sortNames(items), homeOf(node)),
    rows: 1000,
    foldOf: () => undefined,
  };
}

/** The namespace whose repositories need no row above them. */
function homeOf({ registry }: RegistryNode): string {
  return registry.kind === "dockerHub" ? officialNamespace : "";
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

function isCache(opened: Opened): boolean {
  return opened.kind === "notAnImage" && opened.role === "buildCache";
}

function referenceIn(node: TagNode | RepositoryNode): Reference {
  return node.kind === "tag" ? node.reference : { repository: node.repository };
}
