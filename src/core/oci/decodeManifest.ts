/**
 * Manifests and indexes from bytes. The bytes must be one kind of document and nothing else, whatever the registry
 * calls them: a document that is both would be an index to one reader and an image to another (CVE-2021-41190, R03).
 */
import { ContentError } from "../errors.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import { decodeDescriptor } from "./decodeDescriptor.ts";
import { type Fields, longestList, parseObject, toArray, toText, toTextMap } from "./fields.ts";
import { isIndexType, isManifestType, isSchema1Type, mediaTypes } from "./mediaTypes.ts";
import type { Descriptor, Index, Manifest, ManifestDocument } from "./model.ts";
import { isAttestation } from "./role.ts";

type Kind = ManifestDocument["kind"];

/**
 * Decodes a manifest, an index, or recognises a schema 1 manifest.
 *
 * `contentType` is what the registry calls the bytes; undefined and types that say nothing (`text/plain`) leave it to
 * the document's own `mediaType`, and without that to its shape. Rejects with ContentError `malformed` what is
 * ambiguous, contradicts itself or holds a bad digest, and with `unknownMediaType` what is no manifest.
 */
export function decodeManifest(
  bytes: Uint8Array,
  contentType: string | undefined,
  subject: string,
): ManifestDocument {
  const fields = parseObject(bytes, subject);
  const shape = shapeOf(fields, subject);
  const mediaType = typeOf(fields, contentType, shape, subject);
  const kind = kindOf(mediaType);
  if (kind === undefined) throw new ContentError("unknownMediaType", subject);
  const version = kind === "schema1" ? 1 : 2;
  if ((shape ?? kind) !== kind || (fields["schemaVersion"] ?? version) !== version) {
    throw new ContentError("malformed", subject);
  }
  switch (kind) {
    case "index":
      return decodeIndex(fields, mediaType, subject);
    case "manifest":
      return decodeImageManifest(fields, mediaType, subject);
    case "schema1":
      return { kind, mediaType };
  }
}

/** The kind of document that the fields make; undefined when none of the telling fields is there. */
function shapeOf(fields: Fields, subject: string): Kind | undefined {
  const has = (name: string) => (fields[name] ?? undefined) !== undefined;
  const shapes: Kind[] = [];
  if (has("manifests")) shapes.push("index");
  if (has("layers") || has("config")) shapes.push("manifest");
  if (has("fsLayers")) shapes.push("schema1");
  if (shapes.length > 1) throw new ContentError("malformed", subject);
  return shapes[0];
}

function typeOf(
  fields: Fields,
  contentType: string | undefined,
  shape: Kind | undefined,
  subject: string,
): string {
  const written = fields["mediaType"] ?? undefined;
  const own = toText(written);
  const given = telling(contentType);
  const contradicts = given !== undefined && own !== undefined && given !== own;
  if (contradicts || (written !== undefined && own === undefined)) {
    throw new ContentError("malformed", subject);
  }
  const type = given ?? own ?? deduced(fields, shape);
  if (type === undefined) throw new ContentError("unknownMediaType", subject);
  return type;
}

const silentTypes: ReadonlySet<string> = new Set([
  "",
  "application/json",
  "application/octet-stream",
  "binary/octet-stream",
  "text/plain",
]);

/** A Content-Type without its parameters, when it says more than that there are bytes. */
function telling(contentType: string | undefined): string | undefined {
  const type = (contentType ?? "").replace(/;.*/s, "").trim().toLowerCase();
  return silentTypes.has(type) ? undefined : type;
}

/** Only OCI documents and schema 1 may leave their type out. */
function deduced(fields: Fields, shape: Kind | undefined): string | undefined {
  const version = fields["schemaVersion"];
  if (shape === "schema1" && version === 1) {
    return fields["signatures"] === undefined ? mediaTypes.dockerSchema1 : mediaTypes.dockerSchema1Signed;
  }
  if (version !== 2 || shape === undefined) return undefined;
  return shape === "index" ? mediaTypes.ociIndex : mediaTypes.ociManifest;
}

function kindOf(mediaType: string): Kind | undefined {
  if (isIndexType(mediaType)) return "index";
  if (isManifestType(mediaType)) return "manifest";
  return isSchema1Type(mediaType) ? "schema1" : undefined;
}

function decodeIndex(fields: Fields, mediaType: string, subject: string): Index {
  const entries = toArray(fields["manifests"] ?? []);
  if (entries === undefined) throw new ContentError("malformed", subject);
  const children = entries.slice(0, longestList).map((entry) => decodeDescriptor(entry, subject));
  return {
    kind: "index",
    mediaType,
    images: children.filter(isImage),
    attestations: children
      .filter(isAttestation)
      .map((descriptor) => ({ descriptor, subject: subjectOf(descriptor) })),
    others: children.filter((child) => !isAttestation(child) && !isImage(child)),
    hidden: entries.length - children.length,
    ...decodeCommon(fields, subject),
  };
}

function decodeImageManifest(fields: Fields, mediaType: string, subject: string): Manifest {
  const layers = toArray(fields["layers"] ?? []);
  if (layers === undefined) throw new ContentError("malformed", subject);
  return {
    kind: "manifest",
    mediaType,
    config: decodeDescriptor(fields["config"], subject),
    layers: layers.map((layer) => decodeDescriptor(layer, subject)),
    ...decodeCommon(fields, subject),
  };
}

function decodeCommon(fields: Fields, subject: string) {
  const artifactType = toText(fields["artifactType"]);
  const about = fields["subject"] ?? undefined;
  return {
    ...(artifactType !== undefined && artifactType !== "" && { artifactType }),
    ...(about !== undefined && { subject: decodeDescriptor(about, subject) }),
    annotations: toTextMap(fields["annotations"]),
  };
}

function isImage(child: Descriptor): boolean {
  return (
    isManifestType(child.mediaType) &&
    child.artifactType === undefined &&
    !isAttestation(child) &&
    child.platform?.os !== "unknown"
  );
}

function subjectOf({ annotations }: Descriptor): Digest | undefined {
  const digest = annotations?.get("vnd.docker.reference.digest");
  return isDigest(digest) ? digest : undefined;
}
