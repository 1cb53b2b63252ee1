/** What is behind a manifest that is no image to run. */
import { ContentError } from "../errors.ts";
import type { Descriptor, ManifestDocument } from "../oci/model.ts";
import { typeOf } from "../oci/role.ts";
import { cacheConfigOf, decodeBuildCache } from "./buildCache.ts";
import { chartConfigType, decodeChart } from "./chart.ts";
import type { BuildCache, Chart } from "./model.ts";

export type Contents =
  | { readonly kind: "buildCache"; readonly cache: BuildCache }
  | { readonly kind: "chart"; readonly chart: Chart; readonly files: readonly Descriptor[] }
  /** Of a type that is named only, hostile text; the files that it is made of. */
  | { readonly kind: "artifact"; readonly type: string; readonly files: readonly Descriptor[] };

/**
 * The contents of a document, of which at most one blob is read. Rejects as `readBlob` does, with ContentError `malformed`
 * when that says nonsense, and `unknownMediaType` for a schema 1 manifest. `subject` names it for failures.
 */
export async function readContents(
  document: ManifestDocument,
  readBlob: (blob: Descriptor) => Promise<Uint8Array>,
  subject: string,
): Promise<Contents> {
  if (document.kind === "schema1") throw new ContentError("unknownMediaType", subject);
  const config = cacheConfigOf(document);
  if (config !== undefined)
    return { kind: "buildCache", cache: decodeBuildCache(await readBlob(config), document, subject) };
  if (document.kind === "index") {
    const { artifactType, attestations, images, mediaType, others } = document;
    const files = [...images, ...attestations.map(({ descriptor }) => descriptor), ...others];
    return { kind: "artifact", type: artifactType ?? mediaType, files };
  }
  if (document.config.mediaType === chartConfigType) {
    const chart = decodeChart(await readBlob(document.config), subject);
    return { kind: "chart", chart, files: document.layers };
  }
  return { kind: "artifact", type: typeOf(document), files: document.layers };
}
