/** The images that every registry under test holds, known to the byte. */
import { commonPlatforms, type ManifestTree, makeImage, makeIndex, makePlatforms } from "./images.ts";
import type { Login } from "./push.ts";

/** What a repository holds: manifests with their tags, perhaps none. */
export type Shelved = { readonly tree: ManifestTree; readonly tags: readonly string[] };
export type ShelfRepository = { readonly path: string; readonly content: readonly Shelved[] };

/** Three platforms with their attestations. */
export const index = makeIndex(makePlatforms(commonPlatforms), { attested: true });
export const image = makeImage();

/** Manifests of their own, so that lists of manifests take more than one page as well. */
const numbered = Array.from({ length: 120 }, (_, number): Shelved => {
  const tree = makeImage({ annotations: { number: String(number) } });
  return { tree, tags: [`n${1000 + number}`] };
});
/** More tags of one manifest, so that any list takes more than one page of the view. */
const further = Array.from({ length: 110 }, (_, number) => `o${1000 + number}`);

/** Of the user's team, for anyone to pull where the registry has that. */
export const many: ShelfRepository = {
  path: "team/many",
  content: [{ tree: index, tags: ["multi"] }, ...numbered, { tree: image, tags: further }],
};
export const single: ShelfRepository = { path: "team/single", content: [{ tree: image, tags: ["1"] }] };
export const empty: ShelfRepository = { path: "team/empty", content: [{ tree: image, tags: [] }] };
/** One tag of it is taken away while Mooring looks. */
export const doomed: ShelfRepository = {
  path: "team/doomed",
  content: [
    { tree: makeImage({ config: { Labels: { fate: "kept" } } }), tags: ["kept"] },
    { tree: makeImage({ config: { Labels: { fate: "doomed" } } }), tags: ["doomed"] },
  ],
};
/** For nobody but the user. */
export const hidden: ShelfRepository = { path: "closed/hidden", content: [{ tree: image, tags: ["1"] }] };

export const shelf: readonly ShelfRepository[] = [many, single, empty, doomed, hidden];

/** Who owns the shelf. Registries where names are free know the user by this one. */
export const owner: Login = { user: "alice", password: "canary-correct-horse-1" };
/** No registry knows this password. */
export const wrongPassword = "canary-wrong-battery-2";

export function tagsOf({ content }: ShelfRepository): readonly string[] {
  return content.flatMap(({ tags }) => tags);
}
