/**
 * What is attached to an image, told by its types and annotations alone, without reading it.
 * https://github.com/sigstore/cosign/tree/main/specs, https://github.com/notaryproject/specifications,
 * https://github.com/in-toto/attestation/tree/main/spec/predicates
 */
import type { Descriptor } from "./model.ts";
import { isAttestation } from "./role.ts";

export type ArtifactRole = "signature" | "sbom" | "provenance" | "report" | "attestation" | "other";

/** What an artifact is, and by whom or in which format: `cosign`, `SPDX`; of others what they are called, or their type, hostile text. */
export type ArtifactName = { readonly role: ArtifactRole; readonly detail: string };

/** Names what refers to an image by its descriptor in the list of referrers or in an index. */
export function nameArtifact(descriptor: Descriptor): ArtifactName {
  if (isAttestation(descriptor)) return { role: "attestation", detail: "BuildKit" };
  const type = descriptor.artifactType ?? descriptor.mediaType;
  const predicate = predicateKeys.map((key) => descriptor.annotations?.get(key)).find(Boolean);
  const [, by] = envelopes.find(([pattern]) => pattern.test(type)) ?? [];
  if (by !== undefined) {
    const named = predicate === undefined ? undefined : namePredicate(predicate);
    return (
      named ?? (by === "in-toto" ? { role: "attestation", detail: by } : { role: "signature", detail: by })
    );
  }
  const [, name] = types.find(([pattern]) => pattern.test(type)) ?? [];
  return name ?? { role: "other", detail: nameOfType(type) ?? type };
}

/** Names what a cosign tag holds by its ending. */
export function nameCosignTag(ending: "sig" | "att" | "sbom"): ArtifactName {
  const roles = { sig: "signature", att: "attestation", sbom: "sbom" } as const;
  return { role: roles[ending], detail: "cosign" };
}

/** What artifacts of a type are called that are no statements about images: `Helm chart`; undefined for types not known. */
export function nameOfType(type: string): string | undefined {
  return kinds.find(([pattern]) => pattern.test(type))?.[1];
}

/** https://github.com/opencontainers/artifacts, and what their makers say. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^application\/vnd\.cncf\.helm\.config\.v1\+json$/, "Helm chart"],
  [/^application\/vnd\.devcontainers(?:\.[\w.]+)?(?:\+json)?$/, "dev container feature or template"],
  [/^application\/vnd\.docker\.compose\.project$/, "Compose project"],
  [/^application\/vnd\.docker\.plugin\.v1\+json$/, "Docker plugin"],
  [/^application\/vnd\.cncf\.flux\.config\.v1\+json$/, "Flux bundle"],
  [/^application\/vnd\.cncf\.openpolicyagent\.config\.v1\+json$/, "Open Policy Agent bundle"],
  [/^application\/vnd\.(?:wasm\.config|module\.wasm\.config)\.v[01]\+json$/, "WebAssembly module"],
  [/^application\/vnd\.sylabs\.sif\.config\.v1\+json$/, "Singularity image"],
  [/^application\/vnd\.amazon\.soci\.index\.v[12]\+json$/, "SOCI index"],
  [/^application\/vnd\.cncf\.model\.(?:config|manifest)\.v1\+json$/, "model"],
];

/** Where an artifact's predicate type may stand. */
const predicateKeys = ["dev.sigstore.bundle.predicateType", "in-toto.io/predicate-type", "predicateType"];

/** Types that hold a statement of any predicate, and what they are without one. */
const envelopes: readonly (readonly [RegExp, "cosign" | "in-toto"])[] = [
  [/^application\/vnd\.dev\.sigstore\.bundle\b/, "cosign"],
  [/^application\/vnd\.(?:in-toto|dsse\.envelope\.v1)\+json$/, "in-toto"],
];

const types: readonly (readonly [RegExp, ArtifactName])[] = [
  [
    /^application\/vnd\.dev\.cosign\.(?:artifact\.sig|simplesigning)\./,
    { role: "signature", detail: "cosign" },
  ],
  [/^application\/vnd\.dev\.cosign\.artifact\.sbom\./, { role: "sbom", detail: "cosign" }],
  [/^application\/vnd\.cncf\.notary\.signature$/, { role: "signature", detail: "notation" }],
  [/^(?:text|application)\/spdx(?:\+(?:json|xml))?$/, { role: "sbom", detail: "SPDX" }],
  [/^application\/vnd\.cyclonedx(?:\+(?:json|xml))?$/, { role: "sbom", detail: "CycloneDX" }],
  [/^application\/vnd\.syft\+json$/, { role: "sbom", detail: "Syft" }],
  [/^application\/vnd\.goharbor\.harbor\.sbom\.v1$/, { role: "sbom", detail: "Harbor" }],
  [/^application\/(?:vnd\.oasis\.)?sarif\+json$/, { role: "report", detail: "SARIF" }],
  [/\btrivy\b/, { role: "report", detail: "Trivy" }],
];

const predicates: readonly (readonly [RegExp, ArtifactName])[] = [
  [/^https:\/\/spdx\.dev\/Document\b/, { role: "sbom", detail: "SPDX" }],
  [/^https:\/\/cyclonedx\.org\/bom\b/, { role: "sbom", detail: "CycloneDX" }],
  [/^https:\/\/slsa\.dev\/provenance\/v0\.2$/, { role: "provenance", detail: "SLSA 0.2" }],
  [/^https:\/\/slsa\.dev\/provenance\/v1$/, { role: "provenance", detail: "SLSA 1" }],
  [/^https:\/\/slsa\.dev\/provenance\b/, { role: "provenance", detail: "SLSA" }],
  [
    /^(?:https:\/\/)?cosign\.sigstore\.dev\/attestation\/vuln\//,
    { role: "report", detail: "vulnerabilities" },
  ],
  [/^https:\/\/openvex\.dev\/ns\b/, { role: "report", detail: "OpenVEX" }],
  [/^https:\/\/sigstore\.dev\/cosign\/sign\//, { role: "signature", detail: "cosign" }],
];

/** A predicate that is not known is an attestation, named by it. */
function namePredicate(predicate: string): ArtifactName {
  const [, name] = predicates.find(([pattern]) => pattern.test(predicate)) ?? [];
  return name ?? { role: "attestation", detail: predicate };
}
