/** What there is to say of the files of an image, in words. */
import { formatSize } from "./format.ts";

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
