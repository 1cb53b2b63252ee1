/** Files of an image as the host would post them, and a fake host that answers what the page asks. */

import type { Intent } from "../../src/protocol/details.ts";
import type {
  DetailsFiles,
  FileMark,
  FileRow,
  FilesAsk,
  FilesMessage,
  FilesView,
  WasteMessage,
} from "../../src/protocol/files.ts";

export const unlisted: DetailsFiles = {
  kind: "unread",
  text: "Reads 71.4 MB from registry-1.docker.io, once.",
};

export const listing: DetailsFiles = { kind: "reading", text: "12.3 MB of 71.4 MB read", share: 0.17 };

export const refused: DetailsFiles = {
  kind: "failed",
  problem: "registry-1.docker.io refuses the layers.",
  next: "Sign in.",
};

export function listed(change: Partial<FilesView> = {}): DetailsFiles & { readonly kind: "read" } {
  return {
    kind: "read",
    view: {
      key: "sha256:shown",
      text: "6,767 files and folders, 191.7 MB",
      layers: [
        { number: 1, name: "1: # debian.sh --arch 'amd64' out/ 'bookworm'" },
        { number: 2, name: "2: RUN set -x && groupadd --system --gid 101 nginx" },
        { number: 3, name: "3: COPY docker-entrypoint.sh /" },
      ],
      notices: [],
      waste: { text: "3.1 MB of 194.8 MB wasted in 3 files: 98.4% efficient.", rows: 3, efficiency: 0.984 },
      ...change,
    },
  };
}

type Made = readonly [name: string, bytes: number, change?: Partial<FileRow>];

function rowsOf(made: readonly Made[], level = 1, parent?: number, folder = ""): readonly FileRow[] {
  return made.map(
    ([name, bytes, change = {}], at): FileRow => ({
      key: `key of ${folder}/${name}`,
      level,
      place: at + 1,
      siblings: made.length,
      ...(parent !== undefined && { parent }),
      name,
      path: `${folder}/${name}`,
      isFaint: false,
      size: `${(bytes / 1e6).toFixed(1)} MB`,
      share: bytes / 191.7e6,
      mode: change.isOpen === undefined ? "-rw-r--r--" : "drwxr-xr-x",
      owner: "0:0",
      modified: "2026-10-05 21:05",
      layer: 1,
      isFile: change.isOpen === undefined && change.link === undefined,
      ...change,
    }),
  );
}

const top: readonly Made[] = [
  ["bin", 0, { link: "→ usr/bin", size: "–", mode: "lrwxrwxrwx", isFile: false }],
  ["dev", 0, { isOpen: false }],
  ["docker-entrypoint.sh", 1620, { size: "1.6 kB", layer: 3, mode: "-rwxrwxr-x" }],
  ["etc", 1.1e6, { isOpen: false, layer: 2 }],
  ["home", 0, { isOpen: false }],
  ["usr", 180e6, { isOpen: true, layer: 2 }],
];
const usr: readonly Made[] = [
  ["bin", 52e6, { isOpen: false }],
  ["games", 0, { isOpen: false }],
  ["lib", 96.1e6, { isOpen: false, layer: 2 }],
  ["share", 30e6, { isOpen: false }],
];

/** The rows of a small image, one folder open, and of a layer's changes. */
export const smallRows: readonly FileRow[] = [...rowsOf(top), ...rowsOf(usr, 2, 5, "/usr")];

const changes: readonly (readonly [FileMark, Made])[] = [
  ["changed", ["passwd", 926, { size: "926 B" }]],
  ["added", ["nginx", 10e6, { isOpen: false }]],
  ["removed", ["motd", 286, { size: "286 B" }]],
];
export const changedRows: readonly FileRow[] = [
  ...rowsOf([["etc", 10e6, { isOpen: true, isFaint: true }]]),
  ...rowsOf(
    changes.map(([mark, [name, bytes, change]]): Made => [name, bytes, { ...change, mark, layer: 2 }]),
    2,
    0,
    "/etc",
  ),
];

/** A folder of many names. */
export function manyRows(count: number): readonly FileRow[] {
  return rowsOf(Array.from({ length: count }, (_, at): Made => [`file-${String(at).padStart(6, "0")}`, 1e6]));
}

/** What the host would say to an ask. */
export function answer(
  { number, from, seek }: FilesAsk,
  rows: readonly FileRow[],
  change: Partial<FilesMessage> = {},
): FilesMessage {
  const sought = seek !== undefined && "key" in seek ? rows.findIndex(({ key }) => key === seek.key) : -1;
  return {
    type: "files",
    number,
    total: rows.length,
    from,
    rows: rows.slice(from, from + 200),
    ...(sought !== -1 && { found: sought }),
    ...change,
  };
}

export const wasted: WasteMessage = {
  type: "waste",
  key: "sha256:shown",
  from: 0,
  rows: [
    {
      path: "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
      size: "2.9 MB",
      share: 1,
      text: "2 copies, 1 kept",
      key: "key of /usr/lib",
      folders: ["key of /usr"],
    },
    {
      path: "/var/cache/apt/pkgcache.bin",
      size: "0.2 MB",
      share: 0.07,
      text: "removed by layer 2",
      layer: 2,
      key: "key of /etc/motd",
      folders: ["key of /etc"],
    },
    {
      path: "/etc/motd",
      size: "286 B",
      share: 0.001,
      text: "removed by layer 2",
      layer: 2,
      key: "k",
      folders: [],
    },
  ],
};

/** The asks for rows among intents. */
export function asksOf(intents: readonly Intent[]): readonly FilesAsk[] {
  return intents.flatMap((intent) => (intent.type === "askFiles" ? [intent.ask] : []));
}
