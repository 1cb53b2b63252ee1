/**
 * Reads Kubernetes manifests: the containers of every pod template, wherever a workload, a list or a custom resource
 * holds one, the images that pods mount, and the `images` of Kustomize.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
import type { Node } from "yaml";
import { type ImageReading, judgePlain, readingAt } from "./imageReading.ts";
import { readKustomizeImages } from "./kustomize.ts";
import type { Reading } from "./occurrence.ts";
import { refuseShared } from "./splitImage.ts";
import { readYaml, type YamlText } from "./yamlReading.ts";
import type { YamlTree } from "./yamlTree.ts";

/** Finds the images in Kubernetes manifests. Offsets are in the text without its byte order mark. */
export function readKubernetes(text: string): Reading {
  return readYaml("kubernetes", text, (yaml) =>
    yaml.trees.flatMap((tree) => [
      ...podImages(tree).flatMap((node) => readPodImage(yaml, node) ?? []),
      ...refuseShared(readKustomizeImages(yaml, tree)),
    ]),
  );
}

const containerLists = new Set(["containers", "initContainers", "ephemeralContainers"]);

/** The nodes that name images in the pods of a document, each once. */
export function podImages(tree: YamlTree): readonly Node[] {
  const nodes = tree.maps().flatMap((map) =>
    tree.entries(map).flatMap(({ key, value }) => {
      if (containerLists.has(key))
        return tree.items(value).map((container) => tree.value(container, "image"));
      if (key !== "volumes") return [];
      return tree.items(value).map((volume) => tree.value(tree.value(volume, "image"), "reference"));
    }),
  );
  return [...new Set(nodes)].filter((node) => node !== undefined);
}

function readPodImage({ text, valueAt }: YamlText, node: Node): ImageReading | undefined {
  const value = valueAt(node);
  return value && readingAt(text, value, judgePlain(value.value));
}
