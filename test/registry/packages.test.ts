import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect } from "../../src/cli/wire.ts";
import { mooring } from "../cli/fakes.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type ManifestTree, makeImage } from "../support/images.ts";
import { run } from "../support/program.ts";
import { push } from "../support/push.ts";

/** The path of a program that Go built. */
const program = "/usr/bin/docker-registry";

type Listed = { name: string; version: string; type: string; layer: number; path: string };

let registry: TestRegistry;
let listed: readonly Listed[] = [];
/** How many packages the first layer brings. */
let installedFirst = 0;
before(async () => {
  registry = await startRegistry();
  await push({ url: registry.url, repository: "made" }, await makeDebian(), ["1"]);
  const nowhere = join(import.meta.dirname, "none");
  const world = connect({ DOCKER_CONFIG: nowhere, REGISTRY_AUTH_FILE: nowhere }, "test", () => {});
  const { code, stdout, stderr } = await mooring(["packages", `${registry.host}/made:1`, "--json"], world);
  assert.deepEqual([code, stderr], [0, ""]);
  listed = JSON.parse(stdout).packages;
});
after(() => registry.stop());

/** This machine's own packages, in two steps as a person's RUN lines would bring them, and a program that Go built. */
async function makeDebian(): Promise<ManifestTree> {
  const path = "var/lib/dpkg/status";
  const status = await readFile(`/${path}`, "utf8");
  const paragraphs = status.split("\n\n").slice(0, 50);
  // What was removed but for its configuration has a paragraph, too.
  installedFirst = paragraphs.filter((one) => /^Status: .* installed$/m.test(one)).length;
  const first = paragraphs.join("\n\n");
  const system = { path: "etc/os-release", content: await readFile("/etc/os-release") };
  return makeImage({
    steps: [
      { command: "base", entries: [system, { path, content: first }] },
      { command: "apt-get install", entries: [{ path, content: status }] },
      {
        command: "COPY",
        entries: [{ path: program.slice(1), content: await readFile(program), mode: 0o755 }],
      },
    ],
  });
}

describe("the packages of an image of Debian", () => {
  it("are exactly those that dpkg lists, with its versions", async () => {
    const format = "${db:Status-Status} ${Package} ${Version}\\n";
    const told = (await run("dpkg-query", ["-W", "-f", format])).split("\n").flatMap((line) => {
      const [state, name, version] = line.split(" ");
      return state === "installed" ? [`${name} ${version}`] : [];
    });
    assert.ok(told.length > 100);
    const ours = listed.filter(({ type }) => type === "deb").map(({ name, version }) => `${name} ${version}`);
    assert.deepEqual(ours.toSorted(), told.toSorted());
  });

  it("are from the layers that brought them", () => {
    const layers = Map.groupBy(
      listed.filter(({ type }) => type === "deb"),
      ({ layer }) => layer,
    );
    assert.deepEqual([...layers.keys()].sort(), [1, 2]);
    assert.equal(layers.get(1)?.length, installedFirst);
  });

  it("are also what a program that Go built says is in it", () => {
    const modules = listed.filter(({ type, path }) => type === "golang" && path === program);
    assert.ok(modules.some(({ name, version }) => name === "stdlib" && /^1\.\d+/.test(version)));
  });
});
