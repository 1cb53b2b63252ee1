/**
 * Which blobs images have in common. A registry keeps a blob once for all images of a repository that name it, and a
 * pull moves what is not there yet: both go by digest.
 */
import type { Descriptor } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";

/** An image as it is stored: its layers from the lowest up, each once however often it stands there. */
export type StoredImage = {
  /** Its tags, or whatever it is called by. */
  readonly names: readonly string[];
  readonly layers: readonly Descriptor[];
};

/** A layer, and which of the images have it, by their places in the list. */
export type SharedLayer = { readonly layer: Descriptor; readonly users: readonly number[] };

export type Sharing = {
  /** Each distinct layer once, those of the most images first, then the largest. */
  readonly layers: readonly SharedLayer[];
  /** Bytes of each image's own layers, those that no other of the images has among them. */
  readonly images: readonly { readonly bytes: number; readonly alone: number }[];
  /** Bytes that the registry keeps, and what the images' layers add up to. */
  readonly stored: number;
  readonly sum: number;
  /** Whether a size was not told, so that all bytes are at least so many. */
  readonly isLeast: boolean;
};

/** An image by its layers. */
export function storedImage(names: readonly string[], layers: readonly Descriptor[]): StoredImage {
  return { names, layers: [...new Map(layers.map((layer) => [layer.digest, layer])).values()] };
}

/** Who shares what among images. */
export function shareLayers(images: readonly StoredImage[]): Sharing {
  const uses = images.flatMap(({ layers }, user) => layers.map((layer) => ({ layer, user })));
  const layers = [...Map.groupBy(uses, ({ layer }) => layer.digest).values()]
    .flatMap(([first, ...others]): readonly SharedLayer[] =>
      first === undefined ? [] : [{ layer: first.layer, users: [first, ...others].map(({ user }) => user) }],
    )
    .sort((a, b) => b.users.length - a.users.length || bytesOf(b.layer) - bytesOf(a.layer));
  const alone = layers.filter(({ users }) => users.length === 1);
  return {
    layers,
    images: images.map((image, place) => ({
      bytes: total(image.layers),
      alone: total(alone.flatMap(({ layer, users }) => (users[0] === place ? [layer] : []))),
    })),
    stored: total(layers.map(({ layer }) => layer)),
    sum: images.reduce((sum, image) => sum + total(image.layers), 0),
    isLeast: layers.some(({ layer }) => layer.size === undefined),
  };
}

/** What a pull or a push of an image moves where the others are. */
export type Move = {
  readonly moved: readonly Descriptor[];
  readonly there: readonly Descriptor[];
  readonly bytes: number;
};

/** What moves when `image` goes where `others` already are. */
export function moveOf(image: StoredImage, others: readonly StoredImage[]): Move {
  const known = new Set<Digest>(others.flatMap(({ layers }) => layers.map(({ digest }) => digest)));
  const { moved = [], there = [] } = Object.groupBy(image.layers, ({ digest }) =>
    known.has(digest) ? "there" : "moved",
  );
  return { moved, there, bytes: total(moved) };
}

function total(layers: readonly Descriptor[]): number {
  return layers.reduce((sum, layer) => sum + bytesOf(layer), 0);
}

function bytesOf({ size }: Descriptor): number {
  return size ?? 0;
}
