import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mooring } from "./fakes.ts";

describe("a wrong call ends with 2, one line on standard error and nothing on standard output", () => {
  const table: readonly (readonly [name: string, argv: readonly string[], words: RegExp])[] = [
    ["no command", [], /command is missing/],
    ["unknown command", ["pull", "nginx"], /no command "pull"/],
    ["a name of Object", ["constructor"], /no command "constructor"/],
    [
      "unknown option",
      ["refs", ".", "--yaml"],
      /^mooring: Unknown option '--yaml'; mooring refs --help lists them\.\n$/,
    ],
    ["unknown short option", ["refs", ".", "-x"], /^mooring: Unknown option '-x'; mooring refs --help/],
    ["help on an unknown command", ["help", "pull"], /no command "pull"/],
    ["option without its value", ["inspect", "nginx", "--platform"], /--platform/],
    ["value for a flag", ["refs", ".", "--json=yes"], /--json/],
    ["too few operands", ["resolve"], /Usage: mooring resolve REF/],
    ["too many operands", ["tags", "a", "b"], /Usage: mooring tags REPOSITORY/],
    ["an empty path, as an unset variable leaves it", ["check", ""], /"": no such file or folder\./],
    ["path that is not there", ["refs", "not/there"], /not\/there: no such file/],
    [
      "not a reference",
      ["resolve", "nginx", "Nginx"],
      /"Nginx" is not an image reference: names are in lower case\.$/m,
    ],
    ["W06: option as reference", ["resolve", "--", "--privileged"], /not an image reference/],
    [
      "W07: user in a reference",
      ["resolve", "u:p@h/i"],
      /not an image reference: a login has no place in it\./,
    ],
    ["not a host", ["repos", "https://ghcr.io"], /not a registry's host/],
    [
      "a tag that is none",
      ["resolve", "nginx:"],
      /"nginx:" is not an image reference: the tag is not valid\./,
    ],
    ["an address", ["resolve", "https://ghcr.io/a"], /: leave out http:\/\/ or https:\/\/\./],
    ["no reference", ["resolve", ""], /"" is not an image reference: it is empty\./],
    ["a short digest", ["resolve", "a@sha256:1"], /: the digest is not valid\./],
    ["the id of an image", ["resolve", "f".repeat(64)], /: it is an image's id, which only the machine/],
    ["a bad character", ["resolve", "a b"], /"a b" is not an image reference: the name is not valid\./],
    [
      "a repository with a tag",
      ["tags", "nginx:1"],
      /"nginx:1" is not the name of a repository: leave out the tag/,
    ],
    ["a repository with a digest", ["tags", `a@sha256:${"a".repeat(64)}`], /: leave out the digest\./],
    [
      "not a repository",
      ["tags", "Nginx"],
      /"Nginx" is not the name of a repository: names are in lower case\./,
    ],
    ["not a platform", ["inspect", "nginx", "--platform", "arm64"], /not a platform/],
    ["not a platform to compare", ["compare", "a", "b", "--platform", "arm64"], /not a platform/],
    ["one image to compare", ["compare", "a"], /Usage: mooring compare OLD NEW/],
    ["diff and write", ["pin", ".", "--diff", "--write"], /--diff goes with neither/],
    ["diff and JSON", ["pin", ".", "--diff", "--json"], /--diff goes with neither/],
  ];
  for (const [name, argv, words] of table) {
    it(name, async () => {
      const { code, stdout, stderr } = await mooring(argv);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /^mooring: [^\n]+\n$/);
      assert.match(stderr, words);
    });
  }
});

describe("W07: a password in an argument is not repeated", () => {
  const hosts = [
    "user:hunter2@host",
    "user:hunter2@host/image",
    "https://user:hunter2@host/image",
    "u:hunter2@@h/i",
  ];
  for (const command of ["resolve", "inspect", "tags", "repos"]) {
    it(command, async () => {
      for (const host of hosts) {
        const { code, stderr } = await mooring([command, host]);
        assert.equal(code, 2);
        assert.match(stderr, /^mooring: "\.\.\.@h/);
        assert.doesNotMatch(stderr, /hunter2/);
      }
    });
  }
});

it("help names every command, and each command explains its options", async () => {
  for (const argv of [["--help"], ["-h"], ["help"]]) {
    const { code, stdout, stderr } = await mooring(argv);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    for (const name of [
      "refs PATH",
      "resolve REF",
      "repos HOST",
      "tags REPOSITORY",
      "inspect REF",
      "compare OLD NEW",
      "pin PATH",
      "check PATH",
    ])
      assert.match(stdout, new RegExp(`^  ${name}`, "m"));
  }
  const { code, stdout } = await mooring(["inspect", "--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /--platform P .*linux\/arm64/);
});

it("help on a command is that command's", async () => {
  const { code, stdout } = await mooring(["help", "inspect"]);
  assert.equal(code, 0);
  assert.deepEqual(stdout, (await mooring(["inspect", "-h"])).stdout);
  assert.match(stdout, /^ {2}-h, --help {4}show this help$/m);
});

it("the version is printed alone", async () => {
  assert.deepEqual(await mooring(["--version"]), { code: 0, stdout: "1.2.3\n", stderr: "" });
});
