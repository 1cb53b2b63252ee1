/** Which files are read, told by what the editor says, by the file's name and place, or else by what the text holds. */
import type { DocumentKind } from "./occurrence.ts";

/**
 * The kind of a file: its editor language decides, then its path, which may use either slash. Files whose path does
 * not say what they hold (`production.yaml`) are no document unless the language says so; see `kindOfDocument`.
 */
export function documentKind(path: string, languageId?: string): DocumentKind | undefined {
  const place = path.replaceAll("\\", "/");
  const name = place.slice(place.lastIndexOf("/") + 1);
  if (/\.(?:docker|container)ignore$/i.test(name)) return undefined;
  return (languageId === undefined ? undefined : languages.get(languageId)) ?? kindOfPath(place, name);
}

/** The kind of a document by its path and language or, when it is YAML, by its text. */
export function kindOfDocument(path: string, text: string, languageId?: string): DocumentKind | undefined {
  const yaml = languageId === undefined ? isYaml(path) : languageId === "yaml";
  return documentKind(path, languageId) ?? (yaml ? kindOfYaml(path, text) : undefined);
}

/** Whether a file is YAML by its name: such a file may name images whatever it is called. */
export function isYaml(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/** The kind of YAML whose path says nothing; undefined when it names no images or is not known. */
function kindOfYaml(path: string, text: string): DocumentKind | undefined {
  if (isTemplate(path, text)) return "helm";
  if (apiVersion.test(text) && objectKind.test(text)) return "kubernetes";
  if (jobs.test(text)) return on.test(text) && runner.test(text) ? "github-actions" : undefined;
  if (looksLikeGitlab(text)) return "gitlab-ci";
  return looksLikeCompose(text) ? "compose" : undefined;
}

const languages = new Map<string, DocumentKind>([
  ["dockerfile", "dockerfile"],
  ["containerfile", "dockerfile"],
  ["dockercompose", "compose"],
  ["docker-compose", "compose"],
  ["dockerbake", "bake"],
  ["helm", "helm"],
  ["github-actions-workflow", "github-actions"],
]);

/** By name; the first that fits. */
const names: readonly (readonly [DocumentKind, RegExp])[] = [
  // `Dockerfile`, `Dockerfile.dev`, `Dockerfile-windows`, `dev.Dockerfile`; the same with `Containerfile`.
  ["dockerfile", /^(?:docker|container)file(?:[._-].*)?$|\.(?:docker|container)file$/i],
  ["devcontainer", /^\.?devcontainer\.jsonc?$/i],
  // `bake` as a word: `docker-bake.hcl`, `docker-bake.override.json`, `bake-def.json`.
  ["bake", /^(?:.*[._-])?bake(?:[._-].*)?\.(?:hcl|json)$/i],
  ["gitlab-ci", /^(?:.*[._-])?gitlab-ci(?:[._-].*)?\.ya?ml$/i],
  ["kubernetes", /^kustomization\.ya?ml$|^Kustomization$/],
  // `compose` or `docker-compose` as a word: `compose.yaml`, `docker-compose_v3.yml`, `db-compose.yml`.
  ["compose", /^(?:.*[._-])?compose(?:[._-].*)?\.ya?ml$/i],
  // `values.yaml`, `values-prod.yaml`, `prod.values.yaml`.
  ["helm", /^(?:.*[._-])?values(?:[._-].*)?\.ya?ml$/i],
];

/** By place, when the name says nothing. */
const places: readonly (readonly [DocumentKind, RegExp])[] = [
  ["github-actions", /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i],
  ["github-actions", /(?:^|\/)action\.ya?ml$/],
  ["gitlab-ci", /(?:^|\/)\.gitlab(?:\/ci|-ci)\/.+\.ya?ml$/i],
];

function kindOfPath(place: string, name: string): DocumentKind | undefined {
  const placed = places.find(([, pattern]) => pattern.test(place));
  return (placed ?? names.find(([, pattern]) => pattern.test(name)))?.[0];
}

/** Top-level keys, in any document of the file. */
const apiVersion = topLevel("apiVersion");
const objectKind = topLevel("kind");
const on = topLevel("on");
const jobs = topLevel("jobs");
const runner = /^[ ]+(?:runs-on|uses)[ \t]*:/m;
function topLevel(key: string): RegExp {
  return new RegExp(`^\\uFEFF?(["']?)${key}\\1[ \\t]*:`, "m");
}

/** Helm's templates stand in `templates`, and are no YAML until they are run. */
function isTemplate(path: string, text: string): boolean {
  return /(?:^|[\\/])templates[\\/]/.test(path) && action.test(text);
}

const action =
  /(?<!\$)\{\{-?[ \t]*(?:include|template|define|if|with|range|\$\w*\.|\.(?:Values|Release|Chart|Capabilities)\b)/;

/** Whether the text is one of GitLab CI: at its top is a job, that is a map with a script and with what else jobs have. */
function looksLikeGitlab(text: string): boolean {
  const keys = new Set<string>();
  let inner: number | undefined;
  for (const { 1: indent = "", 2: key = "" } of text.matchAll(keyLine)) {
    if (indent === "") {
      keys.clear();
      inner = undefined;
      continue;
    }
    inner ??= indent.length;
    if (indent.length === inner) keys.add(key);
    if (keys.has("script") && jobKeys.some((name) => keys.has(name))) return true;
  }
  return false;
}

const jobKeys = ["stage", "extends", "image", "needs", "rules", "only", "tags", "artifacts"];
/** The beginnings of lines, with their keys; comments and empty lines are left out. */
const keyLine = /^([ ]*)(?:(["']?[\w.-]+["']?)[ \t]*:(?=[ \t\r\n]|$)|(?=[^\s#]))/gm;

/**
 * Whether the text is a compose file: a map of services at the top, one of which has an image, a build or a base.
 * Other formats have a list there, or have it deeper.
 */
function looksLikeCompose(text: string): boolean {
  const services = servicesMap.exec(text);
  return services !== null && serviceKey.test(text.slice(services.index)) && !foreignKey.test(text);
}

const servicesMap =
  /^\uFEFF?services[ \t]*:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ ]+["']?[\w.-]+["']?[ \t]*:/m;
const serviceKey = /^[ ]+(?:image|build|extends)[ \t]*:[ \t]*\S|^[ ]+(?:build|extends)[ \t]*:/m;
const foreignKey = /^(?:apiVersion|kind|stages)[ \t]*:/m;
