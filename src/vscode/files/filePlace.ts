/**
 * Where a file of an image stands in the file system of the scheme `mooring`, beside the documents (attached/
 * documentPlace.ts). Pure; knows no VS Code.
 *
 *     uri     ::= "mooring://" registry "/" repository "@" digest "/" view { "/" part } [ "?" query ]
 *     view    ::= "layer"     one entry of one layer. `digest` is the layer's, `query` says which entry of which image
 *               | "files"     what the image has at the path with all its layers. `digest` is the manifest's
 *               | "absent"    nothing, beside a file in a comparison: the image has nothing at the path
 *     query   ::= "manifest=" digest "&entry=" number       of `layer` alone
 *     part    ::= { character that is shown as it is | "%" hex hex } [ ".mooring" ]
 *
 * Names are bytes, and hostile. What is not seen as it is, or could be taken for something else, stands as its bytes after
 * percent signs, so each place has one URI and each URI one place, and the editor's tab says what is there. This is apart
 * from the percent signs that a URI has when it is written down.
 *
 * What VS Code takes for JSON by its name, or for a notebook, ends in ".mooring", which is a language of its own: VS Code's
 * service for JSON fetches the `$schema` that a file names, and the output of a notebook is live.
 */
import { decodeName, encodeName } from "../../core/files/names.ts";
import { type Digest, isDigest } from "../../core/reference/digest.ts";
import { isRegistryHost, isRepositoryPath, type Repository } from "../../core/reference/reference.ts";
import { sanitizeLines } from "../../core/text.ts";

/** The parts of a URI, not encoded, as VS Code has them. */
export type FileUri = {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
};

type Named = {
  readonly repository: Repository;
  /** Of the path within the image, as decodeName gives them; at least one, and none is "", "." or "..". Hostile text. */
  readonly parts: readonly string[];
};

export type FilePlace =
  | (Named & { readonly view: "files" | "absent"; readonly manifest: Digest })
  | (Named & {
      readonly view: "layer";
      readonly manifest: Digest;
      readonly layer: Digest;
      /** The entry's place in the layer's list, from 0. */
      readonly entry: number;
    });

const scheme = "mooring";

/** The URI of a place. */
export function formatFilePlace(place: FilePlace): FileUri {
  const { repository, view, manifest, parts } = place;
  const digest = view === "layer" ? place.layer : manifest;
  return {
    scheme,
    authority: repository.registry,
    path: `/${repository.path}@${digest}/${view}/${formatParts(parts)}`,
    query: view === "layer" ? `manifest=${manifest}&entry=${place.entry}` : "",
  };
}

/** Reads what formatFilePlace writes; undefined for anything else: URIs come from anywhere. */
export function parseFilePlace(uri: FileUri): FilePlace | undefined {
  const [, path = "", digest, view, written = ""] = pattern.exec(uri.path) ?? [];
  const isPlace = uri.scheme === scheme && isRegistryHost(uri.authority) && isRepositoryPath(path);
  const parts = parseParts(written);
  if (!isPlace || !isDigest(digest) || parts === undefined) return undefined;
  const repository = { registry: uri.authority.toLowerCase(), path };
  if (view === "files" || view === "absent")
    return ofPreview.test(uri.query) ? { repository, view, manifest: digest, parts } : undefined;
  const [, manifest, entry] = ofLayer.exec(uri.query) ?? [];
  if (!isDigest(manifest)) return undefined;
  return { repository, view: "layer", manifest, layer: digest, entry: Number(entry), parts };
}

/** Text after the last slash of a path: what the editor's tab says, but for the ending that JSON has. */
export function shownName(parts: readonly string[]): string {
  return formatPart(parts.at(-1) ?? "");
}

/** `/etc/passwd` as it is shown: each name with the bytes that are not seen as they are. */
export function shownPath(parts: readonly string[]): string {
  return `/${parts.map(formatPart).join("/")}`;
}

const pattern = /^\/([^@]+)@([^/]+)\/(files|layer|absent)\/(.+)$/s;
const ofLayer = /^manifest=([^&]+)&entry=(0|[1-9]\d{0,8})$/;
/** VS Code's preview of pictures adds a number where there is no query. */
const ofPreview = /^(?:version=\d+)?$/;
/** No path of a layer's list is longer, and each byte takes at most three characters. */
const longestPath = 3 * 4096 + 20;
const jsonEnding = ".mooring";
/** Names that VS Code 1.101 to 1.139 gives a language of its service for JSON, notebooks, and our own ending. */
const jsonName =
  /\.(?:mooring|json|json[5cl]|ndjson|tsbuildinfo|jsonld|geojson|webmanifest|har|ipynb|(?:js|css|ts)\.map|code-(?:workspace|snippets|profile)|(?:bower|jscs|jslint|vue|eslint|jsfmt|jshint|swc|hint|babel|stylelint)rc|watchmanconfig|ember-cli)$|^(?:composer|bun)\.lock$/i;

function formatParts(parts: readonly string[]): string {
  const path = parts.map(formatPart).join("/");
  return jsonName.test(parts.at(-1) ?? "") ? path + jsonEnding : path;
}

function parseParts(written: string): readonly string[] | undefined {
  if (written.length > longestPath) return undefined;
  const path = written.endsWith(jsonEnding) ? written.slice(0, -jsonEnding.length) : written;
  const parts = path.split("/").map(parsePart);
  const isNamed = parts.every((part) => !["", ".", ".."].includes(part) && !part.includes("/"));
  // Written in another way it would be a second URI of the same place.
  return isNamed && formatParts(parts) === written ? parts : undefined;
}

/** A blank at an end of the name, or beside another, could be overlooked. */
function formatPart(name: string): string {
  return name.replace(/^ | $| (?= )|(?<= ) |[^ ]/gsu, (character) =>
    isShown(character) ? character : formatBytes(encodeName(character)),
  );
}

function isShown(character: string): boolean {
  return !/[\s%\\]/.test(character) && sanitizeLines(character) === character;
}

function formatBytes(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

function parsePart(written: string): string {
  const pieces = written.split(/%([0-9A-F]{2})/);
  const bytes = pieces.map((piece, at) =>
    at % 2 === 0 ? encodeName(piece) : Buffer.of(Number.parseInt(piece, 16)),
  );
  return decodeName(Buffer.concat(bytes));
}
