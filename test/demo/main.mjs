/** npm run demo: sets up what is missing, packs the extension, and starts the demo. See demo.ts for the options. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { installPackages, installServer, root, SetUpError } from "../setup.mjs";

function start() {
  installPackages();
  installServer();
  const options = /** @type {const} */ ({ cwd: root, stdio: "inherit" });
  if (spawnSync("npm", ["run", "package", "--silent"], options).status !== 0)
    throw new SetUpError("The extension could not be packed.");
  const demo = spawn("node", [join(root, "test/demo/demo.ts"), ...process.argv.slice(2)], options);
  // The demo cleans up after itself; this process only waits for it. A terminal's Ctrl-C reaches both.
  process.on("SIGINT", () => {});
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"]))
    process.on(signal, () => demo.kill(signal));
  demo.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

try {
  start();
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
