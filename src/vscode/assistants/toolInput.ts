/** What assistants hand to Mooring's tools, checked, and what the user is asked before a registry is. */
import type { Platform } from "../../core/oci/model.ts";
import { formatPlatform, parsePlatform } from "../../core/oci/platform.ts";
import {
  familiarRepository,
  formatFamiliar,
  parseReference,
  type Reference,
  type Repository,
} from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type { WantedTags } from "../../core/tools/listTags.ts";
import { codeSpan } from "../markdown.ts";

/** A sentence for the assistant that says what is wrong with its input. */
export class InputError extends Error {}

const mostReferences = 20;

/** Of `mooring_resolve_images`. Throws InputError, as all here. */
export function readReferences(input: unknown): readonly Reference[] {
  const { references } = fieldsOf(input);
  if (!Array.isArray(references) || references.length === 0 || references.length > mostReferences)
    throw new InputError(`"references" is to be a list of 1 to ${mostReferences} image references.`);
  return references.map((text) => readReference(text, "references"));
}

/** Of `mooring_list_tags`. */
export function readTagsInput(input: unknown): WantedTags {
  const { repository, contains, limit } = fieldsOf(input);
  const reference = readReference(repository, "repository");
  if (reference.tag !== undefined || reference.digest !== undefined)
    throw new InputError('"repository" is an image without a tag or digest.');
  if (contains !== undefined && typeof contains !== "string") throw new InputError('"contains" is text.');
  if (limit !== undefined && !(typeof limit === "number" && Number.isInteger(limit) && limit > 0))
    throw new InputError('"limit" is a number from 1 up.');
  return {
    repository: reference.repository,
    ...(contains !== undefined && { contains }),
    ...(limit !== undefined && { limit }),
  };
}

/** Of `mooring_inspect_image`. */
export function readInspectInput(input: unknown): {
  readonly reference: Reference;
  readonly platform?: Platform;
} {
  const { reference, platform } = fieldsOf(input);
  const read = readReference(reference, "reference");
  if (platform === undefined) return { reference: read };
  const parsed = typeof platform === "string" ? parsePlatform(platform) : undefined;
  if (parsed === undefined) throw new InputError('"platform" is written as linux/arm64.');
  return { reference: read, platform: parsed };
}

const states = ["pinned", "unpinned", "cannotBePinned"] as const;

/** Of `mooring_workspace_images`: the only state that is wanted. */
export function readState(input: unknown): (typeof states)[number] | undefined {
  const { state } = fieldsOf(input);
  const read = states.find((name) => name === state);
  if (state !== undefined && read === undefined)
    throw new InputError(`"state" is one of ${states.join(", ")}.`);
  return read;
}

function readReference(text: unknown, field: string): Reference {
  const parsed = typeof text === "string" ? parseReference(text) : undefined;
  if (parsed?.ok) return parsed.reference;
  const fault = parsed === undefined ? "notText" : parsed.fault;
  const shown = typeof text === "string" ? ` (${sanitize(text.replace(/^[^/@]*@(?=.*\/)/, "…@"), 100)})` : "";
  throw new InputError(`"${field}" holds something that is no image reference: ${fault}${shown}.`);
}

function fieldsOf(input: unknown): Readonly<Record<string, unknown>> {
  return typeof input === "object" && input !== null ? (input as Record<string, unknown>) : {};
}

/** What the user reads before registries are asked, as Markdown: each host by its name, and with whose login. */
export function askText(deed: string, repositories: readonly Repository[], isTrusted: boolean): string {
  const hosts = [...new Set(repositories.map(({ registry }) => registry))].map(codeSpan).join(", ");
  const login = isTrusted ? "with your login for it, if you have one" : "without a login";
  return `Mooring asks ${hosts} ${deed}, ${login}.`;
}

/** What is asked for. */
export function digestsOf(references: readonly Reference[]): string {
  return `for the digests of ${references.map((reference) => codeSpan(formatFamiliar(reference))).join(", ")}`;
}

/** What is asked for. */
export function tagsOf({ repository }: WantedTags): string {
  return `for the tags of ${codeSpan(familiarRepository(repository))}`;
}

/** What is asked for. */
export function imageOf({ reference, platform }: ReturnType<typeof readInspectInput>): string {
  const wanted = platform === undefined ? "" : ` for ${codeSpan(formatPlatform(platform))}`;
  return `for the manifest and configuration of ${codeSpan(formatFamiliar(reference))}${wanted}`;
}
