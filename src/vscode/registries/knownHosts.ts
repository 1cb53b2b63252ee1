import { kindOfHost } from "../../core/catalog/kind.ts";
import type { NamedRegistry } from "./registries.ts";

export type ChosenHosts = {
  /** The registries that the user configured. */
  readonly named: () => readonly NamedRegistry[];
  /** The hosts that the user logged in to with docker or podman. */
  readonly dockerLogins: () => Promise<readonly string[]>;
};

/** Whether the user chose a host, or it is a public registry that anyone knows: not one that only a file names (W07). */
export async function isKnownHost(host: string, { named, dockerLogins }: ChosenHosts): Promise<boolean> {
  if (publicKinds.has(kindOfHost(host)) || publicHosts.has(host)) return true;
  if (named().some((registry) => registry.host === host)) return true;
  return (await dockerLogins()).includes(host);
}

/** Of each of them there is one, by its whole name; AWS's private ones may be anybody's. */
const publicKinds: ReadonlySet<string> = new Set(["dockerHub", "ghcr", "ecrPublic"]);
const publicHosts: ReadonlySet<string> = new Set([
  "docker.elastic.co",
  "gcr.io",
  "lscr.io",
  "mcr.microsoft.com",
  "nvcr.io",
  "quay.io",
  "registry.gitlab.com",
  "registry.k8s.io",
]);
