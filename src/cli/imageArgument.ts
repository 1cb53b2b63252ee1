import { settle } from "../core/errors.ts";
import { inspect as inspectImage, isFor, type Reader } from "../core/image/inspect.ts";
import type { ImageModel } from "../core/image/model.ts";
import { decodeConfig } from "../core/oci/decodeConfig.ts";
import type { Platform } from "../core/oci/model.ts";
import { hostPlatform } from "../core/oci/platform.ts";
import type { Reference } from "../core/reference/reference.ts";
import { platformArgument, referenceArgument } from "./arguments.ts";
import { problemWith, resolveReference } from "./ask.ts";
import type { Arguments, World } from "./command.ts";
import { remark } from "./output.ts";

/** The option that chooses an image of an index. */
export const platformOption = {
  type: "string",
  value: "P",
  summary: "the platform of an index to show, such as linux/arm64",
} as const;

/** The image that a command line names, for its platform; undefined when there is none, which is remarked. */
export async function imageArgument(
  text: string,
  { values }: Arguments,
  world: World,
): Promise<ImageModel | undefined> {
  const reference = referenceArgument(text);
  const wanted = values.get("platform");
  const platform = wanted === undefined ? undefined : platformArgument(wanted);
  const answer = await settle(readImage(reference, platform, world));
  if ("failure" in answer) {
    remark(world, problemWith(reference, answer.failure));
    return undefined;
  }
  const image = answer.value;
  // Without the platform asked for, the model is of another one.
  if (platform === undefined || isFor(platform, image)) return image;
  remark(world, `${text} has no image for ${wanted}.`);
  return undefined;
}

/** Reads the image that a reference names, for the platform if it has one for it; keeps nothing. */
export async function readImage(
  reference: Reference,
  platform: Platform | undefined,
  world: World,
): Promise<ImageModel> {
  const { signal } = world;
  const { registry, path } = reference.repository;
  const distribution = world.distribution(registry);
  const reader: Reader = {
    manifest: ({ digest }) => distribution.manifest(path, digest, signal),
    config: async (config) =>
      decodeConfig(await distribution.blob(path, config, { signal }), `the config ${config.digest}`),
  };
  return inspectImage(reader, reference, await resolveReference(world, reference), platform, hostPlatform());
}
