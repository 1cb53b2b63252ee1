import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Call } from "../../../src/core/http/call.ts";
import { type PullAllowance, readAllowance, watchAllowance } from "../../../src/core/registry/allowance.ts";
import { answer, scriptedSend } from "../../support/scriptedSend.ts";

const read = (headers: Readonly<Record<string, string>>) => readAllowance(new Headers(headers), 7);

describe("readAllowance", () => {
  it("reads the limit, what is left, the window and whose pulls are counted", () => {
    assert.deepEqual(
      read({
        "ratelimit-limit": "100;w=21600",
        "ratelimit-remaining": "76;w=21600",
        "docker-ratelimit-source": "192.0.2.1",
      }),
      { limit: 100, remaining: 76, windowSeconds: 21_600, source: "192.0.2.1", at: 7 },
    );
  });

  it("makes do without the window and the source, and cuts a long one", () => {
    assert.deepEqual(read({ "ratelimit-limit": "200", "ratelimit-remaining": "0" }), {
      limit: 200,
      remaining: 0,
      at: 7,
    });
    const long = {
      "ratelimit-limit": "2",
      "ratelimit-remaining": "1",
      "docker-ratelimit-source": "x".repeat(500),
    };
    assert.equal(read(long)?.source?.length, 100);
  });

  for (const [limit, remaining] of [
    ["", "1"],
    ["100;w=21600", ""],
    ["-1", "1"],
    ["1e9", "1"],
    ["9999999999", "1"],
    ["100;w=99999999", "1"],
    ["100;w=21600", "101;w=21600"],
    ["100, 100", "1"],
  ] as const) {
    it(`is nothing for ${limit} and ${remaining}`, () =>
      assert.equal(read({ "ratelimit-limit": limit, "ratelimit-remaining": remaining }), undefined));
  }
});

const base = new URL("https://hub.test/prefix/");
const left = (remaining: number) => ({
  "ratelimit-limit": "100;w=60",
  "ratelimit-remaining": `${remaining};w=60`,
});

/** What is told for one call after the other. */
async function told(...steps: readonly (readonly [Partial<Call> & { path: string }, Response])[]) {
  const heard: (PullAllowance | undefined)[] = [];
  const { send, calls } = scriptedSend(...steps.map(([, response]) => response));
  const watched = watchAllowance(
    base,
    (allowance) => heard.push(allowance),
    () => 7,
  )(send);
  for (const [{ path, method = "GET", ...rest }, response] of steps) {
    assert.equal(await watched({ method, url: new URL(path, base), ...rest }), response);
  }
  assert.equal(calls.length, steps.length);
  return heard.map((allowance) => allowance?.remaining);
}

const manifest = { path: "/prefix/v2/a/b/manifests/1" };

describe("watchAllowance", () => {
  it("tells what answers about manifests say, good or bad", async () => {
    assert.deepEqual(
      await told(
        [manifest, answer(200, "", left(50))],
        [{ ...manifest, method: "HEAD" }, answer(404, "", left(49))],
        [manifest, answer(429, "", left(0))],
      ),
      [50, 49, 0],
    );
  });

  it("does not listen to others", async () => {
    assert.deepEqual(
      await told(
        [{ path: "/prefix/v2/a/blobs/sha256:1" }, answer(200, "", left(5))],
        [{ path: "https://evil.test/prefix/v2/a/manifests/1" }, answer(200, "", left(4))],
        [{ ...manifest, method: "PUT" }, answer(201, "", left(3))],
        [{ ...manifest, method: "DELETE" }, answer(202, "", left(2))],
      ),
      [],
    );
  });

  it("says once that there is no limit any more; a refusal says nothing", async () => {
    assert.deepEqual(
      await told(
        [manifest, answer(200)],
        [manifest, answer(200, "", left(5))],
        [manifest, answer(401)],
        [manifest, answer(200)],
        [manifest, answer(200)],
      ),
      [5, undefined],
    );
  });
});
