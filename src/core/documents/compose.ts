/** Reads compose files. https://github.com/compose-spec/compose-spec/blob/main/spec.md */
import { asBuilt, readImage } from "./composeImage.ts";
import { readInline } from "./composeInline.ts";
import { findUses, type Uses } from "./composeUses.ts";
import type { Occurrence, Reading } from "./occurrence.ts";
import { parseYaml } from "./yaml.ts";
import { finishReading, limitOf } from "./yamlReading.ts";
import { sliceWritten, written } from "./yamlScalar.ts";
import { YamlTree } from "./yamlTree.ts";

/** Finds the images in a compose file. Offsets are in the text without its byte order mark. */
export function readCompose(text: string): Reading {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const { documents, limit } = parseYaml(body);
  const trees = documents.map((document) => new YamlTree(document));
  const uses = findUses(trees);
  const inlines = inlineReadings(body, uses);
  const found = [...imageOccurrences(body, uses), ...inlines.flatMap(({ occurrences }) => occurrences)];
  return finishReading(found, [limit, limitOf(trees), ...inlines.map((inline) => inline.limit)]);
}

function imageOccurrences(body: string, { images }: Uses): readonly Occurrence[] {
  return [...images].flatMap(([scalar, { from, built, ...user }]) => {
    const value = written(body, scalar);
    const reading = value && readImage(body, sliceWritten(value, from));
    return reading ? [{ kind: "compose" as const, ...user, ...(built ? asBuilt(reading) : reading) }] : [];
  });
}

function inlineReadings(body: string, { inlines }: Uses): readonly Reading[] {
  return [...inlines].flatMap(([scalar, { contexts, platforms, ...user }]) => {
    const value = written(body, scalar);
    if (value === undefined) return [];
    const { occurrences, ...rest } = readInline(body, value, contexts);
    return [
      {
        ...rest,
        occurrences: occurrences.map((found) => ({
          ...user,
          ...found,
          ...(found.platform === undefined && platforms !== undefined && { platforms }),
          kind: "compose" as const,
        })),
      },
    ];
  });
}
