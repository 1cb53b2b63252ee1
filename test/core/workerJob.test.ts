import assert from "node:assert/strict";
import { it } from "node:test";
import { ContentError } from "../../src/core/errors.ts";
import { explain } from "../../src/core/explain.ts";
import { runInThread } from "../../src/core/workerJob.ts";

/** A thread's entry, as its source. */
function threadOf(source: string) {
  const entry = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  return { entry, job: {}, memory: 64, subject: "the report" };
}

for (const [name, source, kind, words] of [
  ["throws", "throw new TypeError('x')", "crashed", /^the report could not be read/],
  ["ends without an answer", "", "crashed", /^the report could not be read/],
  ["exits", "process.exit(3)", "crashed", /^the report could not be read/],
  [
    "needs too much memory",
    "let last; for (;;) last = { last };",
    "tooLarge",
    /^the report is larger than Mooring reads/,
  ],
] as const)
  it(`a thread that ${name} is a failure in words`, async () => {
    await assert.rejects(runInThread(threadOf(source)), (failure) => {
      assert.ok(failure instanceof ContentError);
      assert.deepEqual([failure.kind, failure.subject], [kind, "the report"]);
      assert.match(explain(failure).problem, words);
      return true;
    });
  });

it("a thread that never ends is ended when it is cancelled", async () => {
  const stop = new AbortController();
  const work = runInThread({ ...threadOf("for (;;);"), signal: stop.signal });
  setImmediate(() => stop.abort());
  // It is settled only when the thread is gone; otherwise this file would not end.
  await assert.rejects(work, { name: "AbortError" });
  await assert.rejects(runInThread({ ...threadOf("for (;;);"), signal: stop.signal }), {
    name: "AbortError",
  });
});

it("memory that is handed over is gone here; a thread sees nothing of the environment", async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const source = `import { parentPort, workerData } from "node:worker_threads";
    const seen = [workerData.length, Object.keys(process.env).length, process.execArgv.length];
    parentPort.postMessage({ kind: "done", result: seen });`;
  const seen = await runInThread({ ...threadOf(source), job: bytes, handOver: [bytes.buffer] });
  assert.deepEqual([seen, bytes.length], [[3, 0, 0], 0]);
});
