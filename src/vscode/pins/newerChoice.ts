/** The tags that are newer in the line of one, as they are offered. Pure; knows no VS Code. */
import type { TagFacts } from "../../core/catalog/facts.ts";
import type { Listed } from "../../core/catalog/listPage.ts";
import { formatAge, formatSize } from "../../core/format.ts";
import { newerTags } from "../../core/pinning/newerTags.ts";
import { parseTagVersion } from "../../core/pinning/tagVersion.ts";
import { isWithin, usefulTags } from "../../core/pinning/usefulTags.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import type { Option } from "../ask.ts";

/** Tags offered at most; those further down are older than any that is of use. */
const mostOffered = 100;

/** The newer tags as options, each with what its list tells of it. `now` in milliseconds since 1970. */
export function newerOptions(
  tag: string,
  listed: readonly Listed<TagFacts>[],
  now: number,
): readonly Option<string>[] {
  const facts = new Map(listed.map(({ name, facts: told }) => [name, told]));
  const own = parseTagVersion(tag)?.numbers ?? [];
  const newer = newerTags(tag, [...facts.keys()]);
  return usefulTags(tag, newer)
    .slice(0, mostOffered)
    .map((name) => ({
      label: name,
      description: [...placeText(own, name, newer), ...factsText(facts.get(name), now)].join(" · "),
      value: name,
    }));
}

/** `newest of 1.27`, for those that are the newest of something; `newer` has the newest first. */
function placeText(own: readonly string[], name: string, newer: readonly string[]): readonly string[] {
  if (name === newer[0]) return ["newest"];
  const widths = own.map((_, place) => own.slice(0, own.length - 1 - place));
  const line = widths.find((within) => newer.find((other) => isWithin(within, other)) === name);
  return line === undefined ? [] : [`newest of ${line.join(".")}`];
}

function factsText(facts: TagFacts | undefined, now: number): readonly string[] {
  if (facts === undefined) return [];
  return [
    ...(facts.pushed === undefined ? [] : [`pushed ${formatAge(facts.pushed, now)}`]),
    ...(facts.size === undefined ? [] : [formatSize(facts.size)]),
    ...(facts.digest === undefined ? [] : [shortDigest(facts.digest)]),
  ];
}
