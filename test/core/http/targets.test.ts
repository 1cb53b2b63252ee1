import assert from "node:assert/strict";
import { test } from "node:test";
import { isSafeTarget, systemLookup } from "../../../src/core/http/targets.ts";

const names: Readonly<Record<string, readonly string[]>> = {
  "public.test": ["93.184.216.34"],
  "cdn.test": ["93.184.216.35", "2606:4700::1111"],
  "inside.test": ["93.184.216.36", "127.0.0.1"],
  "metadata.test": ["169.254.169.254"],
  "corp.test": ["10.0.0.5"],
  "store.corp.test": ["10.0.0.6"],
};
const lookup = async (name: string) => names[name] ?? [];

const cases: readonly (readonly [registry: string, target: string, safe: boolean])[] = [
  ["https://public.test", "https://cdn.test/x?sig=1", true],
  ["https://public.test", "https://unknown.test", true],
  ["https://public.test", "http://cdn.test", false],
  ["https://public.test", "http://public.test", false],
  ["http://public.test", "http://cdn.test", true],
  ["http://public.test", "https://cdn.test", true],
  ["https://public.test", "https://user@cdn.test", false],
  ["https://public.test", "https://user:pw@public.test", false],
  ["https://public.test", "file:///etc/passwd", false],
  ["https://public.test", "ftp://cdn.test", false],
  ["https://public.test", "https://127.0.0.1", false],
  ["https://public.test", "https://169.254.169.254", false],
  ["https://public.test", "https://[::ffff:127.0.0.1]", false],
  ["https://public.test", "https://0.0.0.0", false],
  ["https://public.test", "https://2130706433", false],
  ["https://public.test", "https://localhost", false],
  ["https://public.test", "https://10.0.0.1", false],
  ["https://public.test", "https://inside.test", false],
  ["https://public.test", "https://metadata.test", false],
  ["https://public.test", "https://corp.test", false],
  ["https://corp.test", "https://store.corp.test", true],
  ["https://corp.test", "https://10.0.0.7", true],
  ["https://corp.test", "https://cdn.test", true],
  ["https://corp.test", "https://127.0.0.1", false],
  ["https://corp.test", "https://metadata.test", false],
  ["http://10.0.0.5:5000", "http://10.0.0.6", true],
  ["http://10.0.0.5:5000", "http://localhost", false],
  ["http://localhost:5000", "http://127.0.0.1:5001", true],
  ["http://localhost:5000", "http://172.17.0.2:9000", true],
  ["http://localhost:5000", "http://169.254.169.254", false],
  ["http://localhost:5000", "http://0.0.0.0:5001", false],
  ["http://0.0.0.0:5000", "http://0.0.0.0:5000/other", true],
  ["http://169.254.1.1:5000", "http://169.254.1.1:5001", false],
];

for (const [registry, target, safe] of cases) {
  test(`H11 A05: ${registry} ${safe ? "may lead" : "may not lead"} to ${target}`, async () =>
    assert.equal(await isSafeTarget(new URL(registry), new URL(target), lookup), safe));
}

test("behind a proxy names are not looked up, addresses are still judged", async () => {
  const registry = new URL("https://public.test");
  assert.equal(await isSafeTarget(registry, new URL("https://inside.test")), true);
  assert.equal(await isSafeTarget(registry, new URL("https://127.0.0.1")), false);
});

test("the registry's own host and port need no lookup", async () => {
  const fail = () => assert.fail("looked up");
  const own = "https://inside.test:5000";
  assert.equal(await isSafeTarget(new URL(own), new URL(`${own}/token`), fail), true);
});

test("for a public target the registry itself is not looked up", async () => {
  const asked: string[] = [];
  const watching = async (name: string) => {
    asked.push(name);
    return lookup(name);
  };
  await isSafeTarget(new URL("https://public.test"), new URL("https://cdn.test"), watching);
  assert.deepEqual(asked, ["cdn.test"]);
});

test("the system's resolver gives addresses, and none for a name that does not exist", async () => {
  const addresses = await systemLookup("localhost");
  assert.ok(addresses.every((address) => address === "127.0.0.1" || address === "::1"));
  assert.ok(addresses.length > 0);
  assert.deepEqual(await systemLookup("nowhere.invalid"), []);
});
