/** States as the host would post them, for images of every shape. */
import { createHash } from "node:crypto";
import type { DetailsImage, DetailsLayers, DetailsState, DetailsStep } from "../../src/protocol/details.ts";
import type { DetailsSharing, SharingMark } from "../../src/protocol/sharing.ts";

/** A digest that is the same for the same name. */
export function digest(name: string): string {
  return `sha256:${createHash("sha256").update(name).digest("hex")}`;
}

const gzip = "application/vnd.oci.image.layer.v1.tar+gzip";
const built = { age: "7 weeks ago", exact: "5 Oct 2026, 21:05:14" };

type Written = {
  readonly instruction: string;
  readonly command: string;
  readonly layer?: readonly [bytes: number, size: string];
  readonly comment?: string;
  readonly remark?: string;
};

/** Steps in which those with a size are layers, numbered from 1. */
export function layers(image: string, written: readonly Written[]): DetailsLayers {
  let number = 0;
  const rows = written.map(({ instruction, command, layer, ...rest }): DetailsStep => {
    const step = {
      instruction,
      summary: command.replace(/\s+/g, " ").trim(),
      command: `${instruction} ${command}`.trim(),
      created: built,
      ...rest,
    };
    if (layer === undefined) return { ...step, size: "–" };
    number++;
    const [bytes, size] = layer;
    const name = `${image} ${number}`;
    return {
      ...step,
      number,
      bytes,
      size,
      digest: digest(name),
      diffId: digest(`${name} diff`),
      mediaType: gzip,
    };
  });
  return { rows, totalBytes: rows.reduce((sum, { bytes = 0 }) => sum + bytes, 0) };
}

/** As BuildKit records it: one line, with the indentation of the Dockerfile's lines left in. */
const install = `
set -x
    && groupadd --system --gid 101 nginx
    && useradd --system --gid nginx --no-create-home --home /nonexistent --shell /bin/false --uid 101 nginx
    && apt-get update
    && apt-get install --no-install-recommends --no-install-suggests -y gnupg1 ca-certificates
    && NGINX_GPGKEYS="573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62 8540A6F18833A80E9C1653A42FD21310B49F6B46";
    NGINX_GPGKEY_PATH=/etc/apt/keyrings/nginx-archive-keyring.gpg;
    export GNUPGHOME="$(mktemp -d)";
    found='';
    for NGINX_GPGKEY in $NGINX_GPGKEYS; do
    gpg1 --batch --keyserver hkp://keyserver.ubuntu.com:80 --keyserver-options timeout=10 && found=yes && break;
    done;
    test -z "$found" && echo >&2 "error: failed to fetch GPG key" && exit 1;
    apt-get remove --purge --auto-remove -y gnupg1 && rm -rf /var/lib/apt/lists/*
    && ln -sf /dev/stdout /var/log/nginx/access.log
    && ln -sf /dev/stderr /var/log/nginx/error.log`
  .replaceAll("\n", "")
  .trim();

const nginxLayers = (platform: string) =>
  layers(`nginx ${platform}`, [
    {
      instruction: "",
      command: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1731888000'",
      layer: [28_231_022, "28.2 MB"],
      comment: "debuerreotype 0.15",
    },
    { instruction: "LABEL", command: "maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>" },
    { instruction: "ENV", command: "NGINX_VERSION=1.27.3" },
    { instruction: "ENV", command: "PKG_RELEASE=1~bookworm" },
    { instruction: "RUN", command: install, layer: [43_104_208, "43.1 MB"] },
    { instruction: "COPY", command: "docker-entrypoint.sh /", layer: [626, "626 B"] },
    {
      instruction: "COPY",
      command: "10-listen-on-ipv6-by-default.sh /docker-entrypoint.d",
      layer: [956, "956 B"],
    },
    {
      instruction: "COPY",
      command: "15-local-resolvers.envsh /docker-entrypoint.d",
      layer: [405, "405 B"],
    },
    {
      instruction: "COPY",
      command: "20-envsubst-on-templates.sh /docker-entrypoint.d",
      layer: [1_210, "1.2 kB"],
    },
    {
      instruction: "COPY",
      command: "30-tune-worker-processes.sh /docker-entrypoint.d",
      layer: [1_400, "1.4 kB"],
    },
    { instruction: "ENTRYPOINT", command: '["/docker-entrypoint.sh"]' },
    { instruction: "EXPOSE", command: "map[80/tcp:{}]" },
    { instruction: "STOPSIGNAL", command: "SIGQUIT" },
    { instruction: "CMD", command: '["nginx" "-g" "daemon off;"]' },
  ]);

const platformNames = [
  "linux/amd64",
  "linux/arm/v5",
  "linux/arm/v7",
  "linux/arm64/v8",
  "linux/386",
  "linux/mips64le",
  "linux/ppc64le",
  "linux/s390x",
];

/** The digest of one of nginx's platforms. */
export function nginxManifest(platform: string): string {
  return digest(`nginx ${platform}`);
}

/** An attested index of eight platforms, seven layers each. */
export function nginx(
  platform = "linux/amd64",
  change: Partial<DetailsImage> = {},
): DetailsState & { kind: "image" } {
  return {
    kind: "image",
    image: {
      registryAndNamespace: "docker.io/library/",
      name: "nginx",
      tag: "1.27.3",
      aliases: ["1.27", "1", "latest"],
      digest: digest("nginx"),
      kindText: "index of 8 platforms",
      mediaType: "application/vnd.oci.image.index.v1+json",
      host: "registry-1.docker.io",
      asOf: { age: "14:02", exact: "23 Nov 2026, 14:02:11" },
      busy: false,
      platforms: platformNames.map((label) => ({
        digest: nginxManifest(label),
        label,
        selected: label === platform,
      })),
      manifestDigest: nginxManifest(platform),
      facts: [
        { label: "Size", value: "71.4 MB", note: "compressed, as pulled" },
        { label: "Layers", value: "7", note: "7 steps without a layer" },
        { label: "Created", value: "7 weeks ago", note: "5 Oct 2026, 21:05:14" },
        { label: "Platform", value: platform, note: "" },
        { label: "Base image", value: "debian:12-slim", title: "docker.io/library/debian:12-slim" },
        { label: "Version", value: "1.27.3" },
      ],
      layers: nginxLayers(platform),
      configuration: [
        { title: "Entrypoint", values: ["/docker-entrypoint.sh"], mono: true },
        { title: "Command", values: ["nginx", "-g", "daemon off;"], mono: true },
        {
          title: "Environment",
          values: [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "NGINX_VERSION=1.27.3",
            "NJS_VERSION=0.8.7",
            "PKG_RELEASE=1~bookworm",
            "DYNPKG_RELEASE=1~bookworm",
          ],
          mono: true,
        },
        { title: "Exposed ports", values: ["80/tcp"], mono: true },
        { title: "Stop signal", values: ["SIGQUIT"], mono: true },
        { title: "Author", values: ["NGINX Docker Maintainers"], mono: false },
      ],
      labels: [
        { key: "maintainer", value: "NGINX Docker Maintainers <docker-maint@nginx.com>" },
        { key: "org.opencontainers.image.base.digest", value: digest("debian") },
        { key: "org.opencontainers.image.base.name", value: "debian:12-slim" },
        {
          key: "org.opencontainers.image.source",
          value:
            "https://github.com/nginxinc/docker-nginx.git#d21b4f2d90a1abb712a610678872e804267f4815:mainline/debian",
          link: 0,
        },
        { key: "org.opencontainers.image.url", value: "https://hub.docker.com/_/nginx", link: 1 },
        { key: "org.opencontainers.image.version", value: "1.27.3" },
      ],
      attached: { kind: "unread", known: 1 },
      ...change,
    },
  };
}

/** A manifest without index, one layer, no tag, no labels. */
export const oneLayer: DetailsState = {
  kind: "image",
  image: {
    registryAndNamespace: "localhost:5000/",
    name: "hello",
    aliases: [],
    digest: digest("hello"),
    kindText: "image manifest",
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    host: "localhost:5000",
    asOf: { age: "09:30", exact: "23 Nov 2026, 09:30:00" },
    busy: false,
    platforms: [{ digest: digest("hello"), label: "linux/amd64", selected: true }],
    manifestDigest: digest("hello"),
    facts: [
      { label: "Size", value: "2.4 kB", note: "compressed, as pulled" },
      { label: "Layers", value: "1", note: "1 step without a layer" },
    ],
    layers: layers("hello", [
      { instruction: "COPY", command: "hello /", layer: [2_380, "2.4 kB"] },
      { instruction: "CMD", command: '["/hello"]' },
    ]),
    configuration: [{ title: "Command", values: ["/hello"], mono: true }],
    labels: [],
    attached: { kind: "unread", known: 0 },
  },
};

/** 200 layers, one of them twice, one foreign, history apart from the layers. */
export function manyLayers(): DetailsState {
  const written = Array.from({ length: 200 }, (_, at): Written => {
    const bytes = 1_000_000 * (1 + ((at * 37) % 50));
    return {
      instruction: at % 3 === 0 ? "COPY" : "RUN",
      command: `step-${at + 1} --with some-arguments /srv/part-${at + 1}`,
      layer: [bytes, `${bytes / 1_000_000}.0 MB`],
      ...(at === 9 && { remark: "A foreign layer, kept elsewhere. Mooring does not go there." }),
    };
  });
  const made = layers("many", written);
  const rows = made.rows.map((row, at) => {
    const first = made.rows[0]?.digest;
    return at === 5 && first !== undefined
      ? { ...row, digest: first, remark: "The same layer as number 1; it is pulled once." }
      : row;
  });
  const notice = "The history does not match the layers in number, so they stand apart.";
  return {
    kind: "image",
    image: {
      ...nginx().image,
      registryAndNamespace: "registry.example.com/team/build/environments/",
      name: "everything-that-anybody-ever-needed",
      tag: "2026-11-23.build.18231",
      aliases: Array.from({ length: 14 }, (_, at) => `2026-11-${at + 10}.nightly`),
      host: "registry.example.com",
      layers: { rows, totalBytes: made.totalBytes - (made.rows[5]?.bytes ?? 0), notice },
    },
  };
}

export const loading: DetailsState = { kind: "loading", title: "nginx:1.27.3" };

export const failed: DetailsState = {
  kind: "failed",
  title: "registry.example.com/team/app:2.0",
  problem: "registry.example.com did not answer within 60 seconds.",
  next: "Check the network or the proxy settings, then try again.",
};

/** nginx's base, found. */
export const found = {
  kind: "found",
  text: "Base: debian:12-slim, 1 of 7 layers",
  title: "All layers of debian:12-slim are the lowest of this image.",
  rows: 1,
} as const;

/** nginx with its layers changed. */
export function nginxLike(change: Partial<DetailsLayers>, rest: Partial<DetailsImage> = {}) {
  return nginx("linux/amd64", { layers: { ...nginxLayers("linux/amd64"), ...change }, ...rest });
}

/** The rebuilt Dockerfile of nginx, with a line that is longer than any window. */
export const dockerfile = {
  text: `FROM debian:12-slim\nENV NGINX_VERSION=1.27.3\nRUN set -x \\\n    && groupadd --system nginx \\\n    && ${"apt-get update ".repeat(30)}\nCMD ["nginx"]\n`,
  note: "Rebuilt from the image's history, which does not tell what was copied from where. Its base is proven by layers.",
};

/** Tags of a repository, read: so many images, so many layers. */
export function shared(images: number, layers: number): DetailsSharing & { kind: "read" } {
  const names = Array.from({ length: images }, (_, at) =>
    at === 0 ? "1.27.3, 1.27, 1, latest" : `1.${27 - at}.0`,
  );
  return {
    kind: "read",
    view: {
      text: "The registry keeps 412.0 MB for 40 tags, 31 images; one by one the images add up to 1.9 GB.",
      alone: "1 layer, 43.1 MB, is this image's alone.",
      notes: [
        "Layers of the images for linux/amd64, compressed; manifests and configurations are not counted.",
      ],
      asOf: { age: "14:02", exact: "23 Nov 2026, 14:02:11" },
      columns: names.map((name, at) => ({
        name,
        title: `${name}: 71.4 MB, of that 43.1 MB its own alone`,
        isShown: at === 0,
      })),
      rows: Array.from({ length: layers }, (_, at) => ({
        digest: digest(`shared ${at}`),
        place: at < 2 ? `layer ${2 - at} of this image` : "",
        size: `${Math.max(1, 43 - at)}.1 MB`,
        share: 1 / (at + 1),
        marks: names.map(
          (_, column): SharingMark =>
            at === 1 ? "shared" : at === column ? "alone" : (at + column) % 7 === 0 ? "shared" : "none",
        ),
        text:
          at === 0 ? `in 1 of ${images} images: 1.27.3, 1.27, 1, latest` : `in ${images} of ${images} images`,
      })),
      unread: [
        { key: "1.9", value: "registry-1.docker.io has no library/nginx:1.9. Check the name." },
        { key: "windows", value: "No image for linux/amd64." },
      ],
      ...(images > 1 && {
        pull: {
          choices: names.slice(1).map((name, at) => ({ column: at + 1, name })),
          chosen: 1,
          text: "43.2 MB of 71.4 MB: 6 of 7 layers",
          share: 0.605,
        },
      }),
    },
  };
}
