/** Where in an image findings are: the layers that brought them. Pure; knows no VS Code. */
import type { Base } from "../../core/image/base.ts";
import { readInstruction } from "../../core/image/instruction.ts";
import type { ImageModel, Step } from "../../core/image/model.ts";
import type { Finding } from "../../core/scanning/finding.ts";
import { sanitize } from "../../core/text.ts";
import type { FindingsLayer } from "../../protocol/findings.ts";

/** The step of an image that a finding came with; undefined when that is not known. */
export type StepOf = (finding: Finding) => Step | undefined;

/** Finds steps by the digests of layers; of the same layer twice the first. */
export function stepFinder({ steps }: ImageModel): StepOf {
  const byDigest = new Map<string, Step>();
  for (const step of steps.toReversed())
    for (const digest of [step.layer?.diffId, step.layer?.descriptor.digest])
      if (digest !== undefined) byDigest.set(digest, step);
  return ({ layer }) => byDigest.get(layer?.diffId ?? "") ?? byDigest.get(layer?.digest ?? "");
}

/** The layers of an image as a list to choose from. */
export function findingLayers({ steps }: ImageModel, base: Base | undefined): readonly FindingsLayer[] {
  return steps.flatMap(({ layer, createdBy = "" }) => {
    if (layer === undefined) return [];
    const { keyword, rest } = readInstruction(createdBy);
    const line = sanitize(`${keyword} ${rest}`, 120);
    const isBase = base === undefined ? undefined : layer.number <= base.layers;
    return [{ number: layer.number, text: line, ...(isBase !== undefined && { isBase }) }];
  });
}
