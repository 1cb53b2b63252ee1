/** Raw parts of archives, for what no program writes. */

const blockSize = 512;

/** The fields of a header; what is absent is as in an ordinary file. */
export type RawHeader = {
  readonly name: string | Uint8Array;
  readonly flag?: string;
  readonly size?: number;
  readonly link?: string;
  /** Changes the block before its checksum is made. */
  readonly change?: (block: Buffer) => void;
};

/** One header block with a right checksum. */
export function rawHeader({ name, flag = "0", size = 0, link = "", change = () => {} }: RawHeader): Buffer {
  const block = Buffer.alloc(blockSize);
  Buffer.from(name).copy(block, 0, 0, 100);
  const octal = (value: number, at: number, width: number) =>
    block.write(`${value.toString(8).padStart(width - 1, "0")}\0`, at);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(1_700_000_000, 136, 12);
  block.write(flag, 156);
  block.write(link, 157, 100);
  block.write("ustar\u000000", 257);
  change(block);
  return withChecksum(block);
}

/** The block with the checksum that its other bytes give. */
export function withChecksum(block: Buffer): Buffer {
  block.write(" ".repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** Content, filled up to whole blocks. */
export function padded(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([bytes, Buffer.alloc((blockSize - (bytes.length % blockSize)) % blockSize)]);
}

/** A header and what follows it. */
export function rawEntry(header: RawHeader, content: string | Uint8Array = ""): Buffer {
  return Buffer.concat([rawHeader({ size: Buffer.from(content).length, ...header }), padded(content)]);
}

/** An extended header of records. */
export function paxHeader(records: Readonly<Record<string, string>>, flag: "x" | "g" = "x"): Buffer {
  return rawEntry({ name: "pax", flag }, Object.entries(records).map(paxRecord).join(""));
}

function paxRecord([key, value]: [string, string]): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (`${length}`.length + Buffer.byteLength(rest) !== length)
    length = `${length}`.length + Buffer.byteLength(rest);
  return `${length}${rest}`;
}

export const archiveEnd = Buffer.alloc(2 * blockSize);
