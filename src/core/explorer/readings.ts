import type { RepositoryFacts, TagFacts } from "../catalog/facts.ts";
import type { Referrers } from "../registry/referrers.ts";
import { Kept } from "./kept.ts";
import {
  type AttachedNode,
  type ExplorerNode,
  isAtOrBelow,
  type ListNode,
  nodeId,
  type PlatformNode,
  type RegistryNode,
  type RepositoryNode,
  type TagNode,
} from "./node.ts";
import type { Opened } from "./opened.ts";
import type { Pages } from "./pages.ts";

/** All that the view has read, each by the id of the row above. */
export class Readings {
  readonly #now: () => number;
  readonly #repositories = new Map<string, Kept<Pages<RepositoryFacts>>>();
  readonly #tags = new Map<string, Kept<Pages<TagFacts>>>();
  readonly #opened = new Map<string, Kept<Opened>>();
  readonly #attached = new Map<string, Kept<Referrers>>();

  /** `now` in milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  repositories(node: RegistryNode): Kept<Pages<RepositoryFacts>> {
    return keptIn(this.#repositories, node, this.#now);
  }

  tags(node: RepositoryNode): Kept<Pages<TagFacts>> {
    return keptIn(this.#tags, node, this.#now);
  }

  opened(node: TagNode | PlatformNode): Kept<Opened> {
    return keptIn(this.#opened, node, this.#now);
  }

  attached(node: AttachedNode): Kept<Referrers> {
    return keptIn(this.#attached, node, this.#now);
  }

  /** What is known of a list. */
  pages(node: ListNode): Pages<RepositoryFacts> | Pages<TagFacts> | undefined {
    return (node.kind === "registry" ? this.#repositories : this.#tags).get(nodeId(node))?.reading.value;
  }

  /** What is known to be behind a row. */
  openedAt(node: TagNode | PlatformNode): Opened | undefined {
    return this.#opened.get(nodeId(node))?.reading.value;
  }

  /** Whether a row was ever opened, to good or bad end. */
  wasOpened(node: TagNode): boolean {
    return this.#opened.has(nodeId(node));
  }

  /** What is known to be attached. */
  attachedAt(node: AttachedNode): Referrers | undefined {
    return this.#attached.get(nodeId(node))?.reading.value;
  }

  /** The tags of a repository that were opened, with what they turned out to be. */
  openedTags(node: RepositoryNode): ReadonlyMap<string, Opened> {
    const above = `${nodeId(node)}:`;
    return new Map(
      [...this.#opened].flatMap(
        ([
          id,
          {
            reading: { value },
          },
        ]) =>
          value === undefined || !id.startsWith(above) || id.includes("@")
            ? []
            : [[id.slice(above.length), value] as const],
      ),
    );
  }

  /** Lets everything at and below a row, or all, be read again. */
  expire(node?: ExplorerNode): void {
    for (const [id, kept] of this.#entries()) {
      if (node === undefined || isAtOrBelow(id, node)) kept.expire();
    }
  }

  /** Forgets what was read from a registry and gives up what is under way. */
  forget(registryId: string): void {
    for (const [id, kept] of this.#entries()) {
      if (id !== registryId && !id.startsWith(`${registryId}/`)) continue;
      kept.close();
      for (const kind of [this.#repositories, this.#tags, this.#opened, this.#attached]) kind.delete(id);
    }
  }

  /** Gives up what is under way. */
  close(): void {
    for (const [, kept] of this.#entries()) kept.close();
  }

  *#entries(): Generator<readonly [string, Pick<Kept<unknown>, "expire" | "close">]> {
    yield* this.#repositories;
    yield* this.#tags;
    yield* this.#opened;
    yield* this.#attached;
  }
}

function keptIn<T>(kept: Map<string, Kept<T>>, node: ExplorerNode, now: () => number): Kept<T> {
  const id = nodeId(node);
  const found = kept.get(id) ?? new Kept<T>(now);
  kept.set(id, found);
  return found;
}
