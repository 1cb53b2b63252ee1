import { inspect as inspectImage, type Reader } from "../core/image/inspect.ts";
import type { ImageModel } from "../core/image/model.ts";
import { decodeConfig } from "../core/oci/decodeConfig.ts";
import type { Platform } from "../core/oci/model.ts";
import { distance, hostPlatform, parsePlatform } from "../core/oci/platform.ts";
import type { Reference } from "../core/reference/reference.ts";
import { problemWith, referenceArgument, resolveReference, settle } from "./ask.ts";
import { type Arguments, type Command, type ExitCode, UsageError, type World } from "./command.ts";
import { imageJson, printImage } from "./image.ts";
import { printJson, remark } from "./output.ts";

/** Shows one image: layers beside the commands that made them, configuration, labels. */
export const inspect: Command = {
  name: "inspect",
  operands: "REF",
  least: 1,
  most: 1,
  summary: "show an image: layers, history, configuration",
  options: {
    platform: {
      type: "string",
      value: "P",
      summary: "the platform of an index to show, such as linux/arm64",
    },
  },
  run: inspectOne,
};

async function inspectOne(
  { operands: [text = ""], json, values }: Arguments,
  world: World,
): Promise<ExitCode> {
  const reference = referenceArgument(text);
  const platform = platformArgument(values.get("platform"));
  const answer = await settle(readImage(reference, platform, world));
  if ("problem" in answer) {
    remark(world, problemWith(reference, answer.problem));
    return 2;
  }
  const image = answer.value;
  // Without the platform asked for, the model is of another one.
  if (
    platform !== undefined &&
    (image.platform === undefined || distance(platform, image.platform) === undefined)
  ) {
    remark(world, `${text} has no image for ${values.get("platform")}.`);
    return 2;
  }
  if (json) printJson(world.stdout, imageJson(image));
  else printImage(image, world.stdout);
  return 0;
}

function platformArgument(text: string | undefined): Platform | undefined {
  if (text === undefined) return undefined;
  const platform = parsePlatform(text);
  if (platform === undefined) throw new UsageError(`"${text}" is not a platform; write it as linux/arm64.`);
  return platform;
}

async function readImage(
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
