/** From a row to the document that it stands for. Knows no VS Code: questions are put through `pick`. */
import { findHeld } from "../../core/attached/held.ts";
import { isReadable, isWrapped, type Part, partsOf } from "../../core/attached/parts.ts";
import { RegistryError } from "../../core/errors.ts";
import type { ExplorerNode, PlatformNode, TagNode } from "../../core/explorer/node.ts";
import { formatSize } from "../../core/format.ts";
import type { Images } from "../../core/image/images.ts";
import type { ArtifactRole } from "../../core/oci/artifact.ts";
import { mediaTypes } from "../../core/oci/mediaTypes.ts";
import { type Digest, shortDigest } from "../../core/reference/digest.ts";
import { formatFamiliar, type Reference } from "../../core/reference/reference.ts";
import type { Distribution } from "../../core/registry/distribution.ts";
import { iconless } from "../markdown.ts";
import { artifactLabel } from "./artifactLabel.ts";
import { attachedSource } from "./attachedSource.ts";
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
  return chosen && jsonPlace(chosen);
}

/** The JSON of a document, out of its envelope; the manifest of what is no JSON. */
export function placeOf({ reference, part, subject }: Omit<Held, "part"> & { part?: Part }): DocumentPlace {
  const { digest = subject } = reference;
  return part !== undefined && isReadable(part)
    ? jsonPlace({ reference, part, subject })
    : place(reference, digest, "manifest", "manifest.mooring.json");
}

function jsonPlace(held: Held): DocumentPlace {
  return partPlace(held, isWrapped(held.part) ? "payload" : "blob", "mooring.json");
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
  return contentsPlace(reference, await digestOf(reference, images));
}

/** The text about what is no image to run. */
export function contentsPlace(reference: Reference, digest: Digest): DocumentPlace {
  return place(reference, digest, "contents", "contents.txt");
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

/** What is attached to an image of a row, and to the index it is in, as far as it may have the role. */
async function partsOfImage(
  node: TagNode | PlatformNode,
  { images, distributionFor }: DocumentWorld,
  role: ArtifactRole,
): Promise<readonly Held[]> {
  const { repository } = node.reference;
  // Of a platform the index, which holds what BuildKit attached to it.
  const digest = node.kind === "platform" ? node.index : await digestOf(node.reference, images);
  const platform = node.kind === "platform" ? node.choice.descriptor.digest : undefined;
  const { manifest, index } = await images.inspect({ repository, digest }, { platform });
  const { held } = await findHeld(
    attachedSource(images, distributionFor(repository.registry)),
    { repository, subjects: new Set([manifest.digest, digest]), index },
    { fits: (artifact) => artifact.role === role || artifact.role === "attestation" },
  );
  return held.flatMap(({ part, digest: own, subject, failure }) => {
    // Lists name artifacts that were deleted: the others are still to be read.
    if (failure !== undefined && !isMissing(failure)) throw failure;
    return part === undefined ? [] : [{ reference: { repository, digest: own }, part, subject }];
  });
}

function isMissing(failure: unknown): boolean {
  return failure instanceof RegistryError && failure.kind === "notFound";
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
