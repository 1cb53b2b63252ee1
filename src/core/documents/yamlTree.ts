/**
 * A YAML document as its readers see it: aliases followed, merge keys applied, and what is null or tagged `!reset`
 * (which only compose has) taken as absent. https://github.com/compose-spec/compose-spec/blob/main/10-fragments.md
 */
import { isAlias, isMap, isNode, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from "yaml";
import type { YamlDocument } from "./yaml.ts";

/** A key of a map and what it has; no value when that is absent, which still hides the key of a merged map. */
export type Entry = {
  readonly key: string;
  readonly value: Node | undefined;
  /** Where the key itself stands; undefined when it comes from an alias. */
  readonly name: Scalar | undefined;
  /** Where a value can be put in for an absent one: the empty scalar behind the colon. */
  readonly gap: Scalar | undefined;
};

/** How many entries merges may add in one document, so that merges of merges cannot grow without bound. */
const mostMerged = 100_000;

export class YamlTree {
  readonly root: Node | undefined;
  readonly #targets: YamlDocument["targets"];
  readonly #entries = new Map<YAMLMap, readonly Entry[]>();
  #merged = 0;

  constructor({ root, targets }: YamlDocument) {
    this.#targets = targets;
    this.root = this.#follow(root);
  }

  /** Whether a merge was left out because there were too many. */
  get exhausted(): boolean {
    return this.#merged > mostMerged;
  }

  /**
   * The entries of a map, its own first (all of them, should a key come twice); none for any other node.
   * As in compose, `!reset` takes a key away before merges are applied, so that it does not hide a merged one.
   */
  entries(map: Node | undefined): readonly Entry[] {
    if (!isMap(map)) return [];
    const known = this.#entries.get(map);
    if (known !== undefined) return known;
    this.#entries.set(map, []); // for a map that merges itself
    const pairs = map.items.map((pair) => ({
      key: this.#follow(pair.key),
      value: this.#target(pair.value),
      name: isScalar(pair.key) ? pair.key : undefined,
    }));
    const own = pairs.flatMap(({ key, value, name }) =>
      isScalar(key) && !isMergeKey(key)
        ? [{ key: String(key.value), value: present(value), name, gap: gapAt(value), reset: isReset(value) }]
        : [],
    );
    const merges = pairs.flatMap(({ key, value }) => (isMergeKey(key) ? [value, ...this.items(value)] : []));
    const entries = this.overlay(
      own.filter(({ reset }) => !reset),
      ...merges.map((merged) => this.entries(merged)),
      own.filter(({ reset }) => reset),
    );
    this.#entries.set(map, entries);
    return entries;
  }

  /** What the key has in `map`; undefined when it is absent. */
  value(map: Node | undefined, key: string): Node | undefined {
    return this.entries(map).find((entry) => entry.key === key)?.value;
  }

  /** The items of a sequence; none for any other node. */
  items(sequence: Node | undefined): readonly Node[] {
    if (!isSeq(sequence)) return [];
    return sequence.items.map((item) => this.#follow(item)).filter((item) => item !== undefined);
  }

  /** Every map that can be come to from the root, or from another node, each once. Follows aliases. */
  maps(from = this.root): readonly YAMLMap[] {
    const seen = new Set<Node>();
    const waiting = [from];
    while (waiting.length > 0) {
      const node = waiting.pop();
      if (node === undefined || isScalar(node) || seen.has(node)) continue;
      seen.add(node);
      waiting.push(...this.items(node), ...this.entries(node).map(({ value }) => value));
    }
    return [...seen].filter(isMap);
  }

  /** `base`, and from each of `others` what is not there yet. */
  overlay(base: readonly Entry[], ...others: readonly (readonly Entry[])[]): readonly Entry[] {
    const keys = new Set(base.map(({ key }) => key));
    const result = [...base];
    for (const other of others) {
      this.#merged += other.length;
      if (this.exhausted) break;
      for (const entry of other.filter(({ key }) => !keys.has(key))) {
        keys.add(entry.key);
        result.push(entry);
      }
    }
    return result;
  }

  #follow(node: unknown): Node | undefined {
    return present(this.#target(node));
  }

  #target(node: unknown): Node | undefined {
    const target = isAlias(node) ? this.#targets.get(node) : node;
    return isNode(target) ? target : undefined;
  }
}

/** The text of a scalar, or undefined for any other node. */
export function textOf(node: Node | undefined): string | undefined {
  return isScalar(node) ? String(node.value) : undefined;
}

function gapAt(value: Node | undefined): Scalar | undefined {
  return isScalar(value) && value.source === "" && value.type === "PLAIN" ? value : undefined;
}

function isMergeKey(key: Node | undefined): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.value === "<<";
}

function present(node: Node | undefined): Node | undefined {
  return isReset(node) || isNull(node) ? undefined : node;
}

function isReset(node: Node | undefined): boolean {
  return node !== undefined && "tag" in node && node.tag === "!reset";
}

function isNull(node: Node | undefined): boolean {
  return isScalar(node) && node.type === "PLAIN" && /^(?:~|null|Null|NULL)?$/.test(node.source ?? "");
}
