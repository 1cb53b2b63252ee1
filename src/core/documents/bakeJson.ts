/** The strings of a bake file in JSON. https://docs.docker.com/build/bake/reference/ */
import { isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import { type Limit, parseYaml } from "./yaml.ts";
import { type Written, written } from "./yamlScalar.ts";
import { YamlTree } from "./yamlTree.ts";

/** A string of a bake file, with the keys that lead to it, as in `HclString`. */
export type BakeString = {
  readonly path: readonly string[];
  readonly whole: boolean;
  readonly value: string;
  readonly written: () => Written;
};

/** Lists that say of a target what it is; others hold nothing that names an image. */
const targetLists: ReadonlySet<string | undefined> = new Set(["platforms", "inherits"]);

/** Reads all strings in maps, and those in lists of targets. JSON is YAML. */
export function readBakeJson(text: string): { strings: readonly BakeString[]; limit: Limit | undefined } {
  const { documents, limit } = parseYaml(text);
  const trees = documents.map((document) => new YamlTree(document));
  return { limit, strings: trees.flatMap((tree) => stringsIn(text, tree, tree.root, [], new Set())) };
}

/** `seen` are the maps that were read: a file of YAML that is called JSON may hold itself. */
function stringsIn(
  text: string,
  tree: YamlTree,
  node: Node | undefined,
  path: readonly string[],
  seen: Set<Node>,
): readonly BakeString[] {
  if (isMap(node)) {
    if (seen.has(node)) return [];
    seen.add(node);
    return tree.entries(node).flatMap(({ key, value }) => stringsIn(text, tree, value, [...path, key], seen));
  }
  if (isSeq(node) && targetLists.has(path[2]))
    return tree.items(node).flatMap((item) => (isScalar(item) ? stringAt(text, item, path, false) : []));
  return isScalar(node) ? stringAt(text, node, path, true) : [];
}

function stringAt(
  text: string,
  scalar: Scalar,
  path: readonly string[],
  whole: boolean,
): readonly BakeString[] {
  const value = written(text, scalar);
  return value === undefined ? [] : [{ path, whole, value: value.value, written: () => value }];
}
