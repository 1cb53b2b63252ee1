/** What is attached to an image, as the details show it: words and figures, sanitised. Pure; knows no VS Code. */
import type { Artifact } from "../../core/attached/artifact.ts";
import type { ReadHeld } from "../../core/attached/readHeld.ts";
import { explain, explainInOne } from "../../core/explain.ts";
import { formatAge, formatAsOf, formatCount, formatSize, formatTime } from "../../core/format.ts";
import type { ImageModel } from "../../core/image/model.ts";
import type { ArtifactName } from "../../core/oci/artifact.ts";
import { formatPlatform } from "../../core/oci/platform.ts";
import { formatWithinRegistry } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type {
  AttachedItem,
  AttachedPackages,
  AttachedView,
  DetailsAttached,
} from "../../protocol/attached.ts";
import { artifactLabel } from "../attached/artifactLabel.ts";
import { aboutOther } from "../attached/attachedText.ts";
import { claimFacts, type Facts, provenanceFacts, provenanceGroups, sbomFacts } from "./attachedFacts.ts";
import { type AttachedState, digestOf, type PackagesState, type ReadAttached } from "./attachedReading.ts";

/** Notes a link that may be opened, and gives its number; undefined for what is no https URL without login. */
export type LinkTo = (url: string) => number | undefined;

/** The state of the tab. */
export function attachedOf(
  state: AttachedState,
  image: ImageModel,
  { now, linkTo }: { readonly now: number; readonly linkTo: LinkTo },
): DetailsAttached {
  switch (state.kind) {
    case "unread":
      return { kind: "unread", known: knownIn(image) };
    case "reading": {
      const { done, total } = state;
      const text =
        total === undefined ? "Asking what is attached" : `${done} of ${formatCount(total, "document")}`;
      return { kind: "reading", text };
    }
    case "failed": {
      const { repository } = image.reference;
      const { problem, next } = explain(state.failure, formatWithinRegistry({ repository }));
      return { kind: "failed", problem, next };
    }
    case "read":
      return { kind: "read", view: viewOf(state, image, { now, linkTo }) };
  }
}

/** The attestations that the index has of the image. */
function knownIn({ index, manifest }: ImageModel): number {
  return (index?.attestations ?? []).filter(({ subject = manifest.digest }) => subject === manifest.digest)
    .length;
}

type Context = { readonly now: number; readonly linkTo: LinkTo };

function viewOf(
  { read, packages, isAgain = false }: AttachedState & { kind: "read" },
  image: ImageModel,
  context: Context,
): AttachedView {
  const items = ordered(read).map((held, place) => ({
    key: `${place} ${digestOf(held)}`,
    ...itemOf(held, packages, image, context),
  }));
  return {
    text: items.length === 0 ? "Nothing is attached to this image." : attachedText(items, image),
    notes: notesOf(read, items),
    asOf: { age: formatAsOf(read.asOf, context.now), exact: formatTime(read.asOf) },
    busy: isAgain,
    items,
  };
}

const order = ["provenance", "signature", "sbom", "report", "attestation", "other"] as const;

/** What answers the first questions comes first; of a kind, as the registry lists them. */
function ordered({ held }: ReadAttached): readonly ReadHeld[] {
  const place = (one: ReadHeld) => order.indexOf(nameOf(one).role);
  return held.toSorted((one, other) => place(one) - place(other));
}

function attachedText(items: readonly AttachedItem[], image: ImageModel): string {
  const counts = Map.groupBy(items, ({ subject }) => subject);
  const places = [...counts].map(([subject, { length }]) =>
    counts.size === 1 ? subject : `${length} to ${subject}`,
  );
  const to = counts.size === 1 ? ` to ${places[0]}` : `: ${places.join(", ")}`;
  const are = items.length === 1 ? "is" : "are";
  return image.index === undefined
    ? `${formatCount(items.length, "document")} ${are} attached to this image.`
    : `${formatCount(items.length, "document")} ${are} attached${to}.`;
}

function notesOf({ cut }: ReadAttached, items: readonly AttachedItem[]): readonly string[] {
  return [
    ...(items.length === 0
      ? []
      : ["Not verified: this is what the documents say. Anyone who may push can attach them."]),
    ...(cut ? ["The registry has more: these are the first of its list."] : []),
  ];
}

function itemOf(
  held: ReadHeld,
  packages: ReadonlyMap<string, PackagesState>,
  image: ImageModel,
  context: Context,
): Omit<AttachedItem, "key"> {
  const { artifact, part, said, subject } = held;
  const digest = digestOf(held);
  const name = nameOf(held);
  const warning = warningOf(held);
  const created = createdOf(held) ?? artifact.created;
  return {
    digest,
    role: name.role,
    label: artifactLabel(name),
    subject: subject === image.manifest.digest ? imageName(image) : "the index",
    size: formatSize(part?.blob.size),
    mediaType: sanitize(part?.blob.mediaType ?? artifact.type ?? "", 200),
    ...(created !== undefined && {
      created: { age: formatAge(created, context.now), exact: formatTime(created) },
    }),
    ...(warning !== undefined && { warning }),
    facts: factsOf(held, context).map(([key, value, url]) => {
      const link = url === undefined ? undefined : context.linkTo(url);
      return { key, value: sanitize(value, 1000), ...(link !== undefined && { link }) };
    }),
    more: said.kind === "provenance" ? provenanceGroups(said.provenance) : [],
    ...(name.role === "sbom" &&
      part !== undefined &&
      said.kind !== "failed" && { packages: packagesOf(packages.get(digest)) }),
  };
}

function imageName({ platform, index }: ImageModel): string {
  return index === undefined || platform === undefined ? "this image" : sanitize(formatPlatform(platform));
}

/** What a document turned out to be goes before what its type tells. */
function nameOf({ said, part, artifact }: ReadHeld): ArtifactName {
  switch (said.kind) {
    case "sbom":
      return { role: "sbom", detail: said.sbom.format };
    case "provenance":
      return { role: "provenance", detail: `SLSA ${said.provenance.version}` };
    case "signature":
      return { role: "signature", detail: said.claim.by };
    default:
      return part?.name ?? artifact;
  }
}

function createdOf({ said }: ReadHeld): number | undefined {
  switch (said.kind) {
    case "sbom":
      return said.sbom.created;
    case "provenance":
      return said.provenance.finished ?? said.provenance.started;
    case "signature":
      return said.claim.signed;
    default:
      return undefined;
  }
}

/** That it cannot be read, or speaks of another image. */
function warningOf({ said, subject }: ReadHeld): string | undefined {
  switch (said.kind) {
    case "failed":
      return explainInOne(said.failure);
    case "sbom":
      return aboutOther(said.sbom.subjects, subject)[0];
    case "provenance":
      return aboutOther(said.provenance.subjects, subject)[0];
    case "signature":
      return said.claim.digest === subject
        ? undefined
        : "MISMATCH: it claims another digest than that of the image it is attached to.";
    default:
      return undefined;
  }
}

function factsOf({ said, part, artifact }: ReadHeld, { now }: Context): Facts {
  const title = part?.blob.annotations?.get("org.opencontainers.image.title");
  const file: Facts = title === undefined ? [] : [["File", title]];
  switch (said.kind) {
    case "sbom":
      return sbomFacts(said.sbom);
    case "provenance":
      return provenanceFacts(said.provenance, now);
    case "signature":
      return claimFacts(said.claim, now);
    case "statement":
      return [["Statement", said.predicateType]];
    case "large":
      return [...file, ["Not read yet", "it is large, and is read when you ask for it"]];
    case "named":
    case "failed":
      return [...file, ...(typeOf(artifact) ?? [])];
  }
}

function typeOf({ type }: Artifact): Facts | undefined {
  return type === undefined ? undefined : [["Type", type]];
}

function packagesOf(state: PackagesState | undefined): AttachedPackages {
  switch (state?.kind) {
    case undefined:
      return { kind: "unread" };
    case "reading":
      return { kind: "reading" };
    case "failed": {
      const { problem, next } = explain(state.failure, "the list of packages");
      return { kind: "failed", problem, next };
    }
    case "read": {
      const { count, facts } = state.list;
      const cut = `The first ${count.toLocaleString("en")} of ${facts.count.toLocaleString("en")} are shown.`;
      return { kind: "read", text: formatCount(facts.count, "package"), ...(facts.count > count && { cut }) };
    }
  }
}
