/** One entry of a layer. The kind is a file when there is `content`, a link when there is a target, else a directory. */
export type TarEntry = {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly symlink?: string;
  readonly hardlink?: string;
  readonly mode?: number;
  /** Seconds since 1970; fixed when absent, so that the bytes stay the same. */
  readonly modified?: number;
};

const blockSize = 512;

/** The bytes of a ustar archive. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 */
export function tar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(entryBlocks), Buffer.alloc(2 * blockSize)]);
}

function entryBlocks(entry: TarEntry): Buffer[] {
  const content = Buffer.from(entry.content ?? "");
  const padding = Buffer.alloc((blockSize - (content.length % blockSize)) % blockSize);
  return [header(entry, content.length), content, padding];
}

function header(entry: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(blockSize);
  const octal = (value: number, offset: number, width: number): void => {
    block.write(`${value.toString(8).padStart(width - 1, "0")}\0`, offset);
  };
  const { name, prefix } = splitPath(entry.path);
  const type = typeFlag(entry);
  block.write(name, 0, 100);
  octal(entry.mode ?? (type === "5" ? 0o755 : 0o644), 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(entry.modified ?? 1_700_000_000, 136, 12);
  block.write(" ".repeat(8), 148);
  block.write(type, 156);
  block.write(entry.symlink ?? entry.hardlink ?? "", 157, 100);
  block.write("ustar\u000000", 257);
  block.write(prefix, 345, 155);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}

function typeFlag(entry: TarEntry): string {
  if (entry.symlink !== undefined) return "2";
  if (entry.hardlink !== undefined) return "1";
  return entry.content === undefined ? "5" : "0";
}

function splitPath(path: string): { name: string; prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: "" };
  const cut = path.indexOf("/", path.length - 100);
  if (cut < 0 || cut > 155) throw new Error(`${path} does not fit into a ustar header`);
  return { name: path.slice(cut + 1), prefix: path.slice(0, cut) };
}
