import type { Descriptor } from "../core/oci/model.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import type { Reference } from "../core/reference/reference.ts";
import { referenceArgument } from "./arguments.ts";
import { onceForEach, problemWith, resolveReference } from "./ask.ts";
import type { Arguments, Command, ExitCode, World } from "./command.ts";
import { printColumns, printJson, remark } from "./output.ts";

/** Says what references name now: one HEAD for each distinct one, and with --platforms one GET. */
export const resolve: Command = {
  name: "resolve",
  operands: "REF...",
  least: 1,
  most: Number.POSITIVE_INFINITY,
  summary: "say which digest references name now",
  options: {
    platforms: { type: "boolean", summary: "give sizes and the images of an index, too (one more request)" },
  },
  run: resolveAll,
};

type Resolved = { readonly descriptor: Descriptor; readonly platforms?: readonly Descriptor[] };

async function resolveAll({ operands, json, flags }: Arguments, world: World): Promise<ExitCode> {
  const references = operands.map((text) => ({ text, reference: referenceArgument(text) }));
  const ask = onceForEach((reference) => resolveOne(world, reference, flags.has("platforms")));
  const answers = await Promise.all(
    references.map(async ({ text, reference }) => ({ text, reference, answer: await ask(reference) })),
  );
  const rows: (readonly [text: string, resolved: Resolved | string])[] = answers.map(
    ({ text, reference, answer }) => [
      text,
      "value" in answer ? answer.value : problemWith(reference, answer.failure),
    ],
  );
  const problems = rows.map(([, resolved]) => resolved).filter((resolved) => typeof resolved === "string");
  for (const problem of new Set(problems)) remark(world, problem);
  if (json)
    printJson(
      world.stdout,
      rows.map(([text, resolved]) => row(text, resolved)),
    );
  else
    printColumns(
      world.stdout,
      rows.flatMap(([text, resolved]) => lines(text, resolved)),
    );
  return problems.length === 0 ? 0 : 2;
}

async function resolveOne(world: World, reference: Reference, withPlatforms: boolean): Promise<Resolved> {
  const descriptor = await resolveReference(world, reference);
  if (!withPlatforms) return { descriptor };
  const { registry, path } = reference.repository;
  const manifest = await world.distribution(registry).manifest(path, descriptor.digest, world.signal);
  const { document } = manifest;
  return {
    descriptor: manifest.descriptor,
    ...(document.kind === "index" && { platforms: document.images }),
  };
}

/** One entry of `--json`. */
function row(reference: string, resolved: Resolved | string) {
  if (typeof resolved === "string") return { reference, error: resolved };
  const { digest, mediaType, size } = resolved.descriptor;
  return { reference, digest, mediaType, size, platforms: resolved.platforms?.map(platformRow) };
}

function platformRow({ platform, digest, size }: Descriptor) {
  const { os = "unknown", architecture = "unknown", variant } = platform ?? {};
  return { os, architecture, variant, digest, size };
}

function lines(text: string, resolved: Resolved | string): readonly (readonly string[])[] {
  if (typeof resolved === "string") return [];
  const children = (resolved.platforms ?? []).map(({ platform, digest }) => [
    `  ${platform === undefined ? "unknown platform" : formatPlatform(platform)}`,
    digest,
  ]);
  return [[text, resolved.descriptor.digest], ...children];
}
