import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { World } from "../../src/cli/command.ts";
import { type CatalogKind, kindOfHost } from "../../src/core/catalog/kind.ts";
import { ociCatalog } from "../../src/core/catalog/oci.ts";
import { RegistryError, type RegistryErrorKind } from "../../src/core/errors.ts";
import { fakeRegistries, mooring } from "./fakes.ts";

/** A registry whose common catalogue is refused, and which is of `vendor` when asked. */
function refusing(refusal: RegistryErrorKind, vendor: CatalogKind) {
  const asked: string[] = [];
  const catalog: World["catalog"] = (host, kind = kindOfHost(host)) => ({
    ...ociCatalog({ distribution: fakeRegistries({}).distribution(host) }),
    repositories: async () => {
      asked.push(kind);
      if (kind !== vendor || kind === "oci") throw new RegistryError(refusal, host);
      return { items: [{ name: "team/app" }], hidden: 0, cut: false };
    },
  });
  const detect = async () => {
    asked.push("detect");
    return vendor;
  };
  return { asked, catalog, detect };
}

describe("repos of a registry that refuses the catalogue", () => {
  for (const refusal of ["unauthorized", "denied", "notFound", "unsupported"] as const)
    it(`are listed by the vendor's API (${refusal})`, async () => {
      const world = refusing(refusal, "harbor");
      const { code, stdout } = await mooring(["repos", "h.test", "--json"], world);
      assert.deepEqual([code, JSON.parse(stdout)], [0, ["team/app"]]);
      assert.deepEqual(world.asked, ["oci", "detect", "harbor"]);
    });

  it("are a failure where there is no vendor", async () => {
    const world = refusing("denied", "oci");
    const { code, stdout, stderr } = await mooring(["repos", "h.test"], world);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /h\.test does not allow this login/);
    assert.deepEqual(world.asked, ["oci", "detect"]);
  });

  it("are a failure at once when the registry is in trouble, or its vendor known", async () => {
    const inTrouble = refusing("unavailable", "harbor");
    assert.equal((await mooring(["repos", "h.test"], inTrouble)).code, 2);
    assert.deepEqual(inTrouble.asked, ["oci"]);
    const known = refusing("denied", "harbor");
    assert.equal((await mooring(["repos", "ghcr.io"], known)).code, 2);
    assert.deepEqual(known.asked, ["ghcr"]);
  });
});

describe("repos", () => {
  it("names each once, however often it is listed", async () => {
    const page = { items: [{ name: "a" }, { name: "b" }], hidden: 0, cut: false };
    const catalog: World["catalog"] = (host) => ({
      ...ociCatalog({ distribution: fakeRegistries({}).distribution(host) }),
      repositories: async () => ({
        ...page,
        next: async () => ({ ...page, items: [...page.items, { name: "c" }] }),
      }),
    });
    assert.equal((await mooring(["repos", "h.test"], { catalog })).stdout, "a\nb\nc\n");
  });
});
