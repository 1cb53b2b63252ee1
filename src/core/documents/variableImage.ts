/** What a value with variables says when it names an image, and where a digest for it is written. */
import { formatRepository, parseReference, splitReference } from "../reference/reference.ts";
import { type ImageReading, readingAt, type Verdict } from "./imageReading.ts";
import type { FindUses, Tail, Variables } from "./variables.ts";
import { spanOf, type Written } from "./yamlScalar.ts";

/** A reading that a digest can be written for at `tail`, should nothing else use the variables that lead there. */
export type Draft = { readonly reading: ImageReading; readonly tail?: Tail };

export type Judgement = Verdict & { readonly tail?: Tail };

/** Judges a value that has variables. */
export function judgeVariables(value: string, variables: Variables): Judgement {
  const status = "variable";
  const reference = variables.expand(value);
  if (!reference) return { status, reference: null, reason: "noValue" };
  if (!parseReference(reference).ok) return { status, reference: null, reason: "notAReference" };
  const tail = variables.tailOf(value);
  const { name, tag } = splitReference(reference);
  // The last variable must hold the whole tag, or the whole reference.
  const holds = tail !== undefined && tail.prefix.length <= (tag === undefined ? 0 : name.length + 1);
  return holds ? { status, reference, tail } : { status, reference, reason: "composed" };
}

/** The draft for a value that was judged; undefined when it is empty. `text` is the document. */
export function draftAt(text: string, written: Written, { tail, ...verdict }: Judgement): Draft | undefined {
  const reading = readingAt(text, written, verdict);
  return reading && { reading, ...(tail !== undefined && reading.reason === undefined && { tail }) };
}

/**
 * The readings, each with the place for its digest or the reason why there is none. `find` finds the variables in the
 * whole document, in scripts and comments too.
 */
export function withSites(text: string, drafts: readonly Draft[], find: FindUses): readonly ImageReading[] {
  const groups = Map.groupBy(drafts, ({ tail }) => tail?.source);
  const uses = usesIn(text, drafts.some(({ tail }) => tail !== undefined) ? find : () => []);
  return [...groups].flatMap(([source, group]) => {
    const shared = source !== undefined && isShared(text, group, uses, find);
    return group.map(({ reading }) => {
      if (source === undefined) return reading;
      return shared ? { ...reading, reason: "sharedSource" as const } : withSite(text, reading, source);
    });
  });
}

function withSite(text: string, reading: ImageReading, source: Written): ImageReading {
  const editAt = spanOf(source);
  const verbatim = text.slice(editAt.start, editAt.end) === source.value;
  return verbatim ? { ...reading, editAt } : { ...reading, reason: "escaped" };
}

/** The offsets at which the document uses each variable, by name. */
type Uses = ReadonlyMap<string, readonly number[]>;

function usesIn(text: string, find: FindUses): Uses {
  const uses = new Map<string, number[]>();
  for (const { name, start } of find(text)) {
    if (name === undefined) continue;
    const known = uses.get(name);
    if (known === undefined) uses.set(name, [start]);
    else known.push(start);
  }
  return uses;
}

/** Whether a variable that leads to the group's one place is used for anything but the group's one repository. */
function isShared(text: string, group: readonly Draft[], uses: Uses, find: FindUses): boolean {
  if (new Set(group.map(({ reading }) => repositoryOf(reading))).size > 1) return true;
  const between = new Set(group.flatMap(({ tail }) => tail?.between ?? []));
  const spans = [...group.map(({ reading }) => reading), ...[...between].map(spanOf)];
  const own = new Set(
    spans.flatMap(({ start, end }) => find(text.slice(start, end)).map((use) => start + use.start)),
  );
  const names = new Set(group.flatMap(({ tail }) => tail?.names ?? []));
  return [...names].some((name) => uses.get(name)?.some((offset) => !own.has(offset)));
}

function repositoryOf({ reference }: ImageReading): string {
  const parsed = parseReference(reference ?? "");
  return parsed.ok ? formatRepository(parsed.reference.repository) : "";
}
