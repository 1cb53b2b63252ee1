/** How long large bodies may take. The stall guard ends those that stand still; this ends those that crawl. */

/** Bytes for each millisecond on the slowest line that is borne: 64 KiB a second. */
const slowest = 65.536;
/** What a registry at least manages when it puts an upload together: 8 MiB a second. */
const slowestRegistry = 8_388.608;
const standard = 60_000;
/** A declared size is a claim: without an end, timers overflow. */
const longest = 24 * 60 * 60 * 1000;

/** Milliseconds for a whole call that carries so many bytes, sent or received. */
export function timeToCarry(bytes: number): number {
  return Math.min(standard + bytes / slowest, longest);
}

/** Milliseconds for a registry to check and store a blob of so many bytes that it has already. */
export function timeToStore(bytes: number): number {
  return Math.min(standard + bytes / slowestRegistry, longest);
}
