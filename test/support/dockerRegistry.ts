import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, startProgram } from "./program.ts";
import {
  startTokenServer,
  type TokenRequest,
  type TokenServer,
  type TokenServerOptions,
} from "./tokenServer.ts";

export type RegistryAuth =
  | { readonly kind: "htpasswd"; readonly users: Readonly<Record<string, string>> }
  | ({ readonly kind: "token" } & TokenServerOptions);

export type TestRegistry = {
  /** As references name it: `127.0.0.1:PORT`. */
  readonly host: string;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** The token server's realm, when the registry wants tokens. */
  readonly realm: string | undefined;
  /** What the token server was asked so far; empty for the other kinds. */
  readonly tokenRequests: TokenRequest[];
  /** What the registry printed, one line for each request among it. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

export type RegistryOptions = {
  readonly auth?: RegistryAuth;
  /** Whether manifests may name layers that are had from elsewhere. */
  readonly foreignLayers?: boolean;
};

/** Starts the real docker-registry (distribution 2.8) on a free loopback port, empty, with deletion allowed. */
export function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  return startRegistryProgram("docker-registry", options);
}

/** As startRegistry, with a program of another version. */
export async function startRegistryProgram(
  name: string,
  { auth, foreignLayers = false }: RegistryOptions = {},
): Promise<TestRegistry> {
  const folder = await mkdtemp(join(tmpdir(), "mooring-registry-"));
  await mkdir(join(folder, "storage"));
  const tokens = auth?.kind === "token" ? await startTokenServer(folder, auth) : undefined;
  const config = join(folder, "config.yml");
  await writeFile(
    config,
    JSON.stringify({
      ...(await configuration(folder, auth, tokens)),
      ...(foreignLayers && { validation: { manifests: { urls: { allow: ["^https://"] } } } }),
    }),
  );
  const program = await startProgram(name, ["serve", config], {
    ready: /listening on 127\.0\.0\.1:(\d+)/,
    env: { OTEL_TRACES_EXPORTER: "none" },
  });
  const host = `127.0.0.1:${program.match[1]}`;
  return {
    host,
    url: `http://${host}`,
    realm: tokens?.realm,
    tokenRequests: tokens?.requests ?? [],
    log: program.output,
    stop: async () => {
      await Promise.all([program.stop(), tokens?.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The registry reads YAML, and so JSON. */
async function configuration(
  folder: string,
  auth: RegistryAuth | undefined,
  tokens: TokenServer | undefined,
): Promise<object> {
  return {
    version: 0.1,
    log: { level: "info", accesslog: { disabled: false } },
    storage: {
      filesystem: { rootdirectory: join(folder, "storage") },
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: { addr: "127.0.0.1:0", secret: "test" },
    ...(auth?.kind === "htpasswd" && { auth: { htpasswd: await htpasswd(folder, auth.users) } }),
    ...(tokens && {
      auth: {
        token: {
          realm: tokens.realm,
          service: tokens.service,
          issuer: tokens.issuer,
          rootcertbundle: tokens.certificateFile,
        },
      },
    }),
  };
}

async function htpasswd(folder: string, users: Readonly<Record<string, string>>) {
  const lines = await Promise.all(
    Object.entries(users).map(([user, password]) => run("htpasswd", ["-nBi", user], { input: password })),
  );
  const path = join(folder, "htpasswd");
  await writeFile(path, lines.map((line) => `${line.trim()}\n`).join(""));
  return { realm: "test registry", path };
}
