/** What the rows of the Registries view say and look like. Pure; knows no VS Code. All text is sanitised. */

import type { CatalogKind } from "../../core/catalog/kind.ts";
import { RegistryError } from "../../core/errors.ts";
import { explain, explainCatalog } from "../../core/explain.ts";
import type { Explanation } from "../../core/explanation.ts";
import type { Ability } from "../../core/explorer/explorer.ts";
import type { Fold } from "../../core/explorer/folded.ts";
import type {
  Account,
  AttachedNode,
  ExplorerNode,
  FailureNode,
  FilterNode,
  FoldedNode,
  Known,
  LayerNode,
  MoreNode,
  NamespaceNode,
  Notice,
  NoticeNode,
  PlatformNode,
  ReferrerNode,
  Registry,
  RepositoryNode,
  TagNode,
} from "../../core/explorer/node.ts";
import { platformText, registryOf } from "../../core/explorer/node.ts";
import { formatAge, formatAsOf, formatCount, formatSize } from "../../core/format.ts";
import { readInstruction } from "../../core/image/instruction.ts";
import { nameOfType } from "../../core/oci/artifact.ts";
import type { ManifestRole } from "../../core/oci/model.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import { dockerHub, familiarRepository, formatWithinRegistry } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import { artifactIcons, artifactLabel } from "../attached/artifactLabel.ts";

export type Row = {
  readonly label: string;
  readonly description: string;
  /** A codicon's name. */
  readonly icon: string;
  /** What kind of row it is, for the row's menu: words that package.json's `when` clauses look for. */
  readonly context: string;
  readonly opens: boolean;
  /** The row as a screen reader says it. */
  readonly spoken: string;
};

/** What is to be told of a row beside what it holds itself. */
export type RowNotes = {
  /** What can be done with it: words that join its context. */
  readonly abilities?: readonly Ability[];
  /** Files of the workspace that name a tag. */
  readonly usedIn?: readonly string[];
};

/** The text of a row; `now` in milliseconds since 1970. */
export function rowOf(node: ExplorerNode, now: number, { abilities = [], usedIn = [] }: RowNotes = {}): Row {
  const row = plainRow(node, now);
  const context = [row.context, ...abilities].join(" ");
  if (usedIn.length === 0) return { ...row, context };
  return { ...row, context, icon: "bookmark", spoken: `${row.spoken}, used in this workspace` };
}

function plainRow(node: ExplorerNode, now: number): Row {
  switch (node.kind) {
    case "registry":
      return registryRow(node.registry);
    case "namespace":
      return namespaceRow(node);
    case "repository":
      return repositoryRow(node);
    case "folded":
      return foldedRow(node);
    case "attached":
      return attachedRow(node);
    case "referrer":
      return referrerRow(node, now);
    case "filter":
      return filterRow(node);
    case "tag":
      return tagRow(node, now);
    case "platform":
      return platformRow(node, now);
    case "layer":
      return layerRow(node);
    case "more":
      return moreRow(node);
    case "failure":
      return failureRow(node, now);
    case "notice":
      return noticeRow(node);
  }
}

/** What a person is told about a failure row's failure. */
export function explanationOf({ parent, failure }: FailureNode): Explanation {
  switch (parent.kind) {
    case "registry":
      return explainCatalog(failure);
    case "repository":
      return explain(failure, parent.repository.path);
    case "tag":
    case "platform":
      return explain(failure, formatWithinRegistry(parent.reference));
    case "attached":
      return explain(failure, `what is attached to ${shortDigest(parent.subject.digest)}`);
    case "namespace":
    case "folded":
      return explain(failure);
  }
}

/** A registry's name as it is shown; without one of its own, further accounts at a host stand behind it. */
export function registryName({ id, name, host }: Registry): string {
  const [, account] = id.split("~");
  const place = host === dockerHub ? "Docker Hub" : host;
  return sanitize(name ?? (account === undefined ? place : `${place} (${account})`), 100);
}

function registryRow(registry: Registry): Row {
  const signedIn = ["user", "github", "unreadable"].includes(registry.account.kind);
  const context = signedIn ? "registry signedIn" : "registry";
  const account = accountText(registry.account);
  return row("Registry", registryName(registry), account, registryIcon(registry), context, true);
}

/** `robot`, `anonymous`: who the registry sees us as. */
export function accountText(account: Account): string {
  switch (account.kind) {
    case "anonymous":
      return "anonymous";
    case "user":
      return sanitize(account.username, 100);
    case "github":
      return `${sanitize(account.username, 100)} by GitHub`;
    case "docker":
      return "docker login";
    case "aws":
      return account.profile === undefined ? "AWS" : `AWS profile ${sanitize(account.profile, 100)}`;
    case "unreadable":
      return "saved login cannot be read";
  }
}

const icons: { readonly [Kind in CatalogKind]: string } = {
  oci: "cloud",
  dockerHub: "cloud",
  ghcr: "github",
  ecr: "server-environment",
  ecrPublic: "globe",
  harbor: "server",
  gitea: "source-control",
};

function registryIcon(registry: Registry): string {
  return isOnThisMachine(registry) ? "home" : icons[registry.kind];
}

/** Whether nothing that is sent to a registry leaves this machine. */
export function isOnThisMachine({ url }: Registry): boolean {
  return /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname);
}

function namespaceRow({ path, repositories, goesOn }: NamespaceNode): Row {
  const { length } = repositories;
  const count = length === 1 ? "1 repository" : `${length.toLocaleString("en")} repositories`;
  return row("Namespace", sanitize(path), goesOn ? `${count} so far` : count, "folder", "namespace", true);
}

function repositoryRow(node: RepositoryNode): Row {
  const { tags, isPrivate } = node.facts ?? {};
  const facts = [tags === undefined ? "" : formatCount(tags, "tag"), isPrivate ? "private" : ""];
  const icon = isPrivate ? "lock" : "package";
  return row("Repository", repositoryName(node), joined(facts), icon, "repository", true);
}

/** Below a namespace its last part; else all that people write of it. */
function repositoryName({ parent, repository }: RepositoryNode): string {
  const { registry, path } = repository;
  if (parent.kind === "namespace") return sanitize(path.slice(parent.path.length + 1));
  return sanitize(registry === dockerHub ? familiarRepository(repository) : path);
}

function tagRow({ reference, known, facts: { pushed } = {} }: TagNode, now: number): Row {
  const age = pushed === undefined ? "" : formatAge(pushed, now);
  const facts = known === undefined ? age : knownText(known, now);
  return narrowed(row("Tag", sanitize(reference.tag ?? ""), facts, "tag", "tag", true));
}

/** Without the algorithm that nearly all digests have, so that more of the rest can be seen; it is still spoken. */
function narrowed(row: Row): Row {
  return { ...row, description: row.description.replace(/\bsha256:(?=[0-9a-f]{12})/, "") };
}

function knownText({ digest, aliases, platforms, size, pushed, created }: Known, now: number): string {
  const time = pushed ?? created;
  return joined([
    [shortDigest(digest), aliasText(aliases)].filter((text) => text !== "").join(" "),
    platforms === undefined ? "" : formatCount(platforms.length, "platform"),
    size === undefined ? "" : formatSize(size),
    time === undefined ? "" : formatAge(time, now),
  ]);
}

const mostAliases = 3;

/** `= 1.27, latest`, and how many more there are. */
function aliasText(aliases: readonly string[] = []): string {
  if (aliases.length === 0) return "";
  const shown = aliases.slice(0, mostAliases).map((tag) => sanitize(tag, 40));
  const rest = aliases.length > mostAliases ? [`+${aliases.length - mostAliases}`] : [];
  return `= ${[...shown, ...rest].join(", ")}`;
}

function joined(facts: readonly string[]): string {
  return facts.filter((fact) => fact !== "").join(" · ");
}

const foldNames: { readonly [Each in Fold]: string } = { signatures: "signature tag", caches: "build cache" };

function foldedRow({ fold, tags }: FoldedNode): Row {
  return row("Folded", formatCount(tags.length, foldNames[fold]), "", "fold", "folded", true);
}

function attachedRow({ known, count }: AttachedNode): Row {
  const least = known.length === 0 ? "" : `at least ${known.length.toLocaleString("en")}`;
  const text = count === undefined ? least : count.toLocaleString("en");
  return row("Attached", "Attached", text, "link", "attached", true);
}

function referrerRow({ artifact }: ReferrerNode, now: number): Row {
  const { created, digest } = artifact;
  const facts = [
    created === undefined ? "" : formatAge(created, now),
    digest === undefined ? "" : shortDigest(digest),
  ];
  const { role } = artifact;
  const icon = artifactIcons[role];
  return narrowed(row("Attached", artifactLabel(artifact), joined(facts), icon, `referrer ${role}`, false));
}

function filterRow({ text, matching, read, goesOn }: FilterNode): Row {
  const count = `${matching.toLocaleString("en")} of ${read.toLocaleString("en")} read`;
  const label = `Filter: "${sanitize(text, 100)}"`;
  return row("", label, goesOn ? `${count}, the list goes on` : count, "filter-filled", "filter", false);
}

function platformRow(node: PlatformNode, now: number): Row {
  const { digest } = node.choice.descriptor;
  const facts = knownText(node.known ?? { digest }, now);
  const label = sanitize(platformText(node), 100) || "unknown platform";
  return narrowed(row("Platform", label, facts, "server-process", "platform", true));
}

const longestInstruction = 100;

function layerRow({ step }: LayerNode): Row {
  const { number, descriptor } = step.layer;
  const { keyword, rest } = readInstruction(step.createdBy ?? "");
  const label = sanitize(`${keyword} ${rest}`, longestInstruction) || `Layer ${number}`;
  return row(`Layer ${number}`, label, formatSize(descriptor.size), "layers", "layer", false);
}

function moreRow({ looksFurther, ...more }: MoreNode): Row {
  const label = looksFurther ? "Load more to look further" : "Load more";
  return row("", label, moreText(more), looksFurther ? "search" : "ellipsis", "more", false);
}

function moreText({ loaded, total }: Pick<MoreNode, "loaded" | "total">): string {
  const count = loaded.toLocaleString("en");
  return total === undefined
    ? `${count} of at least ${count}`
    : `${count} of ${Math.max(total, loaded).toLocaleString("en")}`;
}

/** The cause, without the host in front that stands in the row above and behind it. */
function failureRow(node: FailureNode, now: number): Row {
  const { problem } = explanationOf(node);
  const { host } = registryOf(node);
  const cause = problem.startsWith(`${host} `) ? problem.slice(host.length + 1) : problem;
  const label = cause.charAt(0).toUpperCase() + cause.slice(1);
  const { keptFrom } = node;
  const description = keptFrom === undefined ? host : `showing what was read at ${formatAsOf(keptFrom, now)}`;
  return row("Failed", label, description, "warning", failureContext(node), false);
}

/** Retry is always there; a registry that refuses its list also offers names, one that refuses us a login. */
function failureContext(node: FailureNode): string {
  const { remedy } = explanationOf(node);
  const isRefusedList = node.parent.kind === "registry" && node.failure instanceof RegistryError;
  const words = ["failure"];
  if (remedy === "signIn") words.push("signIn");
  if (remedy === "addRepository" || isRefusedList) words.push("addRepository");
  return words.join(" ");
}

function noticeRow({ parent, notice }: NoticeNode): Row {
  const [label, description] = noticeText(notice, parent.kind);
  const context = notice.kind === "notAnImage" && notice.role !== "schema1" ? "notice contents" : "notice";
  return row("Note", label, description, "info", context, false);
}

function noticeText(notice: Notice, parent: NoticeNode["parent"]["kind"]): readonly [string, string] {
  switch (notice.kind) {
    case "empty":
      return [emptyTexts[parent] ?? "No layers", ""];
    case "hiddenNames":
      return [`${formatCount(notice.count, "invalid name")} hidden`, "not names by the specification"];
    case "cut":
      return ["The list goes on", `Mooring reads ${notice.loaded.toLocaleString("en")} at most`];
    case "hiddenPlatforms":
      return [`${formatCount(notice.count, "more platform")} not shown`, ""];
    case "notAnImage":
      return [notAnImageText(notice.role, notice.type), sanitize(notice.type, 200)];
  }
}

const emptyTexts: { readonly [Parent in NoticeNode["parent"]["kind"]]?: string } = {
  registry: "No repositories",
  repository: "No tags",
  attached: "Nothing is attached",
};

/** Artifacts by what they are called, as far as they are known. */
function notAnImageText(role: ManifestRole | "schema1", type: string): string {
  const name = role === "artifact" ? nameOfType(type) : undefined;
  return name === undefined ? roleTexts[role] : `${name}, not an image to run`;
}

const roleTexts: { readonly [Role in ManifestRole | "schema1"]: string } = {
  image: "An image",
  buildCache: "A build cache, not an image to run",
  attestation: "An attestation, not an image to run",
  artifact: "An artifact, not an image to run",
  schema1: "An image in Docker's old format (schema 1)",
};

function row(
  kind: string,
  label: string,
  description: string,
  icon: string,
  context: string,
  opens: boolean,
): Row {
  const spoken = [kind, label, description].filter((text) => text !== "").join(", ");
  return { label, description, icon, context, opens, spoken };
}
