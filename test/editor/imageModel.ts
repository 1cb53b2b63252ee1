import type { ImageModel, Step } from "../../src/core/image/model.ts";
import { mediaTypes } from "../../src/core/oci/mediaTypes.ts";
import type { Descriptor, ImageConfig, Platform } from "../../src/core/oci/model.ts";
import type { Digest } from "../../src/core/reference/digest.ts";
import { parseReference } from "../../src/core/reference/reference.ts";

export const digestOf = (letter: string): Digest => `sha256:${letter.repeat(64)}`;

export const amd64: Platform = { os: "linux", architecture: "amd64" };
export const arm64: Platform = { os: "linux", architecture: "arm64", variant: "v8" };

export function descriptor(
  letter: string,
  size: number,
  mediaType: string = mediaTypes.ociManifest,
): Descriptor {
  return { mediaType, digest: digestOf(letter), size };
}

export const config: ImageConfig = {
  platform: amd64,
  created: Date.UTC(2026, 9, 1),
  author: undefined,
  user: "nginx",
  environment: ["PATH=/usr/bin"],
  entrypoint: ["/entry.sh"],
  command: ["nginx"],
  workingDirectory: undefined,
  exposedPorts: ["80/tcp"],
  volumes: [],
  stopSignal: undefined,
  labels: new Map([["org.opencontainers.image.source", "https://example.test/app"]]),
  diffIds: [digestOf("d")],
  history: [],
};

export const steps: readonly Step[] = [
  {
    createdBy: "RUN /bin/sh -c make # buildkit",
    created: Date.UTC(2026, 9, 1),
    comment: "buildkit.dockerfile.v0",
    layer: {
      number: 1,
      descriptor: descriptor("e", 2048, "application/vnd.oci.image.layer.v1.tar+gzip"),
      diffId: digestOf("d"),
    },
  },
  { createdBy: 'CMD ["nginx"]', created: undefined, comment: undefined },
];

/** An index of two platforms with one layer, changed as a test wants it. */
export function image(change: Partial<ImageModel> = {}, written = "nginx:1.27"): ImageModel {
  const parsed = parseReference(written);
  if (!parsed.ok) throw new Error(written);
  const children = [
    { ...descriptor("b", 500), platform: amd64 },
    { ...descriptor("c", 500), platform: arm64 },
  ];
  return {
    reference: parsed.reference,
    descriptor: descriptor("a", 900, mediaTypes.ociIndex),
    index: {
      kind: "index",
      mediaType: mediaTypes.ociIndex,
      images: children,
      attestations: [{ descriptor: descriptor("f", 100), subject: digestOf("b") }],
      others: [],
      hidden: 0,
      annotations: new Map(),
    },
    platforms: children.map((child) => ({ platform: child.platform, descriptor: child })),
    manifest: descriptor("b", 500),
    role: "image",
    type: mediaTypes.ociConfig,
    platform: amd64,
    size: 71_420_000,
    config,
    steps,
    aligned: true,
    annotations: new Map(),
    ...change,
  };
}
