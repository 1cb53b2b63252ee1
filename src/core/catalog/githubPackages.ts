/** What GitHub's lists say of packages, their versions and organisations, as values. */
import { toArray, toObject, toText, toTexts, toTime } from "../oci/fields.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import { isRepositoryPath, isTag } from "../reference/reference.ts";
import type { RepositoryFacts } from "./facts.ts";
import type { Listed } from "./listPage.ts";

/** Whose packages an address is about: the token's own user's, or another user's or organisation's by its login. */
export type OwnerKind = "user" | "users" | "orgs";

/** A repository's path in its two parts, as the API wants them. */
export type PackageName = { readonly owner: string; readonly name: string };

/** The parts of a path; undefined when it has but one. */
export function packageNameOf(path: string): PackageName | undefined {
  const [owner = "", ...rest] = path.split("/");
  return rest.length === 0 ? undefined : { owner, name: rest.join("/") };
}

/** Where a package's versions are listed, below the API's root. */
export function versionsPath(kind: OwnerKind, { owner, name }: PackageName): string {
  const root = kind === "user" ? kind : `${kind}/${encodeURIComponent(owner)}`;
  return `${root}/packages/container/${encodeURIComponent(name)}/versions`;
}

/** A package as a repository; undefined when its name is none by the grammar. Images' names are in lower case. */
export function readPackage(
  entry: unknown,
): (Listed<RepositoryFacts> & { readonly ofOrganisation: boolean }) | undefined {
  const { name, owner, visibility, updated_at } = toObject(entry) ?? {};
  const { login, type } = toObject(owner) ?? {};
  const path = `${toText(login)}/${toText(name)}`.toLowerCase();
  if (toText(login) === undefined || toText(name) === undefined || !isRepositoryPath(path)) return undefined;
  const pushed = toTime(updated_at);
  return {
    name: path,
    ofOrganisation: type === "Organization",
    facts: {
      ...(typeof visibility === "string" && { isPrivate: visibility !== "public" }),
      ...(pushed !== undefined && { pushed }),
    },
  };
}

/** A version of a package: what was pushed under one digest. */
export type Version = {
  readonly id: number;
  readonly digest?: Digest;
  readonly tags: readonly string[];
  /** How many of its tags are none by the grammar. */
  readonly hidden: number;
  /** In milliseconds since 1970. */
  readonly pushed?: number;
};

/** A version; undefined when it has no number, which nothing but nonsense lacks. */
export function readVersion(entry: unknown): Version | undefined {
  const { id, name, updated_at, metadata } = toObject(entry) ?? {};
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 0) return undefined;
  const given = toObject(toObject(metadata)?.["container"])?.["tags"];
  const tags = (toTexts(given) ?? []).filter(isTag);
  const pushed = toTime(updated_at);
  return {
    id,
    tags,
    hidden: (toArray(given)?.length ?? 0) - tags.length,
    ...(isDigest(name) && { digest: name }),
    ...(pushed !== undefined && { pushed }),
  };
}

/** The login of an organisation; undefined when it cannot be one. */
export function readOrganisation(entry: unknown): string | undefined {
  const login = toText(toObject(entry)?.["login"]);
  return login !== undefined && /^[\w-]{1,100}$/.test(login) ? login : undefined;
}
