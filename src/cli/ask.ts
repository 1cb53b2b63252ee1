/** Asking registries about many references: each distinct one once, failures beside successes. */
import { type Failure, settle } from "../core/errors.ts";
import { explainInOne } from "../core/explain.ts";
import type { Descriptor } from "../core/oci/model.ts";
import type { Digest } from "../core/reference/digest.ts";
import {
  effectiveTag,
  formatFamiliar,
  formatRepository,
  type Reference,
} from "../core/reference/reference.ts";
import type { World } from "./command.ts";

/** What was learnt, or a Failure of core/errors.ts. */
export type Answer<T> = { readonly value: T } | { readonly failure: Failure };

/**
 * Wraps a question so that references that mean the same are asked for once. How many questions are on the wire at
 * the same time is the http layer's business.
 */
export function onceForEach<T>(
  ask: (reference: Reference) => Promise<T>,
): (reference: Reference) => Promise<Answer<T>> {
  const answers = new Map<string, Promise<Answer<T>>>();
  return (reference) => {
    const key = `${formatRepository(reference.repository)} ${wantedOf(reference)}`;
    const answer = answers.get(key) ?? settle(ask(reference));
    answers.set(key, answer);
    return answer;
  };
}

/** What a reference names now: one HEAD. With a digest the tag is not looked at, as when pulling. */
export function resolveReference({ distribution, signal }: World, reference: Reference): Promise<Descriptor> {
  const { registry, path } = reference.repository;
  return distribution(registry).resolve(path, wantedOf(reference), signal);
}

/**
 * The digest to pin a reference to: what its tag names now, with the manifest's bytes hashed. A registry's word alone is
 * not written into a file.
 */
export async function digestForPin(
  { distribution, signal }: World,
  { repository: { registry, path }, tag = "latest" }: Reference,
): Promise<Digest> {
  const { digest } = await distribution(registry).resolve(path, tag, signal);
  await distribution(registry).manifest(path, digest, signal);
  return digest;
}

/** A failure to learn about `reference`, as one line. */
export function problemWith(reference: Reference, problem: unknown): string {
  return explainInOne(problem, formatFamiliar(reference));
}

function wantedOf(reference: Reference): string {
  return reference.digest ?? effectiveTag(reference) ?? "latest";
}
