import { mapParallel } from "../async.ts";
import { isAbort } from "../errors.ts";
import { explainInOne } from "../explain.ts";
import type { Images } from "../image/images.ts";
import { formatFamiliar, formatWithinRegistry, type Reference } from "../reference/reference.ts";
import { isoTime } from "./answer.ts";

/** What one reference names: a digest that is good for a file, or why there is none. */
export type ResolvedImage =
  | {
      readonly reference: string;
      readonly digest: string;
      readonly pinned: string;
      readonly mediaType: string;
      readonly asOf: string | undefined;
    }
  | { readonly reference: string; readonly error: string };

/** References asked for at a time. */
const atOnce = 4;

/**
 * What references name now, in their order. As before a pin, each manifest is fetched and hashed: an assistant may
 * write the digest into a file. Rejects with the signal's reason alone.
 */
export function resolveImages(
  images: Pick<Images, "resolve" | "manifest">,
  references: readonly Reference[],
  signal?: AbortSignal,
): Promise<readonly ResolvedImage[]> {
  return mapParallel(
    references,
    atOnce,
    (reference, shared) => resolveImage(images, reference, shared),
    signal,
  );
}

async function resolveImage(
  images: Pick<Images, "resolve" | "manifest">,
  written: Reference,
  signal: AbortSignal,
): Promise<ResolvedImage> {
  const reference = formatFamiliar(written);
  try {
    const { descriptor, asOf } = await images.resolve(written, { fresh: true, signal });
    const { digest, mediaType } = descriptor;
    await images.manifest({ repository: written.repository, digest }, signal);
    return {
      reference,
      digest,
      pinned: formatFamiliar({ ...written, digest }),
      mediaType,
      asOf: isoTime(asOf),
    };
  } catch (failure) {
    if (isAbort(failure)) throw failure;
    return { reference, error: explainInOne(failure, formatWithinRegistry(written)) };
  }
}
