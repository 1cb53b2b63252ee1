/** Reads Dockerfiles as BuildKit does. https://docs.docker.com/reference/dockerfile/ */
import { escapeOf, syntaxOf } from "./dockerfileDirectives.ts";
import { type Draft, finish, readFrom } from "./dockerfileFrom.ts";
import { judge, occurrenceAt } from "./dockerfileImage.ts";
import {
  flagValues,
  type Instruction,
  readInstructions,
  splitBlanks,
  splitWords,
} from "./dockerfileInstruction.ts";
import type { Escape } from "./dockerfileLines.ts";
import { mountSource } from "./dockerfileMount.ts";
import { type Placed, placeSpans } from "./dockerfilePlaced.ts";
import { Scope } from "./dockerfileScope.ts";
import { type Local, Stages, stageName } from "./dockerfileStages.ts";
import { isForSeveral } from "./dockerfileTargets.ts";
import type { Occurrence, Reading } from "./occurrence.ts";

/** The longest text that is read, in UTF-16 units. */
const longestText = 1 << 20;

/** What is known of a Dockerfile beside its text. */
export type DockerfileSurroundings = {
  /** Names of build contexts, which FROM and --from may use like stages. */
  readonly contexts?: ReadonlySet<string>;
};

/**
 * Finds the images in a Dockerfile: FROM, COPY --from, RUN --mount, and the front end of `# syntax=`. Offsets are
 * in the text without its byte order mark. What a build would refuse in one place does not hide the rest. A text
 * that is too large is not read, a line that is too long ends the reading.
 */
export function readDockerfile(text: string, { contexts }: DockerfileSurroundings = {}): Reading {
  const document = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (document.length > longestText) return { occurrences: [], limit: "tooLarge" };
  const escapeUnit = escapeOf(document);
  const { instructions, cut } = readInstructions(document, escapeUnit);
  const names = instructions.filter(isFrom).map(nameOf);
  const scope = new Scope(escapeUnit, names.at(-1) ?? "default");
  const stages = new Stages(
    names.flatMap((name) => name ?? []),
    contexts ?? new Set(),
  );
  const syntax = readSyntax(document);
  const drafts = readAll(instructions, { document, escapeUnit, scope, stages });
  scope.settle();
  const images = drafts.map((draft) => finish(draft, scope));
  const occurrences = [
    ...syntax.map((draft) => finish(draft, scope)),
    ...(isForSeveral(instructions) ? images.map(forSeveral) : images),
  ];
  return cut || scope.exhausted ? { occurrences, limit: "tooLarge" } : { occurrences };
}

/** What asks for one platform itself is for that one. */
function forSeveral(occurrence: Occurrence): Occurrence {
  return occurrence.platform === undefined ? { ...occurrence, platforms: [] } : occurrence;
}

type Build = {
  readonly document: string;
  readonly escapeUnit: Escape;
  readonly scope: Scope;
  readonly stages: Stages;
};

function readSyntax(document: string): readonly Draft[] {
  const span = syntaxOf(document);
  return span === undefined ? [] : readName(document, placeSpans(document, [span]), () => undefined);
}

function readAll(instructions: readonly Instruction[], build: Build): readonly Draft[] {
  const firstFrom = instructions.findIndex(isFrom);
  return instructions.flatMap((instruction, index) => {
    if (instruction.keyword === "arg") readArg(instruction, index < firstFrom, build);
    return readImages(instruction, build);
  });
}

function readArg({ args }: Instruction, isGlobal: boolean, { escapeUnit, scope }: Build): void {
  for (const word of splitWords(args, escapeUnit))
    if (isGlobal) scope.declare(word);
    else if (!word.text.includes("=")) scope.useByStage(word.text);
}

function readImages(instruction: Instruction, { document, scope, stages }: Build): readonly Draft[] {
  switch (instruction.keyword) {
    case "from": {
      const draft = readFrom(document, instruction, scope, stages);
      return draft === undefined ? [] : [draft];
    }
    case "copy":
    case "add":
      return flagValues(instruction, "from").flatMap((name) =>
        readName(document, name, (text) => stages.ofCopy(text)),
      );
    case "run":
      return flagValues(instruction, "mount").flatMap((mount) => {
        const name = mountSource(mount);
        return name === undefined ? [] : readName(document, name, (text) => stages.ofMount(text));
      });
    default:
      return [];
  }
}

/** A name without variables; `local` says what it stands for when that is no image. */
function readName(
  document: string,
  name: Placed,
  local: (name: string) => Local | undefined,
): readonly Draft[] {
  if (name.text === "") return [];
  return [{ occurrence: occurrenceAt(document, name, judge(name.text, name, local(name.text))) }];
}

function isFrom({ keyword }: Instruction): boolean {
  return keyword === "from";
}

function nameOf({ args }: Instruction): string | undefined {
  return stageName(splitBlanks(args));
}
