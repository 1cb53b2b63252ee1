/**
 * The `images` of a kustomization: for the images called `name`, another name, tag or digest. Kustomize puts
 * name ":" newTag "@" digest together, so a digest may stand in its own key or at the end of newTag. Before
 * https://github.com/kubernetes-sigs/kustomize/pull/4406 it dropped newTag beside a digest: the digest is what runs.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
 */
import { type ImageReading, judgePlain, readingAt } from "./imageReading.ts";
import { readSplitImage } from "./splitImage.ts";
import type { YamlText } from "./yamlReading.ts";
import { sliceWritten } from "./yamlScalar.ts";
import type { Entry, YamlTree } from "./yamlTree.ts";

/** Reads every `images` list whose items change a name, tag or digest; Flux has them deeper than Kustomize. */
export function readKustomizeImages(yaml: YamlText, tree: YamlTree): readonly ImageReading[] {
  const lists = tree.maps().flatMap((map) => tree.entries(map).filter(({ key }) => key === "images"));
  const items = lists.flatMap(({ value }) => tree.items(value));
  return [...new Set(items)].flatMap((item) => readChange(yaml, tree.entries(item)) ?? []);
}

function readChange(yaml: YamlText, entries: readonly Entry[]): ImageReading | undefined {
  const entry = (wanted: string) => entries.find(({ key }) => key === wanted);
  const [name, newName, tag, digest] = ["name", "newName", "newTag", "digest"].map(entry);
  const changes = [newName, tag, digest].some((change) => change?.value !== undefined);
  if (name?.value === undefined || !changes) return undefined;
  return readSplitImage(yaml, { repository: newName?.value ?? name.value, tag, digest });
}

/** Reads the same as Argo CD writes it: `images: [NAME=IMAGE]`. https://argo-cd.readthedocs.io/en/stable/user-guide/kustomize/ */
export function readKustomizeStrings({ text, valueAt }: YamlText, tree: YamlTree): readonly ImageReading[] {
  const items = tree.maps().flatMap((map) => tree.items(tree.value(tree.value(map, "kustomize"), "images")));
  return [...new Set(items)].flatMap((item) => {
    const value = valueAt(item);
    if (value === undefined) return [];
    const image = sliceWritten(value, value.value.indexOf("=") + 1);
    return readingAt(text, image, judgePlain(image.value)) ?? [];
  });
}
