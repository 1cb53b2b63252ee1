/** What a compose file says of its services and of other files, as far as reading images depends on it. */
import { isScalar, isSeq, type Node, visit } from "yaml";
import { platformOf, type Service, servicesOf } from "./composeUses.ts";
import { expand, parseTemplate } from "./interpolation.ts";
import type { Span } from "./occurrence.ts";
import type { Lookup } from "./setting.ts";
import { parseYaml } from "./yaml.ts";
import { YamlTree } from "./yamlTree.ts";

export type ServiceFacts = {
  readonly name: string;
  /** Whether it is built; undefined when nothing is said, false when it is said that it is not. */
  readonly built: boolean | undefined;
  readonly platform: string | undefined;
  /** The service of another file that it extends or, without a file, one that an included file has. */
  readonly base?: { readonly file?: string; readonly service: string };
};

/** Paths as they are written, variables replaced. The first of `paths` says where the included project is. */
export type Include = {
  readonly paths: readonly string[];
  readonly projectDirectory: string | undefined;
  /** Undefined when nothing is said of them. */
  readonly envFiles: readonly string[] | undefined;
};

export type FileFacts = {
  readonly services: readonly ServiceFacts[];
  readonly includes: readonly Include[];
};

/** Reads the facts of a file; `lookup` is what is set for it. */
export function readFacts(text: string, lookup: Lookup): FileFacts {
  const trees = parseYaml(withoutMark(text)).documents.map((document) => new YamlTree(document));
  const value = (node: Node | undefined) => {
    const template = isScalar(node) ? parseTemplate(String(node.value), lookup) : undefined;
    return (template && expand(template)) || undefined;
  };
  return {
    services: trees.flatMap((tree) => servicesOf(tree).map((service) => factsOf(service, value, lookup))),
    includes: trees.flatMap((tree) =>
      tree.items(tree.value(tree.root, "include")).map((node) => includeOf(tree, node, value)),
    ),
  };
}

type Value = (node: Node | undefined) => string | undefined;

function factsOf({ name, entries, base }: Service, value: Value, lookup: Lookup): ServiceFacts {
  const build = entries.find(({ key }) => key === "build");
  const service = value(base?.service);
  const file = value(base?.file);
  // A file whose name has no value is none that could be read.
  const isKnown = service !== undefined && (base?.file === undefined || file !== undefined);
  return {
    name,
    built: build === undefined ? undefined : build.value !== undefined,
    platform: platformOf(entries, lookup),
    ...(isKnown && { base: { service, ...(file !== undefined && { file }) } }),
  };
}

function includeOf(tree: YamlTree, node: Node, value: Value): Include {
  const list = (owner: Node | undefined) =>
    (isSeq(owner) ? tree.items(owner) : [owner]).flatMap((item) => value(item) ?? []);
  if (isScalar(node)) return { paths: list(node), projectDirectory: undefined, envFiles: undefined };
  const envFile = tree.value(node, "env_file");
  return {
    paths: list(tree.value(node, "path")),
    projectDirectory: value(tree.value(node, "project_directory")),
    envFiles: envFile === undefined ? undefined : list(envFile),
  };
}

/** A place where a text uses a variable. */
export type VariableUse = Span & { readonly name: string };

/** The places where a file's values use variables; comments have none. */
export function variableUses(text: string): readonly VariableUse[] {
  const found: VariableUse[] = [];
  const body = withoutMark(text);
  for (const { root } of parseYaml(body).documents)
    visit(root, {
      Scalar(key, { range }) {
        const [start, end] = range ?? [0, 0];
        if (key !== "key") found.push(...usesIn(body.slice(start, end), start));
      },
    });
  return found;
}

/** The variables that a text uses, at their places counted from `offset`. */
export function usesIn(text: string, offset = 0): readonly VariableUse[] {
  return [...text.matchAll(use)].flatMap(({ 0: source, 1: name, index }) =>
    name === undefined ? [] : [{ name, start: offset + index, end: offset + index + source.length }],
  );
}

const use = /\$(?:\$|\{?([_a-zA-Z][_a-zA-Z0-9]*))/g;

function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
