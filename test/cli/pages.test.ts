import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { World } from "../../src/cli/command.ts";
import { ociCatalog } from "../../src/core/catalog/oci.ts";
import { RegistryError } from "../../src/core/errors.ts";
import type { Cursor, Page } from "../../src/core/registry/page.ts";
import { fakeRegistries, mooring } from "./fakes.ts";

/** A cursor that remembers which page it leads to. */
const cursor = (index: number): Cursor => ({
  waiting: [String(index)],
  url: undefined,
  asked: new Set(),
  seen: new Set(),
  cut: false,
});

/** Registries whose every list is `pages`, the place of the last one perhaps taken by a failure. */
function listing(
  pages: readonly (Partial<Page<string>> | Error)[],
): Pick<World, "distribution" | "catalog"> & { readonly asked: string[] } {
  const asked: string[] = [];
  const page = async (what: string, at: Cursor | undefined): Promise<Page<string>> => {
    const index = Number(at?.waiting[0] ?? 0);
    asked.push(`${what} ${index}`);
    const found = pages[index];
    if (found instanceof Error) throw found;
    const next = index + 1 < pages.length ? { next: cursor(index + 1) } : {};
    return { items: [], hidden: 0, cut: false, ...next, ...found };
  };
  const registries = fakeRegistries({});
  const distribution = (host: string) => ({
    ...registries.distribution(host),
    tags: (path: string, at?: Cursor) => page(`${host}/${path}`, at),
    repositories: (at?: Cursor) => page(host, at),
  });
  return { asked, distribution, catalog: (host) => ociCatalog({ distribution: distribution(host) }) };
}

const two = [{ items: ["b", "a"] }, { items: ["c"] }];

describe("tags and repos", () => {
  it("read every page, in the registry's order", async () => {
    const world = listing(two);
    const { code, stdout } = await mooring(["tags", "nginx", "--json"], world);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), ["b", "a", "c"]);
    assert.deepEqual(world.asked, ["docker.io/library/nginx 0", "docker.io/library/nginx 1"]);
  });

  it("repos names repositories without the host", async () => {
    const world = listing([{ items: ["team/app"] }]);
    const { stdout } = await mooring(["repos", "LOCALHOST:5000", "--json"], world);
    assert.deepEqual(JSON.parse(stdout), ["team/app"]);
    assert.deepEqual(world.asked, ["localhost:5000 0"]);
  });

  it("people get one name a line", async () => {
    assert.deepEqual(await mooring(["tags", "h.test/a"], listing(two)), {
      code: 0,
      stdout: "b\na\nc\n",
      stderr: "",
    });
  });

  it("an empty list is an empty array", async () => {
    const { code, stdout } = await mooring(["tags", "h.test/a", "--json"], listing([{}]));
    assert.deepEqual([code, JSON.parse(stdout)], [0, []]);
  });

  it("a failure is never an empty or a shorter JSON list", async () => {
    const failure = new RegistryError("denied", "h.test", { status: 403 });
    for (const pages of [[failure], [...two, failure]]) {
      const { code, stdout, stderr } = await mooring(["tags", "h.test/a", "--json"], listing(pages));
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^mooring: h\.test does not allow this login to read a\./);
    }
  });

  it("what is left out is said", async () => {
    const { code, stderr } = await mooring(
      ["repos", "h.test"],
      listing([{ items: ["a"], hidden: 2, cut: true }]),
    );
    assert.equal(code, 0);
    assert.equal(stderr, "mooring: The list goes on; it was cut at 1.\nmooring: 2 invalid names left out.\n");
  });
});
