/** What a row of the Registries view tells when it is pointed at. Pure; knows no VS Code. */
import type { FindingCounts } from "../core/catalog/facts.ts";
import {
  type ExplorerNode,
  type Known,
  platformText,
  type Registry,
  type TagNode,
} from "../core/explorer/node.ts";
import { formatAge, formatCount, formatSize, formatTime } from "../core/format.ts";
import { formatFamiliar, formatRepository } from "../core/reference/reference.ts";
import { sanitize, sanitizeLines } from "../core/text.ts";
import { codeSpan, escapeMarkdown } from "./markdown.ts";
import { accountText, explanationOf, registryName } from "./rowText.ts";

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
      return { paragraphs: [codeSpan(formatRepository(node.repository))] };
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
    case "namespace":
    case "more":
    case "notice":
      return undefined;
  }
}

function registryLines(registry: Registry): readonly string[] {
  return [
    `**${escapeMarkdown(registryName(registry))}**`,
    codeSpan(registry.url),
    registry.kind === "dockerHub" ? "Docker Hub" : "OCI registry",
    `Signed in: ${escapeMarkdown(accountText(registry.account))}`,
    ...(registry.url.startsWith("http:") ? ["Plain http: nothing is encrypted on the way."] : []),
    ...(registry.insecure ? ["Any certificate is accepted."] : []),
  ];
}

function tagLines({ reference, known, facts }: TagNode, now: number): readonly string[] {
  const told = facts?.findings === undefined ? [] : [escapeMarkdown(findingsText(facts.findings, now))];
  const lines = known === undefined ? ["Open it to see what it names."] : knownLines(known, now);
  return [codeSpan(formatFamiliar(reference)), ...lines, ...told];
}

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

function knownLines({ digest, platforms, size, created }: Known, now: number): readonly string[] {
  return [
    codeSpan(digest),
    ...(platforms === undefined ? [] : [`Index of ${formatCount(platforms, "platform")}`]),
    ...(size === undefined ? [] : [`${formatSize(size)} compressed`]),
    ...(created === undefined
      ? []
      : [`Created ${escapeMarkdown(`${formatAge(created, now)}, ${formatTime(created)}`)}`]),
  ];
}
