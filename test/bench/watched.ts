/** What a piece of work costs the process beside its time. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export type Watched<T> = {
  readonly result: T;
  /** Milliseconds. */
  readonly time: number;
  /** The 99th percentile, in milliseconds, of how late the event loop was. */
  readonly late: number;
};

export async function watched<T>(work: () => Promise<T>): Promise<Watched<T>> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  // The delay is counted from the first turn on.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const start = performance.now();
  const result = await work();
  const time = performance.now() - start;
  // A last turn, so that what held the loop up at the end is counted.
  await new Promise((resolve) => setTimeout(resolve, 5));
  delays.disable();
  return { result, time, late: delays.percentile(99) / 1e6 };
}

/** Bytes in use after everything that can be is let go. */
export function heap(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}
