/** How far the reading of several layers is. Knows no VS Code. */
import type { Layer } from "../../core/image/model.ts";

/** Milliseconds between two words on the progress. */
const pause = 100;

/**
 * Gives what takes note of how many bytes of a layer came so far, and has `tell` say the sum: at once that it is nothing,
 * then not too often, and nothing any more after the signal.
 */
export function layerProgress(
  tell: (bytes: number) => void,
  signal?: AbortSignal,
): (layer: Layer, bytes: number) => void {
  const read = new Map<Layer, number>();
  let toldAt = performance.now();
  tell(0);
  return (layer, bytes) => {
    read.set(layer, bytes);
    if (signal?.aborted || performance.now() - toldAt < pause) return;
    toldAt = performance.now();
    tell([...read.values()].reduce((sum, one) => sum + one, 0));
  };
}
