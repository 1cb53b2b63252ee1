/**
 * Reads GitLab CI: `image` and `services` of the whole file, of `default` and of every job, hidden ones too. Values
 * come from the `variables` of the file and the job; `extends` and `include` are not followed.
 * https://docs.gitlab.com/ci/yaml/
 */
import { isMap, type Node } from "yaml";
import { judgePlain, ofExpression } from "./imageReading.ts";
import type { Reading } from "./occurrence.ts";
import { type Draft, draftAt, type Judgement, judgeVariables, withSites } from "./variableImage.ts";
import { type Use, Variables } from "./variables.ts";
import { readYaml, type YamlText } from "./yamlReading.ts";
import type { Written } from "./yamlScalar.ts";
import { textOf, type YamlTree } from "./yamlTree.ts";

/** Finds the images in a GitLab CI file. Offsets are in the text without its byte order mark. */
export function readGitlabCi(text: string): Reading {
  return readYaml("gitlab-ci", text, (yaml) => {
    const drafts = yaml.trees.flatMap((tree) => readDocument(yaml, tree));
    return withSites(yaml.text, drafts, findUses);
  });
}

/** Keys of the top level that are maps and no jobs. */
const settings = new Set(["variables", "workflow", "include", "cache", "spec", "image", "stages"]);

function readDocument(yaml: YamlText, tree: YamlTree): readonly Draft[] {
  const variables = readVariables(yaml, tree, tree.root);
  const jobs = tree.entries(tree.root).filter(({ key, value }) => !settings.has(key) && isMap(value));
  const seen = new Set<Node>();
  return [tree.root, ...jobs.map(({ value }) => value)].flatMap((owner) => {
    const scope = owner === tree.root ? variables : readVariables(yaml, tree, owner, variables);
    return imagesOf(tree, owner).flatMap((node) => {
      if (seen.has(node)) return [];
      seen.add(node);
      const value = yaml.valueAt(node);
      return (value && draftAt(yaml.text, value, judge(value.value, scope))) ?? [];
    });
  });
}

/** The variables of a job or of the file; a value may be a map with a description. */
function readVariables(
  yaml: YamlText,
  tree: YamlTree,
  owner: Node | undefined,
  outer?: Variables,
): Variables {
  const map = tree.value(owner, "variables");
  if (map === undefined && outer !== undefined) return outer;
  const own = new Map<string, Written>();
  for (const { key, value } of tree.entries(map)) {
    const written = yaml.valueAt(value) ?? yaml.valueAt(tree.value(value, "value"));
    if (written !== undefined) own.set(key, written);
  }
  return new Variables(findUses, own, outer);
}

/** An image is a name, or a map with one. `!reference` gives the path of a value that stands elsewhere. */
function imagesOf(tree: YamlTree, owner: Node | undefined): readonly Node[] {
  const services = tree.value(owner, "services");
  const images = [
    tree.value(owner, "image"),
    ...(services?.tag === "!reference" ? [] : tree.items(services)),
  ];
  return images.flatMap((image) => (textOf(image) === undefined ? tree.value(image, "name") : image) ?? []);
}

function judge(value: string, variables: Variables): Judgement {
  if (value.includes("$[[")) return ofExpression;
  const behind = proxy.exec(value)?.[0].length;
  return behind === undefined ? judgeName(value, variables) : judgeProxied(value, behind, variables);
}

function judgeName(value: string, variables: Variables): Judgement {
  return findUses(value).length === 0 ? judgePlain(value) : judgeVariables(value, variables);
}

/** The group's proxy for Docker Hub: what stands behind the prefix is the name there. */
const proxy =
  /^\$(?:\{CI_DEPENDENCY_PROXY(?:_DIRECT)?_GROUP_IMAGE_PREFIX\}|CI_DEPENDENCY_PROXY(?:_DIRECT)?_GROUP_IMAGE_PREFIX)\//;

function judgeProxied(value: string, behind: number, variables: Variables): Judgement {
  const { site, ...verdict } = judgeName(value.slice(behind), variables);
  const { status, reference } = verdict;
  if (status !== "pinnable" && status !== "pinned") return { ...verdict, status: "variable" };
  return { status: "variable", reference, site: { start: behind, end: value.length } };
}

/** `$NAME`, `${NAME}`, and `$$` for "$". https://docs.gitlab.com/ci/variables/where_variables_can_be_used/ */
function findUses(text: string): readonly Use[] {
  return [...text.matchAll(variable)].map(({ 0: source, 1: braced, 2: bare, index }) => ({
    name: braced ?? bare,
    start: index,
    end: index + source.length,
  }));
}

const variable = /\$(?:\$|\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
