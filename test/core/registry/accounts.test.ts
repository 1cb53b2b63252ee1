import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError, RegistryError } from "../../../src/core/errors.ts";
import { throughAccounts } from "../../../src/core/registry/accounts.ts";
import type { Distribution } from "../../../src/core/registry/distribution.ts";
import { descriptorOf, digestOf, FakeRegistry } from "../../support/fakeRegistry.ts";

const denied = new RegistryError("denied", "h", { status: 403 });
const absent = new RegistryError("notFound", "h", { status: 404 });

/** An account that sees what is in the table, and refuses all else with `refusal`. */
function account(
  name: string,
  sees: Readonly<Record<string, string>>,
  asked: string[],
  refusal: Error = denied,
) {
  const resolve: Distribution["resolve"] = async (path) => {
    asked.push(`${name} ${path}`);
    const digit = sees[path];
    if (digit === undefined) throw refusal;
    return descriptorOf(digestOf(digit));
  };
  return { ...new FakeRegistry({}).distribution("h"), resolve };
}

describe("one registry through several accounts", () => {
  it("is the account itself when there is one", () => {
    const only = account("a", {}, []);
    assert.equal(throughAccounts([only]), only);
  });

  it("asks the first account first, the others when it may not, and remembers who was let in", async () => {
    const asked: string[] = [];
    const both = throughAccounts([account("a", { x: "1" }, asked), account("b", { y: "2" }, asked)]);
    assert.equal((await both.resolve("x", "1")).digest, digestOf("1"));
    assert.equal((await both.resolve("y", "1")).digest, digestOf("2"));
    assert.deepEqual(asked.splice(0), ["a x", "a y", "b y"]);
    await both.resolve("y", "2");
    assert.deepEqual(asked, ["b y"]);
  });

  it("tells the first account's failure when none may", async () => {
    const asked: string[] = [];
    const both = throughAccounts([account("a", {}, asked, absent), account("b", {}, asked)]);
    await assert.rejects(both.resolve("x", "1"), absent);
    assert.deepEqual(asked, ["a x", "b x"]);
  });

  it("asks nobody else when the registry is out of reach", async () => {
    const asked: string[] = [];
    const offline = new NetworkError("offline", "h");
    const both = throughAccounts([account("a", {}, asked, offline), account("b", { x: "1" }, asked)]);
    await assert.rejects(both.resolve("x", "1"), offline);
    assert.deepEqual(asked, ["a x"]);
  });
});

describe("whether a blob is there", () => {
  const withBlob = (...answers: readonly (boolean | Error)[]) => {
    const asked: number[] = [];
    const accounts = answers.map((answer, place) => ({
      ...new FakeRegistry({}).distribution("h"),
      hasBlob: async () => {
        asked.push(place);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    }));
    const [first, ...others] = accounts;
    assert.ok(first);
    return { asked, has: () => throughAccounts([first, ...others]).hasBlob("x", digestOf("a")) };
  };
  it("is asked of every account until one sees it", async () => {
    const { asked, has } = withBlob(false, true, true);
    assert.equal(await has(), true);
    assert.deepEqual(asked, [0, 1]);
  });
  it("is no when none sees it", async () => {
    assert.equal(await withBlob(false, denied).has(), false);
    assert.equal(await withBlob(false, false).has(), false);
  });
  it("is not known when the first one may not look and none sees it", async () => {
    await assert.rejects(withBlob(denied, false).has(), denied);
  });
});
