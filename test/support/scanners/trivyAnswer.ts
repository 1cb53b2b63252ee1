/** What Trivy prints of the Debian image (debianImage.ts): a fake's words, in the shape of the real program's. */
import { readFileSync } from "node:fs";
import type { ManifestTree } from "../images.ts";
import { opensslVersions } from "./debianImage.ts";

type Advisory = {
  readonly id: string;
  readonly fixed?: string;
  readonly severity: string;
  readonly score: number;
  readonly vector: string;
  readonly title: string;
  readonly description: string;
  readonly url: string;
};

/** A report, and in it what was found of each kind of package. */
export type TrivyAnswer = {
  readonly SchemaVersion: number;
  readonly ArtifactType: string;
  readonly CreatedAt: string;
  readonly Results: readonly {
    readonly Target: string;
    readonly Class: string;
    readonly Type: string;
    readonly Vulnerabilities: readonly Readonly<Record<string, unknown>>[];
  }[];
};

/** The report for the image that has this version of OpenSSL: what the real Trivy finds, too. */
export function trivyAnswer(image: ManifestTree, openssl: string): TrivyAnswer {
  const layers = diffIds(image);
  const found = (id: string, name: string, version: string, layer: number, path?: string) => ({
    ...vulnerability(id, name, version),
    ...(path !== undefined && { PkgPath: path }),
    Layer: { DiffID: layers[layer] },
  });
  const inNpm = (id: string, name: string, version: string) =>
    found(id, name, version, 2, `srv/app/node_modules/${name}/package.json`);
  return {
    SchemaVersion: 2,
    ArtifactType: "container_image",
    CreatedAt: "2026-11-24T12:00:00Z",
    Results: [
      {
        Target: "debian 12.0",
        Class: "os-pkgs",
        Type: "debian",
        Vulnerabilities: [
          found("CVE-2011-3374", "apt", "2.6.1", 0),
          found("CVE-2023-4911", "libc6", "2.36-9", 0),
          found("CVE-2023-38545", "libcurl4", "7.88.1-10", 1),
          found("CVE-2024-5535", "libssl3", openssl, 1),
          ...(openssl === opensslVersions.old ? [found("CVE-2023-5363", "libssl3", openssl, 1)] : []),
          found("CVE-2023-45853", "zlib1g", "1:1.2.13.dfsg-1", 0),
        ],
      },
      {
        Target: "Node.js",
        Class: "lang-pkgs",
        Type: "node-pkg",
        Vulnerabilities: [
          inNpm("CVE-2021-23337", "lodash", "4.17.20"),
          inNpm("CVE-2020-28500", "lodash", "4.17.20"),
          inNpm("CVE-2021-44906", "minimist", "1.2.5"),
        ],
      },
    ],
  };
}

/** One of the advisories, as Trivy prints it. */
export function vulnerability(id: string, name: string, version: string): Readonly<Record<string, unknown>> {
  const found = advisories.find((advisory) => advisory.id === id);
  if (found === undefined) throw new Error(`There is no ${id} among the advisories.`);
  const { fixed, severity, score, vector, title, description, url } = found;
  return {
    VulnerabilityID: id,
    PkgName: name,
    InstalledVersion: version,
    ...(fixed === undefined ? { Status: "affected" } : { FixedVersion: fixed, Status: "fixed" }),
    Severity: severity,
    SeveritySource: "nvd",
    CVSS: { nvd: { V3Score: score, V3Vector: vector } },
    Title: title,
    Description: description,
    PrimaryURL: url,
    References: [url, `https://nvd.nist.gov/vuln/detail/${id}`],
  };
}

const advisories = JSON.parse(
  readFileSync(new URL("advisories.json", import.meta.url), "utf8"),
) as readonly Advisory[];

/** The digests of the image's layers, uncompressed, from the lowest up. */
export function diffIds({ blobs }: ManifestTree): readonly string[] {
  const config = blobs.find(({ mediaType }) => mediaType.includes("config"));
  return JSON.parse(new TextDecoder().decode(config?.bytes)).rootfs.diff_ids;
}
