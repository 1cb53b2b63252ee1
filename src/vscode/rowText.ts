/** What the rows of the Registries view say and look like. Pure; knows no VS Code. All text is sanitised. */
import { RegistryError } from "../core/errors.ts";
import { explain, explainCatalog } from "../core/explain.ts";
import type { Explanation } from "../core/explanation.ts";
import type {
  Account,
  ExplorerNode,
  FailureNode,
  Known,
  LayerNode,
  MoreNode,
  Notice,
  NoticeNode,
  PlatformNode,
  Registry,
  RepositoryNode,
  TagNode,
} from "../core/explorer/node.ts";
import { platformText, registryOf } from "../core/explorer/node.ts";
import { formatAge, formatAsOf, formatCount, formatSize } from "../core/format.ts";
import { readInstruction } from "../core/image/instruction.ts";
import type { ManifestRole } from "../core/oci/model.ts";
import { shortDigest } from "../core/reference/digest.ts";
import { dockerHub, familiarRepository, formatWithinRegistry } from "../core/reference/reference.ts";
import { sanitize } from "../core/text.ts";

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

/** The text of a row. `now` in milliseconds since 1970. */
export function rowOf(node: ExplorerNode, now: number): Row {
  switch (node.kind) {
    case "registry":
      return registryRow(node.registry);
    case "namespace": {
      const count = node.repositories.length;
      const description = count === 1 ? "1 repository" : `${count} repositories`;
      return row("Namespace", sanitize(node.path), description, "folder", "namespace", true);
    }
    case "repository":
      return row("Repository", repositoryName(node), "", "package", "repository", true);
    case "tag":
      return tagRow(node, now);
    case "platform":
      return platformRow(node, now);
    case "layer":
      return layerRow(node);
    case "more":
      return row("", "Load more", moreText(node), "ellipsis", "more", false);
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
    case "namespace":
      return explain(failure);
  }
}

/** A registry's name as it is shown. */
export function registryName({ name, host }: Registry): string {
  return sanitize(name ?? (host === dockerHub ? "Docker Hub" : host), 100);
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

function registryIcon({ host, url }: Registry): string {
  if (host === "ghcr.io") return "github";
  const { hostname } = new URL(url);
  return /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname) ? "home" : "cloud";
}

/** Below a namespace its last part; else all that people write of it. */
function repositoryName({ parent, repository }: RepositoryNode): string {
  const { registry, path } = repository;
  if (parent.kind === "namespace") return sanitize(path.slice(parent.path.length + 1));
  return sanitize(registry === dockerHub ? familiarRepository(repository) : path);
}

function tagRow({ reference, known }: TagNode, now: number): Row {
  const facts = known === undefined ? "" : knownText(known, now);
  return row("Tag", sanitize(reference.tag ?? ""), facts, "tag", "tag", true);
}

function knownText({ digest, platforms, size, created }: Known, now: number): string {
  const facts = [
    shortDigest(digest),
    platforms === undefined ? "" : formatCount(platforms, "platform"),
    size === undefined ? "" : formatSize(size),
    created === undefined ? "" : formatAge(created, now),
  ];
  return facts.filter((fact) => fact !== "").join(" · ");
}

function platformRow(node: PlatformNode, now: number): Row {
  const { digest } = node.choice.descriptor;
  const facts = knownText(node.known ?? { digest }, now);
  const label = sanitize(platformText(node), 100) || "unknown platform";
  return row("Platform", label, facts, "server-process", "platform", true);
}

const longestInstruction = 100;

function layerRow({ step }: LayerNode): Row {
  const { number, descriptor } = step.layer;
  const { keyword, rest } = readInstruction(step.createdBy ?? "");
  const label = sanitize(`${keyword} ${rest}`, longestInstruction) || `Layer ${number}`;
  return row(`Layer ${number}`, label, formatSize(descriptor.size), "layers", "layer", false);
}

function moreText({ loaded, total }: MoreNode): string {
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
  return row("Note", label, description, "info", "notice", false);
}

function noticeText(notice: Notice, parent: NoticeNode["parent"]["kind"]): readonly [string, string] {
  switch (notice.kind) {
    case "empty":
      return [
        parent === "registry" ? "No repositories" : parent === "repository" ? "No tags" : "No layers",
        "",
      ];
    case "hiddenNames":
      return [`${formatCount(notice.count, "invalid name")} hidden`, "not names by the specification"];
    case "cut":
      return ["The list goes on", `Mooring reads ${notice.loaded.toLocaleString("en")} at most`];
    case "hiddenPlatforms":
      return [`${formatCount(notice.count, "more platform")} not shown`, ""];
    case "notAnImage":
      return [roleTexts[notice.role], sanitize(notice.type, 200)];
  }
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
