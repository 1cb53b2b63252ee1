// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose writes its variables like this
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCompose } from "../../../src/core/documents/compose.ts";
import type { Occurrence } from "../../../src/core/documents/occurrence.ts";
import { contextsIn, type Files, lineOf, readIn } from "../../support/composeFolder.ts";
import { composeProjects, type JudgedService } from "../../support/composeProjects.ts";

describe("images, builds and platforms are those that compose itself finds", () => {
  for (const { name, files, judged } of composeProjects)
    it(name, async () => {
      const found = await readAll(files);
      if (typeof judged === "string")
        return assert.ok(found.length > 0, "what compose refuses is still read");
      for (const service of Object.values(judged)) agree(found, service, Object.values(judged));
    });
});

/** What the files of a folder name, env files left out. */
async function readAll(files: Files): Promise<readonly Occurrence[]> {
  const contextOf = contextsIn(files);
  const paths = Object.keys(files).filter((path) => /\.ya?ml$/.test(path));
  const found = await Promise.all(
    paths.map(async (path) => readCompose(files[path] ?? "", (await contextOf(path)).context).occurrences),
  );
  return found.flat();
}

/** Several services may have one image; it is built when one of them is. */
function agree(found: readonly Occurrence[], service: JudgedService, all: readonly JudgedService[]): void {
  if (service.image === undefined) return;
  const own = found.find(({ reference }) => reference === service.image);
  assert.ok(own, `${service.image} among ${found.map(lineOf)}`);
  const isBuilt = all.some(({ image, built }) => image === service.image && built === true);
  assert.equal(own.status === "built" || own.reason === "built", isBuilt, lineOf(own));
  const platforms = all.flatMap(({ image, platform }) => (image === service.image ? [platform] : []));
  assert.ok(platforms.includes(own.platform), `${own.platform} of ${platforms}`);
}

const a = (image: string) => `services: {a: {image: '${image}'}}`;

/** Files, the one that is read, and a line for each of its images. */
const rows: readonly (readonly [name: string, files: Files, path: string, ...lines: string[]])[] = [
  [
    "a tag that .env sets can be pinned there",
    { ".env": "V=1.27\n", "compose.yaml": a("x/nginx:${V:-1.20}") },
    "compose.yaml",
    "variable | x/nginx:1.27 | inEnvFile | a | V of .env | V in .env: 1.27",
  ],
  [
    "so can a whole reference, through several variables",
    { ".env": 'T="1.27" # tag\nI=nginx:${T}\nexport J=${I}\n', "compose.yaml": a("$J") },
    "compose.yaml",
    "variable | nginx:1.27 | inEnvFile | a | J of .env | T in .env: 1.27",
  ],
  [
    "and a default that stands in .env",
    { ".env": "I=nginx:${T:-1.27}\n", "compose.yaml": a("${I}") },
    "compose.yaml",
    "variable | nginx:1.27 | inEnvFile | a | I of .env | I in .env: 1.27",
  ],
  [
    "a default behind a variable that is not set leads on to one that is",
    { ".env": "V=2\n", "compose.yaml": a("a:${U:-${V:-1}}") },
    "compose.yaml",
    "variable | a:2 | inEnvFile | a | V of .env | V in .env: 2",
  ],
  [
    "a default that counts is edited where it stands",
    { ".env": "V=\n", "compose.yaml": a("a:${V:-1}") },
    "compose.yaml",
    "variable | a:1 | a",
  ],
  [
    "a part of the tag is no place for a digest",
    { ".env": "V=27\n", "compose.yaml": a("a:1.${V}") },
    "compose.yaml",
    "variable | a:1.27 | composed | a | V of .env",
  ],
  [
    "nor is what stands before text",
    { ".env": "V=27\n", "compose.yaml": a("a:${V}-alpine") },
    "compose.yaml",
    "variable | a:27-alpine | composed | a | V of .env",
  ],
  [
    "a registry of .env before a default leaves no one place",
    { ".env": "R=h.test\n", "compose.yaml": a("${R}/a:${V:-1}") },
    "compose.yaml",
    "variable | h.test/a:1 | composed | a | R of .env",
  ],
  [
    "a quote in .env that is not closed gives nothing",
    { ".env": 'V="1\\"\n', "compose.yaml": a("a:${V}") },
    "compose.yaml",
    "variable | - | noValue | a",
  ],
  [
    "escapes in .env are no safe place",
    { ".env": 'V="\\0141"\n', "compose.yaml": a("x:${V}") },
    "compose.yaml",
    "variable | x:a | escaped | a | V of .env",
  ],
  [
    "a dollar that is escaped is not verbatim",
    { ".env": "I=a:1$$\nJ=${I}\n", "compose.yaml": a("${J}") },
    "compose.yaml",
    "variable | - | notAReference | a | J of .env",
  ],
  [
    "what depends on what is set nowhere has no value",
    { ".env": "I=a:${NONE}\n", "compose.yaml": a("${I:-b}") },
    "compose.yaml",
    "variable | - | noValue | a | I of .env",
  ],
  [
    "W05: a variable that is set to itself has no value",
    {
      ".env": "V=${V}\nW=${X}\nX=${W}\n",
      "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {image: 'b:${X}'}}",
    },
    "compose.yaml",
    "variable | - | noValue | a | V of .env",
    "variable | - | noValue | b | X of .env",
  ],
  [
    "one repository may have the variable twice",
    { ".env": "V=1\n", "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {image: 'a:$V'}}" },
    "compose.yaml",
    "variable | a:1 | inEnvFile | a | V of .env | V in .env: 1",
    "variable | a:1 | inEnvFile | b | V of .env | V in .env: 1",
  ],
  [
    "two may not",
    { ".env": "V=1\n", "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {image: 'b:$V'}}" },
    "compose.yaml",
    "variable | a:1 | sharedSource | a | V of .env",
    "variable | b:1 | sharedSource | b | V of .env",
  ],
  [
    "not in another file of the project, either",
    {
      ".env": "V=1\n",
      "compose.yaml": a("a:${V}"),
      "compose.override.yaml": "services: {b: {image: 'b:$V'}}",
    },
    "compose.yaml",
    "variable | a:1 | sharedSource | a | V of .env",
  ],
  [
    "nor may a build's argument, which is no image",
    {
      ".env": "V=1\n",
      "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {build: {context: ., args: {X: '${V:-2}'}}}}",
    },
    "compose.yaml",
    "variable | a:1 | sharedSource | a | V of .env",
  ],
  [
    "nor the name of a build's result",
    { ".env": "V=1\n", "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {build: ., image: 'b:${V}'}}" },
    "compose.yaml",
    "variable | a:1 | sharedSource | a | V of .env",
    "variable | b:1 | built | b | V of .env",
  ],
  [
    "nor another value of .env, which is more than what an image leads through",
    { ".env": "V=1\nW=${V}-x\n", "compose.yaml": a("a:${V}") },
    "compose.yaml",
    "variable | a:1 | sharedSource | a | V of .env",
  ],
  [
    "nor what another value leads to, when that is used for something else",
    {
      ".env": "V=1\nW=x-${V}\n",
      "compose.yaml": "services: {a: {image: 'a:${V}', command: '$W'}}",
    },
    "compose.yaml",
    "variable | a:1 | sharedSource | a | V of .env",
  ],
  [
    "a comment and an escape use nothing",
    {
      ".env": "# $V\nV=1\nW='$V'\n",
      "compose.yaml": "# ${V}\nservices: {a: {image: 'a:${V}', command: 'echo $${V}'}}",
    },
    "compose.yaml",
    "variable | a:1 | inEnvFile | a | V of .env | V in .env: 1",
  ],
  [
    "a variable of another file's env file is another one",
    {
      ".env": "W=2\n",
      "compose.yaml": "include: [{path: db/c.yml, env_file: x.env}]\nservices: {a: {image: 'a:${V-0}'}}",
      "x.env": "V=1\n",
      "db/c.yml": a("b:${V}"),
    },
    "db/c.yml",
    "variable | b:1 | inEnvFile | a | V of x.env | V in x.env: 1",
  ],
  [
    "an inline Dockerfile's FROM takes its value from .env, too",
    {
      ".env": "V=1\n",
      "compose.yaml":
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a:${V}\n        FROM b:1\n",
    },
    "compose.yaml",
    "variable | a:1 | inEnvFile | a | V of .env | V in .env: 1",
    "pinnable | b:1 | a",
  ],
  [
    "a base's image is pinned in the base's file, for the platform that is asked for",
    {
      "apps/compose.yaml":
        "services: {a: {extends: {file: ../common.yml, service: base}, platform: linux/arm64}}",
      "common.yml": "services: {base: {image: 'a:1'}, other: {image: 'b:1'}}",
      "compose.yaml": "include: [apps/compose.yaml]",
    },
    "common.yml",
    "pinnable | a:1 | base | linux/arm64",
    "pinnable | b:1 | other",
  ],
  [
    "the outermost project that names a file is its own",
    {
      ".env": "V=1\n",
      "compose.yaml": "include: [db/compose.yaml]",
      "db/.env": "V=2\n",
      "db/compose.yaml": a("a:${V}"),
    },
    "db/compose.yaml",
    "variable | a:1 | inEnvFile | a | V of .env | V in .env: 1",
  ],
  [
    "a file that no project names has the .env beside it, and no more",
    {
      ".env": "W=1\n",
      "compose.yaml": "services: {a: {build: .}}",
      "x/.env": "V=2\n",
      "x/prod.yml": "services: {a: {image: 'a:${V}'}, b: {image: 'b:${W}'}}",
    },
    "x/prod.yml",
    "variable | a:2 | inEnvFile | a | V of x/.env | V in x/.env: 2",
    "variable | - | noValue | b",
  ],
];

describe("what .env and the project's other files say of a file's images", () => {
  for (const [name, files, path, ...lines] of rows)
    it(name, async () => assert.deepEqual((await readIn(files, path)).map(lineOf), lines));
});

describe("W11: nothing outside the folder is asked for, and not without end", () => {
  const outside: readonly (readonly [name: string, files: Files])[] = [
    [
      "include",
      {
        "compose.yaml":
          "include: [../x.yml, /etc/x.yml, 'https://h.test/x.yml', 'C:\\x.yml', ~/x.yml, a/../../x.yml]",
      },
    ],
    [
      "env_file",
      { "compose.yaml": "include: [{path: c.yml, env_file: [../x.env, /etc/passwd]}]", "c.yml": a("a") },
    ],
    [
      "project_directory",
      { "compose.yaml": "include: [{path: c.yml, project_directory: ../..}]", "c.yml": a("a") },
    ],
    [
      "extends",
      {
        "compose.yaml":
          "services: {a: {extends: {file: ../../../etc/passwd, service: b}}, b: {extends: {file: 'oci://x', service: b}}}",
      },
    ],
    ["COMPOSE_FILE", { ".env": "COMPOSE_FILE=../../x.yml:/etc/passwd\n", "compose.yaml": a("a") }],
    ["by a variable", { ".env": "D=..\n", "compose.yaml": "include: ['$D/x.yml']" }],
  ];
  for (const [name, files] of outside)
    it(name, async () => {
      const asked: string[] = [];
      await contextsIn(files, asked)("compose.yaml");
      assert.deepEqual(
        asked.filter((path) => /passwd|x\.yml|x\.env/.test(path)),
        [],
      );
    });

  it("a thousand includes, and a chain of them", async () => {
    const many = Array.from({ length: 1000 }, (_, at) => `c${at}.yml`);
    const asked: string[] = [];
    await contextsIn({ "compose.yaml": `include: [${many}]` }, asked)("compose.yaml");
    assert.ok(asked.length < 250, String(asked.length));
    const chain = Object.fromEntries(many.map((path, at) => [path, `include: [c${at + 1}.yml]`]));
    const down: string[] = [];
    await contextsIn({ ...chain, "compose.yaml": "include: [c0.yml]" }, down)("compose.yaml");
    assert.ok(!down.includes("c40.yml") && down.includes("c20.yml"));
  });

  it("values that grow by each other stop before they are long", async () => {
    const lines = Array.from({ length: 60 }, (_, at) => `V${at + 1}=\${V${at}}\${V${at}}`);
    const files = { ".env": `V0=aaaa\n${lines.join("\n")}\n`, "compose.yaml": a("a:${V60}${V60}") };
    assert.deepEqual((await readIn(files, "compose.yaml")).map(lineOf), [
      "variable | - | noValue | a | V60 of .env",
    ]);
  });

  it("a context says which files it came from, there or not", async () => {
    const { paths } = await contextsIn({ "compose.yaml": "include: [db/c.yml]" })("compose.yaml");
    assert.deepEqual([...paths].sort(), [
      ".env",
      "compose.override.yaml",
      "compose.override.yml",
      "compose.yaml",
      "db/.env",
      "db/c.yml",
      "docker-compose.override.yaml",
      "docker-compose.override.yml",
    ]);
  });
});
