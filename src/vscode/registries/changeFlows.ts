/** What is changed at registries, question by question; knows no VS Code. Each flow gives false when the user left. */
import { formatCount, formatSize } from "../../core/format.ts";
import { type Digest, shortDigest } from "../../core/reference/digest.ts";
import {
  formatFamiliar,
  formatWithinRegistry,
  isTag,
  parseReference,
  type Reference,
} from "../../core/reference/reference.ts";
import type { Ask, Report } from "../ask.ts";

/** The tags that fall with a digest; not `complete` when there are some that could not be looked at. */
export type Falling = { readonly tags: readonly string[]; readonly complete: boolean };

/** What a copy did, in figures. */
export type Copied = {
  readonly digest: Digest;
  /** Layers and configurations that were sent, and their bytes. */
  readonly sent: number;
  readonly bytes: number;
  /** Those that were there already, and those taken over from another repository there. */
  readonly there: number;
  readonly mounted: number;
  /** Layers that may not be copied and were left out. */
  readonly foreign: number;
};

/** What the flows work with, for the registry of the rows they are about. */
export type Changes = {
  readonly ask: Ask;
  /** What a reference names now. */
  readonly digestOf: (reference: Reference, signal: AbortSignal) => Promise<Digest>;
  /** The tags of the repository that are known from its list. */
  readonly knownTags: (reference: Reference) => readonly string[];
  readonly addTag: (from: Reference, tag: string, signal: AbortSignal) => Promise<void>;
  readonly untag: (reference: Reference, signal: AbortSignal) => Promise<void>;
  readonly deleteDigest: (reference: Reference, digest: Digest, signal: AbortSignal) => Promise<void>;
  /** Every tag of the repository that names a digest, as far as can be told. */
  readonly fallingWith: (reference: Reference, digest: Digest, signal: AbortSignal) => Promise<Falling>;
  readonly copy: (from: Reference, to: Reference, signal: AbortSignal, report: Report) => Promise<Copied>;
  /** Whether deleting the last tag of an image deletes the image, too. */
  readonly lastTagTakesImage: (reference: Reference) => boolean;
};

/** Gives what a reference names one more tag. */
export async function addTag(changes: Changes, reference: Reference): Promise<boolean> {
  const { ask, knownTags } = changes;
  const name = formatWithinRegistry(reference);
  const answer = await ask.text({
    title: `Add Tag to ${name}`,
    prompt: "The new tag. It names the same digest; nothing is uploaded.",
    placeholder: "1.27-stable",
    check: (text) =>
      isTag(text)
        ? undefined
        : "A tag has up to 128 letters, digits, dots, dashes and underscores, and begins with no dot or dash.",
  });
  if (answer === undefined || answer === "back") return false;
  const tag = answer.value;
  if (knownTags(reference).includes(tag) && !(await mayMove(ask, tag, name))) return false;
  await ask.working(`Tagging ${name} as ${tag}...`, (signal) => changes.addTag(reference, tag, signal));
  ask.say(`${tag} now names what ${name} names`);
  return true;
}

async function mayMove(ask: Ask, tag: string, name: string): Promise<boolean> {
  const answer = await ask.choose({
    title: `Add Tag to ${name}`,
    placeholder: `The tag ${tag} is there already and names something.`,
    options: [
      { label: `Move ${tag}`, detail: `It will name what ${name} names.`, value: true },
      { label: "Leave it", value: false },
    ],
  });
  return answer !== undefined && answer !== "back" && answer.value;
}

/** Takes tags away and leaves what they name. */
export async function deleteTags(changes: Changes, references: readonly Reference[]): Promise<boolean> {
  const { ask, lastTagTakesImage } = changes;
  const [first] = references;
  if (first === undefined) return false;
  const names = references.map(formatWithinRegistry);
  const what = references.length === 1 ? `the tag ${names[0]}` : formatCount(references.length, "tag");
  const confirmed = await ask.confirm({
    question: `Delete ${what} at ${first.repository.registry}?`,
    detail: [
      ...(references.length > 1 ? [`${names.join(", ")}.`] : []),
      lastTagTakesImage(first)
        ? "Here an image whose last tag is deleted is deleted, too."
        : `What ${references.length === 1 ? "it names" : "they name"} stays, by its digest.`,
    ].join(" "),
    action: references.length === 1 ? "Delete Tag" : "Delete Tags",
  });
  if (!confirmed) return false;
  await ask.working(`Deleting ${what}...`, async (signal) => {
    for (const reference of references) await changes.untag(reference, signal);
  });
  ask.say(`Deleted ${what}`);
  return true;
}

/** Deletes what a reference names, after naming every tag that falls with it. */
export async function deleteDigest(changes: Changes, reference: Reference): Promise<boolean> {
  const { ask } = changes;
  const { repository } = reference;
  const { digest, falling } = await ask.working("Looking for tags that fall with it...", async (signal) => {
    const named = reference.digest ?? (await changes.digestOf(reference, signal));
    return { digest: named, falling: await changes.fallingWith(reference, named, signal) };
  });
  const name = `${repository.path}@${shortDigest(digest)}`;
  const count = falling.tags.length;
  const confirmed = await ask.confirm({
    question: `Delete ${name} at ${repository.registry}?`,
    detail: fallingText(falling),
    action: count === 0 ? "Delete Image" : `Delete Image and ${formatCount(count, "Tag")}`,
  });
  if (!confirmed) return false;
  await ask.working(`Deleting ${name}...`, (signal) => changes.deleteDigest(reference, digest, signal));
  ask.say(`Deleted ${name}`);
  return true;
}

const mostNamed = 50;

function fallingText({ tags, complete }: Falling): string {
  const named = tags.slice(0, mostNamed).join(", ");
  const rest = tags.length > mostNamed ? ` and ${formatCount(tags.length - mostNamed, "other")}` : "";
  const known =
    tags.length === 0
      ? "No tag is known to name it."
      : `${tags.length === 1 ? "This tag goes" : "These tags go"} with it: ${named}${rest}.`;
  const unseen = complete ? "" : " There are tags that could not be looked at; some may go, too.";
  return `${known}${unseen} This cannot be undone.`;
}

/**
 * Copies an image with all that belongs to it to another place; gives where, unless the user left. `before` is where
 * the image before it went: the next one most likely goes beside it.
 */
export async function copyImage(
  changes: Changes,
  reference: Reference,
  before?: Reference,
): Promise<Reference | undefined> {
  const { ask } = changes;
  const name = formatFamiliar(reference);
  const title = `Copy ${name} To`;
  const answer = await ask.text({
    title,
    prompt: "Where to: a repository of any registry, with a tag",
    placeholder: "registry.example.com/team/app:1.27",
    value: formatFamiliar(placeBeside(reference, before)),
    check: (text) => targetProblem(text, reference),
  });
  if (answer === undefined || answer === "back") return undefined;
  const target = readTarget(answer.value);
  if (target === undefined) return undefined;
  const copied = await ask.progressing(`Copying to ${formatFamiliar(target)}`, (signal, report) =>
    changes.copy(reference, target, signal, report),
  );
  ask.say(`Copied to ${formatFamiliar(target)}: ${copiedText(copied)}`);
  return target;
}

function placeBeside({ repository, tag }: Reference, before: Reference | undefined): Reference {
  return { repository: before?.repository ?? repository, ...(tag !== undefined && { tag }) };
}

function readTarget(text: string): Reference | undefined {
  const parsed = parseReference(text.trim());
  return parsed.ok ? parsed.reference : undefined;
}

function targetProblem(text: string, from: Reference): string | undefined {
  const target = readTarget(text);
  if (target === undefined) return "This is not a valid image reference.";
  if (target.digest !== undefined) return "Leave out the digest: it stays what it is.";
  if (target.tag === undefined) return "Name the tag, too.";
  return formatFamiliar(target) === formatFamiliar(from) ? "This is where it is." : undefined;
}

/** `3 blobs sent (71.4 MB), 5 there already`. */
export function copiedText({ sent, bytes, there, mounted, foreign }: Copied): string {
  const parts = [
    sent > 0 ? `${formatCount(sent, "blob")} sent (${formatSize(bytes)})` : "nothing had to be sent",
    there > 0 ? `${there} there already` : "",
    mounted > 0 ? `${mounted} taken over within the registry` : "",
    foreign > 0 ? `${foreign} left out, as they may not be copied` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
