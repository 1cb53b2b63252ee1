import type { ImageModel, Step } from "../image/model.ts";
import type { ImageConfig } from "../oci/model.ts";
import { formatPlatform } from "../oci/platform.ts";
import { formatFamiliar } from "../reference/reference.ts";
import { isoTime, quoted } from "./answer.ts";

/** Entries of one list at most: platforms, layers, labels. */
const mostEntries = 100;

/** An image in a few facts; sizes in bytes, times in ISO 8601, layers from the lowest up. */
export function describeImage(image: ImageModel) {
  const { reference, descriptor, manifest, platform, platforms, size, config, steps } = image;
  return {
    reference: formatFamiliar(reference),
    digest: descriptor.digest,
    mediaType: quoted(descriptor.mediaType),
    platform: platform && quoted(formatPlatform(platform)),
    platformDigest: manifest.digest === descriptor.digest ? undefined : manifest.digest,
    platforms: platforms
      .slice(0, mostEntries)
      .flatMap((choice) => (choice.platform ? [quoted(formatPlatform(choice.platform))] : [])),
    bytes: size,
    ...(config && describeConfig(config)),
    layers: steps.flatMap(describeLayer).slice(0, mostEntries),
  };
}

/** Environment variables by name alone: their values may be secrets that somebody left in an image. */
function describeConfig(config: ImageConfig) {
  const { created, user, entrypoint, command, workingDirectory, exposedPorts, environment, labels } = config;
  return {
    created: isoTime(created),
    user: user && quoted(user),
    entrypoint: entrypoint?.slice(0, mostEntries).map(quoted),
    command: command?.slice(0, mostEntries).map(quoted),
    workingDirectory: workingDirectory && quoted(workingDirectory),
    ports: exposedPorts.slice(0, mostEntries).map(quoted),
    environment: environment.slice(0, mostEntries).map((entry) => quoted(entry.split("=")[0] ?? "")),
    labels: Object.fromEntries(
      [...labels].slice(0, mostEntries).map(([name, value]) => [quoted(name), quoted(value)]),
    ),
  };
}

function describeLayer({ layer, createdBy }: Step) {
  if (layer === undefined) return [];
  const { digest, size } = layer.descriptor;
  return [{ digest, bytes: size, createdBy: createdBy && quoted(createdBy) }];
}
