import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chooseMethod, parseChallenges } from "../../../src/core/auth/challenge.ts";

type Plain = readonly (readonly [scheme: string, parameters: Readonly<Record<string, string>>])[];
const parsed = (header: string): Plain =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

const cases: readonly (readonly [name: string, header: string, expected: Plain])[] = [
  ["nothing", "", []],
  ["commas alone", " , ,", []],
  [
    "Docker Hub's",
    'Bearer realm="https://auth.test/token",service="s",scope="repository:a/b:pull,push"',
    [["bearer", { realm: "https://auth.test/token", service: "s", scope: "repository:a/b:pull,push" }]],
  ],
  [
    "any order",
    'Bearer scope="c",service="b",realm="a"',
    [["bearer", { scope: "c", service: "b", realm: "a" }]],
  ],
  ["lower case", 'bearer REALM="a"', [["bearer", { realm: "a" }]]],
  ["no service, no scope", 'Bearer realm="a"', [["bearer", { realm: "a" }]]],
  [
    "quoted commas and equals",
    'Bearer realm="a,b=\\"c\\"",service="x, Basic y"',
    [["bearer", { realm: 'a,b="c"', service: "x, Basic y" }]],
  ],
  ["escaped quotes and backslashes", 'Basic realm="\\"\\\\\\a"', [["basic", { realm: '"\\a' }]]],
  ["unquoted values", "Bearer realm=a, service=b", [["bearer", { realm: "a", service: "b" }]]],
  [
    "blanks around the equals sign",
    'Bearer realm = "a" ,service= b',
    [["bearer", { realm: "a", service: "b" }]],
  ],
  ["an empty value", 'Basic realm=""', [["basic", { realm: "" }]]],
  ["a scheme alone", "Negotiate", [["negotiate", {}]]],
  [
    "schemes alone",
    "Negotiate, NTLM, Basic",
    [
      ["negotiate", {}],
      ["ntlm", {}],
      ["basic", {}],
    ],
  ],
  [
    "a token68",
    'Negotiate YII+/a==, Basic realm="x"',
    [
      ["negotiate", {}],
      ["basic", { realm: "x" }],
    ],
  ],
  [
    "a token68 without padding",
    "Negotiate abc, Basic",
    [
      ["negotiate", {}],
      ["basic", {}],
    ],
  ],
  [
    "Codeberg's two",
    'Bearer realm="a",service="b",Basic realm="c"',
    [
      ["bearer", { realm: "a", service: "b" }],
      ["basic", { realm: "c" }],
    ],
  ],
  [
    "five challenges",
    'Negotiate, NTLM, Digest realm="d", nonce="n,1", Basic realm="x", Bearer realm="y"',
    [
      ["negotiate", {}],
      ["ntlm", {}],
      ["digest", { realm: "d", nonce: "n,1" }],
      ["basic", { realm: "x" }],
      ["bearer", { realm: "y" }],
    ],
  ],
  ["a repeated parameter", 'Bearer realm="first",realm="second"', [["bearer", { realm: "first" }]]],
  ["an unterminated quote", 'Bearer service="s",realm="https://auth', [["bearer", { service: "s" }]]],
  ["a parameter without a scheme", 'realm="a"', []],
  ["garbage", '"quoted" Bearer', []],
  ["garbage after a challenge", 'Basic realm="a", @@, Bearer realm="b"', [["basic", { realm: "a" }]]],
];
for (const [name, header, expected] of cases) {
  test(`A02: ${name}: ${header}`, () => assert.deepEqual(parsed(header), expected));
}

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
const quotable = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
});
const written = fc.array(
  fc.record({
    scheme: token,
    parameters: fc.dictionary(
      token.map((name) => name.toLowerCase()),
      quotable,
    ),
  }),
);

test("A02: whatever challenges are written are read again", () => {
  fc.assert(
    fc.property(written, (challenges) => {
      const text = challenges.map(({ scheme, parameters }) => {
        const pairs = Object.entries(parameters).map(
          ([name, value]) => `${name}="${value.replace(/["\\]/g, "\\$&")}"`,
        );
        return `${scheme} ${pairs.join(",")}`;
      });
      const expected = challenges.map(({ scheme, parameters }) => [scheme.toLowerCase(), { ...parameters }]);
      assert.deepEqual(parsed(text.join(" , ")), expected);
    }),
  );
});

test("A02: no text breaks the parser", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseChallenges(text)));
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'a =,"\\\t') }), (text) => void parseChallenges(text)),
  );
});

test("A01: Bearer goes before Basic, all else is no method", () => {
  const chosen = (header: string) => chooseMethod(parseChallenges(header));
  const bearer = { kind: "bearer", realm: "y", service: "s", scope: undefined };
  assert.deepEqual(chosen('Negotiate, Basic realm="x", Bearer realm="y",service="s"'), bearer);
  assert.deepEqual(chosen('Negotiate, Basic realm="x"'), { kind: "basic" });
  assert.equal(chosen('Negotiate, Digest realm="x"'), undefined);
  assert.equal(chosen(""), undefined);
});

test("A03: a missing realm is an empty one", () => {
  const bearer = { kind: "bearer", realm: "", service: "s", scope: undefined };
  assert.deepEqual(chooseMethod(parseChallenges('Bearer service="s"')), bearer);
});
