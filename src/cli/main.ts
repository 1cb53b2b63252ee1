#!/usr/bin/env node
/** The command line's root: this process in, an exit code out. */
import { argv, cwd, env, stderr, stdout } from "node:process";
import manifest from "../../package.json" with { type: "json" };
import { run } from "./run.ts";
import { connect } from "./wire.ts";

const { version } = manifest;
/** The first that unpacks zstd. */
const [leastMajor, leastMinor] = [22, 15];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  const least = `${leastMajor}.${leastMinor}`;
  stderr.write(`mooring: needs Node ${least} or later; this is Node ${process.versions.node}.\n`);
  process.exit(2);
}
const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => controller.abort());
stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader such as `head` that has seen enough is no failure of ours.
  process.exit(error.code === "EPIPE" ? 0 : 2);
});

process.exitCode = await run(argv.slice(2), {
  cwd: cwd(),
  stdout,
  stderr,
  version,
  signal: controller.signal,
  ...connect(env, version, (sentence) => stderr.write(`${sentence}\n`)),
});
