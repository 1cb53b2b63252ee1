/** How the places that name images stand, from what was read and what registries answered. Pure; knows no VS Code. */
import type { PinFacts } from "../../core/explainPin.ts";
import type { Answered } from "../../core/pinning/answers.ts";
import { isIgnored } from "../../core/pinning/ignore.ts";
import { keyOfQuestion, type Question } from "../../core/pinning/question.ts";
import { sanitize } from "../../core/text.ts";
import type { ImageUses, Use } from "../documents/imageUses.ts";

/** What a place's row shows; the first that applies, so that the worst is seen. */
export const useStates = [
  "missing",
  "noPlatform",
  "mismatch",
  "moved",
  "unreachable",
  "unpinned",
  "unpinnable",
  "pinned",
  "unnamed",
] as const;

export type UseState = (typeof useStates)[number];

/** A use with the file it is in, and how it stands. */
export type PlacedUse = {
  /** The file's URI. */
  readonly file: string;
  readonly use: Use;
  readonly state: UseState;
  /** The state in a word or a few. */
  readonly word: string;
  /** All that is to be said of it, in a word or a few each: `moved`, `no linux/arm64`. */
  readonly words: readonly string[];
  /** What was last heard, and whether the registry would not say since. */
  readonly answer: Answered | undefined;
  readonly isRefused: boolean;
  readonly isIgnored: boolean;
};

/** What registries answered; PinAnswers does. */
export type Answers = {
  known(question: Question): Answered | undefined;
  /** Whether the registry would not say when it was last asked. */
  isRefused(question: Question): boolean;
};

/** Places every use of the workspace. `ignoreFor` gives the patterns of the setting for a file. */
export function placeUses(
  uses: ImageUses,
  answers: Answers,
  ignoreFor: (file: string) => readonly string[],
): readonly PlacedUse[] {
  const placed: PlacedUse[] = [];
  for (const [file, own] of uses.files()) {
    const ignore = ignoreFor(file);
    for (const use of own) placed.push(placeUse(file, use, answers, ignore));
  }
  return placed;
}

function placeUse(file: string, use: Use, answers: Answers, ignore: readonly string[]): PlacedUse {
  const { question } = use;
  if (question === undefined) {
    const word = "no fixed name";
    const words = [word];
    const nothing = { answer: undefined, isRefused: false };
    return { file, use, state: "unnamed", word, words, ...nothing, isIgnored: use.isSilenced };
  }
  const answer = answers.known(question);
  const own = pinStateOf(use);
  const told = [own, ...(answer?.facts ?? []).flatMap(toldOf)];
  const rank = ({ state }: Told) => useStates.indexOf(state);
  const worst = told.reduce((one, other) => (rank(other) < rank(one) ? other : one));
  return {
    file,
    use,
    ...worst,
    words: wordsOf(told),
    answer,
    isRefused: answers.isRefused(question),
    isIgnored: use.isSilenced || isIgnored(question.reference, ignore),
  };
}

type Told = { readonly state: UseState; readonly word: string };

function toldOf(fact: PinFacts): readonly Told[] {
  switch (fact.code) {
    case "missing":
      return [{ state: "missing", word: fact.kept ? "tag missing" : "missing" }];
    case "platform-missing":
      return [{ state: "noPlatform", word: `no ${sanitize(fact.platform, 60)}` }];
    case "tag-digest-mismatch":
      return [{ state: "mismatch", word: "tag and digest disagree" }];
    case "single-platform":
      return [{ state: "noPlatform", word: `only ${sanitize(fact.platform, 60)}` }];
    case "moved":
      return [{ state: "moved", word: "moved" }];
    case "unreachable":
      return [{ state: "unreachable", word: "unreachable" }];
    case "unpinned":
      return [];
  }
}

function pinStateOf({ pin }: Use): Told {
  if (pin === "pinned") return { state: "pinned", word: "pinned" };
  return pin === "unpinned"
    ? { state: "unpinned", word: "not pinned" }
    : { state: "unpinnable", word: "cannot be pinned" };
}

/** That it is pinned goes without saying when its pin is spoken of; that it is missing makes all else idle. */
function wordsOf(told: readonly Told[]): readonly string[] {
  const missing = told.filter(({ state }) => state === "missing");
  if (missing.length > 0) return missing.map(({ word }) => word);
  const speaks = told.some(({ state }) => state === "moved" || state === "mismatch");
  return told.filter(({ state }) => !(speaks && state === "pinned")).map(({ word }) => word);
}

/** How many distinct references want somebody to look at them. */
export type Attention = { readonly moved: number; readonly missing: number };

/** Counts each reference once, however many files name it; ignored ones never. */
export function attentionOf(places: readonly PlacedUse[]): Attention {
  const keys = (wanted: UseState) =>
    new Set(
      places.flatMap(({ state, isIgnored: isLeft, use: { question } }) =>
        state === wanted && !isLeft && question !== undefined ? [keyOfQuestion(question)] : [],
      ),
    ).size;
  return { moved: keys("moved"), missing: keys("missing") };
}
