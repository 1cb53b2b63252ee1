/** What there is to say of the files of an image, in words. */
import { type Explanation, say } from "./explanation.ts";
import { formatSize } from "./format.ts";
import { sanitize } from "./text.ts";

/** Which limit cut a layer's list, and the limits. */
export type CutFacts = {
  readonly cut: "entries" | "bytes" | "ratio" | "name" | "names";
  readonly limits: {
    readonly entries: number;
    readonly bytes: number;
    readonly ratio: number;
    readonly name: number;
    readonly names: number;
  };
};

/** Why the list of a layer is not complete, as sentences that go on after the layer's name. */
export function explainCut({ cut, limits }: CutFacts): string {
  switch (cut) {
    case "entries":
      return `has more than ${limits.entries.toLocaleString("en")} entries. The rest is not listed.`;
    case "bytes":
      return `unpacks to more than ${formatSize(limits.bytes)}. What comes after that is not listed.`;
    case "ratio":
      return `unpacks to more than ${limits.ratio} times its size, as archives do that are made to harm. It was not read to its end.`;
    case "name":
      return `has names of more than ${limits.name.toLocaleString("en")} bytes. Those files are not listed.`;
    case "names":
      return `has more than ${formatSize(limits.names)} of names alone. The rest is not listed.`;
  }
}

/** Why a file of an image is not shown. Paths as people read them. */
export type FileProblem =
  | { readonly kind: "missing"; readonly path: string }
  | { readonly kind: "deadLink"; readonly path: string; readonly target: string }
  | { readonly kind: "noFile"; readonly path: string; readonly type: NoFile }
  /** More bytes than an editor gets, or a file system that takes files in one piece. */
  | {
      readonly kind: "large";
      readonly path: string;
      readonly size: number;
      readonly limit: number;
      readonly taker: "editor" | "fileSystem";
    }
  /** The system refuses to write to a place. */
  | { readonly kind: "unwritable"; readonly path: string; readonly code: string }
  /** The list of its layer ended before it did, so that its bytes cannot be verified. */
  | { readonly kind: "cut"; readonly path: string; readonly limit: number }
  /** The registry would have to send so many bytes that nobody asked for. */
  | { readonly kind: "unasked"; readonly host: string; readonly bytes: number | undefined }
  | { readonly kind: "untrusted" };

/** What has a name, but no content of its own. */
export type NoFile = "directory" | "hardLink" | "symlink" | "character" | "block" | "fifo";

const nouns: Readonly<Record<NoFile, string>> = {
  directory: "a directory",
  hardLink: "a hard link whose file this layer does not have",
  symlink: "a symbolic link",
  character: "a device",
  block: "a device",
  fifo: "a pipe",
};

const again = "Open it from the image's details, or with Find File in Image.";

/** Why a file is not shown, and what to do. */
export function explainFileProblem(problem: FileProblem): Explanation {
  switch (problem.kind) {
    case "missing":
      return say(`The image has no ${sanitize(problem.path)}.`, "Check the path.", "none");
    case "deadLink": {
      const { path, target } = problem;
      const link = `${sanitize(path)} is a symbolic link to ${sanitize(target)}`;
      return say(`${link}, and the image has no file there.`, "Choose another file.", "none");
    }
    case "noFile":
      return say(
        `${sanitize(problem.path)} is ${nouns[problem.type]}, which has no content to show.`,
        "Choose a file.",
        "none",
      );
    case "large": {
      const { path, size, limit, taker } = problem;
      const [who, next] =
        taker === "editor"
          ? ["an editor gets", "Use Save File As to have it on disk."]
          : ["this place takes", "Save it to a folder of the machine."];
      return say(
        `${sanitize(path)} has ${formatSize(size)}, and ${who} at most ${formatSize(limit)}.`,
        next,
        "none",
      );
    }
    case "unwritable":
      return say(
        `${sanitize(problem.path)} cannot be written (${sanitize(problem.code, 60)}).`,
        "Nothing was left there. Choose another place, or make room.",
        "none",
      );
    case "cut":
      return say(
        `${sanitize(problem.path)} lies beyond what Mooring reads of its layer (${formatSize(problem.limit)}).`,
        "Pull the image to look at this file.",
        "none",
      );
    case "unasked": {
      const much = problem.bytes === undefined ? "an unknown number of bytes" : formatSize(problem.bytes);
      return say(
        `${problem.host} would have to send up to ${much} for this, which Mooring asks for only when told to.`,
        again,
        "none",
      );
    }
    case "untrusted":
      return say(
        "This file is not on disk, and in a folder that is not trusted no registry is asked for it.",
        again,
        "none",
      );
  }
}
