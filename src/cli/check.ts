import { RegistryError } from "../core/errors.ts";
import { explain } from "../core/explain.ts";
import type { Descriptor } from "../core/oci/model.ts";
import { pinnableIn, referenceOf } from "../core/pinning/plan.ts";
import type { Digest } from "../core/reference/digest.ts";
import { formatFamiliar, type Reference } from "../core/reference/reference.ts";
import { sanitize } from "../core/text.ts";
import { type Answer, onceForEach, problemWith, resolveReference } from "./ask.ts";
import type { Arguments, Command, ExitCode, World } from "./command.ts";
import { type ContainerFile, readContainerFiles } from "./files.ts";
import { printJson } from "./output.ts";
import { placeOf } from "./place.ts";

/** Finds references without a digest, those that no longer exist, and those whose registry cannot be asked. */
export const check: Command = {
  name: "check",
  operands: "PATH...",
  least: 1,
  most: Number.POSITIVE_INFINITY,
  summary: "find references that are unpinned, missing or unreachable; exit 1 if there are any",
  options: {},
  run: checkFiles,
};

/** One entry of `--json`. */
type Finding = {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly code: "unpinned" | "missing" | "unreachable";
  readonly severity: "hint" | "warning" | "error";
  readonly message: string;
  /** What the reference names now, as the registry says. */
  readonly digest?: Digest;
};

type Ask = (reference: Reference) => Promise<Answer<Descriptor>>;

async function checkFiles({ operands, json }: Arguments, world: World): Promise<ExitCode> {
  const files = await readContainerFiles(operands, world);
  const ask = onceForEach((reference) => resolveReference(world, reference));
  const checked = await Promise.all(
    files.map(async (file) => ({ file, findings: await findingsIn(file, ask) })),
  );
  const findings = checked.flatMap((entry) => entry.findings);
  if (json) printJson(world.stdout, findings);
  else {
    for (const { file, findings } of checked)
      for (const { start, severity, message, code } of findings)
        world.stdout.write(
          `${sanitize(`${file.path}:${placeOf(file.text, start)}: ${severity}: ${message} [${code}]`)}\n`,
        );
  }
  return findings.length === 0 ? 0 : 1;
}

async function findingsIn(file: ContainerFile, ask: Ask): Promise<readonly Finding[]> {
  const { occurrences } = file.reading;
  const unpinned = new Set(pinnableIn(file.text, occurrences).map(({ occurrence }) => occurrence));
  const findings = occurrences.map(async (occurrence) => {
    const reference = referenceOf(occurrence);
    if (reference === undefined) return [];
    const { start, end, text } = occurrence;
    const judgements = judge(reference, unpinned.has(occurrence), await ask(reference));
    return judgements.map((judgement) => ({ path: file.path, start, end, text, ...judgement }));
  });
  return (await Promise.all(findings)).flat();
}

type Judgement = Pick<Finding, "code" | "severity" | "message" | "digest">;

function judge(reference: Reference, isUnpinned: boolean, answer: Answer<Descriptor>): readonly Judgement[] {
  const name = formatFamiliar(reference);
  if ("problem" in answer && isMissing(answer.problem)) {
    const { problem } = explain(answer.problem, name);
    return [{ code: "missing", severity: "error", message: problem }];
  }
  const unpinned: readonly Judgement[] = isUnpinned
    ? [
        {
          code: "unpinned",
          severity: "hint",
          message: `${name} names whatever was pushed last. Pin it to a digest to run what you tested.`,
          ...("value" in answer && { digest: answer.value.digest }),
        },
      ]
    : [];
  if ("value" in answer) return unpinned;
  const message = problemWith(reference, answer.problem);
  return [...unpinned, { code: "unreachable", severity: "warning", message }];
}

function isMissing(problem: unknown): boolean {
  return problem instanceof RegistryError && problem.kind === "notFound";
}
