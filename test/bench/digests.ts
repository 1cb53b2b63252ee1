import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Reference } from "../../src/core/reference/reference.ts";
import { run } from "../support/program.ts";
import { type Client, concurrency, freshClient } from "./client.ts";
import { count, type Figure, median, milliseconds, ratio, type Section } from "./figures.ts";
import { rawHeads, referenceOf } from "./limit.ts";
import { type Asked, login, type Rig, roundTrip } from "./rig.ts";

const repositories = ["team/web", "team/api", "tools/cli", "base"];
const tags = Array.from({ length: 25 }, (_, number) => `1.${number}`);
const rounds = 5;

/** Digests of 100 references in four repositories, beside the least that HTTP allows and beside skopeo. */
export async function digests(rig: Rig, program: string): Promise<Section> {
  for (const repository of repositories) await rig.fill(repository, tags);
  const names = repositories.flatMap((repository) => tags.map((tag) => `${rig.host}/${repository}:${tag}`));
  const references = names.map(referenceOf);
  const cold: Round[] = [];
  const limits: number[] = [];
  let warm: Round | undefined;
  for (let round = 0; round < rounds; round++) {
    const client = await freshClient(rig);
    cold.push(await resolveAll(rig, client, references));
    warm = await resolveAll(rig, client, references);
    limits.push(await rawHeads(rig, names));
  }
  const typed = await runProgram(rig, program, names);
  const skopeo = await runSkopeo(names);
  assert.deepEqual(cold[0]?.digests, skopeo.digests, "Mooring and skopeo give the same digests");
  assert.deepEqual(typed.digests, skopeo.digests, "the command line and skopeo give the same digests");
  return {
    title: `Digests of ${names.length} references in ${repositories.length} repositories, ${roundTrip} ms round trip, docker-registry with token logins`,
    figures: figuresOf({ cold, limits, warm, typed, skopeo }),
  };
}

type Round = { readonly digests: readonly string[]; readonly time: number; readonly asked: Asked };

type Measured = {
  readonly cold: readonly Round[];
  readonly limits: readonly number[];
  readonly warm: Round | undefined;
  readonly typed: Round;
  readonly skopeo: Pick<Round, "digests" | "time">;
};

function figuresOf({ cold, limits, warm, typed, skopeo }: Measured): readonly Figure[] {
  const time = median(cold.map((round) => round.time));
  const limit = median(limits);
  return [
    ...cold.slice(0, 1).flatMap(({ asked }) => countFigures("cold", asked)),
    ...countFigures("mooring resolve", typed.asked),
    ...(warm === undefined ? [] : warmFigures(warm)),
    milliseconds(`cold, in process, median of ${rounds}`, time),
    milliseconds(`limit: node:http, HEAD only, ${concurrency} keep-alive connections, tokens in hand`, limit),
    ratio("cold to the limit", time, limit, 1.5),
    milliseconds("mooring resolve, as a program", typed.time),
    milliseconds(`skopeo inspect --raw, ${concurrency} at once`, skopeo.time),
    faster("skopeo to cold, in process", skopeo.time, time),
    faster("skopeo to mooring resolve, as a program", skopeo.time, typed.time),
  ];
}

/** One HEAD for each reference, one token for each repository, and one challenge to learn how to log in. */
function countFigures(name: string, asked: Asked): readonly Figure[] {
  return [
    count(`${name}: HEAD requests let in`, asked.heads, repositories.length * tags.length),
    count(`${name}: other requests let in`, asked.others, 0),
    count(`${name}: requests for tokens`, asked.tokens, repositories.length),
    count(`${name}: requests refused (401), to learn how to log in`, asked.challenges, 1),
    { name: `${name}: connections opened`, value: String(asked.connections) },
  ];
}

function warmFigures({ asked, time }: Round): readonly Figure[] {
  return [
    count("warm: requests", asked.heads + asked.others + asked.challenges + asked.tokens, 0),
    milliseconds("warm, in process", time),
  ];
}

function faster(name: string, peer: number, own: number): Figure {
  const value = peer / own;
  return { name, value: value.toFixed(1), aim: { words: "at least 5", met: value >= 5 } };
}

async function resolveAll(rig: Rig, { images }: Client, references: readonly Reference[]): Promise<Round> {
  const { result, time, asked } = await rig.counted(() =>
    Promise.all(references.map((reference) => images.resolve(reference))),
  );
  return { digests: result.map(({ descriptor }) => descriptor.digest), time, asked };
}

async function runProgram(rig: Rig, program: string, names: readonly string[]): Promise<Round> {
  const env = { DOCKER_CONFIG: rig.dockerConfig };
  const { result, time, asked } = await rig.counted(() =>
    run(process.execPath, [program, "resolve", "--json", ...names], { env }),
  );
  return { digests: JSON.parse(result).map((row: { digest: string }) => row.digest), time, asked };
}

async function runSkopeo(names: readonly string[]): Promise<Pick<Round, "digests" | "time">> {
  const digests: string[] = [];
  const waiting = [...names.entries()];
  const account = ["--tls-verify=false", "--creds", `${login.user}:${login.password}`];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, name] = next;
      const raw = await run("skopeo", ["inspect", "--raw", ...account, `docker://${name}`]);
      digests[index] = `sha256:${createHash("sha256").update(raw).digest("hex")}`;
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { digests, time: performance.now() - start };
}
