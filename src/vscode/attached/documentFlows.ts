/** From a row to the document that it stands for. Knows no VS Code: questions are put through `pick`. */
import type { Artifact } from "../../core/attached/artifact.ts";
import { findAttached } from "../../core/attached/find.ts";
import { type Part, partsOf } from "../../core/attached/parts.ts";
import { RegistryError } from "../../core/errors.ts";
import type { ExplorerNode, PlatformNode, TagNode } from "../../core/explorer/node.ts";
import { formatSize } from "../../core/format.ts";
import type { Images } from "../../core/image/images.ts";
import type { ArtifactRole } from "../../core/oci/artifact.ts";
import { mediaTypes } from "../../core/oci/mediaTypes.ts";
import { type Digest, shortDigest } from "../../core/reference/digest.ts";
import { formatFamiliar, type Reference, type Repository } from "../../core/reference/reference.ts";
import type { Distribution } from "../../core/registry/distribution.ts";
import { iconless } from "../markdown.ts";
import { artifactLabel } from "./artifactLabel.ts";
import type { DocumentPlace, DocumentView } from "./documentPlace.ts";

export type DocumentWorld = {
  readonly images: Images;
  readonly distributionFor: (host: string) => Distribution;
  /** Lets the user choose one of several; undefined when they leave. */
  readonly pick: <Item extends { readonly label: string }>(
    items: readonly Item[],
    title: string,
  ) => Promise<Item | undefined>;
};

/** A document, or why there is none; undefined when the user left, or the row is of another kind. */
export type Outcome = DocumentPlace | { readonly nothing: string } | undefined;

/** What a tag names, or a platform's or an artifact's manifest. */
export async function manifestOf(node: ExplorerNode, { images }: DocumentWorld): Promise<Outcome> {
  const reference = namedBy(node);
  if (reference === undefined) return undefined;
  const digest = await digestOf(reference, images);
  return place(reference, digest, "manifest", "manifest.mooring.json");
}

/** The configuration of an image; of an index that of the usual platform. Of artifacts, too, when it is JSON. */
export async function configurationOf(node: ExplorerNode, { images }: DocumentWorld): Promise<Outcome> {
  const reference = namedBy(node);
  if (reference === undefined) return undefined;
  const { repository } = reference;
  const digest = await digestOf(reference, images);
  const { manifest } = await images.inspect({ repository, digest });
  const { document } = await images.manifest({ repository, digest: manifest.digest });
  const nothing = `${formatFamiliar(reference)} has no configuration.`;
  if (document.kind !== "manifest" || document.config.mediaType === mediaTypes.ociEmpty) return { nothing };
  return place(reference, document.config.digest, "blob", "config.mooring.json");
}

/** The JSON of what is attached, out of its envelope; one of several when it holds several. */
export async function documentOf(node: ExplorerNode, world: DocumentWorld): Promise<Outcome> {
  if (node.kind !== "referrer") return undefined;
  const held = await partsAt(node.reference, node.parent.subject.digest, world.images);
  const readable = held.filter(({ part }) => isReadable(part));
  if (readable.length === 0) return manifestOf(node, world);
  const chosen = await choose(readable, world, "Which document?");
  return chosen && partPlace(chosen, isWrapped(chosen.part) ? "payload" : "blob", "mooring.json");
}

/** The packages of an SBOM's row, or of an image's. */
export function packagesOf(node: ExplorerNode, world: DocumentWorld): Promise<Outcome> {
  return aboutOf(node, world, "sbom", "packages", "a list of its packages (SBOM)");
}

/** How an image was made, from a provenance's row, or an image's. */
export function provenanceOf(node: ExplorerNode, world: DocumentWorld): Promise<Outcome> {
  return aboutOf(node, world, "provenance", "provenance", "its provenance");
}

/** What the signatures of a row claim. */
export async function signatureOf(node: ExplorerNode, { images }: DocumentWorld): Promise<Outcome> {
  if (node.kind !== "referrer") return undefined;
  const digest = await digestOf(node.reference, images);
  return place(node.reference, digest, "signature", "signature.txt", node.parent.subject.digest);
}

/** What is behind a tag that names no image to run. */
export async function contentsOf(node: ExplorerNode, { images }: DocumentWorld): Promise<Outcome> {
  const reference = namedBy(node);
  if (reference === undefined) return undefined;
  return place(reference, await digestOf(reference, images), "contents", "contents.txt");
}

/** One document of an artifact, with where it is and what it is attached to. */
type Held = { readonly reference: Reference; readonly part: Part; readonly subject: Digest };

async function aboutOf(
  node: ExplorerNode,
  world: DocumentWorld,
  role: ArtifactRole,
  view: DocumentView,
  what: string,
): Promise<Outcome> {
  const held =
    node.kind === "referrer"
      ? await partsAt(node.reference, node.parent.subject.digest, world.images)
      : node.kind === "tag" || node.kind === "platform"
        ? await partsOfImage(node, world, role)
        : undefined;
  if (held === undefined) return undefined;
  const fitting = held.filter(({ part }) => part.name.role === role && isReadable(part));
  const named = node.kind === "tag" || node.kind === "platform" ? formatFamiliar(node.reference) : "this";
  if (fitting.length === 0)
    return { nothing: `Nothing attached to ${named} is ${what} that Mooring can read.` };
  const chosen = await choose(fitting, world, "Which document?");
  return chosen && partPlace(chosen, view, "txt");
}

/** The most artifacts of an image that are looked into. */
const most = 20;

/** What is attached to an image of a row, and to the index it is in, as far as it may have the role. */
async function partsOfImage(
  node: TagNode | PlatformNode,
  { images, distributionFor }: DocumentWorld,
  role: ArtifactRole,
): Promise<readonly Held[]> {
  const { repository } = node.reference;
  const { registry, path } = repository;
  // Of a platform the index, which holds what BuildKit attached to it.
  const digest = node.kind === "platform" ? node.index : await digestOf(node.reference, images);
  const platform = node.kind === "platform" ? node.choice.descriptor.digest : undefined;
  const { manifest, index } = await images.inspect({ repository, digest }, { platform });
  const subjects = new Set([manifest.digest, digest]);
  const found: Held[] = [];
  for (const subject of subjects) {
    const { artifacts } = await findAttached(distributionFor(registry), path, subject, { index });
    const fitting = artifacts.filter((artifact) => artifact.role === role || artifact.role === "attestation");
    for (const artifact of fitting.slice(0, most))
      found.push(...(await partsIfThere(referenceTo(artifact, repository), subject, images)));
  }
  return found;
}

/** Lists name artifacts that were deleted: the others are still to be read. */
async function partsIfThere(reference: Reference, subject: Digest, images: Images): Promise<readonly Held[]> {
  try {
    return await partsAt(reference, subject, images);
  } catch (failure) {
    if (failure instanceof RegistryError && failure.kind === "notFound") return [];
    throw failure;
  }
}

function referenceTo({ digest, tag }: Artifact, repository: Repository): Reference {
  return { repository, ...(digest === undefined ? { tag: tag ?? "" } : { digest }) };
}

async function partsAt(reference: Reference, subject: Digest, images: Images): Promise<readonly Held[]> {
  const { repository } = reference;
  const digest = await digestOf(reference, images);
  const { document } = await images.manifest({ repository, digest });
  if (document.kind !== "manifest") return [];
  return partsOf(document).map((part) => ({ reference, part, subject }));
}

async function choose(
  held: readonly Held[],
  { pick }: DocumentWorld,
  title: string,
): Promise<Held | undefined> {
  if (held.length === 1) return held[0];
  const items = held.map((entry) => ({
    label: iconless(artifactLabel(entry.part.name)),
    description: `${formatSize(entry.part.blob.size)} · ${shortDigest(entry.part.blob.digest)}`,
    entry,
  }));
  return (await pick(items, title))?.entry;
}

function partPlace({ reference, part, subject }: Held, view: DocumentView, ending: string): DocumentPlace {
  const { role } = part.name;
  const suffix = view === "blob" || view === "payload" ? `${role}.${ending}` : `${view}.${ending}`;
  const { digest } = part.blob;
  return place({ repository: reference.repository, digest: subject }, digest, view, suffix, subject);
}

/** Types that hold the document that is meant in an envelope. */
const wrapped =
  /^application\/(?:vnd\.dsse\.envelope\.v1\+json|vnd\.dev\.sigstore\.bundle\b.*|jose\+json|cose)$/;

function isWrapped({ blob }: Part): boolean {
  return wrapped.test(blob.mediaType);
}

/** Whether a document may be JSON: by its type, or when it is a file whose artifact says what it is. */
function isReadable({ blob: { mediaType }, name }: Part): boolean {
  if (wrapped.test(mediaType) || /[+/]json\b/.test(mediaType)) return true;
  return (
    name.role !== "other" && /^application\/(?:octet-stream|vnd\.oci\.image\.layer\.v1\.tar)$/.test(mediaType)
  );
}

function namedBy(node: ExplorerNode): Reference | undefined {
  if (node.kind === "notice") return namedBy(node.parent);
  return node.kind === "tag" || node.kind === "platform" || node.kind === "referrer"
    ? node.reference
    : undefined;
}

async function digestOf(reference: Reference, images: Images): Promise<Digest> {
  return reference.digest ?? (await images.resolve(reference)).descriptor.digest;
}

/** The tab says the image's name and tag, or the beginning of its digest. */
function place(
  reference: Reference,
  digest: Digest,
  view: DocumentView,
  suffix: string,
  subject?: Digest,
): DocumentPlace {
  const { repository, tag } = reference;
  const last = repository.path.slice(repository.path.lastIndexOf("/") + 1);
  const which = tag ?? (reference.digest ?? digest).replace(":", "-").slice(0, 19);
  const name = `${last.slice(0, 60)}-${which.slice(0, 60)}.${suffix}`;
  return { repository, digest, view, name, ...(subject !== undefined && { subject }) };
}
