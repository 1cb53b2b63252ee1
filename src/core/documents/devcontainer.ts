/**
 * Reads devcontainer.json: its image, and its features, which are OCI artifacts but no images.
 * https://containers.dev/implementors/json_reference/
 */
import { parseReference } from "../reference/reference.ts";
import { type ImageReading, judgePlain, judgeReference, readingAt, type Verdict } from "./imageReading.ts";
import { hideComments } from "./jsonComments.ts";
import type { Reading } from "./occurrence.ts";
import { readYaml, type YamlText } from "./yamlReading.ts";
import type { Entry, YamlTree } from "./yamlTree.ts";

/** Finds the image and the features of a dev container. Offsets are in the text without its byte order mark. */
export function readDevcontainer(text: string): Reading {
  return readYaml(
    "devcontainer",
    text,
    (yaml) => yaml.trees.flatMap((tree) => readDocument(yaml, tree)),
    hideComments,
  );
}

function readDocument(yaml: YamlText, tree: YamlTree): readonly ImageReading[] {
  const image = yaml.valueAt(tree.value(tree.root, "image"));
  const features = tree.entries(tree.value(tree.root, "features"));
  return [
    ...(image ? [readingAt(yaml.text, image, judge(image.value))] : []),
    ...features.map((feature) => readFeature(yaml, feature)),
  ].filter((reading) => reading !== undefined);
}

function judge(value: string): Verdict {
  if (!value.includes("${")) return judgePlain(value);
  const reference = substitute(value);
  if (reference === undefined) return { status: "variable", reference: null, reason: "noValue" };
  const { status } = judgeReference(reference);
  return status === "pinnable" || status === "pinned"
    ? { status: "variable", reference, reason: "composed" }
    : { status: "variable", reference: null, reason: "notAReference" };
}

/** The value with the defaults of environment variables; undefined when something has no value in this file. */
function substitute(value: string): string | undefined {
  const reference = value.replace(environmentVariable, (_, fallback: string) => fallback);
  return reference.includes("${") ? undefined : reference;
}

/** `${localEnv:NAME:default}`: the default ends at the next colon, and a tag cannot be in it. */
const environmentVariable = /\$\{(?:localEnv|env):[^:{}]*:([^:{}]+)(?::[^{}]*)?\}/g;

/** Features are named by keys. Local ones and archives are none of a registry's. */
function readFeature(yaml: YamlText, { name }: Entry): ImageReading | undefined {
  const value = yaml.valueAt(name);
  if (value === undefined || !value.value.includes("/") || !parseReference(value.value).ok) return undefined;
  return readingAt(yaml.text, value, { status: "feature", reference: value.value });
}
