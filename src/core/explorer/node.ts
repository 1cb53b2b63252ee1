/** The rows of the Registries view as values of the domain. What they look like is vscode/treeItem.ts's business. */

import type { Artifact } from "../attached/artifact.ts";
import type { RepositoryFacts, TagFacts } from "../catalog/facts.ts";
import type { CatalogKind } from "../catalog/kind.ts";
import type { Listed } from "../catalog/listPage.ts";
import type { PlatformChoice, Step } from "../image/model.ts";
import type { ManifestRole } from "../oci/model.ts";
import { formatPlatform } from "../oci/platform.ts";
import type { Digest } from "../reference/digest.ts";
import { formatWithinRegistry, type Reference, type Repository } from "../reference/reference.ts";
import type { Fold } from "./folded.ts";

/** Who a registry sees us as. */
export type Account =
  | { readonly kind: "anonymous" }
  /** Signed in through Mooring. */
  | { readonly kind: "user"; readonly username: string }
  /** By VS Code's sign-in to GitHub. */
  | { readonly kind: "github"; readonly username: string }
  /** By what `docker login` or `podman login` stored. */
  | { readonly kind: "docker" }
  /** By AWS's own credentials. */
  | { readonly kind: "aws"; readonly profile: string | undefined }
  /** There is a login, but the secret store does not give it. */
  | { readonly kind: "unreadable" };

/** A registry that the user wants to see, through one account. */
export type Registry = {
  /** Tells registries apart: the host, or `HOST~ACCOUNT` for further accounts at the same host. */
  readonly id: string;
  readonly host: string;
  readonly kind: CatalogKind;
  readonly url: string;
  /** Any certificate is accepted. */
  readonly insecure: boolean;
  readonly name: string | undefined;
  /** Paths of repositories to show whether the registry lists them or not. */
  readonly repositories: readonly string[];
  readonly account: Account;
};

export type RegistryNode = { readonly kind: "registry"; readonly registry: Registry };

/** All but the last part of some repositories' paths. */
export type NamespaceNode = {
  readonly kind: "namespace";
  readonly parent: RegistryNode;
  readonly path: string;
  /** Those read so far. */
  readonly repositories: readonly Listed<RepositoryFacts>[];
  /** Set while the registry's list has more, so that more may come. */
  readonly goesOn?: true;
};

export type RepositoryNode = {
  readonly kind: "repository";
  readonly parent: RegistryNode | NamespaceNode;
  readonly repository: Repository;
  /** What the registry's list told of it. */
  readonly facts?: RepositoryFacts;
};

/** Tags that are no images to run, out of the way of those that are. */
export type FoldedNode = {
  readonly kind: "folded";
  readonly parent: RepositoryNode;
  readonly fold: Fold;
  /** Those read so far. */
  readonly tags: readonly Listed<TagFacts>[];
};

export type TagNode = {
  readonly kind: "tag";
  readonly parent: RepositoryNode | FoldedNode;
  /** With a tag and without a digest. */
  readonly reference: Reference;
  /** What the repository's list told of it. */
  readonly facts?: TagFacts;
  /** What is known about the tag without asking. */
  readonly known?: Known;
};

export type Known = {
  readonly digest: Digest;
  /** When the tag was pushed, in milliseconds since 1970. */
  readonly pushed?: number;
  /** Milliseconds since 1970. */
  readonly created?: number;
  /** Compressed bytes of a pull. */
  readonly size?: number;
  /** What an index has images for: `linux/arm64/v8`. Hostile text. */
  readonly platforms?: readonly string[];
  /** Other tags that are known to name the same digest. */
  readonly aliases?: readonly string[];
};

/** One image of a tag that names an index. */
export type PlatformNode = {
  readonly kind: "platform";
  readonly parent: TagNode;
  /** The tag's, pinned to this image. */
  readonly reference: Reference;
  /** The digest of the index that the image was found in. */
  readonly index: Digest;
  readonly choice: PlatformChoice;
  readonly known?: Known;
};

export type LayerNode = {
  readonly kind: "layer";
  readonly parent: TagNode | PlatformNode;
  readonly step: Step & Required<Pick<Step, "layer">>;
};

/** What refers to an image: signatures, SBOMs, reports. */
export type AttachedNode = {
  readonly kind: "attached";
  readonly parent: TagNode | PlatformNode;
  /** The image, by its digest alone. */
  readonly subject: Reference & Required<Pick<Reference, "digest">>;
  /** What is known without asking: attestations in the image's index, and tags made of its digest. */
  readonly known: readonly Artifact[];
  /** How many there are, once that was asked. */
  readonly count?: number;
};

export type ReferrerNode = {
  readonly kind: "referrer";
  readonly parent: AttachedNode;
  readonly reference: Reference;
  readonly artifact: Artifact;
};

/** The rest of a long list. */
export type MoreNode = {
  readonly kind: "more";
  readonly parent: ListNode;
  readonly loaded: number;
  readonly total: number | undefined;
  /** Set where a filter has let through all that was read, so that more can only be found by reading on. */
  readonly looksFurther?: true;
};

/** What a list is narrowed to. */
export type FilterNode = {
  readonly kind: "filter";
  readonly parent: ListNode;
  readonly text: string;
  readonly matching: number;
  /** How many names were looked at. */
  readonly read: number;
  /** Whether the registry has more. */
  readonly goesOn: boolean;
};

/** Reading what belongs here failed. */
export type FailureNode = {
  readonly kind: "failure";
  readonly parent: ParentNode;
  readonly failure: unknown;
  /** Set when the rows below are from an earlier reading: when that was, in milliseconds since 1970. */
  readonly keptFrom?: number;
};

/** Something to know about the rows beside it. */
export type NoticeNode = { readonly kind: "notice"; readonly parent: ParentNode; readonly notice: Notice };

export type Notice =
  | { readonly kind: "empty" }
  /** Names that the registry gave but that are none by the grammar. */
  | { readonly kind: "hiddenNames"; readonly count: number }
  /** The list goes on, but Mooring reads no further. */
  | { readonly kind: "cut"; readonly loaded: number }
  | { readonly kind: "hiddenPlatforms"; readonly count: number }
  /** What a tag or platform names is not an image to run. */
  | { readonly kind: "notAnImage"; readonly role: ManifestRole | "schema1"; readonly type: string };

/** Rows whose children come page by page. */
export type ListNode = RegistryNode | RepositoryNode;

/** Rows that open. */
export type ParentNode = ListNode | NamespaceNode | FoldedNode | TagNode | PlatformNode | AttachedNode;

export type ExplorerNode =
  | ParentNode
  | LayerNode
  | ReferrerNode
  | FilterNode
  | MoreNode
  | FailureNode
  | NoticeNode;

/** The row above; undefined for registries. */
export function parentOf(node: ExplorerNode): ParentNode | undefined {
  return node.kind === "registry" ? undefined : node.parent;
}

/** The registry that a row belongs to. */
export function registryOf(node: ExplorerNode): Registry {
  return node.kind === "registry" ? node.registry : registryOf(node.parent);
}

/** The repository that a tag or a platform is in. */
export function repositoryOf({ parent }: TagNode | PlatformNode): RepositoryNode {
  if (parent.kind === "tag") return repositoryOf(parent);
  return parent.kind === "folded" ? parent.parent : parent;
}

/** The list that a row is in, or is. */
export function listOf(node: ExplorerNode): ListNode {
  return node.kind === "registry" || node.kind === "repository" ? node : listOf(node.parent);
}

/** What a row names, pinned for platforms; undefined for rows that name nothing to pull. */
export function referenceOf(node: ExplorerNode): Reference | undefined {
  return node.kind === "tag" || node.kind === "platform" ? node.reference : undefined;
}

/**
 * What tells a row apart from all others, the same after every refresh. The rows below a registry begin with
 * `ID/`, those below a repository with `ID/PATH:` or `#`, those below a tag with `ID/PATH:TAG@` or `#`.
 */
export function nodeId(node: ExplorerNode): string {
  switch (node.kind) {
    case "registry":
      return node.registry.id;
    case "namespace":
      return `${registryOf(node).id}/${node.path}/`;
    case "repository":
      return `${registryOf(node).id}/${node.repository.path}`;
    case "tag":
      return `${registryOf(node).id}/${formatWithinRegistry(node.reference)}`;
    case "platform":
      return `${nodeId(node.parent)}@${node.choice.descriptor.digest}/${platformText(node)}`;
    case "folded":
      return `${nodeId(node.parent)}#${node.fold}`;
    case "attached":
      return `${nodeId(node.parent)}#${node.kind}@${node.subject.digest}`;
    case "referrer":
      return `${nodeId(node.parent)}#${node.reference.digest ?? node.reference.tag}`;
    case "layer":
      return `${nodeId(node.parent)}#${node.step.layer.number}`;
    case "notice":
      return `${nodeId(node.parent)}#${node.notice.kind}`;
    case "more":
    case "filter":
    case "failure":
      return `${nodeId(node.parent)}#${node.kind}`;
  }
}

/** Whether `id` is that of `node` or of a row below it, as far as ids of parent rows go. */
export function isAtOrBelow(id: string, node: ExplorerNode): boolean {
  const own = nodeId(node);
  switch (node.kind) {
    case "registry":
      return id === own || id.startsWith(`${own}/`);
    case "namespace":
      return id.startsWith(own);
    case "repository":
      return id === own || id.startsWith(`${own}:`);
    case "tag":
      return id === own || id.startsWith(`${own}@`) || id.startsWith(`${own}#`);
    case "platform":
      return id === own || id.startsWith(`${own}#`);
    default:
      return id === own;
  }
}

/** `linux/arm64/v8`, or nothing when the index does not say. Hostile text. */
export function platformText({ choice }: PlatformNode): string {
  return choice.platform === undefined ? "" : formatPlatform(choice.platform);
}
