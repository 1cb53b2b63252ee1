import assert from "node:assert/strict";
import { it } from "node:test";
import { NetworkError, RegistryError } from "../../../src/core/errors.ts";
import { PinAnswers } from "../../../src/core/pinning/answers.ts";
import type { Question } from "../../../src/core/pinning/question.ts";
import { parseReference } from "../../../src/core/reference/reference.ts";
import { FakeShelf, shelfName } from "../../support/fakeShelf.ts";
import { makeImage, makeIndex } from "../../support/images.ts";

const [old, now] = [makeImage({ created: "2024-01-01T00:00:00Z" }), makeImage()];

function question(tail: string, platform?: string): Question {
  const parsed = parseReference(`${shelfName}${tail}`);
  assert.ok(parsed.ok);
  return { reference: parsed.reference, ...(platform !== undefined && { platform }) };
}

const moved = question(`:1@${old.digest}`);
const codes = (answers: PinAnswers, asked: Question) => answers.known(asked)?.facts.map(({ code }) => code);

it("W12: a question is asked once, and its answer is known with its time", async () => {
  const shelf = new FakeShelf({ 1: now }, [old]);
  let changes = 0;
  const answers = new PinAnswers(
    () => changes++,
    () => 42,
  );
  const seen: string[] = [];
  const onAnswer = ({ reference }: Question, total: number) => seen.push(`${reference.tag} of ${total}`);
  await answers.ask([moved, question(`:1@${old.digest}`), question(":2")], shelf.resolver, { onAnswer });
  assert.deepEqual(codes(answers, moved), ["moved"]);
  assert.deepEqual(codes(answers, question(":2")), ["missing"]);
  assert.equal(answers.known(moved)?.digest, now.digest);
  assert.equal(answers.known(moved)?.asOf, 42);
  assert.equal(answers.known(question(`:1@${old.digest}`, "linux/arm64")), undefined);
  assert.deepEqual(seen.sort(), ["1 of 2", "2 of 2"]);
  assert.equal(changes, 1);
});

it("what was answered lately is not asked again", async () => {
  const shelf = new FakeShelf({ 1: now }, [old]);
  let time = 100;
  const answers = new PinAnswers(
    () => {},
    () => time,
  );
  await answers.ask([moved], shelf.resolver);
  const asked = shelf.asked.length;
  time = 200;
  await answers.ask([moved], shelf.resolver, { since: 100 });
  assert.equal(shelf.asked.length, asked);
  await answers.ask([moved], shelf.resolver, { since: 101 });
  assert.ok(shelf.asked.length > asked);
  assert.equal(answers.known(moved)?.asOf, 200);
});

it("N01: what cannot be asked keeps what was last known, with its date", async () => {
  const shelf = new FakeShelf({ 1: now }, [old]);
  let time = 100;
  const answers = new PinAnswers(
    () => {},
    () => time,
  );
  await answers.ask([moved], shelf.resolver);
  time = 200;
  shelf.failures.set("HEAD 1", new NetworkError("offline", "h.test"));
  shelf.failures.set("HEAD 2", new NetworkError("offline", "h.test"));
  await answers.ask([moved, question(":2")], shelf.resolver);
  assert.deepEqual(codes(answers, moved), ["moved"]);
  assert.equal(answers.known(moved)?.asOf, 100);
  assert.deepEqual(codes(answers, question(":2")), ["unreachable"]);
  shelf.failures.clear();
  await answers.ask([question(":2")], shelf.resolver);
  assert.deepEqual(codes(answers, question(":2")), ["missing"]);
});

it("cancelling keeps what came before it, and says so", async () => {
  const shelf = new FakeShelf({ 1: now }, [old]);
  let changes = 0;
  const answers = new PinAnswers(() => changes++);
  const stop = new AbortController();
  const reason = new Error("enough");
  const onAnswer = () => stop.abort(reason);
  const many = Array.from({ length: 40 }, (_, number) => question(`:t${number}`));
  await assert.rejects(
    answers.ask([moved, ...many], shelf.resolver, { signal: stop.signal, onAnswer }),
    reason,
  );
  assert.ok([moved, ...many].some((asked) => answers.known(asked) !== undefined));
  assert.ok(many.some((asked) => answers.known(asked) === undefined));
  assert.equal(changes, 1);
  answers.clear();
  assert.equal(answers.known(moved), undefined);
  assert.equal(changes, 2);
});

it("what registries would not say is not asked again at once, and is told as such", async () => {
  const shelf = new FakeShelf({ 1: now }, [old]);
  let time = 100;
  const answers = new PinAnswers(
    () => {},
    () => time,
  );
  await answers.ask([moved], shelf.resolver);
  assert.deepEqual([answers.askedAt(moved), answers.isRefused(moved)], [100, false]);
  time = 200;
  shelf.failures.set("HEAD 1", new NetworkError("offline", "h.test"));
  await answers.ask([moved], shelf.resolver);
  assert.deepEqual([answers.askedAt(moved), answers.isRefused(moved)], [200, true]);
  const asked = shelf.asked.length;
  await answers.ask([moved], shelf.resolver, { since: 150 });
  assert.equal(shelf.asked.length, asked);
  shelf.failures.clear();
  time = 300;
  await answers.ask([moved], shelf.resolver, { since: 250 });
  assert.deepEqual([answers.askedAt(moved), answers.isRefused(moved)], [300, false]);
});

it("a look elsewhere that found something missing, or there again, is remembered for every platform", async () => {
  let changes = 0;
  const answers = new PinAnswers(() => changes++);
  const gone = question(":2");
  const absent = new RegistryError("notFound", "h.test", { status: 404 });
  answers.note(gone.reference, absent);
  answers.note(gone.reference, absent);
  assert.equal(changes, 1);
  assert.deepEqual(codes(answers, gone), ["missing"]);
  assert.deepEqual(codes(answers, question(":2", "linux/arm64")), ["missing"]);
  assert.equal(codes(answers, question(":20")), undefined);
  answers.note(gone.reference, new NetworkError("offline", "h.test"));
  assert.deepEqual(codes(answers, gone), ["missing"]);
  answers.note(gone.reference);
  answers.note(gone.reference);
  assert.deepEqual([codes(answers, gone), changes], [undefined, 2]);
});

it("what is asked for one platform and is there is missing for none", async () => {
  const answers = new PinAnswers(() => {});
  answers.note(question(":2").reference, new RegistryError("notFound", "h.test", { status: 404 }));
  await answers.ask([question(":2", "linux/amd64")], new FakeShelf({ 2: now }).resolver);
  assert.deepEqual(codes(answers, question(":2", "linux/amd64")), []);
  assert.equal(codes(answers, question(":2")), undefined);
});

it("that a digest is there says nothing of its tag", async () => {
  const shelf = new FakeShelf({}, [old]);
  const answers = new PinAnswers(() => {});
  await answers.ask([moved], shelf.resolver);
  assert.deepEqual(codes(answers, moved), ["missing"]);
  answers.note(moved.reference);
  assert.deepEqual(codes(answers, moved), ["missing"]);
});

it("C03: what is kept comes back where nothing newer is known; what could not be asked is not kept", async () => {
  const shelf = new FakeShelf({ 1: now }, [old]);
  shelf.failures.set("HEAD 2", new NetworkError("offline", "h.test"));
  const [early, late] = [() => 100, () => 200];
  const answers = new PinAnswers(() => {}, early);
  await answers.ask([moved, question(":2"), question(":3")], shelf.resolver);
  const kept = answers.kept();
  assert.equal(kept.length, 2);
  let changes = 0;
  const next = new PinAnswers(() => changes++, late);
  next.restore(kept);
  assert.deepEqual([codes(next, moved), next.known(moved)?.asOf, changes], [["moved"], 100, 1]);
  await next.ask([moved], shelf.resolver);
  next.restore(kept);
  assert.equal(next.known(moved)?.asOf, 200);
  assert.equal(codes(next, question(":2")), undefined);
});

it("the same reference in files for one platform and for several is asked about apart", async () => {
  const index = makeIndex([makeImage(), makeImage({ platform: { os: "linux", architecture: "arm64" } })]);
  const shelf = new FakeShelf({ 1: index });
  const { reference } = question(`:1@${index.children[0]?.digest}`);
  const several = { reference, platforms: [] };
  const listed = { reference, platforms: ["linux/amd64", "linux/s390x"] };
  const answers = new PinAnswers(() => {});
  await answers.ask([{ reference }, several, listed], shelf.resolver);
  assert.deepEqual(
    [codes(answers, { reference }), codes(answers, several), codes(answers, listed)],
    [[], ["single-platform"], []],
  );
});
