/** Which vendor's API answers what the distribution API does not. */
import { dockerHub } from "../reference/reference.ts";

export const catalogKinds = ["oci", "dockerHub", "ghcr", "ecr", "ecrPublic", "harbor", "gitea"] as const;

export type CatalogKind = (typeof catalogKinds)[number];

const kindsByHost: ReadonlyMap<string, CatalogKind> = new Map([
  [dockerHub, "dockerHub"],
  ["ghcr.io", "ghcr"],
  ["public.ecr.aws", "ecrPublic"],
  ["ecr-public.aws.com", "ecrPublic"],
]);

const ecrHost =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9][a-z0-9_-]*)\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.com\.cn)|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/;

/** The AWS account and region that a private ECR registry's host names. */
export function readEcrHost(host: string): { readonly account: string; readonly region: string } | undefined {
  const [, account, region] = ecrHost.exec(host) ?? [];
  return account === undefined || region === undefined ? undefined : { account, region };
}

/**
 * The vendor that a host belongs to by its whole name, never by a part of it (reliability V6); `oci` for all others.
 * `host` is lower-case, as references name it.
 */
export function kindOfHost(host: string): CatalogKind {
  return kindsByHost.get(host) ?? (readEcrHost(host) === undefined ? "oci" : "ecr");
}

/** Where the distribution API of a registry at `base` is. Gitea's is at the host's root wherever its other pages are. */
export function registryRoot(kind: CatalogKind, base: URL): URL {
  return kind === "gitea" ? new URL("/", base) : base;
}
