import { check as checkDocuments, type Finding } from "../core/pinning/check.ts";
import { distributionResolver } from "../core/pinning/resolver.ts";
import { sanitize } from "../core/text.ts";
import { type Arguments, type Command, type ExitCode, UsageError, type World } from "./command.ts";
import { inProjects } from "./composeFiles.ts";
import { type ContainerFile, readContainerFiles } from "./files.ts";
import { ignoredBy, ignoreOption } from "./ignore.ts";
import { printJson } from "./output.ts";
import { placeOf } from "./place.ts";
import { sarifOf } from "./sarif.ts";

/** Finds references without a digest, pins whose tag moved, and what is missing, disagrees or cannot be asked for. */
export const check: Command = {
  name: "check",
  operands: "PATH...",
  least: 1,
  most: Number.POSITIVE_INFINITY,
  summary: "find references that are unpinned, moved, missing or wrong; exit 1 if there are any",
  options: {
    sarif: { type: "boolean", summary: "print SARIF 2.1.0, for code scanning" },
    offline: { type: "boolean", summary: "ask no registry; say only what the files tell" },
    ignore: ignoreOption,
  },
  run: checkFiles,
};

type Checked = { readonly file: ContainerFile; readonly findings: readonly Finding[] };

async function checkFiles(args: Arguments, world: World): Promise<ExitCode> {
  const { operands, json, flags } = args;
  const sarif = flags.has("sarif");
  if (sarif && json) throw new UsageError("--sarif does not go with --json.");
  const files = await inProjects(await readContainerFiles(operands, world), operands, world);
  const { signal } = world;
  const found = await checkDocuments(
    files.map(({ text, reading }) => ({ text, occurrences: reading.occurrences })),
    flags.has("offline") ? undefined : distributionResolver(world.distribution, signal),
    { ignore: ignoredBy(args), signal },
  );
  const checked = files.map((file, index): Checked => ({ file, findings: found[index] ?? [] }));
  if (sarif) printJson(world.stdout, sarifOf(checked, world));
  else if (json) printJson(world.stdout, checked.flatMap(rows));
  else for (const line of checked.flatMap(lines)) world.stdout.write(line);
  return checked.every(({ findings }) => findings.length === 0) ? 0 : 1;
}

/** The entries of `--json` for one file. */
function rows({ file: { path }, findings }: Checked) {
  return findings.map(({ occurrence: { start, end, text }, code, severity, message, digest }) => {
    return { path, start, end, text, code, severity, message, digest };
  });
}

function lines({ file: { path, text }, findings }: Checked): readonly string[] {
  return findings.map(({ occurrence, severity, message, code }) => {
    const place = `${path}:${placeOf(text, occurrence.start)}`;
    return `${sanitize(`${place}: ${severity}: ${message} [${code}]`)}\n`;
  });
}
