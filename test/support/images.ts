/** Small images made by hand, the same bytes every time: for whatever a test must know exactly. */
import { createHash } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { mediaTypes } from "../../src/core/oci/mediaTypes.ts";
import { type TarEntry, tar } from "./tar.ts";
import { archiveEnd } from "./tarBlocks.ts";

export type Format = "oci" | "docker";

/** Bytes with what a descriptor says of them. */
export type Content = {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly bytes: Uint8Array;
};

export type Layer = Content & { readonly diffId: string };

/** A manifest or an index with everything below it, ready to be pushed. */
export type ManifestTree = Content & {
  readonly blobs: readonly Content[];
  readonly children: readonly ManifestTree[];
  readonly platform?: TestPlatform;
};

export type TestPlatform = {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly "os.version"?: string;
};

/** One line of a Dockerfile: with entries it makes a layer, without it is an empty layer of the history. */
export type Step =
  | { readonly command: string; readonly entries?: readonly TarEntry[] }
  | { readonly layer: Layer; readonly command: string };

export type ImageOptions = {
  readonly steps?: readonly Step[];
  readonly platform?: TestPlatform;
  readonly format?: Format;
  readonly created?: string;
  /** The `config` part of the image configuration: Env, Labels, Entrypoint, ... */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, string>>;
};

const defaultCreated = "2024-11-12T10:11:12Z";

const layerTypes = {
  oci: {
    gzip: "application/vnd.oci.image.layer.v1.tar+gzip",
    zstd: "application/vnd.oci.image.layer.v1.tar+zstd",
    none: "application/vnd.oci.image.layer.v1.tar",
  },
  docker: {
    gzip: "application/vnd.docker.image.rootfs.diff.tar.gzip",
    zstd: "application/vnd.docker.image.rootfs.diff.tar.zstd",
    none: "application/vnd.docker.image.rootfs.diff.tar",
  },
} as const;

export function content(mediaType: string, bytes: Uint8Array): Content {
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  return { mediaType, digest, size: bytes.length, bytes };
}

export function jsonContent(mediaType: string, document: unknown): Content {
  return content(mediaType, Buffer.from(JSON.stringify(document)));
}

export function makeLayer(
  entries: readonly TarEntry[],
  { format = "oci", compression = "gzip" }: { format?: Format; compression?: "gzip" | "zstd" | "none" } = {},
): Layer {
  return pack(tar(entries), layerTypes[format][compression], compression);
}

/** A layer of an archive's parts as they are, for what no program writes. */
export function rawLayer(parts: readonly Buffer[]): Layer {
  return pack(Buffer.concat([...parts, archiveEnd]), layerTypes.oci.gzip, "gzip");
}

function pack(plain: Buffer, mediaType: string, compression: "gzip" | "zstd" | "none"): Layer {
  const compressed = { gzip: gzip, zstd: zstdCompressSync, none: (bytes: Buffer) => bytes }[compression](
    plain,
  );
  return { ...content(mediaType, compressed), diffId: content("", plain).digest };
}

/** Without the byte that names the system it was made on. */
function gzip(bytes: Buffer): Buffer {
  const compressed = gzipSync(bytes);
  compressed[9] = 255;
  return compressed;
}

export function makeImage(options: ImageOptions = {}): ManifestTree {
  const {
    format = "oci",
    platform = { os: "linux", architecture: "amd64" },
    created = defaultCreated,
  } = options;
  const steps = (options.steps ?? [helloStep]).map((step) => ({
    command: step.command,
    layer: stepLayer(step, format),
  }));
  const layers = steps.flatMap(({ layer }) => (layer === undefined ? [] : [layer]));
  const history = steps.map(({ command, layer }) => ({
    created,
    created_by: command,
    ...(layer === undefined && { empty_layer: true }),
  }));
  const config = jsonContent(format === "oci" ? mediaTypes.ociConfig : mediaTypes.dockerConfig, {
    created,
    ...platform,
    config: options.config ?? {},
    rootfs: { type: "layers", diff_ids: layers.map((layer) => layer.diffId) },
    history,
  });
  return { ...makeManifest({ format, config, layers, annotations: options.annotations }), platform };
}

const helloStep: Step = { command: "COPY hello /hello", entries: [{ path: "hello", content: "hello\n" }] };

function stepLayer(step: Step, format: Format): Layer | undefined {
  if ("layer" in step) return step.layer;
  return step.entries && makeLayer(step.entries, { format });
}

/** A manifest over any config and layers: images, artifacts, build caches. */
export function makeManifest({
  format = "oci",
  config,
  layers,
  ...rest
}: {
  format?: Format;
  config: Content;
  layers: readonly Content[];
  annotations?: Readonly<Record<string, string>> | undefined;
  artifactType?: string;
  subject?: Content;
}): ManifestTree {
  const mediaType = format === "oci" ? mediaTypes.ociManifest : mediaTypes.dockerManifest;
  const document = {
    schemaVersion: 2,
    mediaType,
    config: descriptor(config),
    layers: layers.map((layer) => descriptor(layer)),
    annotations: rest.annotations,
    artifactType: rest.artifactType,
    subject: rest.subject && descriptor(rest.subject),
  };
  return { ...jsonContent(mediaType, document), blobs: [config, ...layers], children: [] };
}

/** An index, or a Docker manifest list, over the images; `attested` adds a BuildKit attestation manifest for each. */
export function makeIndex(
  images: readonly ManifestTree[],
  {
    format = "oci",
    attested = false,
    annotations,
  }: { format?: Format; attested?: boolean; annotations?: Readonly<Record<string, string>> } = {},
): ManifestTree {
  const mediaType = format === "oci" ? mediaTypes.ociIndex : mediaTypes.dockerList;
  const attestations = attested
    ? images.map((image) => ({ image, attestation: makeAttestation(image) }))
    : [];
  const manifests = [
    ...images.map((image) => ({ ...descriptor(image), platform: image.platform })),
    ...attestations.map(({ image, attestation }) => ({
      ...descriptor(attestation),
      platform: { os: "unknown", architecture: "unknown" },
      annotations: {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": image.digest,
      },
    })),
  ];
  const children = [...images, ...attestations.map(({ attestation }) => attestation)];
  const document = jsonContent(mediaType, { schemaVersion: 2, mediaType, manifests, annotations });
  return { ...document, blobs: [], children };
}

/** As BuildKit attaches provenance: https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md */
function makeAttestation(image: ManifestTree): ManifestTree {
  const predicateType = "https://slsa.dev/provenance/v1";
  const statement = jsonContent(mediaTypes.inToto, {
    _type: "https://in-toto.io/Statement/v0.1",
    predicateType,
    subject: [{ name: "_", digest: { sha256: image.digest.slice("sha256:".length) } }],
    predicate: { buildDefinition: { buildType: "https://mobyproject.org/buildkit@v1" }, runDetails: {} },
  });
  const config = jsonContent(mediaTypes.ociConfig, {
    architecture: "unknown",
    os: "unknown",
    config: {},
    rootfs: { type: "layers", diff_ids: [statement.digest] },
  });
  const annotated = { ...statement, annotations: { "in-toto.io/predicate-type": predicateType } };
  return makeManifest({ config, layers: [annotated] });
}

/** What `--cache-to type=registry` leaves: a manifest whose config is BuildKit's cache description. */
export function makeBuildCache(): ManifestTree {
  const layer = makeLayer([{ path: "cache", content: "cached\n" }]);
  const config = jsonContent(mediaTypes.buildkitCache, {
    layers: [{ blob: layer.digest, parent: -1 }],
    records: [],
  });
  return makeManifest({ config, layers: [layer] });
}

/** The same image for each platform, told apart by one file. */
export function makePlatforms(
  platforms: readonly TestPlatform[],
  options: ImageOptions = {},
): ManifestTree[] {
  return platforms.map((platform) => {
    const own = { path: "platform", content: `${Object.values(platform).join("/")}\n` };
    const steps: readonly Step[] = [
      ...(options.steps ?? [helloStep]),
      { command: "COPY platform /", entries: [own] },
    ];
    return makeImage({ ...options, platform, steps });
  });
}

export const commonPlatforms: readonly TestPlatform[] = [
  { os: "linux", architecture: "amd64" },
  { os: "linux", architecture: "arm64", variant: "v8" },
  { os: "linux", architecture: "arm", variant: "v7" },
];

function descriptor(part: Content & { readonly annotations?: Readonly<Record<string, string>> }) {
  const { mediaType, digest, size, annotations } = part;
  return { mediaType, digest, size, ...(annotations && { annotations }) };
}
