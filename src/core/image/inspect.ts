/** One image from its manifest, the child chosen from an index, and its config: at most three documents. */
import { ContentError } from "../errors.ts";
import { choose } from "../oci/choose.ts";
import type { Descriptor, ImageConfig, Index, Manifest, Platform } from "../oci/model.ts";
import { distance } from "../oci/platform.ts";
import { roleOf, typeOf } from "../oci/role.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import type { Reference } from "../reference/reference.ts";
import type { FetchedManifest } from "../registry/distribution.ts";
import type { ImageModel } from "./model.ts";
import { joinSteps } from "./steps.ts";

/** Reads the documents of one repository. */
export type Reader = {
  manifest(descriptor: Descriptor): Promise<FetchedManifest>;
  config(descriptor: Descriptor): Promise<ImageConfig>;
};

/** Which image of an index is wanted: that child, or the one for that platform. */
export type Wanted = Digest | Platform;

/**
 * Makes the model of what `reference` names, which is `named`. Of an index, the image shown is the wanted one if it
 * has it, else the one for `usual`, else its first; the model says which.
 */
export async function inspect(
  reader: Reader,
  reference: Reference,
  named: Descriptor,
  wanted: Wanted | undefined,
  usual: Platform,
): Promise<ImageModel> {
  const { descriptor, document } = await reader.manifest(named);
  switch (document.kind) {
    case "schema1":
      return withoutImage(reference, descriptor, undefined);
    case "manifest":
      return imageModel(reader, { reference, descriptor, shown: descriptor, manifest: document });
    case "index": {
      const shown = chooseChild(document, wanted, usual);
      if (shown === undefined) return withoutImage(reference, descriptor, document);
      const child = (await reader.manifest(shown)).document;
      if (child.kind !== "manifest") throw new ContentError("malformed", shown.digest);
      return imageModel(reader, { reference, descriptor, index: document, shown, manifest: child });
    }
  }
}

/** Whether an image runs on a platform: one that was chosen from an index without it does not. */
export function isFor(wanted: Platform, { platform }: ImageModel): boolean {
  return platform !== undefined && distance(wanted, platform) !== undefined;
}

function chooseChild({ images }: Index, wanted: Wanted | undefined, usual: Platform): Descriptor | undefined {
  const child = isDigest(wanted)
    ? images.find(({ digest }) => digest === wanted)
    : wanted && choose(images, wanted);
  return child ?? choose(images, usual) ?? images[0];
}

type Parts = {
  readonly reference: Reference;
  readonly descriptor: Descriptor;
  readonly index?: Index;
  readonly shown: Descriptor;
  readonly manifest: Manifest;
};

async function imageModel(
  reader: Reader,
  { reference, descriptor, index, shown, manifest }: Parts,
): Promise<ImageModel> {
  const role = roleOf(manifest);
  const config = role === "image" ? await reader.config(manifest.config) : undefined;
  const platform = shown.platform ?? config?.platform;
  const single = role === "image" ? [{ platform, descriptor: shown }] : [];
  return {
    reference,
    descriptor,
    index,
    platforms: index?.images.map((child) => ({ platform: child.platform, descriptor: child })) ?? single,
    manifest: shown,
    role,
    type: typeOf(manifest),
    platform,
    size: sizeOf(manifest),
    config,
    ...joinSteps(manifest.layers, config),
    annotations: new Map([
      ...(index?.annotations ?? []),
      ...(shown.annotations ?? []),
      ...manifest.annotations,
    ]),
  };
}

/** An index that holds no image, such as an old build cache, or a schema 1 manifest, which is not opened. */
function withoutImage(reference: Reference, descriptor: Descriptor, index: Index | undefined): ImageModel {
  return {
    reference,
    descriptor,
    index,
    platforms: [],
    manifest: descriptor,
    role: index === undefined ? "artifact" : roleOf(index),
    type: index?.artifactType ?? descriptor.mediaType,
    platform: undefined,
    size: undefined,
    config: undefined,
    steps: [],
    aligned: true,
    annotations: index?.annotations ?? new Map(),
  };
}

/** The bytes that a pull moves: a layer that stands twice moves once. Undefined when one size is unknown. */
function sizeOf({ config, layers }: Manifest): number | undefined {
  const sizes = new Map([config, ...layers].map(({ digest, size }) => [digest, size]));
  let total = 0;
  for (const size of sizes.values()) {
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}
