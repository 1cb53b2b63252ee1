/** What is known of tags and platforms, put together from what was asked, from what was opened, and from lists. */
import type { TagFacts } from "../catalog/facts.ts";
import { formatPlatform } from "../oci/platform.ts";
import type { Digest } from "../reference/digest.ts";
import { type Aliases, aliasesAmong } from "./aliases.ts";
import {
  type Known,
  nodeId,
  type PlatformNode,
  type RepositoryNode,
  repositoryOf,
  type TagNode,
} from "./node.ts";
import type { ImageSource, Opened } from "./opened.ts";
import type { Readings } from "./readings.ts";

/** See the file's head. Asks nobody. */
export class Knowledge {
  readonly #readings: Readings;
  readonly #images: Pick<ImageSource, "known">;
  /** By the repository's id; found anew when a digest may have become known. */
  readonly #aliases = new Map<string, Aliases>();

  constructor(readings: Readings, images: Pick<ImageSource, "known">) {
    this.#readings = readings;
    this.#images = images;
  }

  /** Says that digests may have become known. */
  changed(): void {
    this.#aliases.clear();
  }

  /** What a row is known to name: what was asked last, else what was opened, else what the list told. */
  digestOf(node: TagNode | PlatformNode): Digest | undefined {
    const asked = this.#images.known(node.reference) ?? this.#readings.openedAt(node);
    return asked?.descriptor.digest ?? (node.kind === "tag" ? node.facts?.digest : undefined);
  }

  /** Facts of the opened image, as long as it is what the row is known to name; else what the list told. */
  known(node: TagNode | PlatformNode): Known | undefined {
    const digest = this.digestOf(node);
    if (digest === undefined) return undefined;
    const listed = node.kind === "tag" ? node.facts : undefined;
    const opened = this.#readings.openedAt(node);
    const aliases = node.kind === "tag" ? this.#aliasesOf(node, digest) : [];
    return {
      ...(listed !== undefined && (listed.digest ?? digest) === digest && listedFacts(listed)),
      ...(opened?.descriptor.digest === digest && openedFacts(opened)),
      ...(aliases.length > 0 && { aliases }),
      digest,
    };
  }

  #aliasesOf(node: TagNode, digest: Digest): readonly string[] {
    const repository = repositoryOf(node);
    const id = nodeId(repository);
    const aliases = this.#aliases.get(id) ?? this.#aliasesIn(repository);
    this.#aliases.set(id, aliases);
    return (aliases.get(digest) ?? []).filter((tag) => tag !== node.reference.tag);
  }

  #aliasesIn(node: RepositoryNode): Aliases {
    const { repository } = node;
    const opened = this.#readings.openedTags(node);
    const { items = [] } = this.#readings.tags(node).reading.value ?? {};
    return aliasesAmong(items, ({ name: tag, facts }) => {
      const asked = this.#images.known({ repository, tag }) ?? opened.get(tag);
      return asked?.descriptor.digest ?? facts?.digest;
    });
  }
}

/** What an opened image or index tells of itself. */
export function openedFacts(opened: Opened): Partial<Known> {
  switch (opened.kind) {
    case "index":
      return {
        platforms: opened.index.images.map(({ platform }) => (platform ? formatPlatform(platform) : "")),
      };
    case "image": {
      const { config, size } = opened.model;
      const created = config?.created;
      return { ...(created !== undefined && { created }), ...(size !== undefined && { size }) };
    }
    case "notAnImage":
      return {};
  }
}

function listedFacts({ size, pushed, platforms }: TagFacts): Partial<Known> {
  return {
    ...(size !== undefined && { size }),
    ...(pushed !== undefined && { pushed }),
    ...(platforms !== undefined && { platforms: platforms.map(({ platform }) => formatPlatform(platform)) }),
  };
}
