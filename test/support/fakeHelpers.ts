/** Fake credential helpers: shell scripts in a folder of the test's own, with a home beside it. */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Owner } from "./faultServer.ts";
import { temporaryFolder } from "./folder.ts";

export type FakeHelpers = {
  /** For an environment; the system's programs are on it too. */
  readonly path: string;
  readonly bin: string;
  readonly home: string;
  /** Makes `docker-credential-NAME` of a script, in `bin` or another folder. */
  readonly make: (name: string, script: string, folder?: string) => Promise<void>;
  /** Writes a file below the home. */
  readonly write: (path: string, content: string | object) => Promise<void>;
  /** What the scripts wrote to `$LOG` so far; empty when none ran. */
  readonly log: () => Promise<string>;
};

export async function fakeHelpers(owner: Owner): Promise<FakeHelpers> {
  const { path: root, remove } = await temporaryFolder("helpers");
  owner.after(remove);
  const [bin, home, log] = [join(root, "bin"), join(root, "home"), join(root, "log")];
  for (const folder of [bin, home]) await mkdir(folder);
  return {
    path: `${bin}:/usr/bin:/bin`,
    bin,
    home,
    make: async (name, script, folder = bin) => {
      const file = join(folder, `docker-credential-${name}`);
      await writeFile(file, `#!/bin/sh\nLOG='${log}'\n${script}\n`);
      await chmod(file, 0o755);
    },
    write: async (path, content) => {
      const file = join(home, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    },
    log: () => readFile(log, "utf8").catch(() => ""),
  };
}

/** A script that prints a login as a helper does. */
export function printing(username: string, secret: string, server = ""): string {
  return `cat <<'END'\n${JSON.stringify({ ServerURL: server, Username: username, Secret: secret })}\nEND`;
}
