/** What the demo registry holds; the tests in VS Code use the same images. */
import { createHash } from "node:crypto";
import {
  commonPlatforms,
  content,
  type Format,
  jsonContent,
  type Layer,
  type ManifestTree,
  makeBuildCache,
  makeImage,
  makeIndex,
  makeLayer,
  makeManifest,
  type Step,
  type TestPlatform,
} from "../support/images.ts";

export type DemoImage = {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly tree: ManifestTree;
};

export function demoImages(): readonly DemoImage[] {
  const debian = baseImages("12.8", "2024-11-11T00:00:00Z");
  const nginx = ["1.26.2", "1.27.2", "1.27.3"].map((version) => nginxImage(version, debian));
  const [oldest, older, current] = nginx;
  if (oldest === undefined || older === undefined || current === undefined) return [];
  return [
    {
      repository: "base/debian",
      tags: ["12-slim", "bookworm-slim", "12.8-slim"],
      tree: indexOf(debian, "oci"),
    },
    { repository: "web/nginx", tags: ["1.26", "1.26.2"], tree: oldest },
    { repository: "web/nginx", tags: ["1.27.2"], tree: older },
    { repository: "web/nginx", tags: ["latest", "1.27", "1.27.3"], tree: current },
    { repository: "web/nginx", tags: [signatureTag(current)], tree: cosignSignature(current) },
    { repository: "team/api", tags: ["2.3.1"], tree: apiImage("2.3.1", debian) },
    { repository: "team/api", tags: ["latest", "2.4", "2.4.0"], tree: apiImage("2.4.0", debian) },
    { repository: "team/api", tags: ["buildcache"], tree: makeBuildCache() },
    { repository: "team/worker", tags: ["latest", "1.0.0"], tree: workerImage() },
    { repository: "tools/migrate", tags: ["0.9"], tree: migrateImage() },
  ];
}

type Platforms = readonly { readonly platform: TestPlatform; readonly steps: readonly Step[] }[];

function baseImages(version: string, created: string): Platforms {
  return commonPlatforms.map((platform) => {
    const name = `${platform.architecture}-debian-${version}`;
    const entries = [
      { path: "etc/" },
      {
        path: "etc/os-release",
        content: `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n`,
      },
      { path: "etc/debian_version", content: `${version}\n` },
      { path: "bin/sh", content: filler(`${name}/sh`, 125_000), mode: 0o755 },
      { path: "lib/libc.so.6", content: filler(`${name}/libc`, 480_000) },
      { path: "usr/share/doc/base-files/README", content: "A base for the Mooring demo.\n" },
    ];
    const rootfs = {
      command: `# debian.sh --arch '${platform.architecture}' out/ 'bookworm' '@${Date.parse(created) / 1000}'`,
      entries,
    };
    return { platform, steps: [rootfs] };
  });
}

function nginxImage(version: string, base: Platforms): ManifestTree {
  const images = base.map(({ platform, steps }) => {
    const seed = `${platform.architecture}-nginx-${version}`;
    return makeImage({
      platform,
      created: createdOf(version),
      steps: [
        ...steps,
        { command: "LABEL maintainer=Mooring Demo <demo@example.com>" },
        { command: `ENV NGINX_VERSION=${version}` },
        {
          command:
            "RUN /bin/sh -c set -x && apt-get update && apt-get install -y nginx=$NGINX_VERSION # buildkit",
          entries: [
            { path: "usr/sbin/nginx", content: filler(seed, 210_000), mode: 0o755 },
            { path: "etc/nginx/nginx.conf", content: "events {}\nhttp { include conf.d/*.conf; }\n" },
            { path: "var/log/nginx/access.log", symlink: "/dev/stdout" },
          ],
        },
        { command: "COPY html /usr/share/nginx/html # buildkit", entries: welcomePage(version) },
        { command: "EXPOSE map[80/tcp:{}]" },
        { command: 'CMD ["nginx" "-g" "daemon off;"]' },
      ],
      config: {
        Env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", `NGINX_VERSION=${version}`],
        ExposedPorts: { "80/tcp": {} },
        Cmd: ["nginx", "-g", "daemon off;"],
        StopSignal: "SIGQUIT",
        Labels: labels("nginx", version, "base/debian:12-slim"),
      },
    });
  });
  return makeIndex(images, { attested: true });
}

function welcomePage(version: string) {
  return [{ path: "usr/share/nginx/html/index.html", content: `<h1>Welcome to nginx ${version}</h1>\n` }];
}

/** Docker's media types all through. */
function apiImage(version: string, base: Platforms): ManifestTree {
  const images = base.slice(0, 2).map(({ platform, steps }) =>
    makeImage({
      platform,
      format: "docker",
      created: createdOf(version),
      steps: [
        ...steps,
        { command: "WORKDIR /srv", entries: [{ path: "srv/" }] },
        {
          command: "COPY package.json /srv/",
          entries: [{ path: "srv/package.json", content: `{"version":"${version}"}\n` }],
        },
        {
          command: "RUN /bin/sh -c npm ci --omit=dev",
          entries: [{ path: "srv/node_modules/express/index.js", content: filler("express", 160_000) }],
        },
        {
          command: "COPY src /srv/src",
          entries: [{ path: "srv/src/main.js", content: `// api ${version}\n` }],
        },
        { command: "USER node" },
        { command: 'ENTRYPOINT ["node" "src/main.js"]' },
      ],
      config: {
        User: "node",
        WorkingDir: "/srv",
        Entrypoint: ["node", "src/main.js"],
        Labels: labels("api", version, "base/debian:12-slim"),
      },
    }),
  );
  return makeIndex(images, { format: "docker" });
}

function workerImage(): ManifestTree {
  const code = { path: "app/worker", content: filler("worker", 90_000), mode: 0o755 };
  const layer: Layer = makeLayer([code], { compression: "zstd" });
  return makeImage({
    created: createdOf("1.0.0"),
    steps: [
      { command: "COPY worker /app/worker # buildkit", layer },
      { command: 'ENTRYPOINT ["/app/worker"]' },
    ],
    config: { Entrypoint: ["/app/worker"], Labels: labels("worker", "1.0.0") },
  });
}

function migrateImage(): ManifestTree {
  const steps = [
    { command: "COPY migrate /migrate", entries: [{ path: "migrate", content: filler("migrate", 40_000) }] },
  ];
  return makeImage({ format: "docker", created: createdOf("0.9"), steps, config: { Cmd: ["/migrate"] } });
}

function indexOf(base: Platforms, format: Format): ManifestTree {
  const created = "2024-11-11T00:00:00Z";
  const images = base.map(({ platform, steps }) =>
    makeImage({ platform, format, created, steps, config: { Cmd: ["bash"] } }),
  );
  return makeIndex(images, { format });
}

/** https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md, with a signature that signs nothing. */
function cosignSignature(subject: ManifestTree): ManifestTree {
  const payload = jsonContent("application/vnd.dev.cosign.simplesigning.v1+json", {
    critical: {
      image: { "docker-manifest-digest": subject.digest },
      type: "cosign container image signature",
    },
  });
  return makeManifest({
    config: content("application/vnd.oci.image.config.v1+json", Buffer.from("{}")),
    layers: [payload],
  });
}

function signatureTag(subject: ManifestTree): string {
  return `${subject.digest.replace(":", "-")}.sig`;
}

function labels(title: string, version: string, base?: string): Readonly<Record<string, string>> {
  return {
    "org.opencontainers.image.title": title,
    "org.opencontainers.image.version": version,
    "org.opencontainers.image.source": `https://github.com/example/${title}`,
    "org.opencontainers.image.revision": createHash("sha1")
      .update(title + version)
      .digest("hex"),
    ...(base !== undefined && { "org.opencontainers.image.base.name": base }),
  };
}

/** Later versions were made later. */
function createdOf(version: string): string {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return new Date(Date.UTC(2024, 6, 1 + major + minor * 2 + patch * 20)).toISOString();
}

/** Bytes that do not compress, the same for the same seed. */
function filler(seed: string, size: number): Uint8Array {
  return createHash("shake256", { outputLength: size }).update(seed).digest();
}
