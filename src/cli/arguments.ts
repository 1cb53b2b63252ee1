/** Reading what was typed as an argument. Each throws a UsageError that says what is wrong with it. */
import type { Platform } from "../core/oci/model.ts";
import { parsePlatform } from "../core/oci/platform.ts";
import {
  parseReference,
  parseRepository,
  type Reference,
  type ReferenceFault,
  type Repository,
  splitReference,
} from "../core/reference/reference.ts";
import { quoted, UsageError } from "./command.ts";

/** An image reference. */
export function referenceArgument(text: string): Reference {
  const parsed = parseReference(text);
  if (parsed.ok) return parsed.reference;
  throw new UsageError(`${quoted(text)} is not an image reference: ${faults[parsed.fault]}.`);
}

/** The name of a repository, which has neither tag nor digest. */
export function repositoryArgument(text: string): Repository {
  const repository = parseRepository(text);
  if (typeof repository !== "string") return repository;
  const fault = parseReference(text).ok ? `leave out ${tailOf(text)}` : faults[repository];
  throw new UsageError(`${quoted(text)} is not the name of a repository: ${fault}.`);
}

/** A platform, `linux/arm64`. */
export function platformArgument(text: string): Platform {
  const platform = parsePlatform(text);
  if (platform === undefined) throw new UsageError(`${quoted(text)} is not a platform such as linux/arm64.`);
  return platform;
}

const faults: { readonly [Fault in ReferenceFault]: string } = {
  empty: "it is empty",
  tooLong: "it is too long",
  upperCase: "names are in lower case",
  scheme: "leave out http:// or https://",
  userInfo: "a login has no place in it",
  badDomain: "the registry's host is not valid",
  badPath: "the name is not valid",
  badTag: "the tag is not valid",
  badDigest: "the digest is not valid",
  imageId: "it is an image's id, which only the machine that has the image knows",
};

function tailOf(text: string): string {
  const { tag, digest } = splitReference(text);
  if (tag !== undefined && digest !== undefined) return "the tag and the digest";
  return tag === undefined ? "the digest" : "the tag";
}
