/**
 * Reads the values of Helm charts, and their templates as far as they can be read without running them. Values have
 * no schema: an image is a map of registry, repository, tag and digest under any key, or a string under `image`.
 * https://helm.sh/docs/chart_best_practices/values/
 */
import type { Node } from "yaml";
import { hideActions } from "./helmActions.ts";
import { type ImageReading, judgePlain, ofExpression, readingAt } from "./imageReading.ts";
import { podImages } from "./kubernetes.ts";
import type { Reading } from "./occurrence.ts";
import { readSplitImage, refuseShared } from "./splitImage.ts";
import { readYaml, type YamlText } from "./yamlReading.ts";
import { type Entry, textOf, type YamlTree } from "./yamlTree.ts";

/** Finds the images in a chart's values, or in one of its templates. Offsets are in the text without its byte order mark. */
export function readHelm(text: string): Reading {
  if (!template.test(text)) return readYaml("helm", text, readValues);
  // A template is no YAML until it is run: that it cannot be parsed as such says nothing.
  const { limit, ...reading } = readYaml("helm", text, readTemplate, hideActions);
  return limit === undefined || limit === "malformed" ? reading : { ...reading, limit };
}

/** Values hold templates only in strings, and those are indented. */
const template = /^\uFEFF?(?:(?:apiVersion|kind)[ \t]*:|\{\{)/m;

function readTemplate(yaml: YamlText): readonly ImageReading[] {
  const nodes = yaml.trees.flatMap((tree) => [...podImages(tree), ...imageKeys(tree)]);
  return [...new Set(nodes)].flatMap((node) => readString(yaml, node) ?? []);
}

/** All of them: a template has a key twice when it has it for an "if" and for its "else". */
function imageKeys(tree: YamlTree): readonly Node[] {
  return tree
    .maps()
    .flatMap((map) => tree.entries(map).flatMap(({ key, value }) => (key === "image" && value) || []));
}

/** Reads a string that is a whole reference. The actions of templates are hidden in its value, so they are sought in the text. */
function readString({ text, valueAt }: YamlText, node: Node | undefined): ImageReading | undefined {
  const value = valueAt(node);
  const reading = value && readingAt(text, value, judgePlain(value.value));
  return value && reading?.text.includes("{{") ? readingAt(text, value, ofExpression) : reading;
}

function readValues(yaml: YamlText): readonly ImageReading[] {
  return refuseShared(
    yaml.trees.flatMap((tree) => tree.maps().flatMap((map) => readMap(yaml, tree.entries(map)))),
  );
}

function readMap(yaml: YamlText, entries: readonly Entry[]): readonly ImageReading[] {
  const entry = (...keys: string[]) => entries.find(({ key }) => keys.includes(key));
  const [tag, digest] = [entry("tag", "imageTag"), entry("digest")];
  const registry = entry("registry")?.value;
  const repository = entry("repository")?.value;
  const split = { registry, tag, digest };
  const isImage = tag ?? digest ?? registry ?? entry("pullPolicy", "imagePullPolicy");
  if (repository !== undefined && isImage !== undefined && !isUrl(repository))
    return found(readSplitImage(yaml, { ...split, repository }));
  const image = entry("image")?.value;
  if (image !== undefined && (tag?.value ?? digest?.value) !== undefined)
    return found(readSplitImage(yaml, { ...split, repository: image }));
  return [...found(readString(yaml, image)), ...entries.flatMap((named) => found(readNamed(yaml, named)))];
}

/** Reads keys like `sidecarImage`, when the string has a tag or a digest: other things are called that, too. */
function readNamed(yaml: YamlText, { key, value }: Entry): ImageReading | undefined {
  const reading = key.endsWith("Image") ? readString(yaml, value) : undefined;
  return /[:@]/.test(reading?.reference ?? "") ? reading : undefined;
}

/** The repository of a chart or of sources. */
function isUrl(node: Node): boolean {
  return textOf(node)?.includes("://") === true;
}

function found(reading: ImageReading | undefined): readonly ImageReading[] {
  return reading === undefined ? [] : [reading];
}
