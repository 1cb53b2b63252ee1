/**
 * Reads GitHub Actions: the containers and services of a workflow's jobs, `uses: docker://...` in its steps and in
 * those of a composite action, and the image of a container action.
 * https://docs.github.com/actions/writing-workflows/workflow-syntax-for-github-actions
 */
import type { Node } from "yaml";
import { type ImageReading, judgePlain, ofExpression, readingAt } from "./imageReading.ts";
import type { Reading } from "./occurrence.ts";
import { readYaml, type YamlText } from "./yamlReading.ts";
import { sliceWritten } from "./yamlScalar.ts";
import { textOf, type YamlTree } from "./yamlTree.ts";

/** Finds the images in a workflow or an action. Offsets are in the text without its byte order mark. */
export function readGithubActions(text: string): Reading {
  return readYaml("github-actions", text, (yaml) => yaml.trees.flatMap((tree) => readDocument(yaml, tree)));
}

function readDocument(yaml: YamlText, tree: YamlTree): readonly ImageReading[] {
  const jobs = tree.entries(tree.value(tree.root, "jobs")).map(({ value }) => value);
  const runs = tree.value(tree.root, "runs");
  const images = new Set(jobs.flatMap((job) => containerImages(tree, job)));
  const steps = [...jobs, runs].flatMap((owner) => stepsOf(tree, owner));
  const uses = new Set([tree.value(runs, "image"), ...steps.map((step) => tree.value(step, "uses"))]);
  return [
    ...[...images].flatMap((node) => readImage(yaml, node, "") ?? []),
    ...[...uses].flatMap((node) => readImage(yaml, node, imageScheme) ?? []),
  ];
}

/** Steps, and those that a step runs at once: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
function stepsOf(tree: YamlTree, owner: Node | undefined): readonly Node[] {
  const steps = tree.items(tree.value(owner, "steps"));
  return steps.flatMap((step) => [step, ...tree.items(tree.value(step, "parallel"))]);
}

const imageScheme = "docker://";

/** A container is a map with an image, or the image alone. */
function containerImages(tree: YamlTree, job: Node | undefined): readonly (Node | undefined)[] {
  const services = tree.entries(tree.value(job, "services")).map(({ value }) => value);
  return [tree.value(job, "container"), ...services].map((container) =>
    textOf(container) === undefined ? tree.value(container, "image") : container,
  );
}

/** Reads the image behind the scheme; undefined for what has another scheme: a repository's action, a Dockerfile. */
function readImage(yaml: YamlText, node: Node | undefined, scheme: string): ImageReading | undefined {
  const value = yaml.valueAt(node);
  if (value === undefined || !value.value.startsWith(scheme)) return undefined;
  const image = sliceWritten(value, scheme.length);
  return readingAt(yaml.text, image, image.value.includes("${{") ? ofExpression : judgePlain(image.value));
}
