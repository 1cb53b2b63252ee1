/**
 * Which scalars of a compose file name images, and which hold Dockerfiles. A scalar that several services come to
 * through anchors and merges is one use: its text stands in one place.
 * https://github.com/compose-spec/compose-spec/blob/main/spec.md
 */
import { isScalar, isSeq, type Node, type Scalar } from "yaml";
import type { ComposeContext } from "./composeContext.ts";
import { expand, parseTemplate } from "./interpolation.ts";
import type { Occurrence } from "./occurrence.ts";
import type { Lookup } from "./setting.ts";
import { type Entry, textOf, type YamlTree } from "./yamlTree.ts";

/** The service that uses a scalar, the first one when there are several. */
type User = Pick<Occurrence, "platform" | "platforms"> & { readonly service: string };

/** The reference begins at offset `from` of the scalar's value; `built` when a build of some user takes its name. */
export type ImageUse = User & { readonly from: number; readonly built: boolean };

/** A Dockerfile in a scalar; `contexts` are the names that its FROM may give to other things than images. */
export type InlineUse = User & { readonly contexts: ReadonlySet<string> };

export type Uses = {
  readonly images: ReadonlyMap<Scalar, ImageUse>;
  readonly inlines: ReadonlyMap<Scalar, InlineUse>;
};

/** A service of a file, with what it has from those that it extends there. */
export type Service = {
  readonly name: string;
  readonly tree: YamlTree;
  readonly entries: readonly Entry[];
  /** What it extends that is not in this file's document: by a file's name, or by a service's alone. */
  readonly base?: { readonly file?: Node; readonly service: Node };
};

type Finding = {
  readonly images: Map<Scalar, ImageUse>;
  readonly inlines: Map<Scalar, InlineUse>;
  /** Collections that were read already, for another service: a thousand services may share a long list. */
  readonly visited: Set<Node>;
  /** The names of all services. */
  readonly names: ReadonlySet<string>;
  readonly context: ComposeContext | undefined;
};

const imageContext = "docker-image://";
const topLevel = new Set([
  "version",
  "name",
  "include",
  "models",
  "networks",
  "volumes",
  "secrets",
  "configs",
]);

/** Finds the images of all services in a file's documents. `context` is what the project knows beside them. */
export function findUses(trees: readonly YamlTree[], context?: ComposeContext): Uses {
  const services = trees.flatMap(servicesOf);
  const names = new Set(services.map(({ name }) => name));
  const finding: Finding = { images: new Map(), inlines: new Map(), visited: new Set(), names, context };
  const built = builtNames(services);
  for (const service of services) {
    const { name } = service;
    findInService(service, context?.services.get(name)?.built ?? built.has(name), finding);
  }
  return finding;
}

/** The services of one document; files of version 1 have them at the top level. */
export function servicesOf(tree: YamlTree): readonly Service[] {
  const top = tree.entries(tree.root);
  const named = top.some(({ key }) => key === "services")
    ? top.flatMap(({ key, value }) => (key === "services" ? tree.entries(value) : []))
    : top.filter(({ key }) => !topLevel.has(key) && !key.startsWith("x-"));
  const byName = new Map(named.map(({ key, value }) => [key, value]));
  return named.map(({ key, value }) => ({ name: key, tree, ...inherit(tree, value, byName) }));
}

/** A service's entries and, where it has none, those of the services that it extends in this file. */
function inherit(
  tree: YamlTree,
  service: Node | undefined,
  byName: ReadonlyMap<string, Node | undefined>,
): Pick<Service, "entries" | "base"> {
  const line = new Set([service]);
  let entries = tree.entries(service);
  for (const member of line) {
    const base = tree.value(member, "extends");
    const named = isScalar(base) ? base : tree.value(base, "service");
    const name = textOf(named);
    if (named === undefined || name === undefined || tree.exhausted) break;
    const file = tree.value(base, "file");
    if (file !== undefined) return { entries, base: { file, service: named } };
    if (!byName.has(name)) return { entries, base: { service: named } };
    const next = byName.get(name);
    entries = tree.overlay(entries, tree.entries(next));
    line.add(next);
  }
  return { entries };
}

/** Later documents of a file change what earlier ones say: the last word on `build` counts. */
function builtNames(services: readonly Service[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name, entries } of services) {
    const build = entries.find(({ key }) => key === "build");
    if (build?.value !== undefined) names.add(name);
    else if (build !== undefined) names.delete(name);
  }
  return names;
}

function findInService({ name, tree, entries }: Service, built: boolean, finding: Finding): void {
  const { context } = finding;
  const platform = context?.services.get(name)?.platform ?? platformOf(entries, context?.lookup);
  const user: User = { service: name, ...(platform !== undefined && { platform }) };
  const provided = entries.some(({ key, value }) => key === "provider" && value !== undefined);
  for (const { key, value } of entries) {
    if (key === "image" && !provided) addImage(finding, value, { ...user, from: 0, built });
    if (value === undefined || isScalar(value) || finding.visited.has(value)) continue;
    finding.visited.add(value);
    if (key === "build") findInBuild(tree, value, user, finding);
    if (key === "volumes") findInVolumes(tree, value, user, finding);
    if (key === "pre_start" || key === "post_start" || key === "pre_stop")
      for (const hook of tree.items(value))
        addImage(finding, tree.value(hook, "image"), { ...user, from: 0, built: false });
  }
}

/** The platform that a service's entries ask for, its variables replaced. */
export function platformOf(entries: readonly Entry[], lookup?: Lookup): string | undefined {
  return expanded(entries.find(({ key }) => key === "platform")?.value, lookup);
}

/** The text of a scalar with its variables replaced; undefined when one has no value. */
function expanded(node: Node | undefined, lookup: Lookup | undefined): string | undefined {
  const template = parseTemplate(textOf(node) ?? "", lookup);
  return (template && expand(template)) || undefined;
}

function findInBuild(tree: YamlTree, build: Node, service: User, finding: Finding): void {
  const platforms = tree
    .items(tree.value(build, "platforms"))
    .flatMap((node) => expanded(node, finding.context?.lookup) ?? []);
  const user = platforms.length > 1 ? { ...service, platforms } : service;
  const contexts = contextsOf(tree, tree.value(build, "additional_contexts"));
  for (const { node, from } of contexts)
    if (textOf(node)?.startsWith(imageContext, from))
      addImage(finding, node, { ...user, from: from + imageContext.length, built: false });
  const inline = tree.value(build, "dockerfile_inline");
  if (isScalar(inline) && !finding.inlines.has(inline))
    finding.inlines.set(inline, { ...user, contexts: new Set(contexts.map(({ name }) => name)) });
}

type Context = { readonly name: string; readonly node: Node | undefined; readonly from: number };

/** Contexts come as a map or as a list of `name=value`. */
function contextsOf(tree: YamlTree, contexts: Node | undefined): readonly Context[] {
  if (!isSeq(contexts))
    return tree.entries(contexts).map(({ key, value }) => ({ name: key, node: value, from: 0 }));
  return tree.items(contexts).map((node) => {
    const [name = ""] = (textOf(node) ?? "").split("=", 1);
    return { name, node, from: name.length + 1 };
  });
}

/** A volume's source is an image, or the name of a service whose image is meant. */
function findInVolumes(tree: YamlTree, volumes: Node, user: User, finding: Finding): void {
  for (const volume of tree.items(volumes)) {
    const source = tree.value(volume, "source");
    if (textOf(tree.value(volume, "type")) !== "image" || finding.names.has(textOf(source) ?? "")) continue;
    addImage(finding, source, { ...user, from: 0, built: false });
  }
}

function addImage({ images }: Finding, node: Node | undefined, use: ImageUse): void {
  if (!isScalar(node)) return;
  const known = images.get(node);
  images.set(node, known === undefined ? use : joined(known, use));
}

/** One text for several services: what they ask for together. */
function joined(known: ImageUse, use: ImageUse): ImageUse {
  const asked = [known, use].flatMap(({ platform, platforms = [] }) => [platform ?? [], platforms].flat());
  const platforms = [...new Set(asked)];
  return { ...known, built: known.built || use.built, ...(platforms.length > 1 && { platforms }) };
}
