/** How a layer is packed. https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md */
import { ContentError } from "../errors.ts";
import { blockSize } from "./tarHeader.ts";

export type Compression = "gzip" | "zstd" | "none";

/** So many bytes tell all that there is to tell. */
export const tellingBytes = blockSize;

/**
 * How a layer that begins with these bytes is packed: the bytes decide, the media type where they tell nothing. Throws
 * ContentError `unknownMediaType` for what is neither an archive by its bytes nor by its type.
 */
export function compressionOf(mediaType: string, start: Uint8Array): Compression {
  const said = saidCompression(mediaType);
  if (said === "encrypted") throw new ContentError("unknownMediaType", `the layer of type ${mediaType}`);
  const found = foundCompression(start) ?? said;
  if (found === undefined) throw new ContentError("unknownMediaType", `the layer of type ${mediaType}`);
  return found;
}

function saidCompression(mediaType: string): Compression | "encrypted" | undefined {
  if (mediaType.endsWith("+encrypted")) return "encrypted";
  if (/\.tar[.+]gzip$/.test(mediaType)) return "gzip";
  if (/\.tar[.+]zstd$/.test(mediaType)) return "zstd";
  return /\.tar$/.test(mediaType) ? "none" : undefined;
}

function foundCompression(start: Uint8Array): Compression | undefined {
  const [a, b, c, d] = start;
  if (a === 0x1f && b === 0x8b) return "gzip";
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return "zstd";
  // A frame to be skipped, as zstd:chunked layers may begin with.
  if (a !== undefined && (a & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18) return "zstd";
  const magic = Buffer.from(start.subarray(257, 262)).toString("latin1");
  const isEmptyArchive = start.length === blockSize && start.every((byte) => byte === 0);
  return magic === "ustar" || isEmptyArchive ? "none" : undefined;
}
