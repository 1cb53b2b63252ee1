/** What the chosen files say, decoded as they come, so that only packages are kept. */
import { ContentError } from "../errors.ts";
import type { FileTaker } from "../files/openFiles.ts";
import { parseObject } from "../oci/fields.ts";
import { readApk } from "./apk.ts";
import type { ChosenFile, FileKind } from "./choose.ts";
import { readDpkg } from "./dpkg.ts";
import { GoBinary } from "./goBinary.ts";
import type { OperatingSystem, Stated } from "./model.ts";
import { readNpm } from "./npm.ts";
import { readOsRelease } from "./osRelease.ts";
import { readPython } from "./python.ts";
import { readRpm } from "./rpm.ts";

/** The most bytes of a file by its kind: of programs only a part is kept, whatever their size. */
export const longestFiles: { readonly [Kind in FileKind]: number } = {
  system: 64 * 1024,
  npm: 1024 * 1024,
  python: 1024 * 1024,
  apk: 64 * 1024 * 1024,
  dpkg: 64 * 1024 * 1024,
  rpm: 128 * 1024 * 1024,
  go: 512 * 1024 * 1024,
};

type Decoded = (system: OperatingSystem | undefined) => readonly Stated[];

/** Collects what files say. */
export class Contents {
  readonly #decoded = new Map<ChosenFile, Decoded>();
  readonly #malformed: ChosenFile[] = [];
  #system: OperatingSystem | undefined;

  /** What the image says of its system, once that was read. */
  get system(): OperatingSystem | undefined {
    return this.#system;
  }

  /** Files that are none of what their names say. */
  get malformed(): readonly ChosenFile[] {
    return this.#malformed;
  }

  /** The packages of a file; none when it was not read. */
  packagesOf(file: ChosenFile): readonly Stated[] {
    return this.#decoded.get(file)?.(this.#system) ?? [];
  }

  /** Takes a file's bytes. */
  taker(file: ChosenFile): FileTaker {
    if (file.kind === "go") {
      const program = new GoBinary();
      return {
        piece: (bytes) => program.push(bytes),
        end: () => {
          const packages = program.finish();
          if (packages.length > 0) this.#decoded.set(file, () => packages);
        },
      };
    }
    const pieces: Uint8Array[] = [];
    return {
      piece: (bytes) => pieces.push(bytes.slice()),
      end: () => this.#take(file, Buffer.concat(pieces.splice(0))),
    };
  }

  #take(file: ChosenFile, bytes: Buffer): void {
    try {
      const decoded = decode(file, bytes);
      if (typeof decoded === "function") this.#decoded.set(file, decoded);
      else this.#system = decoded;
    } catch (failure) {
      if (!(failure instanceof ContentError)) throw failure;
      this.#malformed.push(file);
    }
  }
}

/** Databases do not say of which system they are: that is told when all is read. */
function decode({ kind, path }: ChosenFile, bytes: Buffer): Decoded | OperatingSystem | undefined {
  switch (kind) {
    case "system":
      return readOsRelease(bytes.toString());
    case "dpkg": {
      const text = bytes.toString();
      return (system) => readDpkg(text, system);
    }
    case "apk": {
      const text = bytes.toString();
      return (system) => readApk(text, system);
    }
    case "rpm":
      return readRpm(bytes, path);
    case "npm": {
      const packages = readNpm(parseObject(bytes, path));
      return () => packages;
    }
    case "python": {
      const packages = readPython(bytes.toString());
      return () => packages;
    }
    case "go":
      return undefined;
  }
}
