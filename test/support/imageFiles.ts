/** A reader of files of images as the extension has it, over any registry. */
import { openContent } from "../../src/core/content/store.ts";
import { TagMemory } from "../../src/core/content/tagMemory.ts";
import { Images } from "../../src/core/image/images.ts";
import type { Distribution } from "../../src/core/registry/distribution.ts";
import { FileReader } from "../../src/vscode/files/fileReader.ts";
import { Layers } from "../../src/vscode/files/layers.ts";

export type ReaderWorld = { readonly images: Images; readonly layers: Layers; readonly reader: FileReader };

/** What is kept goes below `storage`; another one over the same folder is what VS Code has after a restart. */
export function readerOver(distributionFor: (host: string) => Distribution, storage: string): ReaderWorld {
  const images = new Images({
    distributionFor,
    content: openContent(storage, { maxBytes: 1e7 }),
    tags: new TagMemory(storage),
    platform: { os: "linux", architecture: "amd64" },
  });
  const layers = new Layers({ distributionFor, storage, maxBytes: 1e7 });
  return { images, layers, reader: new FileReader({ images, layers }) };
}
