import { explainInOne } from "../core/explain.ts";
import { formatCount } from "../core/format.ts";
import type { Cursor, Page } from "../core/registry/page.ts";
import { sanitize } from "../core/text.ts";
import { settle } from "./ask.ts";
import type { ExitCode, World } from "./command.ts";
import { printJson, remark } from "./output.ts";

/**
 * Prints a paged list to its end: lines as their pages come, JSON whole or, when a page fails, not at all. What
 * is missing from the list is remarked; `subject` names the list in words.
 */
export async function printPages(
  subject: string,
  page: (cursor: Cursor | undefined) => Promise<Page<string>>,
  json: boolean,
  world: World,
): Promise<ExitCode> {
  const items: string[] = [];
  let hidden = 0;
  let cursor: Cursor | undefined;
  do {
    const answer = await settle(page(cursor));
    if ("problem" in answer) {
      remark(world, explainInOne(answer.problem, subject));
      return 2;
    }
    const { value } = answer;
    items.push(...value.items);
    if (!json) world.stdout.write(value.items.map((item) => `${sanitize(item)}\n`).join(""));
    hidden += value.hidden;
    cursor = value.next;
    if (value.cut) remark(world, `The list goes on; it was cut at ${items.length.toLocaleString("en")}.`);
  } while (cursor !== undefined);
  if (hidden > 0) remark(world, `${formatCount(hidden, "invalid name")} left out.`);
  if (json) printJson(world.stdout, items);
  return 0;
}
