import { createHash, type Hash } from "node:crypto";
import type { Segment } from "./sparse.ts";

/**
 * The hash of a file's content as lists keep it: over its bytes, or, when it has holes, over where its parts are and then
 * the parts, since holes may be as large as they like.
 */
export function startContentHash(segments: readonly Segment[] | undefined): Hash {
  const hash = createHash("sha256");
  return segments === undefined ? hash : hash.update(JSON.stringify(segments));
}
