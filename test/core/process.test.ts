import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ProcessError, type RunOptions, run } from "../../src/core/process.ts";
import { allEnded, linesOf } from "../support/processes.ts";
import { shown } from "../support/scriptedSend.ts";

/** For tests that wait for processes to end: one that never does fails the test. */
const patient = { timeout: 30_000 };
const options: RunOptions = { cwd: tmpdir(), timeout: 60_000, maxOutput: 1024 };
const sh = (script: string, more: Partial<RunOptions> = {}) =>
  run("/bin/sh", ["-c", script], { ...options, ...more });
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Runs a script that must be ended, once it has written the ids of its processes; waits until they are gone. */
async function endedAfter(
  t: TestContext,
  script: string,
  more: Partial<RunOptions>,
  act: (t: TestContext) => void,
): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), "mooring-process-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "pids");
  const result = sh(script.replaceAll("PIDS", file), more).catch((error: unknown) => error);
  const pids = await linesOf(file, 2);
  act(t);
  const outcome = await result;
  await allEnded(pids);
  return outcome;
}

test("exit code and output come back, input goes in", async () => {
  const ended = await sh("cat; echo err >&2; exit 3", { input: "in\u00e4" });
  assert.deepEqual([ended.exitCode, text(ended.stdout), ended.stderr], [3, "in\u00e4", "err\n"]);
});

test("arguments are passed as they are, without a shell", async () => {
  const nasty = ["$(id)", "`id`", "a;b", "a b", "*", "--x"];
  const ended = await run("/bin/sh", ["-c", 'printf "%s\\n" "$@"', "sh", ...nasty], options);
  assert.equal(text(ended.stdout), `${nasty.join("\n")}\n`);
});

test("folder and environment are the given ones", async () => {
  const ended = await sh('pwd; echo "$ONLY-$HOME"', { cwd: "/", env: { ONLY: "this" } });
  assert.equal(text(ended.stdout), "/\nthis-\n");
});

test("a program that does not read its input is no failure", async () => {
  assert.equal((await sh("exec <&-; exit 0", { input: "x".repeat(1_000_000) })).exitCode, 0);
});

test("S06: what cannot be started and what was killed are told apart", async () => {
  await assert.rejects(run("/nowhere/at/all", [], options), { kind: "notStarted", code: "ENOENT" });
  await assert.rejects(run("/etc", [], options), { kind: "notStarted", code: "EACCES" });
  await assert.rejects(sh("kill -9 $$"), { name: "ProcessError", kind: "killed", code: "SIGKILL" });
});

test("A15 S02: output of the limit passes, more ends the program and is not in the error", async () => {
  assert.equal((await sh("printf canary-3e", { maxOutput: 9 })).stdout.byteLength, 9);
  const failure = await sh("while :; do printf canary-3e; done", { maxOutput: 9 }).catch(
    (error: unknown) => error,
  );
  assert.ok(failure instanceof ProcessError);
  assert.equal(failure.kind, "tooMuchOutput");
  assert.doesNotMatch(shown(failure), /canary/);
});

test("the error output is told as it comes", async () => {
  const told: string[] = [];
  await sh("echo one >&2; echo two >&2", { onStderr: (text) => told.push(text) });
  assert.equal(told.join(""), "one\ntwo\n");
});

test("of the error output the end is kept", async () => {
  const { stderr } = await sh("head -c 100000 /dev/zero | tr '\\0' x >&2; printf end >&2");
  assert.deepEqual([stderr.length, stderr.slice(-4)], [64 * 1024, "xend"]);
});

test("A15 S05: a program that hangs is ended with its children", patient, async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const script = "sh -c 'echo $$ >> PIDS; exec sleep 1000' & echo $$ >> PIDS; wait";
  const failure = await endedAfter(t, script, { timeout: 10_000 }, ({ mock }) => mock.timers.tick(10_000));
  assert.deepEqual([Object(failure).name, Object(failure).kind], ["ProcessError", "timeout"]);
});

test("S05: a program that ignores a polite end is ended hard after the grace", patient, async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const script =
    "trap '' TERM; sh -c 'echo $$ >> PIDS; exec sleep 1000' & echo $$ >> PIDS; while :; do wait; done";
  const failure = await endedAfter(t, script, { timeout: 10_000, grace: 5000 }, ({ mock }) => {
    mock.timers.tick(10_000);
    mock.timers.tick(5000);
  });
  assert.equal(Object(failure).kind, "timeout");
});

test("S11: a cancelled program is gone, and the reason comes back", patient, async (t) => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const script = "sh -c 'echo $$ >> PIDS; exec sleep 1000' & echo $$ >> PIDS; wait";
  assert.equal(
    await endedAfter(t, script, { signal: controller.signal }, () => controller.abort(reason)),
    reason,
  );
  await assert.rejects(sh("exit 0", { signal: AbortSignal.abort(reason) }), reason);
});

test(
  "A15 S05: a child that keeps the output open neither delays the result nor outlives it",
  patient,
  async (t) => {
    const script =
      "sh -c 'echo $$ >> PIDS; exec sleep 1000' & echo $$ >> PIDS; while [ $(wc -l < PIDS) -lt 2 ]; do :; done; echo done";
    const ended = await endedAfter(t, script, {}, () => {});
    assert.deepEqual([Object(ended).exitCode, text(Object(ended).stdout)], [0, "done\n"]);
  },
);

test("A15 S05: a process that left the group does not delay the result", patient, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "mooring-process-"));
  const file = join(folder, "pid");
  t.after(async () => {
    process.kill(Number((await linesOf(file, 1))[0]), "SIGKILL");
    await rm(folder, { recursive: true });
  });
  const ended = await sh(
    `setsid sh -c 'echo $$ > ${file}; exec sleep 1000' & while [ ! -s ${file} ]; do :; done; echo done`,
  );
  assert.equal(text(ended.stdout), "done\n");
});

test("A15: there is no terminal to ask on", async () => {
  assert.equal((await sh("(: < /dev/tty) 2>/dev/null && exit 1; exit 0")).exitCode, 0);
});
