import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReadPage } from "../../../src/core/catalog/listPage.ts";
import { orElse } from "../../../src/core/catalog/refused.ts";
import { ContentError, NetworkError, RegistryError } from "../../../src/core/errors.ts";

const plain: ReadPage<never> = async () => ({ items: [{ name: "plain" }], hidden: 0, cut: false });
const failing =
  (failure: unknown): ReadPage<never> =>
  async () => {
    throw failure;
  };

describe("orElse", () => {
  for (const kind of ["unauthorized", "denied", "notFound", "unsupported", "unexpected"] as const)
    it(`reads the plain list where the vendor's is ${kind}`, async () => {
      const page = await orElse(failing(new RegistryError(kind, "h")), plain)();
      assert.deepEqual(page.items, [{ name: "plain" }]);
    });

  for (const failure of [
    new RegistryError("rateLimited", "h"),
    new RegistryError("unavailable", "h"),
    new RegistryError("denied", "h", { status: 412 }),
    new NetworkError("timeout", "h"),
    new ContentError("malformed", "the list"),
    new DOMException("no more", "AbortError"),
  ])
    it(`tells of ${failure.message}`, async () => {
      await assert.rejects(() => orElse(failing(failure), plain)(), failure);
    });
});
