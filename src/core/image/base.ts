/**
 * Which image another one was built from, and where its layers end. Annotations only claim it; layers prove it: a base
 * is an image all of whose layers are the lowest of this one.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys
 */
import { orUndefined } from "../errors.ts";
import type { Platform } from "../oci/model.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import { parseReference, type Reference, type Repository } from "../reference/reference.ts";
import type { ImageModel, Layer } from "./model.ts";
import { layersOf } from "./steps.ts";

/** What an image says of its base. */
export type ClaimedBase = {
  /** As it was named when it was built. */
  readonly named: Reference | undefined;
  readonly digest: Digest | undefined;
};

export type Base = {
  /** The image whose layers were found: with the digest it had, or by the tag that has them now. */
  readonly reference: Reference;
  /** How many of the image's layers are the base's, from the lowest up; at least one. */
  readonly layers: number;
  /** How many of its steps are. */
  readonly steps: number;
};

/** Reads images of any repository, and the tags of one as far as they are to be tried, the likeliest first. */
export type BaseReader = {
  inspect(reference: Reference, platform: Platform | undefined): Promise<ImageModel>;
  tags(repository: Repository): Promise<readonly string[]>;
};

const key = "org.opencontainers.image.base";

/** The most tags of the base's repository that are looked at. */
const mostTags = 24;

/** Reads the claim from annotations, else from labels, which an image may have from its base's base. */
export function claimedBase({ annotations, config }: ImageModel): ClaimedBase {
  const read = (name: string) => annotations.get(`${key}.${name}`) ?? config?.labels.get(`${key}.${name}`);
  const digest = read("digest");
  const parsed = parseReference(read("name") ?? "");
  return {
    named: parsed.ok ? parsed.reference : undefined,
    digest: isDigest(digest) ? digest : undefined,
  };
}

/** How many of the layers are the whole of `base`, from the lowest up; 0 when they are not. */
export function layersOfBase(image: ImageModel, base: ImageModel): number {
  const [own, lower] = [layersOf(image), layersOf(base)];
  const isBelow = lower.length < own.length && lower.every((layer, place) => isSame(layer, own[place]));
  return isBelow ? lower.length : 0;
}

/**
 * Finds the base that an image claims to have: by the claimed digest, else by the claimed tag as it is now, else by
 * the first tags of that repository, of which the one with the most layers counts. Undefined when there is no claim,
 * or nothing proves it; rejects only with what is no Failure, such as a signal's reason.
 */
export async function findBase(image: ImageModel, reader: BaseReader): Promise<Base | undefined> {
  const { named, digest } = claimedBase(image);
  if (named === undefined) return undefined;
  const { repository } = named;
  const proven = async (reference: Reference): Promise<Base | undefined> => {
    const base = await orUndefined(reader.inspect(reference, image.platform));
    const layers = base === undefined ? 0 : layersOfBase(image, base);
    if (base === undefined || layers === 0) return undefined;
    return { reference, layers, steps: stepsOfBase(image, base, layers) };
  };
  const exact = digest === undefined ? undefined : await proven({ repository, digest });
  if (exact !== undefined) return { ...exact, reference: { ...exact.reference, ...tagOf(named) } };
  const now = await proven(named);
  if (now !== undefined) return now;
  const tags = (await orUndefined(reader.tags(repository))) ?? [];
  let best: Base | undefined;
  for (const tag of tags.slice(0, mostTags)) {
    const found = await proven({ repository, tag });
    if (found !== undefined && found.layers > (best?.layers ?? 0)) best = found;
  }
  return best;
}

/** The base's history, when the image has it unchanged; else all that comes before the base's last layer. */
function stepsOfBase(image: ImageModel, base: ImageModel, layers: number): number {
  const isKept = base.steps.every(({ createdBy }, place) => createdBy === image.steps[place]?.createdBy);
  if (image.aligned && base.aligned && isKept) return base.steps.length;
  return image.steps.findIndex(({ layer }) => layer?.number === layers) + 1;
}

function tagOf({ tag }: Reference): { readonly tag?: string } {
  return tag === undefined ? {} : { tag };
}

/** The same content, however it is compressed. */
function isSame(one: Layer, other: Layer | undefined): boolean {
  if (other === undefined) return false;
  if (one.descriptor.digest === other.descriptor.digest) return true;
  return one.diffId !== undefined && one.diffId === other.diffId;
}
