/**
 * Helm's values. They have no schema: an image is a map of registry, repository, tag and digest under any key, or a
 * string under `image`. https://helm.sh/docs/chart_best_practices/values/
 */
import type { Node } from "yaml";
import { splitReference } from "../reference/reference.ts";
import { type ImageReading, judgePlain, ofExpression, readingAt } from "./imageReading.ts";
import { readSplitImage } from "./splitImage.ts";
import type { YamlText } from "./yamlReading.ts";
import { type Entry, textOf, type YamlTree } from "./yamlTree.ts";

/** Reads a string that is a whole reference. The actions of templates are hidden in its value, so they are sought in the text. */
export function readString({ text, valueAt }: YamlText, node: Node | undefined): ImageReading | undefined {
  const value = valueAt(node);
  const reading = value && readingAt(text, value, judgePlain(value.value));
  return value && reading?.text.includes("{{") ? readingAt(text, value, ofExpression) : reading;
}

/** Reads the images in the values that are below a node. */
export function readValues(yaml: YamlText, tree: YamlTree, from: Node | undefined): readonly ImageReading[] {
  const maps = tree.maps(from);
  const named = maps.flatMap((map) => tree.entries(map).filter(({ key }) => /image$/i.test(key)));
  const images = new Set(named.map(({ value }) => value));
  return maps.flatMap((map) => readMap(yaml, tree.entries(map), images.has(map)));
}

/** Charts have the tag under `version`, too; elsewhere than in an image that is the version of something else. */
function readMap(yaml: YamlText, entries: readonly Entry[], isNamed: boolean): readonly ImageReading[] {
  const entry = (...keys: string[]) => entries.find(({ key }) => keys.includes(key));
  const version = isNamed || isUntagged(entry("image")?.value) ? entry("version") : undefined;
  const [tag, digest] = [entry("tag", "imageTag") ?? version, entry("digest")];
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

function isUntagged(image: Node | undefined): boolean {
  return splitReference(textOf(image) ?? ":").tag === undefined && textOf(image)?.includes("@") === false;
}

/** The repository of a chart or of sources. */
function isUrl(node: Node): boolean {
  return textOf(node)?.includes("://") === true;
}

function found(reading: ImageReading | undefined): readonly ImageReading[] {
  return reading === undefined ? [] : [reading];
}
