/** A registry while it is being added: what was answered so far, and what that stands for. */
import type { CatalogKind } from "../../core/catalog/kind.ts";
import type { Certificates } from "../../core/http/ownCertificates.ts";
import type { LoginDraft } from "./loginSteps.ts";
import { dockerHubAddress, type RegistryAddress, readRegistryUrl } from "./registryUrl.ts";

/** How a registry is to see us: by what is found outside Mooring, or by what is chosen here. */
export type Way = "github" | "aws" | "awsProfile" | "outside" | "password";

export type Draft = LoginDraft & {
  /** What the user chose; `any` is told by the address. */
  readonly kind: "any" | "ecr" | keyof typeof wellKnownHosts;
  readonly typed: string;
  /** Tells this account from the one that is there already; empty for the first. */
  readonly account: string;
  readonly way: Way;
  readonly certificates: Certificates;
  /** The profile of AWS; empty for AWS's default. */
  readonly profile: string;
};

export const emptyDraft: Draft = {
  kind: "any",
  typed: "",
  account: "",
  way: "outside",
  username: "",
  password: "",
  certificates: {},
  profile: "",
};

/** Registries that there is one of, by their kind. */
export const wellKnownHosts = {
  dockerHub: "docker.io",
  ghcr: "ghcr.io",
  ecrPublic: "public.ecr.aws",
} as const satisfies Partial<Record<CatalogKind, string>>;

/** Whether the address is still to be typed. */
export function needsAddress({ kind }: Draft): boolean {
  return !(kind in wellKnownHosts);
}

/** The address that a draft stands for. */
export function addressOf({ kind, typed, account, certificates, way, profile }: Draft): RegistryAddress {
  const read = readRegistryUrl(kind === "any" || kind === "ecr" ? typed : wellKnownHosts[kind]);
  return {
    ...(read.ok ? read.address : dockerHubAddress),
    ...(account !== "" && { account }),
    ...(way === "awsProfile" && { profile }),
    ...(Object.keys(certificates).length > 0 && { certificates }),
  };
}
