/** What the readers of YAML documents have in common: from the text to trees, from readings to occurrences. */
import { isScalar, type Node } from "yaml";
import type { ImageReading } from "./imageReading.ts";
import type { DocumentKind, Occurrence, Reading } from "./occurrence.ts";
import { type Limit, parseYaml } from "./yaml.ts";
import { type Written, written } from "./yamlScalar.ts";
import { YamlTree } from "./yamlTree.ts";

/** A document that is being read. */
export type YamlText = {
  /** Without a byte order mark. */
  readonly text: string;
  readonly trees: readonly YamlTree[];
  /** The value of a scalar with its places in `text`; undefined for other nodes and for what is half typed. */
  readonly valueAt: (node: Node | undefined) => Written | undefined;
};

/**
 * Reads a document of YAML. `hide` gives the text that is parsed in place of the document's: of the same length, with
 * blanks or letters for what is no YAML.
 */
export function readYaml(
  kind: DocumentKind,
  document: string,
  find: (yaml: YamlText) => readonly ImageReading[],
  hide: (text: string) => string = (text) => text,
): Reading {
  const text = document.startsWith("\uFEFF") ? document.slice(1) : document;
  const { trees, limit, valueAt } = openYaml(hide(text));
  const occurrences = find({ text, trees, valueAt }).map((reading) => ({ ...reading, kind }));
  return finishReading(occurrences, [limit, limitOf(trees)]);
}

type Opened = Pick<YamlText, "trees" | "valueAt"> & { readonly limit: Limit | undefined };

function openYaml(text: string): Opened {
  const { documents, limit } = parseYaml(text);
  return {
    limit,
    trees: documents.map((document) => new YamlTree(document)),
    valueAt: (node) => (isScalar(node) ? written(text, node) : undefined),
  };
}

/** "tooManyAliases" when merges were left out of some tree; ask after the trees were read. */
export function limitOf(trees: readonly YamlTree[]): Limit | undefined {
  return trees.some(({ exhausted }) => exhausted) ? "tooManyAliases" : undefined;
}

/** The occurrences in order, with the first limit that there is. */
export function finishReading(
  occurrences: readonly Occurrence[],
  limits: readonly (Limit | undefined)[],
): Reading {
  const limit = limits.find((value) => value !== undefined);
  return { occurrences: inOrder(occurrences), ...(limit !== undefined && { limit }) };
}

/** By start. Of two that overlap, as when a variable's default holds several, the first stays. */
function inOrder(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  let end = -1;
  return [...occurrences]
    .sort((a, b) => a.start - b.start)
    .filter((occurrence) => {
      const free = occurrence.start >= end;
      if (free) end = occurrence.end;
      return free;
    });
}
