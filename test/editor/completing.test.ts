import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RepositoryFacts, TagFacts } from "../../src/core/catalog/facts.ts";
import type { Listed } from "../../src/core/catalog/listPage.ts";
import type { TypedInPlace } from "../../src/core/documents/typed.ts";
import { RegistryError } from "../../src/core/errors.ts";
import { type CompletionSources, complete } from "../../src/vscode/editor/completing.ts";

const place = { start: 0, end: 0, written: "" };
const tagOf = (registry: string): TypedInPlace => ({
  ...place,
  part: "tag",
  repository: { registry, path: "team/app" },
});
const pathAt = (registry: string): TypedInPlace => ({ ...place, part: "path", registry });
const name = (written: string): TypedInPlace => ({ ...place, part: "name", written });
const signal = new AbortController().signal;
const never = new Promise<never>(() => {});

type Answers = {
  readonly tags?: Promise<readonly Listed<TagFacts>[]>;
  readonly repositories?: Promise<readonly Listed<RepositoryFacts>[]>;
  readonly found?: Promise<readonly Listed<RepositoryFacts>[]>;
  readonly patience?: Promise<void>;
};

/** Sources that note whom they ask; one registry is configured, and one has a docker login. */
function sourcesOf(answers: Answers = {}) {
  const asked: string[] = [];
  const failures: unknown[] = [];
  const note = <T>(question: string, answer: Promise<T> | undefined): Promise<T> => {
    asked.push(question);
    return answer ?? assert.fail(`unexpected ${question}`);
  };
  const sources: CompletionSources = {
    suggestions: {
      tags: ({ registry, path }) => note(`tags ${registry}/${path}`, answers.tags),
      repositories: (host) => note(`repositories ${host}`, answers.repositories),
      search: (host, words) => note(`search ${host} ${words}`, answers.found),
    },
    named: () => [
      { host: "mine.test", repositories: ["team/own"] },
      { host: "docker.io", repositories: ["library/redis"] },
    ],
    dockerLogins: async () => ["login.test"],
    order: () => "semver",
    now: () => 60_000,
    patience: () => answers.patience ?? never,
    onFailure: (failure) => failures.push(failure),
  };
  return { asked, failures, sources };
}

describe("W07: whom completion asks", () => {
  const cases: readonly (readonly [host: string, typing: boolean, explicit: boolean])[] = [
    ["mine.test", true, true],
    ["login.test", true, true],
    ["docker.io", true, true],
    ["ghcr.io", true, true],
    ["public.ecr.aws", true, true],
    ["other.test", false, true],
    ["mine.test.evil.test", false, true],
    ["evilghcr.io", false, true],
    ["ghcr.io.evil.test", false, true],
    ["127.0.0.1:22", false, true],
    ["localhost:5000", false, true],
    ["metadata.google.internal", false, true],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", false, true],
  ];
  for (const [host, typing, explicit] of cases)
    for (const [wanted, isAsked] of [
      [false, typing],
      [true, explicit],
    ] as const)
      it(`${host}, ${wanted ? "when the user asks for a list" : "while somebody types"}`, async () => {
        const { asked, sources } = sourcesOf({
          tags: Promise.resolve([]),
          repositories: Promise.resolve([]),
        });
        await complete(tagOf(host), wanted, sources, signal);
        await complete(pathAt(host), wanted, sources, signal);
        assert.deepEqual(asked, isAsked ? [`tags ${host}/team/app`, `repositories ${host}`] : []);
      });

  it("Docker Hub is searched for a bare name only when the user asks, and not for a letter", async () => {
    const found = Promise.resolve([{ name: "library/nginx", facts: { isOfficial: true, stars: 5 } }]);
    const { asked, sources } = sourcesOf({ found });
    await complete(name("ngi"), false, sources, signal);
    await complete(name("n"), true, sources, signal);
    assert.deepEqual(asked, []);
    const { choices } = await complete(name("ngi"), true, sources, signal);
    assert.deepEqual(asked, ["search docker.io ngi"]);
    assert.deepEqual(
      choices.map(({ label, description, goesOn }) => [label, description, goesOn]),
      [
        ["redis", "", false],
        ["nginx", "official image · 5 stars", false],
        ["mine.test/", "registry", true],
      ],
    );
  });
});

describe("what completion offers", () => {
  it("tags in order, with their age and size", async () => {
    const { sources } = sourcesOf({
      tags: Promise.resolve([{ name: "1" }, { name: "2", facts: { pushed: 0, size: 1500 } }]),
    });
    const { choices, incomplete } = await complete(tagOf("mine.test"), false, sources, signal);
    assert.deepEqual(
      choices.map(({ text, description }) => [text, description]),
      [
        ["2", "1 minute ago · 1.5 kB"],
        ["1", ""],
      ],
    );
    assert.equal(incomplete, false);
  });

  const bare: readonly (readonly [string, string])[] = [
    ["1.20", '"1.20"'],
    ["1", '"1"'],
    ["1e3", '"1e3"'],
    ["0x1f", '"0x1f"'],
    ["on", '"on"'],
    ["1.20-alpine", "1.20-alpine"],
    ["1.2.3", '"1.2.3"'],
    ["latest", "latest"],
    ["v1", "v1"],
  ];
  for (const [tag, text] of bare)
    it(`a tag alone in YAML stays text: ${tag}`, async () => {
      const { sources } = sourcesOf({ tags: Promise.resolve([{ name: tag }]) });
      const offer = async (typed: TypedInPlace) =>
        (await complete(typed, false, sources, signal)).choices.map((choice) => [choice.label, choice.text]);
      assert.deepEqual(await offer({ ...tagOf("mine.test"), isBare: true }), [[tag, text]]);
      assert.deepEqual(await offer(tagOf("mine.test")), [[tag, tag]]);
    });

  it("repositories that the registry lists and those that the user named", async () => {
    const { sources } = sourcesOf({ repositories: Promise.resolve([{ name: "a" }, { name: "team/own" }]) });
    const { choices } = await complete(pathAt("mine.test"), false, sources, signal);
    assert.deepEqual(
      choices.map(({ text }) => text),
      ["a", "team/own"],
    );
  });

  it("those that the user named when the registry refuses its list, which is told once", async () => {
    const denied = new RegistryError("denied", "mine.test", { status: 403 });
    const { failures, sources } = sourcesOf({ repositories: Promise.reject(denied) });
    const { choices, incomplete } = await complete(pathAt("mine.test"), false, sources, signal);
    assert.deepEqual([choices.map(({ text }) => text), incomplete], [["team/own"], false]);
    assert.deepEqual(failures, [denied]);
  });

  it("what is there when patience ends, to be asked for again", async () => {
    const { sources } = sourcesOf({ tags: never, repositories: never, patience: Promise.resolve() });
    assert.deepEqual(await complete(tagOf("mine.test"), false, sources, signal), {
      choices: [],
      incomplete: true,
    });
    const { choices, incomplete } = await complete(pathAt("mine.test"), false, sources, signal);
    assert.deepEqual([choices.map(({ text }) => text), incomplete], [["team/own"], true]);
  });

  it("nothing more to one who gave up", async () => {
    const gone = AbortSignal.abort();
    const { failures, sources } = sourcesOf({ tags: Promise.reject(gone.reason) });
    await assert.rejects(complete(tagOf("mine.test"), false, sources, gone), { name: "AbortError" });
    assert.deepEqual(failures, []);
  });
});
