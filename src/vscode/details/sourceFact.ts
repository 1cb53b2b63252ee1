/** Where an image's source is said to be, in the strip of figures. Pure; knows no VS Code. */
import type { ImageModel } from "../../core/image/model.ts";
import { sanitize } from "../../core/text.ts";
import type { DetailsFact } from "../../protocol/shown.ts";
import { commitPage } from "./attachedFacts.ts";
import type { AttachedState } from "./attachedReading.ts";
import type { LinkTo } from "./detailsAttached.ts";

type Told = { readonly repository: URL; readonly commit: string | undefined; readonly by: string };

/** What provenance says once it was read, else what labels and annotations say; none when nobody says it. */
export function sourceFact(
  image: ImageModel,
  attached: AttachedState,
  linkTo: LinkTo,
): readonly DetailsFact[] {
  const told = fromProvenance(image, attached) ?? fromLabels(image);
  if (told === undefined) return [];
  const { repository, commit, by } = told;
  const name = repository.href.replace(/^https:\/\//, "").replace(/(?:\.git)?\/?$/, "");
  const link = linkTo((commit && commitPage(repository, commit)) ?? repository.href);
  return [
    {
      label: "Source",
      value: sanitize(commit === undefined ? name : `${name} @ ${commit.slice(0, 12)}`, 100),
      note: `says ${by}`,
      title: sanitize(`${repository.href}${commit === undefined ? "" : ` @ ${commit}`}`),
      ...(link !== undefined && { link }),
    },
  ];
}

/** Provenance that speaks of another image says nothing of this one. */
function fromProvenance({ manifest, descriptor }: ImageModel, attached: AttachedState): Told | undefined {
  if (attached.kind !== "read") return undefined;
  for (const { said } of attached.read.held) {
    if (said.kind !== "provenance" || said.provenance.source === undefined) continue;
    const { source, subjects } = said.provenance;
    if (subjects.includes(manifest.digest) || subjects.includes(descriptor.digest))
      return { ...source, by: "its provenance, not verified" };
  }
  return undefined;
}

function fromLabels({ annotations, config }: ImageModel): Told | undefined {
  const say = (name: string) => {
    const key = `org.opencontainers.image.${name}`;
    return annotations.get(key) ?? config?.labels.get(key);
  };
  const repository = URL.parse(say("source") ?? "");
  if (repository?.protocol !== "https:" || repository.username !== "" || repository.password !== "")
    return undefined;
  const revision = say("revision");
  // BuildKit writes the commit behind the repository.
  const [, written] = /^#([0-9a-f]{40})(?::|$)/.exec(repository.hash) ?? [];
  repository.hash = "";
  const commit = [revision, written].find((text) => /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text ?? ""));
  return { repository, commit, by: "a label" };
}
