/** What a row of the Registries view tells when it is pointed at. Pure; knows no VS Code. */
import type { FindingCounts } from "../../core/catalog/facts.ts";
import type { CatalogKind } from "../../core/catalog/kind.ts";
import type { Ability } from "../../core/explorer/explorer.ts";
import type { Fold } from "../../core/explorer/folded.ts";
import {
  type Account,
  type ExplorerNode,
  type Known,
  platformText,
  type ReferrerNode,
  type Registry,
  type RepositoryNode,
  type TagNode,
} from "../../core/explorer/node.ts";
import { formatAge, formatCount, formatSize, formatTime } from "../../core/format.ts";
import { formatFamiliar, formatRepository } from "../../core/reference/reference.ts";
import { sanitize, sanitizeLines } from "../../core/text.ts";
import { artifactLabel } from "../attached/artifactLabel.ts";
import { codeSpan, escapeMarkdown } from "../markdown.ts";
import { accountText, explanationOf, isOnThisMachine, registryName } from "./rowText.ts";

export type Tooltip = {
  /** Paragraphs of Markdown in which all foreign text is escaped. */
  readonly paragraphs: readonly string[];
  /** Text to be shown as it is, after them. */
  readonly code?: string;
};

/** The tooltip of a row; undefined when the row says all. `now` in milliseconds since 1970. */
export function tooltipOf(node: ExplorerNode, now: number): Tooltip | undefined {
  switch (node.kind) {
    case "registry":
      return { paragraphs: registryLines(node.registry) };
    case "repository":
      return { paragraphs: repositoryLines(node, now) };
    case "tag":
      return { paragraphs: tagLines(node, now) };
    case "platform": {
      const { digest } = node.choice.descriptor;
      const title = `**${escapeMarkdown(platformText(node) || "unknown platform")}**`;
      return { paragraphs: [title, ...knownLines(node.known ?? { digest }, now)] };
    }
    case "layer": {
      const { layer, createdBy } = node.step;
      const title = `**Layer ${layer.number}** · ${formatSize(layer.descriptor.size)} compressed`;
      const paragraphs = [title, codeSpan(layer.descriptor.digest)];
      return createdBy === undefined ? { paragraphs } : { paragraphs, code: sanitizeLines(createdBy) };
    }
    case "failure": {
      const { problem, next } = explanationOf(node);
      return { paragraphs: [escapeMarkdown(problem), escapeMarkdown(next)] };
    }
    case "referrer":
      return { paragraphs: referrerLines(node, now) };
    case "folded":
      return { paragraphs: [foldTexts[node.fold]] };
    case "namespace":
    case "attached":
    case "filter":
    case "more":
    case "notice":
      return undefined;
  }
}

function registryLines(registry: Registry): readonly string[] {
  return [
    `**${escapeMarkdown(registryName(registry))}**`,
    codeSpan(registry.url),
    kindTexts[registry.kind],
    escapeMarkdown(loginText(registry.account)),
    ...(registry.url.startsWith("http:") && !isOnThisMachine(registry)
      ? ["Plain http: nothing is encrypted on the way."]
      : []),
    ...(registry.insecure ? ["Any certificate is accepted."] : []),
  ];
}

function loginText(account: Account): string {
  switch (account.kind) {
    case "anonymous":
      return "Not signed in";
    case "user":
    case "github":
      return `Signed in as ${accountText(account)}`;
    case "docker":
    case "aws":
      return `Signed in by ${accountText(account)}`;
    case "unreadable":
      return "The saved login cannot be read";
  }
}

const kindTexts: { readonly [Kind in CatalogKind]: string } = {
  oci: "Registry by the OCI distribution API",
  dockerHub: "Docker Hub",
  ghcr: "GitHub Container Registry",
  ecr: "Amazon Elastic Container Registry (ECR), private",
  ecrPublic: "Amazon ECR Public",
  harbor: "Harbor",
  gitea: "Gitea or Forgejo",
};

const severities = ["critical", "high", "medium", "low", "negligible", "unknown"] as const;

/** `Findings: 2 critical, 5 high (Trivy v0.51.1, 3 days ago)`; what the registry's scanner said, not ours. */
function findingsText({ scanner, at, ...counts }: FindingCounts, now: number): string {
  const some = severities.filter((severity) => counts[severity] > 0);
  const listed = some.map((severity) => `${counts[severity].toLocaleString("en")} ${severity}`).join(", ");
  const source = [
    sanitize(scanner ?? "the registry's scanner", 100),
    ...(at === undefined ? [] : [formatAge(at, now)]),
  ];
  return `${listed === "" ? "No findings" : `Findings: ${listed}`} (${source.join(", ")})`;
}

const mostFiles = 5;

/** Where a tag is used, as Markdown. */
export function useLines(files: readonly string[]): readonly string[] {
  if (files.length === 0) return [];
  const shown = files.slice(0, mostFiles).map((file) => codeSpan(sanitize(file, 200)));
  const rest = files.length > mostFiles ? [`${files.length - mostFiles} more`] : [];
  return [`Used in ${[...shown, ...rest].join(", ")}`];
}

/** Why a tag's menu lacks what others have, as Markdown. */
export function refusalLines({ kind }: Registry, abilities: readonly Ability[]): readonly string[] {
  const untag =
    kind === "ghcr"
      ? "GitHub takes no tag away alone: deleting the image takes all its tags."
      : "This registry does not take a tag away alone.";
  return [
    ...(abilities.includes("untag") ? [] : [untag]),
    ...(abilities.includes("delete") ? [] : ["This registry does not delete images as it is set up."]),
  ];
}

const foldTexts: { readonly [Each in Fold]: string } = {
  signatures: "Signatures, attestations and SBOMs, kept under tags made of the digests they are about.",
  caches: "Build caches, not images to run.",
};

function repositoryLines({ repository, facts = {} }: RepositoryNode, now: number): readonly string[] {
  const { description = "", isPrivate, pushed } = facts;
  return [
    codeSpan(formatRepository(repository)),
    ...(description === "" ? [] : [escapeMarkdown(sanitize(description, 500))]),
    ...(isPrivate ? ["Private"] : []),
    ...(pushed === undefined ? [] : [timeLine("Last push", pushed, now)]),
  ];
}

function tagLines(
  { reference, known, facts: { findings, pushed } = {} }: TagNode,
  now: number,
): readonly string[] {
  const told = findings === undefined ? [] : [escapeMarkdown(findingsText(findings, now))];
  if (known === undefined) {
    const age = pushed === undefined ? [] : [timeLine("Pushed", pushed, now)];
    return [codeSpan(formatFamiliar(reference)), "Open it to see what it names.", ...age, ...told];
  }
  const { digest, ...facts } = known;
  return [codeSpan(formatFamiliar({ ...reference, digest })), ...factLines(facts, now), ...told];
}

function knownLines({ digest, ...facts }: Known, now: number): readonly string[] {
  return [codeSpan(digest), ...factLines(facts, now)];
}

const mostPlatforms = 12;

function factLines(facts: Omit<Known, "digest">, now: number): readonly string[] {
  const { aliases = [], platforms, size, pushed, created } = facts;
  return [
    ...(aliases.length === 0 ? [] : [`Also tagged ${listed(aliases)}`]),
    ...(platforms === undefined
      ? []
      : [`Index of ${formatCount(platforms.length, "platform")}: ${listed(platforms)}`]),
    ...(size === undefined ? [] : [`${formatSize(size)} compressed`]),
    ...(pushed === undefined ? [] : [timeLine("Pushed", pushed, now)]),
    ...(created === undefined ? [] : [timeLine("Created", created, now)]),
  ];
}

function referrerLines({ artifact, reference }: ReferrerNode, now: number): readonly string[] {
  const { type = "", created } = artifact;
  return [
    `**${escapeMarkdown(artifactLabel(artifact))}**`,
    ...(type === "" ? [] : [codeSpan(type)]),
    codeSpan(reference.digest ?? formatFamiliar(reference)),
    ...(created === undefined ? [] : [timeLine("Created", created, now)]),
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostPlatforms).map((name) => codeSpan(sanitize(name, 100) || "unknown"));
  const rest = names.length > mostPlatforms ? [`${names.length - mostPlatforms} more`] : [];
  return [...shown, ...rest].join(", ");
}

function timeLine(what: string, time: number, now: number): string {
  return `${what} ${escapeMarkdown(`${formatAge(time, now)}, ${formatTime(time)}`)}`;
}
