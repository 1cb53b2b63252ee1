/** Reads compose files. https://github.com/compose-spec/compose-spec/blob/main/spec.md */
import { type ComposeContext, siteKey } from "./composeContext.ts";
import { asBuilt, readImage } from "./composeImage.ts";
import { readInline } from "./composeInline.ts";
import { findUses, type Uses } from "./composeUses.ts";
import type { Occurrence, Reading } from "./occurrence.ts";
import { parseYaml } from "./yaml.ts";
import { finishReading, limitOf } from "./yamlReading.ts";
import { sliceWritten, written } from "./yamlScalar.ts";
import { YamlTree } from "./yamlTree.ts";

/**
 * Finds the images in a compose file. Offsets are in the text without its byte order mark. Without a `context` the file
 * is read alone, as if nothing were set and no other file said anything of its services.
 */
export function readCompose(text: string, context?: ComposeContext): Reading {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const { documents, limit } = parseYaml(body);
  const trees = documents.map((document) => new YamlTree(document));
  const uses = findUses(trees, context);
  const inlines = inlineReadings(body, uses, context);
  const found = [
    ...imageOccurrences(body, uses, context),
    ...inlines.flatMap(({ occurrences }) => occurrences),
  ];
  return finishReading(
    found.map((one) => withoutShared(one, context)),
    [limit, limitOf(trees), ...inlines.map((inline) => inline.limit)],
  );
}

function imageOccurrences(
  body: string,
  { images }: Uses,
  context: ComposeContext | undefined,
): readonly Occurrence[] {
  return [...images].flatMap(([scalar, { from, built, ...user }]) => {
    const value = written(body, scalar);
    const reading = value && readImage(body, sliceWritten(value, from), context?.lookup);
    return reading ? [{ kind: "compose" as const, ...user, ...(built ? asBuilt(reading) : reading) }] : [];
  });
}

function inlineReadings(
  body: string,
  { inlines }: Uses,
  context: ComposeContext | undefined,
): readonly Reading[] {
  return [...inlines].flatMap(([scalar, { contexts, platforms, ...user }]) => {
    const value = written(body, scalar);
    if (value === undefined) return [];
    const { occurrences, ...rest } = readInline(body, value, contexts, context?.lookup);
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

/** A place in another file that serves more than the one repository is none. */
function withoutShared(occurrence: Occurrence, context: ComposeContext | undefined): Occurrence {
  const { editIn, ...rest } = occurrence;
  const isShared = editIn !== undefined && context?.shared.has(siteKey(editIn));
  return isShared ? { ...rest, reason: "sharedSource" } : occurrence;
}
