import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PullAllowance } from "../../src/core/registry/allowance.ts";
import {
  allowanceLabel,
  allowanceTooltip,
  chooseAllowance,
} from "../../src/vscode/registries/allowanceText.ts";

const now = Date.UTC(2026, 0, 1, 12);
const allowance = (rest: Partial<PullAllowance> = {}): PullAllowance => ({
  limit: 100,
  remaining: 23,
  windowSeconds: 21_600,
  at: now,
  ...rest,
});

describe("chooseAllowance", () => {
  for (const [remaining, isShown] of [
    [0, true],
    [49, true],
    [50, false],
    [100, false],
  ] as const) {
    it(`${remaining} of 100 is ${isShown ? "" : "not "}worth a word`, () => {
      const one = allowance({ remaining });
      assert.equal(chooseAllowance([one], now), isShown ? one : undefined);
    });
  }

  it("is the one that is nearest to its end", () => {
    const near = allowance({ limit: 200, remaining: 20 });
    assert.equal(chooseAllowance([allowance({ remaining: 40 }), near, allowance()], now), near);
  });

  it("is none when its window is over", () => {
    assert.equal(chooseAllowance([allowance({ at: now - 21_600_000 })], now), undefined);
    assert.ok(chooseAllowance([allowance({ at: now - 21_599_000 })], now));
    const { windowSeconds: _, ...windowless } = allowance();
    assert.ok(chooseAllowance([windowless], now + 23 * 3_600_000));
    assert.equal(chooseAllowance([windowless], now + 24 * 3_600_000), undefined);
  });
});

describe("what the status bar says", () => {
  it("is short", () => assert.equal(allowanceLabel(allowance()), "Hub pulls 23/100"));

  it("tells more when asked: the window, the source, what counts", () => {
    const text = allowanceTooltip(allowance({ source: "alice" }), now);
    assert.match(text, /^Docker Hub allows 23 more pulls of 100 in 6 hours, as of /);
    assert.match(text, /Counted for alice\./);
    assert.match(text, /HEAD.* does not/);
  });

  it("U02 U03 shows a hostile source as text", () => {
    const text = allowanceTooltip(allowance({ source: "![](https://evil.test)[x](command:y)\u202e" }), now);
    assert.doesNotMatch(text, /!\[|\]\(|https:|command:|\u202e/);
  });

  for (const [windowSeconds, words] of [
    [3600, "1 hour"],
    [900, "15 minutes"],
    [61, "61 seconds"],
  ] as const) {
    it(`${windowSeconds} seconds are ${words}`, () =>
      assert.match(allowanceTooltip(allowance({ windowSeconds }), now), new RegExp(` in ${words},`)));
  }
});
