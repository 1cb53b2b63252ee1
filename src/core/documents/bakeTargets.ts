/** What the targets of a bake file say of themselves. https://docs.docker.com/build/bake/reference/#target */
import type { BakeString } from "./bakeJson.ts";

type Target = { readonly platforms: readonly string[]; readonly inherits: readonly string[] };

/** Gives the platforms that a target is built for, by its name: its own, or those of the last target that it inherits. */
export function platformsIn(strings: readonly BakeString[]): (name: string) => readonly string[] {
  const targets = new Map<string, Target>();
  for (const { path, value } of strings) {
    const [block, name, key] = path;
    if (block !== "target" || name === undefined) continue;
    const { platforms, inherits } = targets.get(name) ?? { platforms: [], inherits: [] };
    if (key === "platforms" && platform.test(value))
      targets.set(name, { platforms: [...platforms, value], inherits });
    if (key === "inherits") targets.set(name, { platforms, inherits: [...inherits, value] });
  }
  return (name) => platformsOf(name, targets, new Set());
}

/** `seen` are the targets that were looked at: one may inherit itself. */
function platformsOf(
  name: string,
  targets: ReadonlyMap<string, Target>,
  seen: Set<string>,
): readonly string[] {
  const target = targets.get(name);
  if (target === undefined || seen.has(name)) return [];
  seen.add(name);
  if (target.platforms.length > 0) return target.platforms;
  for (const base of target.inherits.toReversed()) {
    const inherited = platformsOf(base, targets, seen);
    if (inherited.length > 0) return inherited;
  }
  return [];
}

/** Expressions have other strings, too. */
const platform = /^[\w-]+\/[\w-]+(?:\/[\w.-]+)?$/;
