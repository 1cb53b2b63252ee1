/** An eStargz layer made by hand. https://github.com/containerd/stargz-snapshotter/blob/v0.18.2/docs/estargz.md */
import { gzipSync } from "node:zlib";
import { digestOf } from "../../src/core/oci/verify.ts";
import { content, type Layer } from "./images.ts";
import { archiveEnd, padded, rawEntry, rawHeader } from "./tarBlocks.ts";

export type StargzOptions = {
  /** Bytes of a chunk. */
  readonly chunk?: number;
  /** Changes the table before it is written and its digest is made. */
  readonly change?: (table: StargzTable) => void;
};

export type StargzTable = { version: number; entries: Record<string, unknown>[] };

export type StargzLayer = Layer & {
  readonly annotations: Readonly<Record<string, string>>;
  readonly tableAt: number;
};

/** A layer of a directory, a link and these files. */
export function makeStargz(
  files: Readonly<Record<string, string>>,
  { chunk = 1000, change = () => {} }: StargzOptions = {},
): StargzLayer {
  const members: Buffer[] = [];
  const plain: Buffer[] = [];
  let size = 0;
  const put = (bytes: Buffer): number => {
    const at = size;
    const member = gzipSync(bytes);
    members.push(member);
    plain.push(bytes);
    size += member.length;
    return at;
  };
  const common = { mode: 0o100644, uid: 1, gid: 2, modtime: "2023-11-14T22:13:20Z" };
  const table: StargzTable = {
    version: 1,
    entries: [
      { ...common, name: "dir/", type: "dir", mode: 0o40755 },
      { ...common, name: "dir/link", type: "symlink", linkName: "file" },
    ],
  };
  const folder = rawHeader({ name: "dir/", flag: "5" });
  put(Buffer.concat([folder, rawHeader({ name: "dir/link", flag: "2", link: "file" })]));
  for (const [name, text] of Object.entries(files)) {
    const bytes = Buffer.from(text);
    put(rawHeader({ name, size: bytes.length }));
    for (let at = 0; at < bytes.length; at += chunk) {
      const part = bytes.subarray(at, at + chunk);
      const isLast = at + chunk >= bytes.length;
      const offset = put(part);
      const facts = { offset, chunkSize: isLast ? 0 : part.length, chunkDigest: digestOf(part) };
      const first = { ...common, name, type: "reg", size: bytes.length, digest: digestOf(bytes), ...facts };
      table.entries.push(at === 0 ? first : { name, type: "chunk", chunkOffset: at, ...facts });
    }
    put(padded(bytes).subarray(bytes.length));
  }
  change(table);
  const json = JSON.stringify(table);
  const tableAt = put(Buffer.concat([rawEntry({ name: "stargz.index.json" }, json), archiveEnd]));
  const blob = Buffer.concat([...members, footer(tableAt)]);
  return {
    ...content("application/vnd.oci.image.layer.v1.tar+gzip", blob),
    diffId: digestOf(Buffer.concat(plain)),
    annotations: { "containerd.io/snapshot/stargz/toc.digest": digestOf(Buffer.from(json)) },
    tableAt,
  };
}

function footer(tableAt: number): Buffer {
  const extra = Buffer.from(`SG\u0016\u0000${tableAt.toString(16).padStart(16, "0")}STARGZ`, "latin1");
  const head = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, extra.length, 0]);
  return Buffer.concat([head, extra, Buffer.from([1, 0, 0, 0xff, 0xff]), Buffer.alloc(8)]);
}
