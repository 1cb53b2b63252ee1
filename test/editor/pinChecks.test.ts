import assert from "node:assert/strict";
import { afterEach, beforeEach, it, mock } from "node:test";
import { NetworkError } from "../../src/core/errors.ts";
import { type KeptAnswer, PinAnswers } from "../../src/core/pinning/answers.ts";
import type { Question } from "../../src/core/pinning/question.ts";
import type { Resolver } from "../../src/core/pinning/resolver.ts";
import { PinChecks } from "../../src/vscode/pins/pinChecks.ts";
import { FakeShelf, onShelf } from "../support/fakeShelf.ts";
import { makeImage } from "../support/images.ts";

const [old, now] = [makeImage({ created: "2024-01-01T00:00:00Z" }), makeImage()];
const question = (tail: string): Question => ({ reference: onShelf(tail) });
const moved = question(`:1@${old.digest}`);
const minutes = (count: number) => count * 60_000;

/** What the checks look at and ask; every part can be changed while they run. */
class Desk {
  shelf = new FakeShelf({ 1: now, 2: now }, [old]);
  open: readonly Question[] = [question(":1")];
  interval = minutes(60);
  isWatched = true;
  mayAsk = true;
  kept: readonly KeptAnswer[] = [];
  saved: (readonly KeptAnswer[])[] = [];
  fresh: boolean[] = [];
  failures: unknown[] = [];
  clears = 0;
  readonly #listeners = new Set<() => void>();
  readonly answers = new PinAnswers(() => {
    for (const listener of this.#listeners) listener();
  });
  /** What a request waits for. */
  gate: Promise<void> | undefined;
  readonly checks = new PinChecks({
    answers: this.answers,
    onDidChange: (listener) => {
      const call = () => listener();
      this.#listeners.add(call);
      return { dispose: () => this.#listeners.delete(call) };
    },
    file: {
      load: async () => this.kept,
      save: async (answers) => void this.saved.push(answers),
      clear: async () => void this.clears++,
    },
    resolver: ({ fresh, signal }) => this.#resolver(fresh, signal),
    questions: async () => this.open,
    mayAskUnasked: async (host) => {
      assert.equal(host, "h.test");
      return this.mayAsk;
    },
    interval: () => this.interval,
    isWatched: () => this.isWatched,
    now: Date.now,
    onFailure: (failure) => this.failures.push(failure),
  });

  #resolver(fresh: boolean, signal: AbortSignal | undefined): Resolver {
    const { resolver } = this.shelf;
    return {
      ...resolver,
      resolve: async (...asked) => {
        this.fresh.push(fresh);
        await this.gate;
        signal?.throwIfAborted();
        return resolver.resolve(...asked);
      },
    };
  }

  /** What was asked since the last call. */
  asked(): readonly string[] {
    return this.shelf.asked.splice(0);
  }
}

const desks: Desk[] = [];
function desk(): Desk {
  const made = new Desk();
  desks.push(made);
  return made;
}

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"], now: minutes(100_000) }));
afterEach(() => {
  for (const { checks, failures } of desks.splice(0)) {
    checks.dispose();
    assert.deepEqual(failures, []);
  }
  mock.timers.reset();
});

/** Lets the time pass, and all that is under way get on. */
async function pass(time: number): Promise<void> {
  mock.timers.tick(time);
  for (let turn = 0; turn < 40; turn++) await new Promise(setImmediate);
}

it("W12: what open files ask is asked once each, however often they change", async () => {
  const first = desk();
  const { checks } = first;
  first.open = [question(":1"), question(":1"), moved, question(":2")];
  for (let change = 0; change < 50; change++) checks.look(100);
  await pass(99);
  assert.deepEqual(first.asked(), []);
  await pass(1);
  const asked = first.asked();
  assert.deepEqual(
    asked.filter((text) => text.startsWith("HEAD")).sort(),
    ["HEAD 1", "HEAD 2", `HEAD ${old.digest}`].sort(),
  );
  assert.equal(new Set(asked).size, asked.length);
  checks.look(0);
  await pass(0);
  assert.deepEqual(first.asked(), []);
  first.open = [...first.open, question(":3")];
  checks.look(0);
  await pass(0);
  assert.deepEqual(first.asked(), ["HEAD 3"]);
  assert.deepEqual(
    checks.known(moved)?.facts.map(({ code }) => code),
    ["moved"],
  );
});

it("everything is asked again every interval, freshly; what is new may be known from a moment ago", async () => {
  const made = desk();
  made.checks.look(10);
  await pass(10);
  assert.deepEqual([made.asked(), made.fresh], [["HEAD 1"], [false]]);
  await pass(minutes(60) - 11);
  assert.deepEqual(made.asked(), []);
  await pass(1);
  assert.deepEqual([made.asked(), made.fresh], [["HEAD 1"], [false, true]]);
  await pass(minutes(60));
  assert.deepEqual(made.asked(), ["HEAD 1"]);
});

it("an interval of 0 asks nothing by itself, ends what is under way, and a check of the user's still asks", async () => {
  const made = desk();
  const { promise, resolve } = Promise.withResolvers<void>();
  made.gate = promise;
  made.checks.look(0);
  await pass(0);
  made.interval = 0;
  made.checks.restart();
  resolve();
  await pass(0);
  assert.equal(made.answers.known(question(":1")), undefined);
  made.checks.look(0);
  await pass(minutes(10_000));
  assert.deepEqual(made.asked(), []);
  await made.checks.check([question(":1")]);
  assert.deepEqual([made.asked(), made.fresh.at(-1)], [["HEAD 1"], true]);
});

it("C02: a shorter interval counts from now", async () => {
  const made = desk();
  made.checks.look(0);
  await pass(0);
  made.asked();
  made.interval = minutes(1);
  made.checks.restart();
  await pass(minutes(1));
  assert.deepEqual(made.asked(), ["HEAD 1"]);
});

it("W07, W13: a registry that may not be asked unasked is not, and is when the user asks", async () => {
  const made = desk();
  made.mayAsk = false;
  made.checks.look(0);
  await pass(minutes(61));
  assert.deepEqual(made.asked(), []);
  await made.checks.check([question(":1")], { fresh: false });
  assert.deepEqual([made.asked(), made.fresh], [["HEAD 1"], [false]]);
});

it("X02: nobody at the window for long means no requests, and coming back one check", async () => {
  const made = desk();
  made.interval = minutes(10);
  made.checks.restart();
  made.checks.look(0);
  await pass(0);
  made.isWatched = false;
  made.checks.watch();
  made.asked();
  for (let tick = 0; tick < 3; tick++) await pass(minutes(10));
  assert.equal(made.asked().length, 3);
  for (let tick = 0; tick < 144; tick++) await pass(minutes(10));
  assert.deepEqual(made.asked(), []);
  made.isWatched = true;
  made.checks.watch();
  await pass(0);
  assert.deepEqual(made.asked(), ["HEAD 1"]);
  made.checks.watch();
  await pass(0);
  assert.deepEqual(made.asked(), []);
});

it("N12, I6: offline, what was known stays, nothing is asked at every change, and is again some minutes later", async () => {
  const made = desk();
  made.open = [moved];
  made.checks.look(0);
  await pass(0);
  made.shelf.failures.set("HEAD 1", new NetworkError("offline", "h.test"));
  made.asked();
  await pass(minutes(60));
  assert.deepEqual(made.asked(), ["HEAD 1"]);
  assert.equal(made.checks.isRefused(moved), true);
  assert.deepEqual(
    made.checks.known(moved)?.facts.map(({ code }) => code),
    ["moved"],
  );
  for (let change = 0; change < 4; change++) {
    made.checks.look(0);
    await pass(minutes(1));
  }
  assert.deepEqual(made.asked(), []);
  made.shelf.failures.clear();
  await pass(minutes(1));
  made.checks.look(0);
  await pass(0);
  assert.ok(made.asked().includes("HEAD 1"));
  assert.equal(made.checks.isRefused(moved), false);
});

it("one check runs at a time, and what came up meanwhile is looked at after it", async () => {
  const made = desk();
  const { promise, resolve } = Promise.withResolvers<void>();
  made.gate = promise;
  made.checks.look(0);
  await pass(0);
  made.open = [question(":1"), question(":2")];
  for (let change = 0; change < 5; change++) {
    made.checks.look(0);
    await pass(1);
  }
  assert.deepEqual(made.fresh, [false]);
  resolve();
  await pass(0);
  assert.deepEqual(made.asked(), ["HEAD 1", "HEAD 2"]);
});

it("a check of the user's can be cancelled, and keeps what was answered", async () => {
  const made = desk();
  const stop = new AbortController();
  const questions = Array.from({ length: 60 }, (_, number) => question(`:t${number}`));
  const onAnswer = () => stop.abort();
  await assert.rejects(made.checks.check(questions, { signal: stop.signal, onAnswer }), {
    name: "AbortError",
  });
  const asked = made.asked().length;
  assert.ok(asked >= 1 && asked <= 17, `${asked} requests`);
});

it("C03: answers of the last time are shown, asked again only when they are old, and kept for the next time", async () => {
  const before = new PinAnswers(() => {});
  await before.ask([moved], new FakeShelf({ 1: now }, [old]).resolver);
  const young = desk();
  young.kept = before.kept();
  young.open = [moved];
  young.checks.look(0);
  await pass(0);
  assert.deepEqual(young.asked(), []);
  assert.deepEqual(
    young.checks.known(moved)?.facts.map(({ code }) => code),
    ["moved"],
  );
  const later = desk();
  later.kept = before.kept();
  later.open = [moved];
  mock.timers.tick(minutes(61));
  later.checks.look(0);
  await pass(0);
  assert.ok(later.asked().includes("HEAD 1"));
  await pass(2000);
  const [key, answer] = later.saved.at(-1)?.[0] ?? [];
  assert.equal(key, before.kept()[0]?.[0]);
  assert.equal(answer?.asOf, Date.now() - 2000);
});

it("answers of the last time that come late do not replace what was asked meanwhile", async () => {
  const made = desk();
  made.kept = [[`h.test/app:1@${old.digest} `, { facts: [], asOf: minutes(1) }]];
  await made.checks.check([moved]);
  assert.deepEqual(
    made.checks.known(moved)?.facts.map(({ code }) => code),
    ["moved"],
  );
});

it("clearing forgets on disk, too, and what is put away asks and saves nothing more", async () => {
  const made = desk();
  made.checks.look(0);
  await pass(0);
  await made.checks.clear();
  assert.equal(made.clears, 1);
  assert.equal(made.checks.known(question(":1")), undefined);
  await pass(2000);
  assert.deepEqual(made.saved, []);
  made.checks.look(0);
  made.checks.dispose();
  made.asked();
  await pass(minutes(500));
  assert.deepEqual([made.asked(), made.saved], [[], []]);
});
