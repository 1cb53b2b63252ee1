/** What a fake Harbor holds, and who may see it. */
import { randomUUID } from "node:crypto";
import type { ManifestTree } from "./images.ts";

export type HarborTag = {
  readonly name: string;
  /** Whether a rule keeps it from being moved or removed. */
  readonly immutable?: boolean;
  /** RFC 3339; the artifact's when absent. */
  readonly pushed?: string;
};

export type HarborArtifact = {
  readonly tree: ManifestTree;
  readonly tags: readonly HarborTag[];
  /** RFC 3339. */
  readonly pushed?: string;
  readonly scanOverview?: unknown;
  readonly scan?: HarborScan;
};

export type HarborScan = {
  /** What each look at a scan that goes on tells, one after the other; the last one stays. */
  readonly overviews: readonly unknown[];
  /** What the scanner found; there once an overview says so. */
  readonly report?: unknown;
  /** Whether it goes on, or was done, before anybody asked. */
  readonly begun?: boolean;
  /** What asking for a scan is refused with. */
  readonly refusal?: { readonly status: number; readonly code: string; readonly message: string };
};

export type HarborProject = {
  readonly isPublic?: boolean;
  /** Users and robots that may read and delete here; administrators may everywhere. */
  readonly members?: readonly string[];
  /** Whether nobody may use more than the distribution API, as robots that may only pull. */
  readonly isApiRefused?: boolean;
  /** What a pull is refused with, as by a policy against vulnerable images. */
  readonly pullPolicy?: string;
  /** By their name within the project. */
  readonly repositories: Readonly<Record<string, readonly HarborArtifact[]>>;
};

export type HarborOptions = {
  /** Passwords by name. */
  readonly users?: Readonly<Record<string, string>>;
  /** Secrets by full name: `robot$project+name`. */
  readonly robots?: Readonly<Record<string, string>>;
  readonly administrators?: readonly string[];
  /** By name; numbered from 1 in this order. */
  readonly projects: Readonly<Record<string, HarborProject>>;
};

export type Repository = { readonly path: string; readonly project: string; artifacts: HarborArtifact[] };

/** Nobody in particular, or the name of a user or robot. */
export type Account = { readonly name: string | undefined };

/** The contents of one fake, which deletions change. */
export class HarborData {
  readonly #options: HarborOptions;
  readonly repositories: Repository[];
  readonly #tokens = new Map<string, Account & { readonly scopes: readonly string[] }>();

  constructor(options: HarborOptions) {
    this.#options = options;
    this.repositories = Object.entries(options.projects).flatMap(([project, { repositories }]) =>
      Object.entries(repositories).map(([name, artifacts]) => ({
        path: `${project}/${name}`,
        project,
        artifacts: [...artifacts],
      })),
    );
  }

  /** Who a Basic header stands for; undefined when the password is wrong. */
  login(header: string | undefined): Account | undefined {
    if (header === undefined) return { name: undefined };
    const [, encoded = ""] = header.match(/^Basic (.+)$/) ?? [];
    const [name = "", ...secret] = Buffer.from(encoded, "base64").toString().split(":");
    const secrets = { ...this.#options.users, ...this.#options.robots };
    return Object.hasOwn(secrets, name) && secrets[name] === secret.join(":") ? { name } : undefined;
  }

  issueToken(account: Account, scopes: readonly string[]): string {
    const token = randomUUID();
    this.#tokens.set(token, { ...account, scopes });
    return token;
  }

  /** Who a Bearer header stands for, and what it was asked for. */
  bearer(header: string): (Account & { readonly scopes: readonly string[] }) | undefined {
    return this.#tokens.get(header.slice("Bearer ".length));
  }

  expireTokens(): void {
    this.#tokens.clear();
  }

  isAdministrator({ name }: Account): boolean {
    return name !== undefined && (this.#options.administrators ?? []).includes(name);
  }

  isMember(account: Account, project: string): boolean {
    const members = this.#options.projects[project]?.members ?? [];
    return this.isAdministrator(account) || (account.name !== undefined && members.includes(account.name));
  }

  mayPull(account: Account, project: string): boolean {
    return this.#options.projects[project]?.isPublic === true || this.isMember(account, project);
  }

  mayList(account: Account, project: string): boolean {
    return this.mayPull(account, project) && this.#options.projects[project]?.isApiRefused !== true;
  }

  pullPolicy(project: string): string | undefined {
    return this.#options.projects[project]?.pullPolicy;
  }

  numberOf(project: string): number {
    return Object.keys(this.#options.projects).indexOf(project) + 1;
  }

  /** Harbor takes digits for a number unless it is told that they are a name. */
  projectOf(segment: string, isName: boolean): string | undefined {
    const names = Object.keys(this.#options.projects);
    return /^\d+$/.test(segment) && !isName
      ? names[Number(segment) - 1]
      : names.find((name) => name === segment);
  }

  repository(path: string): Repository | undefined {
    return this.repositories.find((repository) => repository.path === path);
  }
}

/** The artifact that a tag or digest names. */
export function artifactOf({ artifacts }: Repository, tagOrDigest: string): HarborArtifact | undefined {
  return artifacts.find(
    ({ tree, tags }) => tree.digest === tagOrDigest || tags.some(({ name }) => name === tagOrDigest),
  );
}

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** Both of Harbor's APIs say what is wrong in this form. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers, body: { errors: [{ code, message }] } };
}

export const immutableRefusal = refusal(
  412,
  "PRECONDITION",
  "Failed to process request due to a tag that an immutable rule covers.",
);
