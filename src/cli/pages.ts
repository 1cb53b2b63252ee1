import type { ListPage, ReadPage } from "../core/catalog/listPage.ts";
import { settle } from "../core/errors.ts";
import { explainInOne } from "../core/explain.ts";
import { formatCount } from "../core/format.ts";
import { sanitize } from "../core/text.ts";
import type { ExitCode, World } from "./command.ts";
import { printJson, remark } from "./output.ts";

/**
 * Prints the names of a paged list to its end, each once: lines as their pages come, JSON whole or, when a page fails,
 * not at all. What is missing from the list is remarked; `subject` names the list in words.
 */
export async function printPages(
  subject: string,
  first: ReadPage<unknown>,
  json: boolean,
  world: World,
): Promise<ExitCode> {
  const names = new Set<string>();
  let hidden = 0;
  let page: ReadPage<unknown> | undefined = first;
  while (page !== undefined) {
    const answer = await settle(page(world.signal));
    if ("failure" in answer) {
      remark(world, explainInOne(answer.failure, subject));
      return 2;
    }
    const list: ListPage<unknown> = answer.value;
    const fresh = list.items.map(({ name }) => name).filter((name) => names.size < names.add(name).size);
    if (!json) world.stdout.write(fresh.map((name) => `${sanitize(name)}\n`).join(""));
    hidden += list.hidden;
    page = list.next;
    if (list.cut) remark(world, `The list goes on; it was cut at ${names.size.toLocaleString("en")}.`);
  }
  if (hidden > 0) remark(world, `${formatCount(hidden, "invalid name")} left out.`);
  if (json) printJson(world.stdout, [...names]);
  return 0;
}
