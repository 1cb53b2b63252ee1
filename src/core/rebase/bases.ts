/** Which images could take the place of an image's base: what its tag names now, and the newer tags of its line. */
import { RegistryError, settle } from "../errors.ts";
import type { Base, BaseReader } from "../image/base.ts";
import { isFor } from "../image/inspect.ts";
import type { ImageModel } from "../image/model.ts";
import type { Platform } from "../oci/model.ts";
import { usefulTags } from "../pinning/usefulTags.ts";
import type { Reference } from "../reference/reference.ts";

/** A base, and what could take its place: each for the platform of the image that is built upon it. */
export type Bases = {
  /** As the image has it. */
  readonly used: ImageModel;
  /** Each another image than all before it: first what the tag that is used names now, then newer tags, the most useful first. */
  readonly newer: readonly ImageModel[];
  /** Tags that were passed over: there is no image for the platform, or none at all. */
  readonly passed: readonly PassedTag[];
};

export type PassedTag = { readonly tag: string; readonly why: "missing" | "otherPlatform" };

/** The most newer tags that are offered. */
const mostNewer = 3;
/** The most that are read to find them. */
const mostRead = 8;

/**
 * Finds what could take the place of a base: a list of tags, and at most ten images. Without a tag it has no line, and
 * nothing could. Rejects with a Failure when the base or its repository cannot be read, or as the reader does.
 */
export async function findBases(
  { reference }: Base,
  platform: Platform | undefined,
  reader: BaseReader,
): Promise<Bases> {
  const { repository, tag = reference.digest === undefined ? "latest" : undefined } = reference;
  const used = await reader.inspect(reference, platform);
  if (tag === undefined) return { used, newer: [], passed: [] };
  const names = usefulTags(tag, await reader.tags(repository)).slice(0, mostRead);
  const newer: ImageModel[] = [];
  const passed: PassedTag[] = [];
  const isNew = ({ manifest }: ImageModel) =>
    [used, ...newer].every((other) => other.manifest.digest !== manifest.digest);
  const look = async (name: string) => {
    const image = await readTag({ repository, tag: name }, reader, platform);
    if (typeof image === "string") passed.push({ tag: name, why: image });
    else if (isNew(image)) newer.push(image);
  };
  await look(tag);
  const most = newer.length + mostNewer;
  for (const name of names) if (newer.length < most) await look(name);
  return { used, newer, passed };
}

/** All of them, the one that is used first. */
export function imagesOf({ used, newer }: Bases): readonly ImageModel[] {
  return [used, ...newer];
}

/** The reference to use an image by, so that it stays the one that was looked at. */
export function pinned({ reference, descriptor }: ImageModel): Reference {
  return { ...reference, digest: descriptor.digest };
}

/** The image that a tag names, or why there is none for the platform. */
async function readTag(
  reference: Reference,
  reader: BaseReader,
  platform: Platform | undefined,
): Promise<ImageModel | PassedTag["why"]> {
  const answer = await settle(reader.inspect(reference, platform));
  if ("failure" in answer) {
    const { failure } = answer;
    // What else goes wrong would go wrong with the next tag, too.
    if (failure instanceof RegistryError && failure.kind === "notFound") return "missing";
    throw failure;
  }
  const image = answer.value;
  const isFit = image.role === "image" && (platform === undefined || isFor(platform, image));
  return isFit ? image : "otherPlatform";
}
