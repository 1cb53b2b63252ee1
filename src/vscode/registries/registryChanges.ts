/** What the flows of changeFlows.ts do, at the registry of a row; knows no VS Code. */

import type { Connection } from "../../core/connect.ts";
import type { CopiedBlob } from "../../core/copy/blobs.ts";
import { copyImage, planCopy } from "../../core/copy/copy.ts";
import { addTag } from "../../core/copy/tag.ts";
import { tagsOn } from "../../core/copy/tagsOn.ts";
import { formatSize } from "../../core/format.ts";
import { effectiveTag, type Reference } from "../../core/reference/reference.ts";
import type { Distribution } from "../../core/registry/distribution.ts";
import type { Ask } from "../ask.ts";
import type { Changes, Copied } from "./changeFlows.ts";

/** What an account may need beyond reading. */
export type Right = "write" | "delete";

/** Where changes go. */
export type ChangeSources = {
  readonly ask: Ask;
  /** The registry of the rows, through their account; opened anew for each step. */
  readonly open: () => Connection;
  /** Another registry, by its host. */
  readonly distribution: (host: string) => Distribution;
  readonly knownTags: Changes["knownTags"];
  /** Sees to it that the account at a host has a right, where that is to be asked for first. */
  readonly claim: (host: string, right: Right) => Promise<void>;
  /** Told that what a tag names is no longer what was known. */
  readonly onChange: (reference: Reference) => void;
  /** Told of each blob of a copy, in words. */
  readonly note: (line: string) => void;
};

/** The changes that can be made at one registry. */
export function registryChanges(sources: ChangeSources): Changes {
  const { ask, open, distribution, knownTags, claim, onChange } = sources;
  const placeOf = ({ repository: { path } }: Reference) => ({ distribution: open().distribution, path });
  return {
    ask,
    knownTags,
    lastTagTakesImage: ({ repository: { path } }) => open().catalog.lastTagDeletes?.(path) ?? false,
    digestOf: async (reference, signal) =>
      (await open().distribution.resolve(reference.repository.path, nameIn(reference), signal)).digest,
    addTag: async (from, tag, signal) => {
      await claim(from.repository.registry, "write");
      await addTag(placeOf(from), nameIn(from), tag, signal);
      onChange({ repository: from.repository, tag });
    },
    untag: async (reference, signal) => {
      const { path, registry } = reference.repository;
      await claim(registry, "delete");
      await open().catalog.untag(path, reference.tag ?? "", signal);
      onChange(reference);
    },
    deleteDigest: async ({ repository }, digest, signal) => {
      await claim(repository.registry, "delete");
      await open().catalog.deleteDigest(repository.path, digest, signal);
      onChange({ repository, digest });
    },
    fallingWith: (reference, digest, signal) => tagsOn(placeOf(reference), open().catalog, digest, signal),
    copy: async (from, to, signal, report) => {
      await claim(to.repository.registry, "write");
      const place = placeOf(from);
      report("reading what belongs to it", 0);
      const { digest } = await place.distribution.resolve(place.path, nameIn(from), signal);
      const plan = await planCopy({ ...place, digest }, true, signal);
      const target = { distribution: distribution(to.repository.registry), path: to.repository.path };
      const copied = await copyImage(
        plan,
        { ...target, tag: effectiveTag(to) ?? "latest" },
        {
          signal,
          onProgress: ({ moved, total }) =>
            report(`${formatSize(moved)} of ${formatSize(total)}`, total === 0 ? 1 : moved / total),
        },
      );
      copied.blobs.map(blobLine).forEach(sources.note);
      onChange(to);
      return figures(copied.blobs, copied.bytesMoved, digest);
    },
  };
}

function nameIn(reference: Reference): string {
  return reference.digest ?? effectiveTag(reference) ?? "latest";
}

const ways: { readonly [How in CopiedBlob["how"]]: string } = {
  exists: "was there already",
  mounted: "taken over within the registry",
  copied: "sent",
  foreign: "left out: it may not be copied",
};

function blobLine({ descriptor: { digest, size }, how }: CopiedBlob): string {
  return `${digest} (${formatSize(size)}): ${ways[how]}`;
}

function figures(blobs: readonly CopiedBlob[], bytes: number, digest: Copied["digest"]): Copied {
  const count = (how: CopiedBlob["how"]) => blobs.filter((blob) => blob.how === how).length;
  return {
    digest,
    bytes,
    sent: count("copied"),
    there: count("exists"),
    mounted: count("mounted"),
    foreign: count("foreign"),
  };
}
