/**
 * Reads bake files, in HCL or JSON: the images that stand in for build contexts, Dockerfiles within the file, and the
 * build argument that by its name is the base image. Tags are outputs, and caches are no images.
 * https://docs.docker.com/build/bake/reference/
 */
import { type BakeString, readBakeJson } from "./bakeJson.ts";
import { platformsIn } from "./bakeTargets.ts";
import { readInline } from "./composeInline.ts";
import { readHcl } from "./hcl.ts";
import { type ImageReading, judgeReference, ofExpression, readingAt } from "./imageReading.ts";
import type { Occurrence, Reading } from "./occurrence.ts";
import { type Draft, draftAt, judgeVariables, withSites } from "./variableImage.ts";
import { type FindUses, type Use, Variables } from "./variables.ts";
import { finishReading } from "./yamlReading.ts";
import { sliceWritten } from "./yamlScalar.ts";

/** Finds the images in a bake file. Offsets are in the text without its byte order mark. */
export function readBake(document: string): Reading {
  const text = document.startsWith("\uFEFF") ? document.slice(1) : document;
  const isJson = /^\s*\{/.test(text);
  const { strings, limit } = isJson ? readBakeJson(text) : readHclStrings(text);
  const readings = readStrings(text, strings, isJson ? findUses : findWords);
  const occurrences = readings.map((reading) => ({ ...reading, kind: "bake" as const }));
  return finishReading(occurrences, [limit]);
}

function readHclStrings(text: string): ReturnType<typeof readBakeJson> {
  const { strings, limit } = readHcl(text);
  return {
    limit,
    strings: strings.map(({ path, whole, start, end }) => {
      const value = text.slice(start, end);
      const written = () => ({
        value,
        origins: Int32Array.from({ length: value.length + 1 }, (_, i) => start + i),
      });
      return { path, whole, value, written };
    }),
  };
}

const imageScheme = "docker-image://";

function readStrings(text: string, strings: readonly BakeString[], find: FindUses): readonly ImageReading[] {
  const variables = new Variables(findUses, defaultsIn(strings));
  const platformsOf = platformsIn(strings);
  const forTarget = ({ path: [block, target = ""] }: BakeString) => {
    const platforms = block === "target" ? platformsOf(target) : [];
    return platforms.length > 1 ? { platforms } : {};
  };
  const drafts = strings.flatMap((string) => {
    const draft = readContext(text, string, variables);
    return draft === undefined ? [] : { ...draft, reading: { ...draft.reading, ...forTarget(string) } };
  });
  const contexts = contextNames(strings);
  return [
    ...withSites(text, drafts, find),
    ...strings.flatMap((string) => {
      const reading = readArgument(text, string);
      return reading === undefined ? [] : { ...reading, ...forTarget(string) };
    }),
    ...strings.flatMap((string) =>
      readInlineDockerfile(text, string, contexts).map((found) =>
        found.platform === undefined ? { ...found, ...forTarget(string) } : found,
      ),
    ),
  ];
}

/** The names of each target's contexts. */
function contextNames(strings: readonly BakeString[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { path } of strings) {
    const [block, target, key, name] = path;
    if (block !== "target" || target === undefined || key !== "contexts" || name === undefined) continue;
    names.set(target, (names.get(target) ?? new Set()).add(name));
  }
  return names;
}

/** The variables' values, as far as they are plain strings. */
function defaultsIn(strings: readonly BakeString[]) {
  return new Map(
    strings.flatMap(({ path: [block, name, key, ...rest], whole, written }) =>
      block === "variable" && name !== undefined && key === "default" && rest.length === 0 && whole
        ? [[name, written()] as const]
        : [],
    ),
  );
}

/** A string with the scheme names an image wherever it stands: in a target's contexts, or in what they are made from. */
function readContext(text: string, { value, written }: BakeString, variables: Variables): Draft | undefined {
  if (!value.startsWith(imageScheme)) return undefined;
  const image = sliceWritten(written(), imageScheme.length);
  if (!/[$%]\{/.test(image.value)) return draftAt(text, image, judgeReference(image.value));
  const simple = !/[$%]\{/.test(image.value.replace(variable, ""));
  return draftAt(text, image, simple ? judgeVariables(image.value, variables) : ofExpression);
}

/**
 * `args = { BASE_IMAGE = "alpine:3.20" }`. What an argument is for, only the Dockerfile knows; this name says it, when
 * the value has a tag or a digest.
 */
function readArgument(text: string, { path, value, whole, written }: BakeString): ImageReading | undefined {
  const [block, , key, name] = path;
  if (block !== "target" || key !== "args" || !baseImage.test(name ?? "") || !whole) return undefined;
  const verdict = judgeReference(value);
  return /[:@]/.test(verdict.reference ?? "") ? readingAt(text, written(), verdict) : undefined;
}

const baseImage = /(?:^|_)BASE_IMAGE$/i;

/** Where bake would replace something in the Dockerfile first, it is left alone. */
function readInlineDockerfile(
  text: string,
  { path, value, written }: BakeString,
  contexts: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Occurrence[] {
  const [block, target = "", key] = path;
  if (block !== "target" || key !== "dockerfile-inline" || value.includes("$")) return [];
  return readInline(text, written(), contexts.get(target) ?? new Set()).occurrences;
}

/** `${NAME}`, and `$${` for "${". */
function findUses(text: string): readonly Use[] {
  return [...text.matchAll(variable)].map(({ 0: source, 1: name, index }) => ({
    name,
    start: index,
    end: index + source.length,
  }));
}

const variable = /\$\$\{|\$\{[ \t]*([A-Za-z_][\w-]*)[ \t]*\}/g;

/** In HCL a variable may stand in an expression without any sign, so that every word may be one; not where it is declared. */
function findWords(text: string): readonly Use[] {
  return [...text.matchAll(/\bvariable[ \t]+"[^"\n]*"|([A-Za-z_][\w-]*)/g)].flatMap(
    ({ 0: source, 1: name, index }) =>
      name === undefined ? [] : [{ name, start: index, end: index + source.length }],
  );
}
