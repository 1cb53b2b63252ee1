// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose writes its variables like this
/**
 * Compose projects and what compose makes of them. `judged` was recorded from compose-go 2.16.2, the loader of docker
 * compose, called as docker compose calls it (env files, COMPOSE_FILE, the default files, env files again) with an empty
 * environment; it is not written by hand. A project that compose refuses is judged with its error.
 */
import type { Files } from "./composeFolder.ts";

export type JudgedService = { readonly image?: string; readonly built?: true; readonly platform?: string };

export type JudgedProject = {
  readonly name: string;
  readonly files: Files;
  readonly judged: Readonly<Record<string, JudgedService>> | string;
};

const one = (image: string) => `services:\n  a:\n    image: ${image}\n`;

const table: readonly (readonly [name: string, files: Files, judged: JudgedProject["judged"]])[] = [
  [
    ".env gives a value, and goes before the default",
    { ".env": "V=2\n", "compose.yaml": one("a:${V:-1}") },
    { a: { image: "a:2" } },
  ],
  [
    "single quotes keep everything",
    { ".env": "V='a$B #c'\nT='1'\n", "compose.yaml": "services: {a: {image: 'a:${T}', platform: 'x/${V}'}}" },
    { a: { image: "a:1", platform: "x/a$B #c" } },
  ],
  [
    "double quotes have escapes and variables",
    {
      ".env": 'A=1\nV="${A}\\$A\\\\"\nT="${A}.2"\n',
      "compose.yaml": "services: {a: {image: 'a:${T}', platform: 'x/${V}'}}",
    },
    { a: { image: "a:1.2", platform: "x/1$A\\" } },
  ],
  [
    "comments",
    {
      ".env": '# V=0\nV=1 # two\nW=1#2\n X = "3" # four\n',
      "compose.yaml":
        "services: {a: {image: 'a:${V}'}, b: {image: b, platform: 'x/${W}'}, c: {image: 'c:${X}'}}",
    },
    { a: { image: "a:1" }, b: { image: "b", platform: "x/1#2" }, c: { image: "c:3" } },
  ],
  [
    "export, CRLF, a byte order mark",
    {
      ".env": "\uFEFFexport V=1\r\nexport\tW='2'\r\nX=3\r\n",
      "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {image: 'b:${W}'}, c: {image: 'c:${X}'}}",
    },
    { a: { image: "a:1" }, b: { image: "b:2" }, c: { image: "c:3" } },
  ],
  [
    "colons, dots and hyphens",
    {
      ".env": "V: 1\nW:2\na.b-c=3\nX=${V}\n",
      "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {image: 'b:${W}'}, c: {image: 'c:${X}'}}",
    },
    { a: { image: "a:1" }, b: { image: "b:2" }, c: { image: "c:1" } },
  ],
  [
    "the last assignment counts, an earlier value is used till then",
    {
      ".env": "V=1\nW=${V}\nV=2\n",
      "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {image: 'b:${W}'}}",
    },
    { a: { image: "a:2" }, b: { image: "b:1" } },
  ],
  [
    "defaults and replacements inside .env",
    {
      ".env": "V=${N:-1}\nW=${V:+2}\nX=${N-3}\n",
      "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {image: 'b:${W}'}, c: {image: 'c:${X}'}}",
    },
    { a: { image: "a:1" }, b: { image: "b:2" }, c: { image: "c:3" } },
  ],
  [
    "a dollar sign that is none",
    {
      ".env": "V=a$$B\nW='$B'\n",
      "compose.yaml": "services: {a: {image: a, platform: 'x/${V}'}, b: {image: b, platform: 'x/${W}'}}",
    },
    { a: { image: "a", platform: "x/a$B" }, b: { image: "b", platform: "x/$B" } },
  ],
  [
    "set to nothing",
    {
      ".env": "V=\nW=''\n",
      "compose.yaml": "services: {a: {image: 'a:${V:-1}'}, b: {image: 'b${V-1}'}, c: {image: 'c${W}'}}",
    },
    { a: { image: "a:1" }, b: { image: "b" }, c: { image: "c" } },
  ],
  [
    "replacements of what is set",
    {
      ".env": "V=1\nE=\n",
      "compose.yaml":
        "services: {a: {image: 'a${V:+:2}'}, b: {image: 'b${E:+:2}'}, c: {image: 'c${E+:2}'}, d: {image: 'd${N:+:2}'}}",
    },
    { a: { image: "a:2" }, b: { image: "b" }, c: { image: "c:2" }, d: { image: "d" } },
  ],
  [
    "a value over several lines",
    { ".env": 'M="1\n2"\nV=3\n', "compose.yaml": one("a:${V}") },
    { a: { image: "a:3" } },
  ],
  [
    "two on a line, behind a quoted value",
    { ".env": "V='1' W=2\n", "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {image: 'b:${W}'}}" },
    { a: { image: "a:1" }, b: { image: "b:2" } },
  ],
  [
    "a name alone takes the shell's value, which there is not",
    { ".env": "V\nW=1\n", "compose.yaml": "services: {a: {image: 'a:${V:-2}'}, b: {image: 'b:${W}'}}" },
    { a: { image: "a:2" }, b: { image: "b:1" } },
  ],
  [
    "a name that begins with a digit",
    { ".env": "1V=1\nV=2\n", "compose.yaml": one("a:${V}") },
    { a: { image: "a:2" } },
  ],
  [
    "env_file of a service gives no value to image",
    { "app.env": "V=1\n", "compose.yaml": "services: {a: {image: 'a:${V:-2}', env_file: app.env}}" },
    { a: { image: "a:2" } },
  ],
  [
    "an override's image, build and platform",
    {
      "compose.yaml": "services: {a: {image: 'a:1'}, b: {image: 'b:1'}, c: {image: 'c:1'}}",
      "compose.override.yaml": "services: {a: {image: 'a:2'}, b: {build: .}, c: {platform: linux/arm64}}",
    },
    { a: { image: "a:2" }, b: { image: "b:1", built: true }, c: { image: "c:1", platform: "linux/arm64" } },
  ],
  [
    "an override takes build away",
    {
      "compose.yaml": "services: {a: {image: 'a:1', build: .}}",
      "compose.override.yml": "services: {a: {build: !reset null}}",
    },
    { a: { image: "a:1" } },
  ],
  [
    "the first default file and the first override count",
    {
      "compose.yaml": one("a:1"),
      "docker-compose.yml": one("a:2"),
      "compose.override.yml": "services: {a: {platform: x/1}}",
      "docker-compose.override.yml": "services: {a: {platform: x/2}}",
    },
    { a: { image: "a:1", platform: "x/1" } },
  ],
  [
    "an override of another spelling",
    { "docker-compose.yaml": one("a:1"), "compose.override.yaml": "services: {a: {build: .}}" },
    { a: { image: "a:1", built: true } },
  ],
  [
    "COMPOSE_FILE names the files, and no override is taken",
    {
      ".env": "COMPOSE_FILE=x.yml:y.yml\nV=1\n",
      "x.yml": one("a:${V}"),
      "y.yml": "services: {a: {platform: x/1}}",
      "compose.yaml": one("c:1"),
      "x.override.yml": "services: {a: {build: .}}",
      "compose.override.yaml": "services: {a: {build: .}}",
    },
    { a: { image: "a:1", platform: "x/1" } },
  ],
  [
    "COMPOSE_PATH_SEPARATOR",
    {
      ".env": "COMPOSE_PATH_SEPARATOR=;\nCOMPOSE_FILE=x.yml;y.yml\n",
      "x.yml": one("a:1"),
      "y.yml": "services: {a: {build: .}}",
    },
    { a: { image: "a:1", built: true } },
  ],
  [
    "COMPOSE_FILE in another folder: its .env comes second",
    {
      ".env": "COMPOSE_FILE=deploy/c.yml\nV=1\n",
      "deploy/.env": "V=2\nW=3\n",
      "deploy/c.yml": "services: {a: {image: 'a:${V}'}, b: {image: 'b:${W}'}}",
    },
    { a: { image: "a:1" }, b: { image: "b:3" } },
  ],
  [
    "include has a .env of its own, and the project's goes first",
    {
      ".env": "V=1\n",
      "compose.yaml": "include: [db/compose.yaml]\nservices: {a: {image: 'a:${W:-0}'}}",
      "db/.env": "V=2\nW=3\n",
      "db/compose.yaml": "services: {b: {image: 'b:${V}'}, c: {image: 'c:${W}'}}",
    },
    { a: { image: "a:0" }, b: { image: "b:1" }, c: { image: "c:3" } },
  ],
  [
    "include with env_file and project_directory",
    {
      "compose.yaml":
        "include:\n  - path: db/c.yml\n    project_directory: other\n    env_file: [x.env, y.env]\n",
      "x.env": "V=1\nW=2\n",
      "y.env": "V=3\n",
      "other/.env": "W=9\n",
      "db/.env": "W=9\n",
      "other/base.yml": "services: {base: {image: 'c:${V}'}}",
      "db/c.yml":
        "services: {a: {image: 'a:${V}'}, b: {image: 'b:${W}'}, c: {extends: {file: base.yml, service: base}}}",
    },
    { a: { image: "a:3" }, b: { image: "b:2" }, c: { image: "c:3" } },
  ],
  [
    "include with env_file: /dev/null",
    {
      "compose.yaml": "include: [{path: db/c.yml, env_file: /dev/null}]\nservices: {b: {image: b}}",
      "db/.env": "V=1\n",
      "db/c.yml": one("a:${V:-2}"),
    },
    { a: { image: "a:2" }, b: { image: "b" } },
  ],
  [
    "include of a file and its override",
    {
      "compose.yaml": "include: [{path: [db/c.yml, db/o.yml]}]",
      "db/c.yml": one("a:1"),
      "db/o.yml": "services: {a: {build: .}}",
    },
    { a: { image: "a:1", built: true } },
  ],
  [
    "include by a variable, and include in what is included",
    {
      ".env": "D=db\n",
      "compose.yaml": "include: ['${D}/c.yml']",
      "db/c.yml": "include: [in/c.yml]\nservices: {a: {image: a}}",
      "db/in/c.yml": "services: {b: {image: b}}",
    },
    { a: { image: "a" }, b: { image: "b" } },
  ],
  [
    "what the project says goes before what it includes",
    {
      "compose.yaml": "include: [c.yml]\nservices: {a: {platform: x/1}}",
      "c.yml": "services: {a: {image: 'a:1', platform: x/2}}",
    },
    { a: { image: "a:1", platform: "x/1" } },
  ],
  [
    "an override's include",
    {
      "compose.yaml": one("a:1"),
      "compose.override.yaml": "include: [c.yml]\nservices: {b: {image: 'b:1'}}",
      "c.yml": "services: {c: {image: 'c:1'}}",
    },
    { a: { image: "a:1" }, b: { image: "b:1" }, c: { image: "c:1" } },
  ],
  [
    "extends in another file",
    {
      ".env": "V=1\n",
      "compose.yaml":
        "services: {a: {extends: {file: common/c.yml, service: base}, platform: x/1}, b: {extends: {file: common/c.yml, service: base}, build: .}, c: {image: c}}",
      "common/.env": "V=2\nW=2\n",
      "common/c.yml": "services: {base: {image: 'a:${V}-${W:-0}', platform: x/2}}",
    },
    {
      a: { image: "a:1-0", platform: "x/1" },
      b: { image: "a:1-0", built: true, platform: "x/2" },
      c: { image: "c" },
    },
  ],
  [
    "extends over three files",
    {
      "compose.yaml": "services: {a: {extends: {file: x/x.yml, service: x}}}",
      "x/x.yml": "services: {x: {extends: {file: y/y.yml, service: y}, platform: x/1}}",
      "x/y/y.yml": "services: {y: {extends: z}, z: {image: 'z:1', build: .}}",
    },
    { a: { image: "z:1", built: true, platform: "x/1" } },
  ],
  [
    "a base's include does not count",
    {
      "compose.yaml": "services: {a: {extends: {file: x.yml, service: x}}}",
      "x.yml": "include: [y.yml]\nservices: {x: {image: 'x:1'}}",
      "y.yml": "services: {a: {build: .}}",
    },
    { a: { image: "x:1" } },
  ],
  [
    "extends of what is included",
    {
      "compose.yaml": "include: [c.yml]\nservices: {a: {extends: base, image: 'a:1'}}",
      "c.yml": "services: {base: {image: 'b:1', build: ., platform: x/1}}",
    },
    {
      a: { image: "a:1", built: true, platform: "x/1" },
      base: { image: "b:1", built: true, platform: "x/1" },
    },
  ],
  [
    "an override that extends",
    {
      "compose.yaml": one("a:1"),
      "compose.override.yaml": "services: {a: {extends: {file: x.yml, service: x}}}",
      "x.yml": "services: {x: {build: ., platform: x/1}}",
    },
    { a: { image: "a:1", built: true, platform: "x/1" } },
  ],
  [
    "W11: a file that includes itself",
    { "compose.yaml": "include: [compose.yaml]\nservices: {a: {image: a}}" },
    "include cycle detected:\ncompose.yaml\n include compose.yaml",
  ],
  [
    "W11: services that extend each other",
    {
      "compose.yaml": "services: {a: {image: a, extends: {file: x.yml, service: x}}}",
      "x.yml": "services: {x: {extends: {file: compose.yaml, service: a}}}",
    },
    "Circular reference:\n  a in x.yml\n  extends x in compose.yaml\n  extends a in x.yml",
  ],
  [
    "a bad line in .env",
    { ".env": "V=1\nA B=2\nW=3\n", "compose.yaml": "services: {a: {image: 'a:${V}'}, b: {image: 'b:${W}'}}" },
    "failed to read .env: line 2: key cannot contain a space",
  ],
];

export const composeProjects: readonly JudgedProject[] = table.map(([name, files, judged]) => ({
  name,
  files,
  judged,
}));
