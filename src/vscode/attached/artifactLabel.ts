/** What is attached to an image, in a word and as an icon. */
import type { ArtifactName, ArtifactRole } from "../../core/oci/artifact.ts";
import { sanitize } from "../../core/text.ts";

const labels: { readonly [Role in ArtifactRole]: string } = {
  signature: "Signature",
  sbom: "SBOM",
  provenance: "Provenance",
  report: "Report",
  attestation: "Attestation",
  other: "Artifact",
};

/** VS Code's icons, by their names. */
export const artifactIcons: { readonly [Role in ArtifactRole]: string } = {
  signature: "verified",
  sbom: "list-tree",
  provenance: "git-commit",
  report: "bug",
  attestation: "checklist",
  other: "file",
};

/** `Signature (cosign)`, `SBOM (SPDX)`; others by their type alone. Sanitised. */
export function artifactLabel({ role, detail }: ArtifactName): string {
  const label = labels[role];
  const text = sanitize(detail, 100);
  if (text === "") return label;
  return role === "other" ? text : `${label} (${text})`;
}
