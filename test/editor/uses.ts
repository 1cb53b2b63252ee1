/** What tests of the Images view are made of. */
import type { DocumentKind } from "../../src/core/documents/occurrence.ts";
import { readerFor } from "../../src/core/documents/readers.ts";
import type { PinFacts } from "../../src/core/explainPin.ts";
import type { Answered } from "../../src/core/pinning/answers.ts";
import { keyOfQuestion } from "../../src/core/pinning/question.ts";
import { ImageUses, type Use } from "../../src/vscode/documents/imageUses.ts";
import { usesIn } from "../../src/vscode/documents/useReading.ts";
import { type Answers, type PlacedUse, placeUses } from "../../src/vscode/images/useState.ts";

export const digest = `sha256:${"a".repeat(64)}`;
export const other = `sha256:${"b".repeat(64)}`;

export function usesOf(text: string, kind: DocumentKind = "dockerfile"): readonly Use[] {
  return usesIn(text, readerFor(kind)(text).occurrences);
}

/** The uses of Dockerfiles by their paths, which stand for their URIs. */
export function usesOfFiles(files: Readonly<Record<string, string>>): ImageUses {
  const uses = new ImageUses();
  for (const [file, text] of Object.entries(files)) uses.set(file, usesOf(text));
  return uses;
}

/** Answers by the reference as people write it in full, `docker.io/library/nginx:1`. */
export function answers(
  facts: Readonly<Record<string, readonly PinFacts[]>>,
  refused: string[] = [],
): Answers {
  return {
    isRefused: (question) => refused.includes(keyOfQuestion(question).split(" ")[0] ?? ""),
    known: (question) => {
      const found = facts[keyOfQuestion(question).split(" ")[0] ?? ""];
      return found && ({ facts: found, asOf: 0 } satisfies Answered);
    },
  };
}

/** The places of Dockerfiles, with what registries answered of their images. */
export function places(
  files: Readonly<Record<string, string>>,
  facts: Readonly<Record<string, readonly PinFacts[]>> = {},
  ignore: readonly string[] = [],
): readonly PlacedUse[] {
  return placeUses(usesOfFiles(files), answers(facts), () => ignore);
}
