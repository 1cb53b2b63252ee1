/** What is attached to nginx, read: an SBOM, provenance, signatures, a report and a file. */
import type { AttachedItem, DetailsAttached, PackageCells } from "../../src/protocol/attached.ts";
import type { DetailsContents } from "../../src/protocol/contents.ts";
import type { DetailsState } from "../../src/protocol/details.ts";
import { digest, nginx } from "./states.ts";

const time = { age: "7 weeks ago", exact: "5 Oct 2026, 21:05:14" };

export const sbom: AttachedItem = {
  key: "sbom",
  digest: digest("sbom"),
  role: "sbom",
  label: "SBOM (SPDX)",
  subject: "linux/amd64",
  size: "212.4 kB",
  mediaType: "application/vnd.in-toto+json",
  created: time,
  facts: [
    { key: "Format", value: "SPDX 2.3" },
    { key: "Packages", value: "1,204" },
    { key: "Made with", value: "buildkit-v0.26.0, syft-v1.20.0" },
  ],
  more: [],
  packages: { kind: "unread" },
};

export const provenance: AttachedItem = {
  key: "provenance",
  digest: digest("provenance"),
  role: "provenance",
  label: "Provenance (SLSA 1)",
  subject: "linux/amd64",
  size: "14.1 kB",
  mediaType: "application/vnd.in-toto+json",
  created: time,
  facts: [
    { key: "Source", value: "https://github.com/nginxinc/docker-nginx.git", link: 2 },
    { key: "Commit", value: "d21b4f2d90a1abb712a610678872e804267f4815", link: 3 },
    { key: "Builder", value: "https://github.com/nginxinc/docker-nginx/actions/runs/1182736450", link: 4 },
    {
      key: "Build type",
      value: "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
    },
    { key: "Finished", value: "5 Oct 2026, 21:05:14 (7 weeks ago)" },
  ],
  more: [
    {
      title: "2 parameters",
      pairs: [
        { key: "request.frontend", value: "dockerfile.v0" },
        { key: "request.args.build-arg:NGINX_VERSION", value: "1.27.3" },
      ],
    },
    { title: "1 material", pairs: [{ key: "pkg:docker/debian@12-slim", value: digest("debian") }] },
  ],
};

export const signature: AttachedItem = {
  key: "signature",
  digest: digest("signature"),
  role: "signature",
  label: "Signature (cosign)",
  subject: "the index",
  size: "241 B",
  mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
  created: time,
  facts: [
    {
      key: "Identity",
      value: "https://github.com/nginxinc/docker-nginx/.github/workflows/push.yml@refs/heads/master",
    },
    { key: "Vouched for by", value: "https://token.actions.githubusercontent.com" },
    { key: "Certificate from", value: "O=sigstore.dev, CN=sigstore-intermediate" },
    { key: "Signs", value: digest("nginx") },
  ],
  more: [],
};

export const forged: AttachedItem = {
  ...signature,
  key: "forged",
  digest: digest("forged"),
  label: "Signature (notation)",
  warning: "MISMATCH: it claims another digest than that of the image it is attached to.",
  facts: [{ key: "Identity", value: "not said: a key alone, or no certificate that can be read" }],
};

export const report: AttachedItem = {
  key: "report",
  digest: digest("report"),
  role: "report",
  label: "Report (Trivy)",
  subject: "linux/amd64",
  size: "1.2 MB",
  mediaType: "application/vnd.aquasec.trivy.report.sarif.v1",
  facts: [{ key: "Type", value: "application/vnd.aquasec.trivy.report.sarif.v1" }],
  more: [],
};

/** The tab with these things. */
export function attachedView(
  items: readonly AttachedItem[] = [sbom, provenance, signature, forged, report],
): DetailsAttached & { kind: "read" } {
  return {
    kind: "read",
    view: {
      text: `${items.length} documents are attached: 3 to linux/amd64, 2 to the index.`,
      notes: ["Not verified: this is what the documents say. Anyone who may push can attach them."],
      asOf: { age: "14:02", exact: "23 Nov 2026, 14:02:11" },
      busy: false,
      items,
    },
  };
}

/** The SBOM with its packages read. */
export const readSbom: AttachedItem = { ...sbom, packages: { kind: "read", text: "1,204 packages" } };

/** So many packages, by name. */
export function packages(count: number): readonly PackageCells[] {
  return Array.from({ length: count }, (_, at) => [
    `package-${String(at).padStart(5, "0")}`,
    `1.${at % 40}.0`,
    at % 3 === 0 ? "npm" : "deb",
    at % 2 === 0 ? "MIT" : "GPL-2.0-or-later",
    1 + (at % 7),
    at % 3 === 0 ? `/app/node_modules/package-${at}/package.json` : "/var/lib/dpkg/status",
  ]);
}

/** A build cache of so many entries. */
export function cacheContents(count: number): DetailsContents & { kind: "read" } {
  const bytes = Array.from({ length: count }, (_, at) => 60_000_000 / (at + 1));
  const total = bytes.reduce((sum, size) => sum + size, 0);
  return {
    kind: "read",
    view: {
      title: "Build cache (BuildKit)",
      text: `${count} entries · ${(total / 1e6).toFixed(1)} MB compressed · 14 build steps recorded`,
      facts: [],
      columns: ["#", "Lies on, steps that end in it, age"],
      rows: bytes.map((size, at) => ({
        name: String(at),
        digest: digest(`entry ${at}`),
        size: `${(size / 1e6).toFixed(1)} MB`,
        share: size / total,
        note: at === 0 ? "2 steps · 7 weeks ago" : `on ${at - 1} · 1 step · 7 weeks ago`,
      })),
    },
  };
}

/** A Helm chart with its provenance file. */
export const chartContents: DetailsContents & { kind: "read" } = {
  kind: "read",
  view: {
    title: "Helm chart",
    text: "2 files · 49.3 kB",
    facts: [
      { key: "Name", value: "shop" },
      { key: "Version", value: "2.4.0" },
      { key: "Home", value: "https://shop.example.com/", link: 0 },
      { key: "Depends on", value: "postgresql 15.x.x" },
    ],
    columns: ["Title", "Type"],
    rows: [
      {
        name: "",
        digest: digest("chart content"),
        size: "48.2 kB",
        share: 0.978,
        note: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
      },
      {
        name: "shop-2.4.0.tgz.prov",
        digest: digest("chart prov"),
        size: "1.1 kB",
        share: 0.022,
        note: "application/vnd.cncf.helm.chart.provenance.v1.prov",
      },
    ],
  },
};

/** Not an image to run: no layers, no configuration. */
export const artifact: DetailsState & { readonly kind: "image" } = {
  kind: "image",
  image: {
    ...nginx().image,
    registryAndNamespace: "ghcr.io/acme/charts/",
    name: "shop",
    tag: "2.4.0",
    aliases: [],
    digest: digest("chart"),
    kindText: "artifact manifest",
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    host: "ghcr.io",
    platforms: [{ digest: digest("chart"), label: "unknown platform", selected: true }],
    manifestDigest: digest("chart"),
    notice: "This is a Helm chart, not an image to run.",
    facts: [{ label: "Size", value: "48.2 kB", note: "compressed, as pulled" }],
    layers: { rows: [], totalBytes: 0 },
    contents: chartContents,
    configuration: [],
    labels: [],
    attached: { kind: "unread", known: 0 },
  },
};
