import type { Arguments, Option } from "./command.ts";

/** The option that leaves images alone. */
export const ignoreOption: Option = {
  type: "string",
  multiple: true,
  value: "PATTERN",
  summary: 'leave images alone whose name is PATTERN, with "*" for anything; may be given again',
};

/** The patterns that were given. */
export function ignoredBy({ lists }: Arguments): readonly string[] {
  return lists.get("ignore") ?? [];
}
