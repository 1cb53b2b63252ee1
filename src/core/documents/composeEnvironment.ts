/** What a compose project's env files set. */

import type { Assignment } from "./dotenv.ts";
import { parseDotenv } from "./dotenv.ts";
import { expand, parseTemplate, tailDefault, tailSetting } from "./interpolation.ts";
import type { Setting, SettingTail } from "./setting.ts";

/** The variables that are set, by name. */
export type Environment = ReadonlyMap<string, Setting>;

/** A file that was read. Its path has slashes and begins at the folder that bounds the project. */
export type EnvFile = { readonly path: string; readonly text: string };

/** UTF-16 units of a value; longer ones are of no use to a reference. */
const longest = 4096;

/**
 * The environment with what the files set. What `outer` sets stays, in their own variables too; of several files, and of
 * several lines, the last counts. https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
 */
export function withEnvFiles(outer: Environment, files: readonly EnvFile[]): Environment {
  const own = new Map<string, Setting>();
  const lookup = (name: string) => outer.get(name) ?? own.get(name);
  for (const { path, text } of files)
    for (const assignment of parseDotenv(text)) own.set(assignment.name, settingOf(assignment, path, lookup));
  return new Map([...own, ...outer]);
}

function settingOf(
  assignment: Assignment,
  path: string,
  lookup: (name: string) => Setting | undefined,
): Setting {
  const { name, text, literal } = assignment;
  const known = { name, path };
  const template = text.length > longest || literal ? undefined : parseTemplate(text, lookup);
  const value = literal ? text : template && expand(template);
  if (value === undefined || value.length > longest) return { ...known, value: undefined, tail: undefined };
  const site = (start: number, end: number) =>
    assignment.verbatim
      ? {
          path,
          name,
          start: assignment.span.start + start,
          end: assignment.span.start + end,
          text: text.slice(start, end),
        }
      : undefined;
  const whole: SettingTail = { prefix: "", site: site(0, text.length), names: [name] };
  if (template === undefined || template.every(({ kind }) => kind === "text"))
    return { ...known, value, tail: text === value ? whole : { ...whole, site: undefined } };
  const onward = tailSetting(template);
  const inner = onward?.setting.tail;
  if (onward !== undefined)
    return {
      ...known,
      value,
      tail: inner && {
        prefix: onward.prefix + inner.prefix,
        site: inner.site,
        names: [name, ...inner.names],
      },
    };
  const fallback = tailDefault(template);
  const tail = fallback && {
    prefix: fallback.prefix,
    site: site(fallback.span.start, fallback.span.end),
    names: [name],
  };
  return { ...known, value, tail };
}
