#!/usr/bin/env node
/** The command line's root: this process in, an exit code out. */
import { cwd, env, stderr, stdout } from "node:process";
import manifest from "../../package.json" with { type: "json" };
import { run } from "./run.ts";
import { connect, type Registries } from "./wire.ts";

const controller = new AbortController();
let registries: Registries | undefined;
process.once("SIGINT", () => controller.abort());
process.once("SIGTERM", () => controller.abort());
stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader such as `head` that has seen enough is no failure of ours.
  process.exit(error.code === "EPIPE" ? 0 : 2);
});

process.exitCode = await run(process.argv.slice(2), {
  cwd: cwd(),
  stdout,
  stderr,
  version: manifest.version,
  signal: controller.signal,
  connect: () => {
    registries = connect(env);
    return registries;
  },
});
await registries?.close();
