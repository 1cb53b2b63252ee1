/** The real Gitea, built by test/goServers.mjs, with its package registry and nothing else. */

import { randomInt } from "node:crypto";
import { mkdir, realpath, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { goServer, goServerSources } from "../goServers.mjs";
import { temporaryFolder } from "./folder.ts";
import { type Program, run, startProgram } from "./program.ts";
import type { Login } from "./push.ts";

export type GiteaServer = {
  /** As references name it: `127.0.0.1:PORT`. */
  readonly host: string;
  /** `http://127.0.0.1:PORT`: where the distribution API is. */
  readonly url: string;
  /** The root of everything else. */
  readonly base: URL;
  /** Asks the API beside the registry; fails when the answer is no success. */
  readonly ask: (login: Login, method: string, path: string, body?: object) => Promise<unknown>;
  /** What the server printed. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

export type GiteaOptions = {
  /** Passwords by name, of eight characters at least; the first one is an administrator. */
  readonly users: Readonly<Record<string, string>>;
  /** A path that all but the distribution API lies below: `git/`. */
  readonly below?: string;
  /** Whether nobody sees anything without signing in. */
  readonly isClosed?: boolean;
};

/** Starts the server on a free loopback port, empty but for the users. */
export async function startGitea({
  users,
  below = "",
  isClosed = false,
}: GiteaOptions): Promise<GiteaServer> {
  const folder = await temporaryFolder("gitea");
  const host = `127.0.0.1:${await freePort()}`;
  const base = new URL(`http://${host}/${below}`);
  const config = join(folder.path, "app.ini");
  await mkdir(join(folder.path, "data"));
  await writeFile(config, await configuration(folder.path, base, isClosed));
  const gitea = (...args: string[]) => run(goServer("gitea"), ["--config", config, ...args]);
  await gitea("migrate");
  for (const [at, [name, password]] of Object.entries(users).entries()) {
    const account = ["--username", name, "--password", password, "--email", `${name}@example.test`];
    const rank = at === 0 ? ["--admin"] : [];
    await gitea("admin", "user", "create", ...account, ...rank, "--must-change-password=false");
  }
  const program = await startProgram(goServer("gitea"), ["--config", config, "web"], {
    ready: /Starting new Web server/,
  });
  await answers(base, program);
  const stop = async (): Promise<void> => {
    await program.stop();
    await folder.remove();
  };
  const ask = (login: Login, method: string, path: string, body?: object) =>
    askApi(new URL(`api/v1/${path}`, base), login, method, body);
  return { host, url: `http://${host}`, base, ask, log: program.output, stop };
}

/**
 * Gitea has to know its port beforehand, since it writes its own address into answers. Ports from 32768 on are left
 * out: the system gives them to outgoing connections of anyone.
 */
async function freePort(): Promise<number> {
  const port = randomInt(10_000, 32_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** It says that it starts before it listens. */
async function answers(base: URL, { output }: Program): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(base).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined) return;
    await setTimeout(100);
  }
  throw new Error(`Gitea does not answer at ${base}\n${output()}`);
}

async function configuration(folder: string, base: URL, isClosed: boolean): Promise<string> {
  const sections: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
    server: {
      HTTP_ADDR: base.hostname,
      HTTP_PORT: base.port,
      ROOT_URL: base.href,
      USE_SUB_URL_PATH: base.pathname !== "/",
      STATIC_ROOT_PATH: await realpath(goServerSources("gitea")),
      DISABLE_SSH: true,
      OFFLINE_MODE: true,
    },
    database: { DB_TYPE: "sqlite3", PATH: join(folder, "data", "gitea.db") },
    security: {
      INSTALL_LOCK: true,
      SECRET_KEY: "test",
      INTERNAL_TOKEN: "test",
      // The weakest there is: the default one would cost each request with a password a good part of a second.
      PASSWORD_HASH_ALGO: "pbkdf2$1$50",
    },
    service: { DISABLE_REGISTRATION: true, REQUIRE_SIGNIN_VIEW: isClosed },
    oauth2: { ENABLED: false },
    actions: { ENABLED: false },
    cron: { ENABLED: false },
    log: { MODE: "console", LEVEL: "Info" },
  };
  const top = [
    `WORK_PATH = ${folder}`,
    `RUN_USER = ${userInfo().username}`,
    "RUN_MODE = prod",
    // As what people sign in with in a container; Gitea refuses to be started by root otherwise.
    "I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true",
  ];
  const lines = Object.entries(sections).flatMap(([name, keys]) => [
    `[${name}]`,
    ...Object.entries(keys).map(([key, value]) => `${key} = ${value}`),
  ]);
  return [...top, ...lines, ""].join("\n");
}

async function askApi(url: URL, { user, password }: Login, method: string, body?: object): Promise<unknown> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const answer = await fetch(url, {
    method,
    headers: { authorization, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
