/**
 * A Debian base, what could take its place, and an image built upon it: for whoever asks which base has fewer findings.
 * Scanners find in them what `found` says.
 */

import { printing } from "../fakeScanners.ts";
import { type ManifestTree, makeImage } from "../images.ts";
import { push } from "../push.ts";
import { type DebianPackage, debianStep, opensslVersions } from "./debianImage.ts";
import { vulnerability } from "./trivyAnswer.ts";

const apt: DebianPackage = ["apt", "2.6.1", "apt"];
const libc: DebianPackage = ["libc6", "2.36-9", "glibc"];
const zlib: DebianPackage = ["zlib1g", "1:1.2.13.dfsg-1", "zlib"];
const curl: DebianPackage = ["libcurl4", "7.88.1-10", "curl"];
const openssl = (version: string): DebianPackage => ["libssl3", version, "openssl"];

/** What is wrong with a package. */
const advisories = new Map<DebianPackage[0], readonly string[]>([
  ["apt", ["CVE-2011-3374"]],
  ["libc6", ["CVE-2023-4911"]],
  ["zlib1g", ["CVE-2023-45853"]],
  ["libcurl4", ["CVE-2023-38545"]],
  ["libssl3", ["CVE-2024-5535"]],
]);

export type DebianBase = { readonly tree: ManifestTree; readonly packages: readonly DebianPackage[] };

const baseOf = (...packages: readonly DebianPackage[]): DebianBase => ({
  tree: makeImage({ steps: [debianStep(packages)] }),
  packages,
});

/** By what they are to the image: two critical, two high and one low finding; the rest of them see below. */
export const debianBases = {
  used: baseOf(apt, libc, zlib, openssl(opensslVersions.old)),
  /** One high finding fewer. */
  moved: baseOf(apt, libc, zlib, openssl(opensslVersions.upgraded)),
  /** The same number as `moved`: one critical finding is gone, another one has come. */
  next: baseOf(apt, libc, curl, openssl(opensslVersions.upgraded)),
  /** One critical, one high and one low finding. */
  best: baseOf(apt, libc, curl),
} as const;

/** An image built upon `used`, which says that it is `name`. */
export function builtOnDebian(name: string): ManifestTree {
  const base = "org.opencontainers.image.base";
  return makeImage({
    steps: [
      debianStep(debianBases.used.packages),
      { command: "COPY app /srv", entries: [{ path: "srv/app", content: "app\n" }] },
    ],
    annotations: { [`${base}.name`]: name, [`${base}.digest`]: debianBases.used.tree.digest },
  });
}

/** Pushes the image as `team/app:1`, and the bases as `debian`: 12-slim, which moved, 13-slim and 14-slim. */
export async function pushDebianBases({ url, host }: { url: string; host: string }): Promise<ManifestTree> {
  const { used, moved, next, best } = debianBases;
  const repository = { url, repository: "debian" };
  await push(repository, used.tree, ["11-slim"]);
  await push(repository, moved.tree, ["12-slim"]);
  await push(repository, next.tree, ["13-slim", "13"]);
  await push(repository, best.tree, ["14-slim"]);
  const app = builtOnDebian(`${host}/debian:12-slim`);
  await push({ url, repository: "team/app" }, app, ["1"]);
  return app;
}

/** For a fake Trivy: prints what there is to find in each base, and in the image what its base has. */
export function scriptOfDebianBases(app: ManifestTree): string {
  const { used, ...others } = debianBases;
  const cases = [{ ...used, tree: app }, used, ...Object.values(others)].map(
    ({ tree, packages }) => `*@${tree.digest})\n${printing(reportOf(packages))}\n;;`,
  );
  return `case "$1" in\n${cases.join("\n")}\n*) refuse "unknown image: $1" ;;\nesac`;
}

function reportOf(packages: readonly DebianPackage[]): unknown {
  const found = packages.flatMap(([name, version]) => {
    const ids = advisories.get(name) ?? [];
    const all = version === opensslVersions.old ? [...ids, "CVE-2023-5363"] : ids;
    return all.map((id) => vulnerability(id, name, version));
  });
  return {
    SchemaVersion: 2,
    ArtifactType: "container_image",
    Trivy: { Version: "0.74.0" },
    CreatedAt: "2026-11-24T12:00:00Z",
    Results: [{ Target: "debian 12.0", Class: "os-pkgs", Type: "debian", Vulnerabilities: found }],
  };
}
