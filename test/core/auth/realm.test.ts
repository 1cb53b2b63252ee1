import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRealm, RealmConsent } from "../../../src/core/auth/realm.ts";

const base = new URL("https://r.test:5000/prefix/");
const lookup = async (name: string) => (name === "inside.test" ? ["192.168.0.1"] : ["93.184.216.34"]);

const refused: readonly (readonly [row: string, realm: string, target?: string])[] = [
  ["A03", ""],
  ["A03", "/token"],
  ["A03", "auth.test/token"],
  ["A03", "//auth.test/token"],
  ["A03", `https://auth.test/${"x".repeat(1024 * 1024)}`],
  ["A03", "http://auth.test/token", "auth.test"],
  ["A03", "http://r.test:5000/token", "r.test:5000"],
  ["A03", "file:///etc/passwd", "file:"],
  ["A03", "https://user:canary@auth.test/token", "auth.test"],
  ["A05", "https://127.0.0.1/token", "127.0.0.1"],
  ["A05", "https://localhost:5000/token", "localhost:5000"],
  ["A05", "https://169.254.169.254/token", "169.254.169.254"],
  ["A05", "https://[::ffff:10.0.0.1]/token", "[::ffff:a00:1]"],
  ["A05", "https://0.0.0.0/token", "0.0.0.0"],
  ["A05", "https://192.168.1.1/token", "192.168.1.1"],
  ["A05", "https://inside.test/token", "inside.test"],
];
for (const [row, realm, target] of refused) {
  test(`${row}: the realm ${realm.slice(0, 60)} is refused`, async () =>
    assert.rejects(checkRealm(realm, base, lookup), {
      name: "NetworkError",
      kind: "refused",
      code: "realm",
      host: "r.test:5000",
      target,
    }));
}

const accepted: readonly (readonly [realm: string, base: string])[] = [
  ["https://auth.test/token?x=1", "https://r.test"],
  ["https://r.test/token", "https://r.test"],
  ["http://auth.test/token", "http://r.test"],
  ["https://auth.test/token", "http://r.test"],
  ["http://127.0.0.1:5001/token", "http://127.0.0.1:5000"],
  ["https://10.0.0.1/token", "https://10.0.0.1"],
  ["https://10.0.0.2/token", "https://inside.test"],
];
for (const [realm, registry] of accepted) {
  test(`A05: ${registry} may name ${realm}`, async () =>
    assert.equal((await checkRealm(`${realm}#part`, new URL(registry), lookup)).href, realm));
}

test("A03: a realm of 2,048 characters is taken, one more is not", async () => {
  const realm = "https://auth.test/".padEnd(2048, "x");
  assert.equal((await checkRealm(realm, base, lookup)).href, realm);
  await assert.rejects(checkRealm(`${realm}x`, base, lookup), { code: "realm" });
});

function consent(registry: string, answer: () => Promise<boolean>) {
  const asked: string[] = [];
  const made = new RealmConsent(registry, base, (registryHost, realmHost) => {
    asked.push(`${registryHost} ${realmHost}`);
    return answer();
  });
  return { asked, isAllowed: (url: string) => made.isAllowed(new URL(url)) };
}

test("A04: a realm elsewhere is asked about once, and the answer kept for its host", async () => {
  for (const answer of [true, false]) {
    const { asked, isAllowed } = consent("r.test", async () => answer);
    const answers = await Promise.all([isAllowed("https://auth.test/a"), isAllowed("https://auth.test/b")]);
    assert.deepEqual([...answers, await isAllowed("https://auth.test/c")], [answer, answer, answer]);
    await isAllowed("https://auth.test:8443/");
    assert.deepEqual(asked, ["r.test auth.test", "r.test auth.test:8443"]);
  }
});

test("A04: a question that fails is asked again", async () => {
  const { asked, isAllowed } = consent("r.test", () => Promise.reject(new Error("window closed")));
  await assert.rejects(isAllowed("https://auth.test"), { message: "window closed" });
  await assert.rejects(isAllowed("https://auth.test"));
  assert.equal(asked.length, 2);
});

test("A04: the registry itself and well-known token servers need no question", async () => {
  const fail = async () => assert.fail("asked");
  assert.equal(await consent("r.test", fail).isAllowed("https://r.test:5000/token"), true);
  assert.equal(await consent("docker.io", fail).isAllowed("https://auth.docker.io/token"), true);
  assert.equal(await consent("registry.gitlab.com", fail).isAllowed("https://gitlab.com/jwt/auth"), true);
});

test("A04 V6: no other host is well known, look-alikes and other ports least", async () => {
  const realms = [
    "https://auth.docker.io.evil.test",
    "https://auth.docker.io:8443",
    "https://evilauth.docker.io",
  ];
  for (const realm of realms) {
    assert.equal(await consent("docker.io", async () => false).isAllowed(realm), false);
  }
  assert.equal(await consent("r.test", async () => false).isAllowed("https://auth.docker.io"), false);
  assert.equal(await consent("r.test", async () => false).isAllowed("https://r.test"), false);
});
