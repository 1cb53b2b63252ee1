/** How one image is printed. */
import { formatAge, formatSize, formatTime } from "../core/format.ts";
import type { ImageModel, Step } from "../core/image/model.ts";
import type { ImageConfig } from "../core/oci/model.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import { shortDigest } from "../core/reference/digest.ts";
import type { Sink } from "./command.ts";
import { printColumns } from "./output.ts";

/** What `inspect --json` prints: sizes in bytes, times in ISO 8601, null for what is not known. */
export function imageJson({ manifest, platform, config, size, steps }: ImageModel) {
  return {
    digest: manifest.digest,
    mediaType: manifest.mediaType,
    platform: platform === undefined ? null : formatPlatform(platform),
    created: isoTime(config?.created),
    size: size ?? null,
    layers: steps.flatMap(layerJson),
    history: (config?.history ?? []).map((entry) => ({ ...entry, created: isoTime(entry.created) })),
    config: config === undefined ? null : configJson(config),
    labels: Object.fromEntries(config?.labels ?? []),
  };
}

function layerJson({ layer, createdBy }: Step) {
  if (layer === undefined) return [];
  const { digest, size, mediaType } = layer.descriptor;
  const { diffId } = layer;
  return [{ digest, diffId: diffId ?? null, size: size ?? null, mediaType, createdBy: createdBy ?? null }];
}

function configJson(config: ImageConfig) {
  return {
    user: config.user ?? null,
    environment: config.environment,
    entrypoint: config.entrypoint ?? null,
    command: config.command ?? null,
    workingDirectory: config.workingDirectory ?? null,
    exposedPorts: config.exposedPorts,
    volumes: config.volumes,
    stopSignal: config.stopSignal ?? null,
  };
}

function isoTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

/** Prints an image for people: facts, then its steps from the base upwards. */
export function printImage(image: ImageModel, stdout: Sink): void {
  const { descriptor, index, manifest, platform, config, size, steps } = image;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Index", index && descriptor.digest],
    ["Digest", manifest.digest],
    ["Type", manifest.mediaType],
    ["Platform", platform && formatPlatform(platform)],
    ["Size", formatSize(size)],
    ...(config === undefined ? [] : configFacts(config)),
  ];
  printColumns(
    stdout,
    facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  stdout.write("\n");
  printColumns(stdout, [["#", "SIZE", "LAYER", "COMMAND"], ...steps.map(stepLine)], new Set([0, 1]));
}

function configFacts(config: ImageConfig): readonly (readonly [string, string | undefined])[] {
  const { created, user, workingDirectory, entrypoint, command, stopSignal } = config;
  const repeated = (name: string, values: readonly string[]) => values.map((value) => [name, value] as const);
  return [
    [
      "Created",
      created === undefined ? undefined : `${formatTime(created)} (${formatAge(created, Date.now())})`,
    ],
    ["User", user],
    ["Directory", workingDirectory],
    ["Entrypoint", entrypoint && JSON.stringify(entrypoint)],
    ["Command", command && JSON.stringify(command)],
    ["Stop signal", stopSignal],
    ...repeated("Port", config.exposedPorts),
    ...repeated("Volume", config.volumes),
    ...repeated("Environment", config.environment),
    ...repeated(
      "Label",
      [...config.labels].map(([name, value]) => `${name}=${value}`),
    ),
  ];
}

function stepLine({ layer, createdBy = "" }: Step): readonly string[] {
  if (layer === undefined) return ["", "", "", createdBy];
  const { digest, size } = layer.descriptor;
  return [String(layer.number), formatSize(size), shortDigest(digest), createdBy];
}
