/**
 * A repository as real tools left it on docker-registry 2.8.2: an image that buildah made, with one report of two
 * vulnerabilities attached to it five times. The report was written in Trivy's JSON (its schema 2); Trivy itself made its
 * other forms of it (`trivy convert`):
 *
 * - cosign 2.4.3: what Trivy writes for cosign, as an attestation by a key;
 * - ORAS 1.2.3: SARIF, Trivy's own JSON as a layer without a type, CycloneDX with vulnerabilities, and what Trivy writes
 *   for cosign as plain JSON, as Trivy's plugin for referrers does it.
 */
import assert from "node:assert/strict";
import { isDigest } from "../../src/core/reference/digest.ts";
import { MemoryRegistry } from "./memoryRegistry.ts";
import { push, type Target } from "./push.ts";
import reports from "./recorded/reports.json" with { type: "json" };
import { type Recorded, recordedTrees } from "./recordedArtifacts.ts";

const recorded: Recorded = reports;

/** The digest of the image. */
export const scanned = digestOfTag("1");

/** What each report says, as `id package version severity fixed path`. */
export const said = [
  "CVE-2021-44906 minimist 1.2.5 critical 1.2.6, 0.2.4 srv/node_modules/minimist/package.json",
  "CVE-2025-0395 libc6 2.36-9+deb12u8 high 2.36-9+deb12u10 ",
] as const;

/** The repository in memory, under `team/app`. */
export function reportsRegistry(host: string): MemoryRegistry {
  const registry = new MemoryRegistry(host);
  for (const { tree, tags } of recordedTrees(recorded)) registry.fill("team/app", tree, ...tags);
  return registry;
}

/** Pushes the repository as it was. */
export async function pushReports(target: Target): Promise<void> {
  for (const { tree, tags } of recordedTrees(recorded)) await push(target, tree, tags);
}

function digestOfTag(tag: string) {
  const digest = recorded.tags[tag];
  assert.ok(isDigest(digest), tag);
  return digest;
}
