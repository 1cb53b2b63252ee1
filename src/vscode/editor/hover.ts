import {
  type CancellationToken,
  type Disposable,
  Hover,
  languages,
  type Position,
  Range,
  type TextDocument,
} from "vscode";
import { placeAt } from "../../core/documents/places.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import { registerFor } from "../documents/selector.ts";
import type { CountsOf } from "../findings/editorScans.ts";
import type { Lookup } from "../lookup.ts";

/** Says what an image is when the mouse rests on its name. */
export function registerHover(index: DocumentIndex, lookup: Lookup, counts: CountsOf): Disposable {
  const provider = {
    async provideHover(document: TextDocument, position: Position, token: CancellationToken) {
      const located = await index.at(document, position);
      if (located === undefined || token.isCancellationRequested) return undefined;
      const { start, end } = placeAt(located.occurrence, document.offsetAt(position)) ?? located.occurrence;
      const range = new Range(document.positionAt(start), document.positionAt(end));
      // Loaded when the mouse first rests on an image.
      const { contents } = await import("./hoverContents.ts");
      return new Hover(await contents(lookup, counts, located), range);
    },
  };
  return registerFor((selector) => languages.registerHoverProvider(selector, provider));
}
