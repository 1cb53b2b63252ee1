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
  if (isTemplate(base)) return judge(base.text, base, undefined);
  const word = scope.parse(base);
  const expansion = word && scope.expand(word, base);
  const local = expansion && stages.ofBase(expansion.value);
  const isVariable = word === undefined ? base.text.includes("$") : hasVariable(word);
  if (local === undefined && isVariable) return judgeVariable(word, expansion, scope);
  if (expansion !== undefined) scope.use(expansion.reads, "several");
  return judge(expansion?.value ?? "", withoutQuotes(base), local);
}

function judgeVariable(word: Word | undefined, expansion: Expansion | undefined, scope: Scope): Judgement {
  const status = "variable";
  if (expansion === undefined)
    return { status, reference: null, reason: word === undefined ? "notAReference" : "noValue" };
  const { value: reference, reads, tail } = expansion;
  const parsed = parseReference(reference);
  const reason = parsed.ok ? refusal(expansion) : expansion.complete ? "notAReference" : "noValue";
  if (!parsed.ok || tail === undefined || reason !== undefined) {
    scope.use(reads, "several");
    return { status, reference: parsed.ok ? reference : null, reason: reason ?? "composed" };
  }
  const repository = formatRepository(parsed.reference.repository);
  scope.use(reads, { site: spanOf(tail.source).start, repository });
  return { status, reference, tail };
}

/**
 * Why a reference cannot get a digest in a default. That must hold the whole tag and all behind it, or the whole
 * reference, and a variable before it may choose the registry, not the image.
 */
function refusal({ value, complete, tail }: Expansion): OccurrenceReason | undefined {
  if (!complete) return "noValue";
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
  const expansion = word && scope.expand(word, platform);
  if (expansion !== undefined) scope.use(expansion.reads, "several");
}

/** What stands between the quotes of a word that is quoted as a whole. */
function withoutQuotes(word: Placed): Placed {
  const { text } = word;
  const quote = text.charAt(0);
  const quoted =
    (quote === '"' || quote === "'") && text.length > 2 && text.indexOf(quote, 1) === text.length - 1;
  return quoted ? slicePlaced(word, 1, text.length - 1) : word;
}
