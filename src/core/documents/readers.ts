import { readCompose } from "./compose.ts";
import { readDockerfile } from "./dockerfile.ts";
import type { DocumentKind, Reader } from "./occurrence.ts";

/** The reader of a kind of document. It loads the YAML library: import this module on first need. */
export function readerFor(kind: DocumentKind): Reader {
  switch (kind) {
    case "dockerfile":
      return (text) => readDockerfile(text);
    case "compose":
      return readCompose;
  }
}
