import { ContentError } from "../errors.ts";
import { isDigest } from "../reference/digest.ts";
import { toObject, toSize, toText, toTextMap, toTexts } from "./fields.ts";
import type { Descriptor, Platform } from "./model.ts";

/**
 * Decodes a descriptor within the document `subject`. A digest that is none makes the whole document malformed
 * (ContentError): it would end up in URLs and file names (R06). Nonsense in other fields makes them unknown.
 */
export function decodeDescriptor(value: unknown, subject: string): Descriptor {
  const fields = toObject(value) ?? {};
  const digest = fields["digest"];
  if (!isDigest(digest)) throw new ContentError("malformed", subject);
  const artifactType = toText(fields["artifactType"]);
  const platform = decodePlatform(fields["platform"]);
  const urls = toTexts(fields["urls"]);
  return {
    mediaType: toText(fields["mediaType"]) ?? "",
    digest,
    size: toSize(fields["size"]),
    ...(artifactType !== undefined && artifactType !== "" && { artifactType }),
    ...(toObject(fields["annotations"]) && { annotations: toTextMap(fields["annotations"]) }),
    ...(platform !== undefined && { platform }),
    ...(urls !== undefined && urls.length > 0 && { urls }),
  };
}

/** A platform as indexes and configs write it; undefined without system and architecture. */
export function decodePlatform(value: unknown): Platform | undefined {
  const fields = toObject(value) ?? {};
  const os = toText(fields["os"]);
  const architecture = toText(fields["architecture"]);
  if (!os || !architecture) return undefined;
  const variant = toText(fields["variant"]);
  const osVersion = toText(fields["os.version"]);
  return { os, architecture, ...(variant && { variant }), ...(osVersion && { osVersion }) };
}
