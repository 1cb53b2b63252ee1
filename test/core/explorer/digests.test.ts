import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError, RegistryError } from "../../../src/core/errors.ts";
import { resolveEach } from "../../../src/core/explorer/digests.ts";

const missing = new RegistryError("notFound", "h", { status: 404 });
const waiting = (signal: AbortSignal) =>
  new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

describe("asking for several things", () => {
  it("counts what was wanted and passes over what is not there", async () => {
    const asked: number[] = [];
    const outcome = await resolveEach(
      [1, 2, 3],
      async (item) => {
        asked.push(item);
        if (item === 2) throw missing;
      },
      new AbortController().signal,
    );
    assert.deepEqual(outcome, { wanted: 3, failed: 1, failure: missing });
    assert.deepEqual(asked, [1, 2, 3]);
    const none = await resolveEach([], waitingFor, new AbortController().signal);
    assert.deepEqual(none, { wanted: 0, failed: 0 });
  });

  for (const failure of [
    new NetworkError("offline", "h"),
    new RegistryError("rateLimited", "h", { status: 429 }),
    new RegistryError("denied", "h", { status: 403 }),
  ]) {
    it(`gives up the rest when the registry is of no use: ${failure.kind}`, async () => {
      const outcome = await resolveEach(
        [1, 2, 3],
        (item, signal) => (item === 2 ? Promise.reject(failure) : waiting(signal)),
        new AbortController().signal,
      );
      assert.deepEqual(outcome, { wanted: 3, failed: 3, failure });
    });
  }

  it("rejects with the signal's reason when it is cancelled", async () => {
    const controller = new AbortController();
    const outcome = resolveEach([1, 2], (_, signal) => waiting(signal), controller.signal);
    controller.abort();
    await assert.rejects(outcome, { name: "AbortError" });
  });
});

function waitingFor(_: never, signal: AbortSignal): Promise<void> {
  return waiting(signal);
}
