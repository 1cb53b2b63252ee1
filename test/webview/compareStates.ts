/** States of what changed as the host would post them. */
import type {
  CompareChanges,
  CompareRow,
  CompareSegment,
  CompareState,
  CompareView,
} from "../../src/protocol/compare.ts";
import type {
  CompareFileRow,
  CompareFilesView,
  CompareRowsMessage,
} from "../../src/protocol/compareFiles.ts";
import { digest } from "./states.ts";

export type Compared = CompareState & { readonly kind: "comparison" };

const platforms = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7", "linux/s390x"];

/** The digest of one of the new image's platforms. */
export function nodeManifest(platform: string): string {
  return digest(`node now ${platform}`);
}

const segments = (
  ...parts: readonly (readonly [CompareSegment["mark"], number, string])[]
): readonly CompareSegment[] => parts.map(([mark, share, text]) => ({ mark, share, text }));

export const nodeChanges: CompareChanges = {
  titles: ["Pinned", "Now"],
  bars: [
    {
      title: "Pinned",
      text: "Pinned: 1 layer kept (3.6 MB), 3 layers gone (39.3 MB)",
      segments: segments(
        ["kept", 0.08, "Layer 1 ADD alpine-minirootfs, 3.6 MB, kept"],
        ["removed", 0.86, "Layer 2 RUN addgroup, 37.0 MB, gone"],
        ["removed", 0.04, "Layer 3 RUN apk add yarn, 1.7 MB, gone"],
        ["removed", 0.02, "Layer 4 COPY docker-entrypoint.sh, 445 B, gone"],
      ),
    },
    {
      title: "Now",
      text: "Now: 1 layer kept (3.6 MB), 3 layers new (39.0 MB)",
      segments: segments(
        ["kept", 0.08, "Layer 1 ADD alpine-minirootfs, 3.6 MB, kept"],
        ["added", 0.85, "Layer 2 RUN addgroup, 36.6 MB, new"],
        ["added", 0.04, "Layer 3 RUN apk add yarn, 1.7 MB, new"],
        ["added", 0.02, "Layer 4 COPY docker-entrypoint.sh, 446 B, new"],
      ),
    },
  ],
  steps: [
    { mark: "kept", instruction: "", summary: "1 layer and 1 step unchanged", old: "3.6 MB", now: "3.6 MB" },
    { mark: "removed", instruction: "ENV", summary: "NODE_VERSION=20.18.0", old: "–" },
    { mark: "added", instruction: "ENV", summary: "NODE_VERSION=20.18.1", now: "–" },
    {
      mark: "changed",
      instruction: "RUN",
      summary:
        'addgroup -g 1000 node && adduser -u 1000 -G node -s /bin/sh -D node && apk add --no-cache libstdc++ && apk add --no-cache --virtual .build-deps curl && ARCH= OPENSSL_ARCH=\'linux*\' && alpineArch="$(apk --print-arch)" && case "${alpineArch##*-}" in x86_64) ARCH=\'x64\' CHECKSUM="…',
      old: "37.0 MB",
      now: "36.6 MB",
    },
    { mark: "kept", instruction: "", summary: "1 step without a layer unchanged", old: "–", now: "–" },
    {
      mark: "changed",
      instruction: "RUN",
      summary: "apk add --no-cache --virtual .build-deps-yarn curl gnupg tar",
      old: "1.7 MB",
      now: "1.7 MB",
    },
    {
      mark: "changed",
      instruction: "COPY",
      summary: "docker-entrypoint.sh /usr/local/bin/",
      old: "445 B",
      now: "446 B",
    },
    { mark: "kept", instruction: "", summary: "2 steps without a layer unchanged", old: "–", now: "–" },
  ],
  configuration: [{ mark: "changed", name: "Env NODE_VERSION", old: "20.18.0", now: "20.18.1" }],
  labels: [
    { mark: "added", name: "org.opencontainers.image.licenses", now: "MIT" },
    {
      mark: "changed",
      name: "org.opencontainers.image.revision",
      old: "d21b4f2d90a1abb712a610678872e804267f4815",
      now: "7ac31e0c5f0a6b5b8c3de4bb60b5bd9e4bbe03a5",
    },
    { mark: "removed", name: "org.opencontainers.image.vendor", old: "(empty)" },
  ],
};

/** A pin whose tag moved, of four platforms. */
export function node(change: Partial<CompareView> = {}, platform = "linux/amd64"): Compared {
  return {
    kind: "comparison",
    comparison: {
      title: "What changed in node:20-alpine",
      subtitle: "compose.yaml:14 keeps the pinned image. The tag 20-alpine names another one now.",
      host: "docker.io",
      asOf: { age: "14:02", exact: "23 Nov 2026, 14:02:11" },
      busy: false,
      old: {
        title: "Pinned",
        digest: digest("node old"),
        created: { age: "5 weeks ago", exact: "18 Oct 2026, 11:20:00" },
        contents: "index of linux/amd64, linux/arm64/v8, +2",
      },
      now: {
        title: "Now",
        digest: digest("node now"),
        created: { age: "6 days ago", exact: "17 Nov 2026, 11:20:00" },
        contents: "index of the same platforms",
      },
      actions: ["update", "keep"],
      mayRetry: false,
      notices: [],
      platforms: platforms.map((label) => ({
        digest: nodeManifest(label),
        label: label === "linux/s390x" ? `${label}, did not change` : label,
        selected: label === platform,
      })),
      platformNotes: ["linux/s390x did not change."],
      facts: [
        { label: "Size", value: "−0.4 MB", note: "42.9 MB → 42.5 MB", tone: "less" },
        { label: "Layers", value: "1 kept, 3 new", note: "3 gone, common base of 1" },
        { label: "Pull if you have the old one", value: "39.0 MB", note: "92 % of the image" },
        { label: "Configuration", value: "1 change", note: "NODE_VERSION, 3 labels" },
        {
          label: "Source",
          value: "d21b4f2 → 7ac31e0",
          note: "github.com/nodejs/docker-node",
          link: 0,
        },
      ],
      changes: nodeChanges,
      ...change,
    },
  };
}

/** The tag names the pinned digest. */
export const current: Compared = (() => {
  const { old, facts, changes: _, ...view } = node().comparison;
  return {
    kind: "comparison",
    comparison: {
      ...view,
      subtitle: "compose.yaml:14 is pinned to what the tag 20-alpine names.",
      old,
      now: { ...old, title: "Now", contents: "index of the same platforms" },
      platforms: [],
      actions: [],
      notices: ["The tag 20-alpine did not move: it names the pinned image, and there is nothing to update."],
      platformNotes: [],
      facts: [
        { label: "Size", value: "42.9 MB", note: "compressed, as pulled" },
        { label: "Layers", value: "4" },
      ],
    },
  };
})();

/** The pinned digest is gone. */
export const gone: Compared = (() => {
  const { changes: _, ...view } = node().comparison;
  return {
    kind: "comparison",
    comparison: {
      ...view,
      old: {
        title: "Pinned",
        digest: digest("node old"),
        problem: "docker.io has no library/node@sha256:d4eb3b16108b….",
        next: "It was deleted there, or never pushed.",
      },
      now: { ...view.now, contents: "index of linux/amd64, linux/arm64/v8, +2" },
      mayRetry: true,
      platforms: [],
      platformNotes: [],
      facts: current.comparison.facts,
    },
  };
})();

/** Two images with long names, many layers and long values. */
export const long: Compared = (() => {
  const many = Array.from({ length: 120 }, (_, at) => at);
  const name = "registry.example.com/team/build/environments/everything-that-anybody-ever-needed";
  const path = many.map((at) => `/opt/tools/number-${at}/bin`).join(":");
  const rows: readonly CompareRow[] = [
    { mark: "changed", name: "Entrypoint", old: '["/bin/sh"]', now: '["/usr/bin/tini", "--", "/bin/sh"]' },
    { mark: "changed", name: "Env PATH", old: path.slice(0, 900), now: path.slice(0, 1000) },
    { mark: "added", name: `Env ${"A_VERY_LONG_NAME_".repeat(6)}`, now: "1" },
    { mark: "removed", name: "Port 80/tcp", old: "" },
  ];
  const titles = ["Old", "Now"] as const;
  const tags = ["2026-11-22.build.18102", "2026-11-23.build.18231"] as const;
  const short = "everything-that-anybody-ever-needed";
  return node({
    title: `What changed from ${short}:${tags[0]} to ${short}:${tags[1]}`,
    subtitle: "",
    host: "registry.example.com",
    old: { ...node().comparison.old, title: "Old", reference: `${name}:${tags[0]}` },
    now: { ...node().comparison.now, reference: `${name}:${tags[1]}` },
    actions: [],
    platformNotes: [
      "New: linux/riscv64 and linux/386.",
      "Gone: linux/mips64le.",
      "linux/s390x did not change.",
    ],
    notices: ["The history does not match the layers in number, so they stand apart."],
    changes: {
      titles,
      bars: titles.map((title, side) => ({
        title,
        text: `${title}: 40 layers kept (400.0 MB), 80 layers ${side === 0 ? "gone" : "new"} (600.0 MB)`,
        segments: many.map((at) => ({
          mark: at < 40 ? "kept" : at === 50 ? "moved" : side === 0 ? "removed" : "added",
          share: 1 / 120,
          text: `Layer ${at + 1}, 10.0 MB`,
        })),
      })),
      steps: [
        { mark: "kept", instruction: "", summary: "40 layers unchanged", old: "400.0 MB", now: "400.0 MB" },
        ...many.slice(40).map((at) => ({
          mark: at === 50 ? ("moved" as const) : ("changed" as const),
          instruction: at % 3 === 0 ? "COPY" : "RUN",
          summary: `step-${at + 1} --with some-arguments /srv/part-${at + 1}`,
          old: "10.0 MB",
          now: "1,000.0 GB",
        })),
      ],
      configuration: rows,
      labels: many.map((at) => ({ mark: "added", name: `com.example.label-${at}`, now: `value ${at}` })),
    },
  });
})();

/** What was read of the files. */
export const filesView: CompareFilesView = {
  key: "old now",
  text: "+12.3 MB, −4.0 MB",
  kinds: [
    { mark: "added", text: "3 new", size: "+12.2 MB" },
    { mark: "changed", text: "2 changed", size: "+0.1 MB" },
    { mark: "removed", text: "1 gone", size: "−4.0 MB" },
  ],
  notes: [
    "5,214 paths did not change; 1,203 files of them, 31.2 MB, came again as before in another layer. Type, content, mode and owner are compared; times and extended attributes are not.",
    "Pinned: layer 3 has more than 200,000 entries. The rest is not listed.",
  ],
};

const fileRow = (level: number, name: string, more: Partial<CompareFileRow>): CompareFileRow => ({
  mark: "within",
  level,
  name,
  weight: 0,
  text: "",
  isFile: false,
  ...more,
});

/** Their rows, and as many further ones as wanted. */
export function fileRows(further = 0): CompareRowsMessage {
  const rows = [
    fileRow(1, "etc", { text: "1 changed" }),
    fileRow(2, "passwd", {
      mark: "changed",
      old: "1.2 kB",
      now: "1.2 kB",
      text: "content, mode 0644 → 0600",
      isFile: true,
    }),
    fileRow(1, "usr", {
      weight: 16_300_000,
      difference: "+12.3 MB, −4.0 MB",
      text: "3 new, 1 gone, 1 changed",
    }),
    fileRow(2, "bin", { weight: 12_300_000, difference: "+12.3 MB", text: "2 new, 1 changed" }),
    fileRow(3, "node", {
      mark: "changed",
      old: "91.8 MB",
      now: "91.9 MB",
      weight: 100_000,
      difference: "+0.1 MB",
      text: "content",
      isFile: true,
    }),
    fileRow(3, "nodejs", { mark: "added", text: "" }),
    fileRow(3, "tool", {
      mark: "added",
      now: "12.2 MB",
      weight: 12_200_000,
      difference: "+12.2 MB",
      isFile: true,
    }),
    fileRow(2, "lib", { weight: 4_000_000, difference: "−4.0 MB", text: "1 new, 1 gone" }),
    fileRow(3, "empty", { mark: "added", now: "0 B", isFile: true }),
    fileRow(3, "libold.so.1", {
      mark: "removed",
      old: "4.0 MB",
      weight: 4_000_000,
      difference: "−4.0 MB",
      isFile: true,
    }),
    ...Array.from({ length: further }, (_, at) =>
      fileRow(1, `further-${at}`, { mark: "added", now: "1 B", weight: 1, difference: "+1 B", isFile: true }),
    ),
  ];
  return { type: "compareRows", key: filesView.key, rows };
}

export const unread: CompareState = { kind: "loading", title: "What changed in node:20-alpine" };

export const offline: CompareState = {
  kind: "failed",
  title: "What changed in node:20-alpine",
  problem: "docker.io cannot be reached.",
  next: "Check the network or the proxy settings, then try again.",
};
