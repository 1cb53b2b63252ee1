import { TabInputCustom, TabInputText, window } from "vscode";
import { formatReference, type Reference } from "../../core/reference/reference.ts";
import type { FileDocuments } from "./fileDocuments.ts";
import { parseFilePlace } from "./filePlace.ts";

/** The images whose files are open in tabs, each once. */
export function openImages(documents: FileDocuments): readonly Reference[] {
  const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  const places = inputs.flatMap((input) =>
    input instanceof TabInputText || input instanceof TabInputCustom ? (parseFilePlace(input.uri) ?? []) : [],
  );
  const images = places.map((place) => documents.nameOf(place));
  return [...new Map(images.map((image) => [formatReference(image), image])).values()];
}
