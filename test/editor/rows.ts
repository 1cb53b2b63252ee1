/** Rows of every kind, for tests of what they say. */

import type { Artifact } from "../../src/core/attached/artifact.ts";
import type { RepositoryFacts } from "../../src/core/catalog/facts.ts";
import type { Fold } from "../../src/core/explorer/folded.ts";
import type {
  AttachedNode,
  FailureNode,
  FoldedNode,
  Known,
  LayerNode,
  NamespaceNode,
  Notice,
  NoticeNode,
  ParentNode,
  PlatformNode,
  ReferrerNode,
  Registry,
  RegistryNode,
  RepositoryNode,
  TagNode,
} from "../../src/core/explorer/node.ts";
import type { Digest } from "../../src/core/reference/digest.ts";
import { descriptorOf, digestOf } from "../support/fakeRegistry.ts";

export const digest: Digest = digestOf("a");

export function registry(rest: Partial<Registry> = {}): RegistryNode {
  return {
    kind: "registry",
    registry: {
      id: "h.test",
      host: "h.test",
      kind: "oci",
      url: "https://h.test/",
      insecure: false,
      name: undefined,
      repositories: [],
      account: { kind: "anonymous" },
      ...rest,
    },
  };
}

export function folded(fold: Fold, tags: readonly string[]): FoldedNode {
  return { kind: "folded", parent: repository("team/app"), fold, tags: tags.map((name) => ({ name })) };
}

export function attached(known: readonly Artifact[] = [], count?: number): AttachedNode {
  const parent = tag("1.27");
  const subject = { repository: parent.reference.repository, digest };
  return { kind: "attached", parent, subject, known, ...(count !== undefined && { count }) };
}

export function referrer(artifact: Artifact): ReferrerNode {
  const parent = attached();
  const { digest, tag } = artifact;
  const named = { ...(digest && { digest }), ...(tag !== undefined && { tag }) };
  const reference = { repository: parent.subject.repository, ...named };
  return { kind: "referrer", parent, reference, artifact };
}

export function namespace(path: string, repositories: readonly string[]): NamespaceNode {
  const named = repositories.map((name) => ({ name }));
  return { kind: "namespace", parent: registry(), path, repositories: named };
}

export function repository(
  path: string,
  parent: RegistryNode | NamespaceNode = registry(),
  facts?: RepositoryFacts,
): RepositoryNode {
  const { host } = parent.kind === "registry" ? parent.registry : parent.parent.registry;
  return { kind: "repository", parent, repository: { registry: host, path }, ...(facts && { facts }) };
}

export function tag(name: string, known?: Known): TagNode {
  const parent = repository("team/app");
  const row: TagNode = { kind: "tag", parent, reference: { repository: parent.repository, tag: name } };
  return known === undefined ? row : { ...row, known };
}

export function platform(text: string | undefined, known?: Known): PlatformNode {
  const parent = tag("1.27");
  const [os = "", architecture = "", variant] = text?.split("/") ?? [];
  const named = { os, architecture, ...(variant !== undefined && { variant }) };
  return {
    kind: "platform",
    parent,
    reference: { ...parent.reference, digest },
    index: digestOf("f"),
    choice: { platform: text === undefined ? undefined : named, descriptor: descriptorOf(digest) },
    ...(known && { known }),
  };
}

export function layer(createdBy: string | undefined, size: number | "unknown" = 1024): LayerNode {
  const descriptor = descriptorOf(digest, { size: size === "unknown" ? undefined : size });
  const step = { createdBy, created: undefined, comment: undefined };
  return {
    kind: "layer",
    parent: tag("1"),
    step: { ...step, layer: { number: 3, descriptor, diffId: undefined } },
  };
}

export function failure(parent: ParentNode, cause: unknown, keptFrom?: number): FailureNode {
  return { kind: "failure", parent, failure: cause, ...(keptFrom !== undefined && { keptFrom }) };
}

export function notice(parent: ParentNode, what: Notice): NoticeNode {
  return { kind: "notice", parent, notice: what };
}
