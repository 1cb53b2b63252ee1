import { formatSize } from "../core/format.ts";
import type { Layer } from "../core/image/model.ts";
import type { World } from "./command.ts";

export type Progress = {
  /** So many bytes of the layer were read in all. */
  read(layer: Layer, bytes: number): void;
  /** Takes the line away. */
  clear(): void;
};

const clearLine = "\r\u001b[K";
/** Milliseconds between two drawings. */
const pause = 100;

/** Draws how much of the layers was read on one line of standard error, when that is a terminal. */
export function drawProgress({ stderr }: Pick<World, "stderr">, layers: readonly Layer[]): Progress {
  if (!stderr.isTTY) return { read: () => {}, clear: () => {} };
  const total = layers.reduce((sum, { descriptor }) => sum + (descriptor.size ?? 0), 0);
  const bytesRead = new Map<Layer, number>();
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    read: (layer, bytes) => {
      bytesRead.set(layer, bytes);
      if (performance.now() - drawnAt < pause) return;
      drawnAt = performance.now();
      const sum = [...bytesRead.values()].reduce((all, one) => all + one, 0);
      stderr.write(`${clearLine}${formatSize(sum)} of ${formatSize(total)} read`);
    },
    clear: () => {
      if (bytesRead.size > 0) stderr.write(clearLine);
      bytesRead.clear();
    },
  };
}
