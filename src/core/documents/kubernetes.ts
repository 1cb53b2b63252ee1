/**
 * Reads Kubernetes manifests: the containers of every pod template, wherever a workload, a list or a custom resource
 * holds one, the images that pods mount, the images of custom resources, what they give to Kustomize and Helm, and
 * the `images` of Kustomize itself.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
import type { Node } from "yaml";
import { readValues } from "./helmValues.ts";
import { type ImageReading, judgePlain, readingAt } from "./imageReading.ts";
import { readKustomizeImages, readKustomizeStrings } from "./kustomize.ts";
import type { Reading } from "./occurrence.ts";
import { imageKeys, podImages } from "./podImages.ts";
import { refuseShared } from "./splitImage.ts";
import { readYaml, type YamlText } from "./yamlReading.ts";
import { textOf, type YamlTree } from "./yamlTree.ts";

/** Finds the images in Kubernetes manifests. Offsets are in the text without its byte order mark. */
export function readKubernetes(text: string): Reading {
  return readYaml("kubernetes", text, (yaml) =>
    yaml.trees.flatMap((tree) => [
      ...podImages(tree).flatMap((node) => readImage(yaml, node) ?? []),
      ...refuseShared([...readKustomizeImages(yaml, tree), ...readChartValues(yaml, tree)]),
      ...readKustomizeStrings(yaml, tree),
      ...readImageKeys(yaml, tree),
    ]),
  );
}

/** The values that Flux and Argo CD give to a chart. https://fluxcd.io/flux/components/helm/helmreleases/ */
function readChartValues(yaml: YamlText, tree: YamlTree): readonly ImageReading[] {
  const isRelease = textOf(tree.value(tree.root, "kind")) === "HelmRelease";
  const values = isRelease ? [tree.value(tree.value(tree.root, "spec"), "values")] : [];
  const objects = tree.maps().map((map) => tree.value(tree.value(map, "helm"), "valuesObject"));
  return [...values, ...objects].flatMap((node) => (node ? readValues(yaml, tree, node) : []));
}

/** Custom resources name images where they like. Without a tag or a digest it may be a picture, or a machine's disk. */
function readImageKeys(yaml: YamlText, tree: YamlTree): readonly ImageReading[] {
  const readings = imageKeys(tree).flatMap((node) => readImage(yaml, node) ?? []);
  return readings.filter(({ reference }) => /[:@]/.test(reference ?? ""));
}

function readImage({ text, valueAt }: YamlText, node: Node): ImageReading | undefined {
  const value = valueAt(node);
  return value && readingAt(text, value, judgePlain(value.value));
}
