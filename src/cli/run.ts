import { parseArgs } from "node:util";
import { isAbort } from "../core/errors.ts";
import { explainInOne } from "../core/explain.ts";
import { check } from "./check.ts";
import {
  type Arguments,
  type Command,
  type ExitCode,
  type Option,
  UsageError,
  type World,
} from "./command.ts";
import { compare } from "./compare.ts";
import { copy } from "./copy.ts";
import { files } from "./imageFiles.ts";
import { inspect } from "./inspect.ts";
import { remark } from "./output.ts";
import { pin } from "./pin.ts";
import { refs } from "./refs.ts";
import { repos } from "./repos.ts";
import { resolve } from "./resolve.ts";
import { scan } from "./scan.ts";
import { tags } from "./tags.ts";

const commands: readonly Command[] = [
  refs,
  resolve,
  repos,
  tags,
  inspect,
  files,
  compare,
  scan,
  copy,
  pin,
  check,
];
const everywhere = {
  json: { type: "boolean", summary: "print JSON" },
  help: { type: "boolean", short: "h", summary: "show this help" },
} as const;

/** Runs one command line, without the program's own name, and gives the exit code. Never rejects. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  const [name, ...rest] = argv;
  try {
    if (name === undefined) throw new UsageError("A command is missing; mooring --help lists them.");
    if (name === "--help" || name === "-h" || name === "help")
      return print(world, rest[0] === undefined ? help() : commandHelp(commandOf(rest[0])));
    if (name === "--version") return print(world, `${world.version}\n`);
    const command = commandOf(name);
    const args = parse(command, rest);
    return args === "help" ? print(world, commandHelp(command)) : await command.run(args, world);
  } catch (error) {
    if (isAbort(error)) return 130;
    remark(world, error instanceof UsageError ? error.message : explainInOne(error));
    return 2;
  }
}

function commandOf(name: string): Command {
  const command = commands.find((known) => known.name === name);
  if (command === undefined)
    throw new UsageError(`There is no command "${name}"; mooring --help lists them.`);
  return command;
}

function parse(command: Command, argv: readonly string[]): Arguments | "help" {
  const { values, positionals } = parseOptions(command, argv);
  if (values["help"] === true) return "help";
  if (positionals.length < command.least || positionals.length > command.most)
    throw new UsageError(`Usage: mooring ${command.name} ${command.operands}`);
  const entries = Object.entries(values);
  return {
    operands: positionals,
    json: values["json"] === true,
    flags: new Set(entries.flatMap(([option, value]) => (value === true ? [option] : []))),
    values: new Map(
      entries.flatMap(([option, value]) => (typeof value === "string" ? [[option, value] as const] : [])),
    ),
    lists: new Map(
      entries.flatMap(([option, value]) =>
        Array.isArray(value) ? [[option, value.filter((one) => typeof one === "string")] as const] : [],
      ),
    ),
  };
}

function parseOptions({ name, options }: Command, argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: { ...options, ...everywhere }, allowPositionals: true });
  } catch (error) {
    // parseArgs says what is wrong with the arguments by throwing a TypeError.
    if (!(error instanceof TypeError)) throw error;
    // What follows on an unknown option is of no use to most.
    const [unknown] = /^Unknown option '[^']*'/.exec(error.message) ?? [];
    throw new UsageError(
      unknown === undefined ? error.message : `${unknown}; mooring ${name} --help lists them.`,
    );
  }
}

function print({ stdout }: World, text: string): ExitCode {
  stdout.write(text);
  return 0;
}

function help(): string {
  const rows = commands.map(({ name, operands, summary }) => [`${name} ${operands}`, summary] as const);
  return `Image references, tags and digests, straight from their registries.

Usage: mooring COMMAND [OPTIONS] ARGUMENTS

${table(rows)}
Every command takes --json and --help; mooring --version prints the version.
Logins are those of docker and podman. Exit status: 0 fine, 1 findings, 2 wrong call or failure.
`;
}

function commandHelp({ name, operands, summary, options }: Command): string {
  const rows = Object.entries<Option>({ ...options, ...everywhere }).map(
    ([option, { summary: text, short, value }]) =>
      [
        `${short === undefined ? "" : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`,
        text,
      ] as const,
  );
  return `mooring ${name}: ${summary}\n\nUsage: mooring ${name} [OPTIONS] ${operands}\n\n${table(rows)}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join("");
}
