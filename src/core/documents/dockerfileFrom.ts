/** FROM: the one instruction whose image may come from variables. https://docs.docker.com/reference/dockerfile/#from */
import { formatRepository, parseReference, splitReference } from "../reference/reference.ts";
import type { Expansion, Tail } from "./dockerfileExpand.ts";
import { isTemplate, judge, occurrenceAt, type Verdict } from "./dockerfileImage.ts";
import { flagValues, type Instruction, splitBlanks } from "./dockerfileInstruction.ts";
import { isVerbatim, type Placed, slicePlaced, spanOf } from "./dockerfilePlaced.ts";
import type { Scope } from "./dockerfileScope.ts";
import { type Stages, stageName } from "./dockerfileStages.ts";
import type { Word } from "./dockerfileWord.ts";
import type { Occurrence, OccurrenceReason } from "./occurrence.ts";

/** An occurrence that a digest can be written for at `tail`, should nothing else use the variable there. */
export type Draft = { readonly occurrence: Occurrence; readonly tail?: Tail };

/** Reads FROM and opens its stage. Without a base there is nothing. `finish` the draft when the file is read. */
export function readFrom(
  document: string,
  from: Instruction,
  scope: Scope,
  stages: Stages,
): Draft | undefined {
  const words = splitBlanks(from.args);
  const base = words[0];
  if (base === undefined) return undefined;
  const [platform] = flagValues(from, "platform");
  if (platform !== undefined) usePlatform(platform, scope);
  const { tail, ...verdict } = judgeBase(base, scope, stages);
  const stage = stageName(words);
  if (stage !== undefined) stages.open(stage);
  const occurrence = {
    ...occurrenceAt(document, withoutQuotes(base), verdict),
    ...(stage !== undefined && { stage }),
    ...(platform !== undefined && !platform.text.includes("$") && { platform: platform.text }),
  };
  return tail === undefined ? { occurrence } : { occurrence, tail };
}

/** The occurrence with the place for its digest, or the reason why there is none. */
export function finish({ occurrence, tail }: Draft, scope: Scope): Occurrence {
  if (tail === undefined) return occurrence;
  if (tail.owner !== undefined && scope.isShared(tail.owner))
    return { ...occurrence, reason: "sharedSource" };
  return { ...occurrence, editAt: spanOf(tail.source) };
}

type Judgement = Verdict & { readonly tail?: Tail };

function judgeBase(base: Placed, scope: Scope, stages: Stages): Judgement {
  const source = withoutQuotes(base);
  const word = scope.parse(base);
  if (word === undefined || isTemplate(base)) return judgeUnread(base, source);
  const expansion = scope.expand(word, base);
  const { value, state, reads } = expansion;
  const local = state === "failed" ? undefined : stages.ofBase(value);
  if (local === undefined && hasVariable(word)) return judgeVariable(expansion, scope);
  scope.use(reads, "several");
  return judge(value, source, local);
}

/** Judges a base that is no word, or that another language makes. */
function judgeUnread(base: Placed, source: Placed): Judgement {
  if (isTemplate(base) || !base.text.includes("$")) return judge(base.text, source, undefined);
  return { status: "variable", reference: null, reason: "notAReference" };
}

function judgeVariable(expansion: Expansion, scope: Scope): Judgement {
  const { value, state, reads, tail } = expansion;
  const status = "variable";
  const parsed = parseReference(value);
  if (!parsed.ok || state === "failed") {
    scope.use(reads, "several");
    return { status, reference: null, reason: state === "complete" ? "notAReference" : "noValue" };
  }
  const reason = refusal(expansion);
  const repository = formatRepository(parsed.reference.repository);
  const isSite = tail !== undefined && reason === undefined;
  scope.use(reads, isSite ? { site: spanOf(tail.source).start, repository } : "several");
  return { status, reference: value, ...(isSite ? { tail } : { reason: reason ?? "composed" }) };
}

/**
 * Why a reference cannot get a digest in a default. That must hold the whole tag and all behind it, or the whole
 * reference, and a variable before it may choose the registry, not the image.
 */
function refusal({ value, state, tail }: Expansion): OccurrenceReason | undefined {
  if (state !== "complete") return "noValue";
  if (tail === undefined) return "composed";
  const { prefix, literal, source } = tail;
  const { name, tag } = splitReference(value);
  const beside = literal < prefix && !value.slice(prefix - literal - 1, prefix).includes("/");
  if (beside || prefix > (tag === undefined ? 0 : name.length + 1)) return "composed";
  return isVerbatim(source) ? undefined : "escaped";
}

function hasVariable(word: Word): boolean {
  return word.some((part) => part.kind === "variable" || (part.kind === "quoted" && hasVariable(part.word)));
}

function usePlatform(platform: Placed, scope: Scope): void {
  const word = scope.parse(platform);
  if (word !== undefined) scope.use(scope.expand(word, platform).reads, "several");
}

/** What stands between the quotes of a word that is quoted as a whole. */
function withoutQuotes(word: Placed): Placed {
  const { text } = word;
  const quote = text.charAt(0);
  const quoted =
    (quote === '"' || quote === "'") && text.length > 2 && text.indexOf(quote, 1) === text.length - 1;
  return quoted ? slicePlaced(word, 1, text.length - 1) : word;
}
