import assert from "node:assert/strict";
import { it } from "node:test";
import { aliasesAmong } from "../../../src/core/explorer/aliases.ts";
import { digestOf } from "../../support/fakeRegistry.ts";

it("tags are gathered by the digest that they are known to name, in their order, where there are several", () => {
  const tags = [
    { name: "2", digest: digestOf("a") },
    { name: "1", digest: digestOf("b") },
    { name: "0", digest: undefined },
    { name: "latest", digest: digestOf("a") },
    { name: "9", digest: undefined },
  ];
  const aliases = aliasesAmong(tags, ({ digest }) => digest);
  assert.deepEqual([...aliases], [[digestOf("a"), ["2", "latest"]]]);
});
