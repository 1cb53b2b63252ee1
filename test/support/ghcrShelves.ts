/** What a fake GitHub keeps: users, organisations and container packages, and who may see them. */
import type { ManifestTree } from "./images.ts";

export type GhcrUser = {
  readonly login: string;
  /** Scopes by token, as classic tokens have them. */
  readonly tokens: Readonly<Record<string, readonly string[]>>;
  /** The organisations that the user is a member of. */
  readonly organisations?: readonly string[];
};

/** What was pushed under one digest. Children of an index become versions of their own, without tags. */
export type GhcrVersion = {
  readonly tree: ManifestTree;
  readonly tags: readonly string[];
  /** RFC 3339. */
  readonly updated?: string;
  readonly downloads?: number;
};

export type GhcrPackage = {
  /** The login as its owner writes it. */
  readonly owner: string;
  readonly name: string;
  /** Default private. */
  readonly visibility?: "public" | "private" | "internal";
  readonly updated?: string;
  /** Oldest first, as they were pushed. */
  readonly versions: readonly GhcrVersion[];
};

/** How an organisation refuses to be asked: 403 with or without single sign-on, 404, or being left out of the list. */
export type Refusal = "sso" | "restricted" | "missing" | "withheld";

export type GhcrOptions = {
  readonly users: readonly GhcrUser[];
  readonly organisations?: readonly string[];
  readonly packages?: readonly GhcrPackage[];
  /** By the organisation's login. */
  readonly refused?: Readonly<Record<string, Refusal>>;
  /** Whether the registry's every challenge names the placeholder that GHCR's `/v2/` does. */
  readonly placeholders?: boolean;
};

export type StoredVersion = {
  readonly id: number;
  readonly tree: ManifestTree;
  readonly tags: readonly string[];
  readonly updated: string;
  readonly downloads: number;
};

export type StoredPackage = Required<Omit<GhcrPackage, "versions">> & { versions: readonly StoredVersion[] };

export type Shelves = Omit<GhcrOptions, "packages"> & { readonly packages: readonly StoredPackage[] };

/** Who a token belongs to, and what it may do. */
export type Bearer = { readonly user: GhcrUser; readonly scopes: readonly string[] };

const someTime = "2026-01-01T00:00:00Z";

/** Puts everything on its shelf, with numbers for the versions. */
export function fillShelves({ packages = [], ...rest }: GhcrOptions): Shelves {
  let lastId = 1000;
  const stored = packages.map(
    ({ visibility = "private", updated = someTime, ...given }): StoredPackage => ({
      ...given,
      visibility,
      updated,
      versions: given.versions.flatMap(({ tree, tags, updated: pushed = someTime, downloads = 0 }) => [
        ...tree.children.map((child) => ({
          id: ++lastId,
          tree: child,
          tags: [],
          updated: pushed,
          downloads,
        })),
        { id: ++lastId, tree, tags, updated: pushed, downloads },
      ]),
    }),
  );
  return { ...rest, packages: stored };
}

export function bearerOf({ users }: Shelves, token: string): Bearer | undefined {
  for (const user of users) {
    const scopes = Object.hasOwn(user.tokens, token) ? user.tokens[token] : undefined;
    if (scopes !== undefined) return { user, scopes };
  }
  return undefined;
}

export function isOrganisation({ organisations = [] }: Shelves, login: string): boolean {
  return organisations.some((known) => isSame(known, login));
}

export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether the user may read a package; nobody is anyone. */
export function maySee({ owner, visibility }: StoredPackage, user: GhcrUser | undefined): boolean {
  return visibility === "public" || (user !== undefined && belongsTo(owner, user));
}

/** Whether an owner's packages are also the user's. */
export function belongsTo(owner: string, { login, organisations = [] }: GhcrUser): boolean {
  return [login, ...organisations].some((known) => isSame(known, owner));
}

/** By its path as the registry knows it, which has only lower case. */
export function findPackage({ packages }: Shelves, path: string): StoredPackage | undefined {
  return packages.find(({ owner, name }) => `${owner}/${name}`.toLowerCase() === path);
}
