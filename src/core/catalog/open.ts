import type { Catalog, CatalogSource } from "./catalog.ts";
import { dockerHubCatalog } from "./dockerHub.ts";
import { ociCatalog } from "./oci.ts";

/** The catalogue of a registry by its kind. */
export function openCatalog(source: CatalogSource): Catalog {
  switch (source.kind) {
    case "dockerHub":
      return dockerHubCatalog(source);
    case "oci":
    case "ghcr":
    case "ecr":
    case "ecrPublic":
    case "harbor":
    case "gitea":
      return ociCatalog(source);
  }
}
