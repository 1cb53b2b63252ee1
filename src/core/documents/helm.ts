/**
 * Reads the values of Helm charts, and their templates as far as they can be read without running them.
 * https://helm.sh/docs/chart_best_practices/values/
 */
import { hideActions } from "./helmActions.ts";
import { readString, readValues } from "./helmValues.ts";
import type { ImageReading } from "./imageReading.ts";
import type { Reading } from "./occurrence.ts";
import { imageKeys, podImages } from "./podImages.ts";
import { refuseShared } from "./splitImage.ts";
import { readYaml, type YamlText } from "./yamlReading.ts";

/** Finds the images in a chart's values, or in one of its templates. Offsets are in the text without its byte order mark. */
export function readHelm(text: string): Reading {
  if (!template.test(text)) return readYaml("helm", text, readValuesFile);
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

function readValuesFile(yaml: YamlText): readonly ImageReading[] {
  return refuseShared(yaml.trees.flatMap((tree) => readValues(yaml, tree, tree.root)));
}
