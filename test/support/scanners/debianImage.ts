/** A small image of Debian 12 with npm packages: no programs in it, but what scanners read, of real versions. */
import { type ImageOptions, type ManifestTree, makeImage, type Step } from "../images.ts";
import type { TarEntry } from "../tar.ts";

/** A Debian package, its version, and the source that it is built from. */
export type DebianPackage = readonly [name: string, version: string, source: string];

const osRelease = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
`;

/** As Debian 12.0 had them. */
const base: readonly DebianPackage[] = [
  ["apt", "2.6.1", "apt"],
  ["libc6", "2.36-9", "glibc"],
  ["tzdata", "2023c-5", "tzdata"],
  ["zlib1g", "1:1.2.13.dfsg-1", "zlib"],
];

/** The version of OpenSSL in Debian 12.0, and the one that was the next to mend something. */
export const opensslVersions = { old: "3.0.9-1", upgraded: "3.0.11-1~deb12u2" } as const;

/** The image; a rebuilt one differs in the version of OpenSSL alone. */
export function debianImage(openssl: string, options: Pick<ImageOptions, "platform"> = {}): ManifestTree {
  const own: readonly DebianPackage[] = [
    ["libcurl4", "7.88.1-10", "curl"],
    ["libssl3", openssl, "openssl"],
  ];
  return makeImage({
    ...options,
    steps: [
      debianStep(base),
      { command: "RUN apt-get install libcurl4 libssl3", entries: [status([...base, ...own])] },
      { command: 'ENV NODE_ENV="production"' },
      {
        command: "COPY node_modules /srv/app/node_modules",
        entries: [
          npmPackage("lodash", "4.17.20"),
          npmPackage("minimist", "1.2.5"),
          npmPackage("ms", "2.1.3"),
        ],
      },
    ],
  });
}

/** What makes Debian 12 of nothing, with these packages. */
export function debianStep(packages: readonly DebianPackage[]): Step {
  return {
    command: "ADD rootfs.tar.xz /",
    entries: [
      { path: "etc/os-release", content: osRelease },
      { path: "etc/debian_version", content: "12.0\n" },
      status(packages),
    ],
  };
}

/** The list of installed packages. https://manpages.debian.org/bookworm/dpkg-dev/deb-substvars.5.en.html */
function status(packages: readonly DebianPackage[]): TarEntry {
  const paragraphs = packages.map(([name, version, source]) =>
    [
      `Package: ${name}`,
      "Status: install ok installed",
      "Architecture: amd64",
      ...(source === name ? [] : [`Source: ${source}`]),
      `Version: ${version}`,
      "Maintainer: Debian",
      "Description: a package",
    ].join("\n"),
  );
  return { path: "var/lib/dpkg/status", content: `${paragraphs.join("\n\n")}\n` };
}

function npmPackage(name: string, version: string): TarEntry {
  const content = JSON.stringify({ name, version, license: "MIT" });
  return { path: `srv/app/node_modules/${name}/package.json`, content };
}
