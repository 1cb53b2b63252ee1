/**
 * What a program that Go built says of itself: which modules are in it. Go writes it in one place of the file, which begins
 * with a mark; since Go 1.18 the texts follow there. https://pkg.go.dev/debug/buildinfo
 */
import type { Stated } from "./model.ts";
import { formatPurl } from "./purl.ts";

const mark = Buffer.from("\xff Go buildinf:", "latin1");
/** Bytes that tell a program. */
const magicSize = 4;
/** Where the texts begin behind the mark, and the bytes of both texts that are looked at. */
const headSize = 32;
const longestTexts = 4 * 1024 * 1024;

/** Looks for what Go wrote in a program that comes in pieces. */
export class GoBinary {
  /** The end of what was looked at, in which a mark may have begun. */
  #tail = Buffer.alloc(0);
  /** From the mark on; undefined before it was found. */
  #found: Buffer[] | undefined;
  #length = 0;
  #packages: readonly Stated[] | undefined;
  #isProgram = false;

  push(piece: Uint8Array): void {
    if (this.#packages !== undefined) return;
    if (this.#isProgram) {
      this.#look(Buffer.from(piece));
      return;
    }
    const start = Buffer.concat([this.#tail, piece]);
    this.#tail = start;
    if (start.length < magicSize) return;
    this.#tail = Buffer.alloc(0);
    this.#isProgram = isProgram(start);
    if (this.#isProgram) this.#look(start);
    else this.#packages = [];
  }

  /** The modules; none when it is no program of Go. */
  finish(): readonly Stated[] {
    return this.#packages ?? this.#decode() ?? [];
  }

  #look(piece: Buffer): void {
    if (this.#packages !== undefined) return;
    if (this.#found !== undefined) {
      this.#found.push(piece);
      this.#length += piece.length;
      if (this.#length >= longestTexts) this.#retry();
      return;
    }
    const bytes = Buffer.concat([this.#tail, piece]);
    const at = bytes.indexOf(mark);
    if (at === -1) {
      this.#tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - mark.length + 1)));
      return;
    }
    this.#found = [bytes.subarray(at)];
    this.#length = bytes.length - at;
  }

  /** A program that reads such marks holds one that is none: then the search goes on behind it. */
  #retry(): void {
    const packages = this.#decode();
    if (packages !== undefined) {
      this.#packages = packages;
      return;
    }
    const rest = Buffer.concat(this.#found ?? []).subarray(mark.length);
    this.#found = undefined;
    this.#tail = Buffer.alloc(0);
    this.#look(rest);
  }

  #decode(): readonly Stated[] | undefined {
    let bytes = Buffer.concat(this.#found ?? []);
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, 1)) {
      bytes = bytes.subarray(at);
      const packages = decodeTexts(bytes);
      if (packages !== undefined) return packages;
    }
    return undefined;
  }
}

/** ELF, Mach-O or Windows. */
function isProgram(start: Uint8Array): boolean {
  const first = Buffer.from(start.subarray(0, magicSize)).toString("hex");
  return /^(?:7f454c46|cffaedfe|4d5a)/.test(first);
}

/** The version of Go and the modules, each text after its length. Undefined when there is neither. */
function decodeTexts(bytes: Buffer): readonly Stated[] | undefined {
  const flags = bytes[15] ?? 0;
  if ((flags & 2) === 0) return undefined;
  const version = readRun(bytes, headSize);
  const modules = version && readRun(bytes, version.end);
  const go = version?.run.toString() ?? "";
  if (!/^(?:go\d|devel)/.test(go) || modules === undefined) return undefined;
  // Sixteen bytes at either end mark the text.
  const text = modules.run.subarray(16, -16).toString();
  return [moduleOf("stdlib", go.replace(/^go/, "").split(" ")[0] ?? ""), ...readModules(text)];
}

/** A run of bytes after its length. */
function readRun(bytes: Buffer, start: number): { readonly run: Buffer; readonly end: number } | undefined {
  let length = 0;
  let at = start;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at];
    if (byte === undefined || shift > 28) return undefined;
    at++;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  const end = at + length;
  return end > bytes.length ? undefined : { run: bytes.subarray(at, end), end };
}

/** Lines `mod PATH VERSION SUM` and `dep PATH VERSION SUM`; `=> PATH VERSION` says what stands for the one before. */
function readModules(text: string): readonly Stated[] {
  const found: Stated[] = [];
  for (const line of text.split("\n")) {
    const [word, path = "", version = ""] = line.split("\t");
    if (path === "" || (word !== "mod" && word !== "dep" && word !== "=>")) continue;
    if (word === "=>") found.pop();
    found.push(moduleOf(path, version));
  }
  return found;
}

function moduleOf(path: string, version: string): Stated {
  const slash = path.lastIndexOf("/");
  const namespace = slash === -1 ? undefined : path.slice(0, slash);
  const told = version === "" || version === "(devel)" ? undefined : version;
  return {
    name: path,
    version: told,
    type: "golang",
    purl: formatPurl("golang", namespace, path.slice(slash + 1), told),
    licenses: [],
    supplier: undefined,
    architecture: undefined,
    source: { name: path, version: told ?? "" },
  };
}
