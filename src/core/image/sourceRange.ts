import type { ImageModel } from "./model.ts";

/** The sources that two images were built from, as their labels or annotations say. Hostile text. */
export type SourceRange = {
  readonly old: SourcePoint;
  readonly now: SourcePoint;
  /** The page that shows what lies between them, where the host is one whose addresses are known. */
  readonly url?: string;
};

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys */
export type SourcePoint = { readonly source: string; readonly revision: string };

/** The path below a repository's page that compares two revisions, as each host has it. */
const comparing: Readonly<Record<string, (path: readonly string[], range: string) => string | undefined>> = {
  "github.com": ofTwoParts,
  "codeberg.org": ofTwoParts,
  "gitea.com": ofTwoParts,
  // Groups nest, and `-` ends the path of a project.
  "gitlab.com": (parts, range) => {
    const project = parts.slice(0, parts.includes("-") ? parts.indexOf("-") : parts.length);
    return project.length < 2 ? undefined : `${project.join("/")}/-/compare/${range}`;
  },
};

/** Only what is surely a commit goes into an address. */
const commit = /^[0-9a-f]{7,64}$/i;

/** The sources of two images; undefined unless both tell an https source and a revision. */
export function sourceRange(old: ImageModel, now: ImageModel): SourceRange | undefined {
  const [before, after] = [sourceOf(old), sourceOf(now)];
  if (before === undefined || after === undefined) return undefined;
  const url = compareUrl(before, after);
  return { old: before, now: after, ...(url !== undefined && { url }) };
}

function sourceOf({ annotations, config }: ImageModel): SourcePoint | undefined {
  const label = (name: string) =>
    annotations.get(`org.opencontainers.image.${name}`) ??
    config?.labels.get(`org.opencontainers.image.${name}`);
  const [source, revision] = [label("source"), label("revision")];
  if (source === undefined || revision === undefined || revision === "") return undefined;
  return URL.parse(source)?.protocol === "https:" ? { source, revision } : undefined;
}

function compareUrl(old: SourcePoint, now: SourcePoint): string | undefined {
  const [before, after] = [pageOf(old), pageOf(now)];
  if (before === undefined || before.join("/") !== after?.join("/")) return undefined;
  if (old.revision === now.revision || !commit.test(old.revision) || !commit.test(now.revision))
    return undefined;
  const [host = "", ...path] = before;
  const page = comparing[host]?.(path, `${old.revision}...${now.revision}`);
  return page === undefined ? undefined : `https://${host}/${page}`;
}

/** The host and the parts of the path; undefined for a host of an unknown kind, another port, or with a login. */
function pageOf({ source }: SourcePoint): readonly string[] | undefined {
  const url = URL.parse(source);
  if (url === null || url.username !== "" || url.password !== "" || !Object.hasOwn(comparing, url.host))
    return undefined;
  const parts = url.pathname.split("/").filter((part) => part !== "");
  return [url.host, ...parts.map((part) => part.replace(/\.git$/, ""))];
}

/** Hosts where the first two parts of the path are the repository; what follows may be a folder in it. */
function ofTwoParts([owner, repository]: readonly string[], range: string): string | undefined {
  return owner === undefined || repository === undefined
    ? undefined
    : `${owner}/${repository}/compare/${range}`;
}
