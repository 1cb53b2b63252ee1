/** Having the user pick an image to compare another one with. Loaded when they want to. */
import type { TagFacts } from "../../core/catalog/facts.ts";
import type { ReadPage } from "../../core/catalog/listPage.ts";
import { formatReference, type Reference, type Repository } from "../../core/reference/reference.ts";
import { quickInput } from "../ask.ts";
import { askReference } from "../askReference.ts";
import { chooseOther } from "../files/compareFile.ts";
import type { FileDocuments } from "../files/fileDocuments.ts";
import { openImages } from "../files/openImages.ts";

const title = "Compare Layers With";

/** One that is open, one of the same repository, or any that they type; `open` are the images whose details are open. */
export async function pickOther(
  beside: Reference,
  open: readonly Reference[],
  documents: FileDocuments,
  tags: (repository: Repository) => ReadPage<TagFacts>,
): Promise<Reference | undefined> {
  const others = [...open, ...openImages(documents)].filter(
    (one) => formatReference(one) !== formatReference(beside),
  );
  return chooseOther(title, beside, {
    ask: quickInput,
    open: others,
    tags: async (repository, signal) => (await tags(repository)(signal)).items.map(({ name }) => name),
    typed: () => askReference(title, "The image to compare the layers with", beside),
  });
}
