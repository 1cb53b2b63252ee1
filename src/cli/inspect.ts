import { formatAge, formatSize, formatTime } from "../core/format.ts";
import type { ImageModel, Step } from "../core/image/model.ts";
import type { ImageConfig } from "../core/oci/model.ts";
import { formatPlatform, parsePlatform } from "../core/oci/platform.ts";
import { shortDigest } from "../core/reference/digest.ts";
import { problemWith, referenceArgument, settle } from "./ask.ts";
import { type Arguments, type Command, type ExitCode, UsageError, type World } from "./command.ts";
import { printColumns, printJson, remark } from "./output.ts";

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
  const wanted = values.get("platform");
  const platform = wanted === undefined ? undefined : parsePlatform(wanted);
  if (wanted !== undefined && platform === undefined)
    throw new UsageError(`"${wanted}" is not a platform; write it as linux/arm64.`);
  const answer = await settle(world.connect().inspect(reference, platform, world.signal));
  if ("problem" in answer) {
    remark(world, problemWith(reference, answer.problem));
    return 2;
  }
  if (answer.value === undefined) {
    remark(world, `${text} has no image for ${wanted}.`);
    return 2;
  }
  if (json) printJson(world.stdout, jsonOf(answer.value));
  else printImage(answer.value, world);
  return 0;
}

/** What `--json` prints: sizes in bytes, times in ISO 8601, null for what is not known. */
function jsonOf({ manifest, platform, config, size, steps }: ImageModel) {
  return {
    digest: manifest.digest,
    mediaType: manifest.mediaType,
    platform: platform === undefined ? null : formatPlatform(platform),
    created: isoTime(config?.created),
    size: size ?? null,
    layers: steps.flatMap(layerOf),
    history: (config?.history ?? []).map(({ created, createdBy, comment, emptyLayer }) => ({
      created: isoTime(created),
      createdBy,
      comment,
      emptyLayer,
    })),
    config: config === undefined ? null : configOf(config),
    labels: Object.fromEntries(config?.labels ?? []),
  };
}

function layerOf({ layer, createdBy }: Step) {
  if (layer === undefined) return [];
  const { digest, size, mediaType } = layer.descriptor;
  return [
    { digest, diffId: layer.diffId ?? null, size: size ?? null, mediaType, createdBy: createdBy ?? null },
  ];
}

function configOf(config: ImageConfig) {
  const { user, environment, entrypoint, command, workingDirectory, exposedPorts, volumes, stopSignal } =
    config;
  return {
    user: user ?? null,
    environment,
    entrypoint: entrypoint ?? null,
    command: command ?? null,
    workingDirectory: workingDirectory ?? null,
    exposedPorts,
    volumes,
    stopSignal: stopSignal ?? null,
  };
}

function printImage(image: ImageModel, { stdout }: World): void {
  const { manifest, platform, config, size, steps } = image;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Digest", manifest.digest],
    ["Type", manifest.mediaType],
    ["Platform", platform && formatPlatform(platform)],
    ["Created", config?.created === undefined ? undefined : createdText(config.created)],
    ["Size", formatSize(size)],
    ["User", config?.user],
    ["Directory", config?.workingDirectory],
    ["Entrypoint", config?.entrypoint && JSON.stringify(config.entrypoint)],
    ["Command", config?.command && JSON.stringify(config.command)],
    ["Ports", config?.exposedPorts.join(" ") || undefined],
    ["Volumes", config?.volumes.join(" ") || undefined],
    ...(config?.environment ?? []).map((variable) => ["Environment", variable] as const),
    ...[...(config?.labels ?? [])].map(([name, value]) => ["Label", `${name}=${value}`] as const),
  ];
  printColumns(
    stdout,
    facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  stdout.write("\n");
  printColumns(stdout, [["#", "SIZE", "LAYER", "COMMAND"], ...steps.map(stepLine)], new Set([0, 1]));
}

function stepLine({ layer, createdBy }: Step): readonly string[] {
  const command = createdBy ?? "";
  if (layer === undefined) return ["", "", "", command];
  const { digest, size } = layer.descriptor;
  return [String(layer.number), formatSize(size), shortDigest(digest), command];
}

function createdText(at: number): string {
  return `${formatTime(at)} (${formatAge(at, Date.now())})`;
}

function isoTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
