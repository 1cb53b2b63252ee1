/** What an image has in common with one that the user picked, as the details show it. Pure; knows no VS Code. */
import { explain, explainInOne } from "../../core/explain.ts";
import { formatCount, formatSize } from "../../core/format.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { moveOf, type StoredImage, storedImage } from "../../core/image/sharing.ts";
import { layersOf } from "../../core/image/steps.ts";
import { distance, formatPlatform } from "../../core/oci/platform.ts";
import type { Digest } from "../../core/reference/digest.ts";
import {
  familiarRepository,
  formatFamiliar,
  formatWithinRegistry,
  type Reference,
} from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type { DetailsOther, OtherLayer, OtherMove, OtherView } from "../../protocol/sharing.ts";
import type { OtherState, ReadOther } from "./otherSharing.ts";

/** Layers that are listed; others are counted. */
const mostRows = 500;

/** The part of the tab; undefined for what is no image to run. */
export function otherOf(state: OtherState, image: ImageModel): DetailsOther | undefined {
  if (image.role !== "image") return undefined;
  switch (state.kind) {
    case "none":
      return { kind: "none", text: "One of any registry: its manifests are read, no layer." };
    case "reading":
      return { kind: "reading", text: `Reading ${nameOf(state.reference)}` };
    case "failed": {
      const { problem, next } = explain(state.failure, formatWithinRegistry(state.reference));
      return { kind: "failed", name: nameOf(state.reference), problem, next };
    }
    case "read":
      return { kind: "read", view: viewOf(state.reference, state.other, image) };
  }
}

function nameOf(reference: Reference): string {
  return sanitize(formatFamiliar(reference), 300);
}

function viewOf(
  reference: Reference,
  { image: other, present, failure }: ReadOther,
  image: ImageModel,
): OtherView {
  const [own, beside] = [storedOf(image), storedOf(other)];
  const numbers = new Map(layersOf(other).map(({ number, descriptor }) => [descriptor.digest, number]));
  const pull = moveOf(own, [beside]);
  const shared = storedImage([], pull.there);
  return {
    name: nameOf(reference),
    digest: other.manifest.digest,
    text:
      pull.there.length === 0
        ? "They have no layer in common."
        : `They have ${formatCount(pull.there.length, "layer")} in common, ${formatSize(bytesOf(shared))}.`,
    pull: moveTo(own, beside),
    push: pushOf(own, present, failure, reference),
    rows: layersOf(image)
      .slice(0, mostRows)
      .map(({ number, descriptor }): OtherLayer => {
        const { digest, size } = descriptor;
        return {
          number,
          digest,
          size: formatSize(size),
          ...wordsOf(numbers.get(digest), present?.has(digest)),
        };
      }),
    notes: notesOf(image, other),
  };
}

function storedOf(image: ImageModel): StoredImage {
  return storedImage(
    [],
    layersOf(image).map(({ descriptor }) => descriptor),
  );
}

function bytesOf({ layers }: StoredImage): number {
  return layers.reduce((sum, { size }) => sum + (size ?? 0), 0);
}

function wordsOf(
  number: number | undefined,
  isPresent: boolean | undefined,
): Pick<OtherLayer, "mark" | "text"> {
  if (number !== undefined) return { mark: "shared", text: `shared: its layer ${number}` };
  return isPresent === true
    ? { mark: "there", text: "not in that image, but in its repository" }
    : { mark: "none", text: "" };
}

/** `28.2 MB of 71.4 MB: 4 of 7 layers`. */
function moveTo(own: StoredImage, there: StoredImage): OtherMove {
  const { moved, bytes } = moveOf(own, [there]);
  const all = bytesOf(own);
  const layers = `${moved.length} of ${formatCount(own.layers.length, "layer")}`;
  return {
    text: `${formatSize(bytes)} of ${formatSize(all)}: ${layers}`,
    share: all === 0 ? 0 : bytes / all,
  };
}

function pushOf(
  own: StoredImage,
  present: ReadonlySet<Digest> | undefined,
  failure: unknown,
  { repository }: Reference,
): OtherView["push"] {
  const name = sanitize(familiarRepository(repository), 300);
  if (present === undefined)
    return { name, problem: explainInOne(failure, formatWithinRegistry({ repository })) };
  const there = storedImage(
    [],
    own.layers.filter(({ digest }) => present.has(digest)),
  );
  return { name, ...moveTo(own, there) };
}

function notesOf(image: ImageModel, other: ImageModel): readonly string[] {
  const [platform, others] = [image.platform, other.platform];
  const isOther = platform !== undefined && others !== undefined && distance(platform, others) !== 0;
  const names = [platform, others].map((one) => (one === undefined ? "" : sanitize(formatPlatform(one), 60)));
  return [
    "Compressed layers by their digests; manifests and configurations are not counted.",
    ...(isOther ? [`It has no image for ${names[0]}: this is its image for ${names[1]}.`] : []),
    ...(other.role === "image" ? [] : ["It is no image to run."]),
  ];
}
