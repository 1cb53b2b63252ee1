import {
  Disposable,
  EventEmitter,
  InlayHint,
  type InlayHintsProvider,
  languages,
  type Range,
  type TextDocument,
  workspace,
} from "vscode";
import type { Occurrence } from "../../core/documents/occurrence.ts";
import { hasImage } from "../../core/oci/choose.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import { registerFor } from "../documents/selector.ts";
import type { Lookup } from "../lookup.ts";
import { setting } from "../settings.ts";
import { ageHint } from "./hintText.ts";

/** Says beside references how old their images are and whether the tag of a pin has moved, as far as that is known. */
export function registerInlayHints(index: DocumentIndex, lookup: Lookup): Disposable {
  const changed = new EventEmitter<void>();
  const provider: InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    async provideInlayHints(document: TextDocument, range: Range) {
      const reading = setting("inlayHints", document.uri) ? await index.read(document) : undefined;
      const [first, last] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      const visible = (reading?.occurrences ?? []).filter(({ start, end }) => end >= first && start <= last);
      const hints = await Promise.all(visible.map((occurrence) => hintOf(document, occurrence, lookup)));
      return hints.filter((hint) => hint !== undefined);
    },
  };
  return Disposable.from(
    changed,
    registerFor((selector) => languages.registerInlayHintsProvider(selector, provider)),
    lookup.onDidLearn(() => changed.fire()),
    workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration("mooring.inlayHints") && changed.fire(),
    ),
  );
}

async function hintOf(
  document: TextDocument,
  occurrence: Occurrence,
  lookup: Lookup,
): Promise<InlayHint | undefined> {
  const reference = referenceOf(occurrence);
  const image = reference && (await lookup.recall(reference));
  if (reference === undefined || image === undefined) return undefined;
  const { repository, tag, digest } = reference;
  const isPin = tag !== undefined && digest !== undefined;
  const tagged = isPin ? await lookup.recall({ repository, tag }) : undefined;
  const isStill = isPin && tagged?.index !== undefined && hasImage(tagged.index, digest);
  const known = isPin ? lookup.known({ repository, tag })?.descriptor.digest : undefined;
  const tagNow = isStill ? digest : known;
  const text = ageHint({ created: image.config?.created, digest, tagNow, now: Date.now() });
  if (text === undefined) return undefined;
  const hint = new InlayHint(document.positionAt(occurrence.end), text);
  hint.paddingLeft = true;
  return hint;
}
