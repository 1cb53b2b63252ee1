import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { followLink, nextLink } from "../../../src/core/registry/link.ts";

describe("H15 the next page in a Link header", () => {
  const table: readonly (readonly [string | null, string | undefined])[] = [
    [null, undefined],
    ["", undefined],
    ['</v2/a/tags/list?n=2&last=b>; rel="next"', "/v2/a/tags/list?n=2&last=b"],
    ["</v2/a>; rel=next", "/v2/a"],
    ["<?last=b>;rel=next", "?last=b"],
    ["< >;rel=next", " "],
    ['<https://r.test/a,b;c>; rel="next"', "https://r.test/a,b;c"],
    ['</a>; title="x"; rel="next"', "/a"],
    ['</a>; REL="NEXT"', "/a"],
    ['</a>; rel="prev next"', "/a"],
    ['</a>; rel="prev", </b>; rel="next"', "/b"],
    ['</a>; rel="next", </b>; rel="next"', "/a"],
    ['</a>; rel="nextish"', undefined],
    ["</a>", undefined],
    ['</a; rel="next"', undefined],
    ['/a>; rel="next"', undefined],
    ['; rel="next"', undefined],
  ];
  for (const [header, target] of table) {
    it(JSON.stringify(header), () => assert.equal(nextLink(header), target));
  }
  it("is found in linear time", () => {
    const hostile = [
      "<".repeat(50_000),
      "<a>".repeat(20_000),
      `<a>${";".repeat(50_000)}`,
      `<a>;${" ".repeat(50_000)}`,
    ];
    for (const header of hostile) assert.equal(nextLink(header), undefined);
  });
});

describe("H14 where a link leads", () => {
  const current = new URL("https://r.test/p/v2/a/tags/list?n=2");
  const table: readonly (readonly [string, string | undefined])[] = [
    ["/p/v2/a/tags/list?n=2&last=b", "https://r.test/p/v2/a/tags/list?n=2&last=b"],
    ["https://r.test/p/v2/a/tags/list?last=b", "https://r.test/p/v2/a/tags/list?last=b"],
    ["https://r.test:443/v2/a/tags/list?last=b", "https://r.test/p/v2/a/tags/list?last=b"],
    ["?last=b", "https://r.test/p/v2/a/tags/list?last=b"],
    ["/v2/a/tags/list?last=b", "https://r.test/p/v2/a/tags/list?last=b"],
    ["../../../../_catalog?last=b", "https://r.test/p/v2/a/tags/list?last=b"],
    ["https://evil.test/p/v2/a/tags/list?last=b", undefined],
    ["//evil.test/?last=b", undefined],
    ["http://r.test/p/v2/a/tags/list?last=b", undefined],
    ["https://r.test:8443/p/v2/a/tags/list?last=b", undefined],
    ["https://r.test.evil.test/?last=b", undefined],
    ["file:///etc/passwd?last=b", undefined],
    ["https://[", undefined],
  ];
  for (const [link, next] of table) {
    it(link, () => assert.equal(followLink(current, link)?.href, next));
  }
});
