import { type Uri, workspace } from "vscode";
import { parsePlatform } from "../../core/oci/platform.ts";
import type { Ask } from "../ask.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import type { Lookup } from "../lookup.ts";
import type { RepositoryTags } from "../registries/repositoryTags.ts";
import { setting } from "../settings.ts";
import type { Selection } from "./manyPins.ts";
import type { PinOptions } from "./pinOptions.ts";
import type { TagWorld } from "./tagFlows.ts";

/** What everything that changes pins works with. */
export type PinParts = {
  readonly index: DocumentIndex;
  readonly lookup: Lookup;
  readonly tags: RepositoryTags;
  readonly ask: Ask;
};

/** How the user wants pins to be in a file. */
export function optionsIn(uri: Uri): PinOptions {
  return {
    target: setting("pin.target", uri),
    platforms: setting("pin.platforms", uri).flatMap((text) => parsePlatform(text) ?? []),
    cooldownDays: setting("pin.cooldownDays", uri),
  };
}

/** What a change of a whole file is about. */
export function selectionIn(uri: Uri, wants?: Selection["wants"]): Selection {
  return { options: optionsIn(uri), ignore: setting("ignore", uri), wants };
}

/** The world of the flows that look for tags and platforms: registries are asked what tags name at this moment. */
export function tagWorld({ lookup, tags, ask }: PinParts): TagWorld {
  return {
    ask,
    tags,
    now: Date.now,
    resolver: (signal) => lookup.resolver({ fresh: true, ...(signal && { signal }) }),
  };
}

/** A file's name as the workspace knows it. */
export function fileName(uri: Uri): string {
  return workspace.asRelativePath(uri);
}
