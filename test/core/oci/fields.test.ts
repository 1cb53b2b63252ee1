import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  longestList,
  parseJson,
  parseObject,
  toSize,
  toTextMap,
  toTexts,
  toTime,
} from "../../../src/core/oci/fields.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const malformed = { name: "ContentError", kind: "malformed", subject: "it" };

describe("R08 JSON that a registry sends is parsed safely or refused", () => {
  const refused: Readonly<Record<string, string>> = {
    nothing: "",
    NaN: '{"size":NaN}',
    "trailing text": "{} {}",
    "a comment": "{} // no",
    "cut off": '{"a":[',
    html: "<!DOCTYPE html>",
    "101 levels": "[".repeat(101) + "]".repeat(101),
    "101 levels after strings that end in slashes": `["a\\\\","b\\"[","",${"[".repeat(100)}${"]".repeat(101)}`,
    "10,000 levels of objects": '{"a":'.repeat(10_000) + 1 + "}".repeat(10_000),
  };
  for (const [name, text] of Object.entries(refused)) {
    it(`refuses ${name}`, () => assert.throws(() => parseJson(bytes(text), "it"), malformed));
  }

  it("takes 100 levels", () => {
    assert.ok(Array.isArray(parseJson(bytes("[".repeat(100) + "]".repeat(100)), "it")));
  });
  it("does not count brackets in strings, after escaped quotes too", () => {
    const text = `\\"${"[".repeat(200)}\\\\`;
    assert.deepEqual(parseJson(bytes(`["${text}"]`), "it"), [`"${"[".repeat(200)}\\`]);
  });
  it("drops a byte order mark", () => assert.deepEqual(parseJson(bytes("\uFEFF{}"), "it"), {}));
  it("takes lone surrogates and bytes that are no UTF-8 as text", () => {
    assert.deepEqual(parseJson(bytes('["\\ud800"]'), "it"), ["\ud800"]);
    assert.deepEqual(parseJson(new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]), "it"), ["\ufffd"]);
  });
  it("takes the last of duplicate keys", () => {
    assert.deepEqual(parseJson(bytes('{"a":1,"a":2}'), "it"), { a: 2 });
  });
  it("keeps __proto__ a key like others", () => {
    const fields = parseObject(bytes('{"__proto__":{"polluted":"yes"},"constructor":"c"}'), "it");
    assert.equal(fields["polluted"], undefined);
    assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
    assert.deepEqual(
      [...toTextMap(parseJson(bytes('{"__proto__":"a","toString":"b"}'), "it"))],
      [
        ["__proto__", "a"],
        ["toString", "b"],
      ],
    );
  });
  it("parses what JSON.stringify wrote", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        assert.deepEqual(parseJson(bytes(JSON.stringify(value)), "it"), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

it("parseObject refuses what is no object", () => {
  for (const text of ["[]", "null", "1", '"a"']) {
    assert.throws(() => parseObject(bytes(text), "it"), malformed);
  }
});

describe("R09 a size that is no number of bytes is unknown", () => {
  for (const size of [-1, 1e308, 1.5, "12", null, undefined, Number.MAX_SAFE_INTEGER + 1]) {
    it(String(size), () => assert.equal(toSize(size), undefined));
  }
  it("0 and 2^53-1 are sizes", () => {
    assert.equal(toSize(0), 0);
    assert.equal(toSize(Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  });
});

describe("R09 a time that is none is unknown", () => {
  const none = [
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "2200-01-01T00:00:00Z",
    "+099999-01-01T00:00:00Z",
    "99999-01-01T00:00:00Z",
    "2024-13-01T00:00:00Z",
    "2024-01-01",
    "yesterday",
    "1",
    "",
    0,
    null,
  ];
  for (const text of none) it(JSON.stringify(text), () => assert.equal(toTime(text), undefined));

  const times: readonly (readonly [string, number])[] = [
    ["1970-01-01T00:00:00Z", 0],
    ["2199-12-31T23:59:59Z", Date.UTC(2199, 11, 31, 23, 59, 59)],
    ["2024-11-12T10:11:12.123456789Z", Date.UTC(2024, 10, 12, 10, 11, 12, 123)],
    ["2024-11-12T10:11:12+02:00", Date.UTC(2024, 10, 12, 8, 11, 12)],
  ];
  for (const [text, time] of times) it(text, () => assert.equal(toTime(text), time));
});

it("lists and maps are cut and hold text only", () => {
  const many = Array.from({ length: longestList + 5 }, (_, place) => `v${place}`);
  assert.equal(toTexts(many)?.length, longestList);
  assert.deepEqual(toTexts(["a", 1, null, "b"]), ["a", "b"]);
  assert.equal(toTexts("a"), undefined);
  assert.equal(toTextMap(Object.fromEntries(many.map((key) => [key, key]))).size, longestList);
  assert.deepEqual([...toTextMap({ a: "x", b: 1, c: null })], [["a", "x"]]);
  assert.equal(toTextMap(["a"]).size, 0);
});
