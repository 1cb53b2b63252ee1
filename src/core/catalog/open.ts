import type { Catalog, CatalogSource } from "./catalog.ts";
import { dockerHubCatalog } from "./dockerHub.ts";
import { ecrCatalog } from "./ecr.ts";
import { ecrPublicCatalog } from "./ecrPublic.ts";
import { ghcrCatalog } from "./ghcr.ts";
import { giteaCatalog } from "./gitea.ts";
import { harborCatalog } from "./harbor.ts";
import { ociCatalog } from "./oci.ts";

/** The catalogue of a registry by its kind. */
export function openCatalog(source: CatalogSource): Catalog {
  switch (source.kind) {
    case "dockerHub":
      return dockerHubCatalog(source);
    case "harbor":
      return harborCatalog(source);
    case "gitea":
      return giteaCatalog(source);
    case "ghcr":
      return ghcrCatalog(source);
    case "ecr":
      return ecrCatalog(source);
    case "ecrPublic":
      return ecrPublicCatalog(source);
    case "oci":
      return ociCatalog(source);
  }
}
