import type { Catalog, CatalogSource } from "./catalog.ts";
import { dockerHubCatalog } from "./dockerHub.ts";
import { ecrCatalog } from "./ecr.ts";
import { ecrPublicCatalog } from "./ecrPublic.ts";
import { ghcrCatalog } from "./ghcr.ts";
import { giteaCatalog } from "./gitea.ts";
import { harborCatalog } from "./harbor.ts";
import { ociCatalog } from "./oci.ts";
import type { RegistryScanner } from "./registryScanner.ts";

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
      return { ...ociCatalog(source), scanner: zotScanner(source) };
  }
}

/** zot looks like any other registry until it is asked; one that is none is asked once. */
function zotScanner(source: CatalogSource): RegistryScanner {
  let isAbsent = false;
  return {
    read: async (path, image, signal) => {
      if (isAbsent) return { kind: "none" };
      const { readZotScan } = await import("./findings.ts");
      const state = await readZotScan(source, path, image, signal);
      if (state !== "absent") return state;
      isAbsent = true;
      return { kind: "none" };
    },
  };
}
