/**
 * The table of contents of an eStargz layer: a JSON file at the blob's end that lists all its entries.
 * https://github.com/containerd/stargz-snapshotter/blob/v0.18.2/docs/estargz.md
 */
import { ContentError } from "../errors.ts";
import { type Fields, parseObject, toArray, toObject, toSize, toText } from "../oci/fields.ts";
import type { Descriptor } from "../oci/model.ts";
import { digestOf } from "../oci/verify.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import { inflate } from "./inflate.ts";
import { LayerIndexBuilder } from "./layerIndex.ts";
import type { Limits } from "./limits.ts";
import { encodeName } from "./names.ts";
import { type EntryType, type TarEntry, TarReader } from "./tar.ts";

/** Bytes of the empty gzip member that ends the blob and says where the table is. */
export const footerSize = 51;

const annotation = "containerd.io/snapshot/stargz/toc.digest";
const tableName = "stargz.index.json";
/** A larger table costs more memory than reading the layer. */
const largestTable = 32 * 1024 * 1024;

/** The digest of a layer's table, when it says that it has one. */
export function tableDigest({ annotations }: Descriptor): Digest | undefined {
  const digest = annotations?.get(annotation);
  return isDigest(digest) ? digest : undefined;
}

/** Where in the blob the table begins, from the blob's last 51 bytes; undefined when they are no footer. */
export function parseFooter(footer: Uint8Array): number | undefined {
  const bytes = Buffer.from(footer);
  const isExtended = bytes.length === footerSize && bytes.readUInt16BE(0) === 0x1f8b && bytes[3] === 4;
  const [, digits] = /^SG\u0016\u0000([0-9a-f]{16})STARGZ$/.exec(bytes.toString("latin1", 12, 38)) ?? [];
  const offset = Number.parseInt(digits ?? "", 16);
  return isExtended && Number.isSafeInteger(offset) ? offset : undefined;
}

export type TableJob = {
  /** The layer's. */
  readonly digest: Digest;
  readonly tableDigest: Digest;
  readonly limits: Limits;
};

/**
 * Makes the index of a layer from the stream of its table, which may go on with the footer. Fails with ContentError
 * `digestMismatch` unless it is the table that the manifest speaks of, `malformed`, or `tooLarge`.
 */
export async function listTable(
  { digest, tableDigest: wanted, limits }: TableJob,
  source: AsyncIterable<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readTable(source);
  if (digestOf(bytes) !== wanted) throw new ContentError("digestMismatch", wanted);
  const entries = toArray(parseObject(bytes, subject)["entries"]);
  if (entries === undefined) throw malformedTable();
  const builder = new LayerIndexBuilder();
  for (const fields of entries.map(toObject)) {
    if (fields === undefined) throw malformedTable();
    const type = types[toText(fields["type"]) ?? ""];
    // Further chunks of a file that was listed with its first one.
    if (fields["type"] === "chunk") continue;
    if (type === undefined || builder.count === limits.entries || builder.nameBytes > limits.names)
      throw malformedTable();
    addEntry(builder, type, fields, limits);
  }
  return builder.finish({ digest, diffId: undefined, bytes: undefined, source: "toc", cut: undefined });
}

const subject = "the layer's table of contents";

function malformedTable(): ContentError {
  return new ContentError("malformed", subject);
}

async function readTable(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let table: TarEntry | undefined;
  let isTable = false;
  const archive = new TarReader({
    entry: (entry) => {
      isTable = entry.path === tableName && table === undefined;
      if (isTable) table = entry;
    },
    content: (bytes) => {
      if (isTable) parts.push(bytes);
    },
  });
  let size = 0;
  for await (const piece of inflate("application/vnd.oci.image.layer.v1.tar+gzip", source)) {
    size += piece.length;
    if (size > largestTable) throw new ContentError("tooLarge", subject, { limit: largestTable });
    archive.push(piece);
  }
  archive.end();
  if (table === undefined) throw malformedTable();
  return Buffer.concat(parts);
}

const types: Readonly<Record<string, EntryType>> = {
  reg: "file",
  hardlink: "hardLink",
  symlink: "symlink",
  char: "character",
  block: "block",
  dir: "directory",
  fifo: "fifo",
};

function addEntry(builder: LayerIndexBuilder, type: EntryType, fields: Fields, limits: Limits): void {
  const path = encodeName(toText(fields["name"]) ?? "");
  const link = encodeName(linkOf(type, fields));
  if (path.length === 0 || Math.max(path.length, link.length) > limits.name) throw malformedTable();
  const size = type === "file" ? (toSize(fields["size"]) ?? 0) : 0;
  const digest = toText(fields["digest"]);
  const hash =
    isDigest(digest) && digest.startsWith("sha256:") ? Buffer.from(digest.slice(7), "hex") : undefined;
  // What is not known by its digest could not be read alone.
  if (size > 0 && hash === undefined) throw malformedTable();
  builder.add({
    path,
    link,
    type,
    size,
    mode: (toSize(fields["mode"]) ?? 0) & 0o7777,
    uid: toSize(fields["uid"]) ?? 0,
    gid: toSize(fields["gid"]) ?? 0,
    modified: Date.parse(toText(fields["modtime"]) ?? "") || 0,
    offset: toSize(fields["offset"]) ?? 0,
    ...(size > 0 && hash && { digest: hash }),
  });
}

function linkOf(type: EntryType, fields: Fields): string {
  if (type === "symlink" || type === "hardLink") return toText(fields["linkName"]) ?? "";
  const device = `${toSize(fields["devMajor"]) ?? 0},${toSize(fields["devMinor"]) ?? 0}`;
  return type === "character" || type === "block" ? device : "";
}
