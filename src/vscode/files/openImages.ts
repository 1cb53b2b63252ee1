import { TabInputCustom, TabInputText, window } from "vscode";
import { formatReference, type Reference } from "../../core/reference/reference.ts";
import { parseFilePlace } from "./filePlace.ts";

/** The images whose files are open in tabs, each once. */
export function openImages(): readonly Reference[] {
  const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  const places = inputs.flatMap((input) =>
    input instanceof TabInputText || input instanceof TabInputCustom ? (parseFilePlace(input.uri) ?? []) : [],
  );
  const images = places.map(({ repository, manifest }): Reference => ({ repository, digest: manifest }));
  return [...new Map(images.map((image) => [formatReference(image), image])).values()];
}
