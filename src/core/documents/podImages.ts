/**
 * Where manifests name images, whatever object they are in.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
import type { Node } from "yaml";
import type { YamlTree } from "./yamlTree.ts";

/**
 * A pod's lists of containers, those of Argo's workflows (https://argo-workflows.readthedocs.io/en/latest/fields/) and
 * of Tekton's tasks (https://tekton.dev/docs/pipelines/tasks/).
 */
const containerLists = new Set(["containers", "initContainers", "ephemeralContainers", "sidecars", "steps"]);
/** Single containers of these. */
const containerMaps = new Set(["container", "script", "stepTemplate"]);

/** The nodes that name images in the pods of a document, each once. */
export function podImages(tree: YamlTree): readonly Node[] {
  const nodes = tree.maps().flatMap((map) =>
    tree.entries(map).flatMap(({ key, value }) => {
      if (containerMaps.has(key)) return [tree.value(value, "image")];
      if (containerLists.has(key))
        return tree.items(value).map((container) => tree.value(container, "image"));
      if (key !== "volumes") return [];
      return tree.items(value).map((volume) => tree.value(tree.value(volume, "image"), "reference"));
    }),
  );
  return [...new Set(nodes)].filter((node) => node !== undefined);
}

/** All that stands under `image`: a template has a key twice when it has it for an "if" and for its "else". */
export function imageKeys(tree: YamlTree): readonly Node[] {
  return tree
    .maps()
    .flatMap((map) => tree.entries(map).flatMap(({ key, value }) => (key === "image" && value) || []));
}
