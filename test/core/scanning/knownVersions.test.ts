import assert from "node:assert/strict";
import { mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { it, type TestContext } from "node:test";
import { KnownVersions } from "../../../src/core/scanning/knownVersions.ts";
import { trivy } from "../../../src/core/scanning/trivy.ts";
import { fakeScanners } from "../../support/fakeScanners.ts";

/** As large as a program is, and no shim: nobody reads what stands after its end. */
const large = `exit 1\n${"#".repeat(1024 * 1024)}`;
const versionOf = (version: string) => JSON.stringify({ Version: version });

async function world(t: TestContext) {
  const fakes = await fakeScanners(t);
  const path = await fakes.make("trivy", large, { version: versionOf("0.74.0") });
  const env = { HOME: fakes.folder, XDG_CACHE_HOME: join(fakes.folder, "caches") };
  const facts = join(fakes.folder, "caches", "trivy", "db", "metadata.json");
  await mkdir(dirname(facts), { recursive: true });
  const update = (text: string) => writeFile(facts, text);
  await update('{"UpdatedAt":"2026-11-24T00:00:00Z"}');
  const versions = new KnownVersions();
  const ask = (at = path) => versions.ask({ scanner: trivy, path: at, env, timeout: 30_000 });
  return { ...fakes, path, ask, update };
}

it("a program is asked once; the time of its database is always read anew", async (t) => {
  const { ask, runs, update } = await world(t);
  assert.deepEqual(await ask(), { version: "0.74.0" });
  assert.deepEqual(await ask(), { version: "0.74.0", database: Date.UTC(2026, 10, 24) });
  await update('{"UpdatedAt":"2026-11-25T00:00:00Z"}');
  assert.deepEqual(await ask(), { version: "0.74.0", database: Date.UTC(2026, 10, 25) });
  assert.deepEqual(await runs(), ["version"]);
  for (const text of ["", "[]", '{"UpdatedAt":5}']) {
    await update(text);
    assert.deepEqual(await ask(), { version: "0.74.0" });
  }
  assert.equal((await runs()).length, 4, "what cannot be read is asked for");
});

it("another file in its place is asked, also one with the same time", async (t) => {
  const { ask, make, path, runs } = await world(t);
  await ask();
  const time = new Date(1_700_000_000_000);
  for (const version of ["0.69.4", "0.75.0"]) {
    await make("trivy", large, { version: versionOf(version) });
    await utimes(path, time, time);
    assert.equal((await ask()).version, version);
  }
  await rename(path, `${path}-other`);
  await symlink(`${path}-other`, path);
  assert.equal((await ask()).version, "0.75.0");
  assert.equal((await runs()).length, 4);
});

it("a script, and a link to a program of another name, may lead anywhere: they are asked each time", async (t) => {
  const { ask, make, path, folder, runs } = await world(t);
  await make("trivy", "exit 1", { version: versionOf("1") });
  await ask();
  await ask();
  await make("trivy", large, { version: versionOf("2") });
  await rename(path, join(folder, "manager"));
  await symlink(join(folder, "manager"), path);
  await ask();
  await ask();
  assert.equal((await runs()).length, 4);
});

it("a program that is gone fails as one that cannot be started", async (t) => {
  const { ask, path } = await world(t);
  await ask();
  await rm(path);
  await assert.rejects(ask(), { kind: "notInstalled" });
});
