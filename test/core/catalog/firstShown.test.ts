import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { firstShown } from "../../../src/core/catalog/firstShown.ts";
import type { ReadPage } from "../../../src/core/catalog/listPage.ts";
import { NetworkError, RegistryError } from "../../../src/core/errors.ts";

const denied = new RegistryError("denied", "r.test", { status: 403 });
const missing = new RegistryError("notFound", "r.test", { status: 404 });
const offline = new NetworkError("offline", "r.test");

describe("a list through several accounts", () => {
  const signal = new AbortController().signal;
  const cases: readonly (readonly [string, readonly (Error | string)[], unknown, asked: number])[] = [
    ["is the first one's", ["a", "b"], "a", 1],
    ["is the next one's when the first is refused", [denied, "b"], "b", 2],
    ["is the next one's when the first is told that there is none", [missing, denied, "c"], "c", 3],
    ["fails as the first one's when all are refused", [missing, denied], missing, 2],
    ["fails at once when the registry cannot be asked", [offline, "b"], offline, 1],
  ];
  for (const [name, answers, expected, count] of cases)
    it(name, async () => {
      let asked = 0;
      const reads = answers.map(
        (answer): ReadPage<never> =>
          async (given) => {
            asked++;
            assert.equal(given, signal);
            if (answer instanceof Error) throw answer;
            return { items: [{ name: String(answer) }], hidden: 0, cut: false };
          },
      );
      const [first, ...others] = reads;
      assert.ok(first);
      const outcome = await firstShown([first, ...others])(signal).then(
        ({ items }) => items[0]?.name,
        (failure: unknown) => failure,
      );
      assert.equal(outcome, expected);
      assert.equal(asked, count);
    });
});
