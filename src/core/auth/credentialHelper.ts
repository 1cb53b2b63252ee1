/** Docker's credential helpers: https://github.com/docker/docker-credential-helpers */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CredentialError } from "../errors.ts";
import { findProgram } from "../findProgram.ts";
import { type Ended, ProcessError, run } from "../process.ts";
import { dockerHub, isRegistryHost } from "../reference/reference.ts";
import { hostOfKey } from "./authFile.ts";
import { anonymous, type Credential } from "./credential.ts";

/** Asks the helper `docker-credential-NAME` for the login of a host; undefined when it knows none. */
export type CredentialHelper = (
  name: string,
  host: string,
  signal?: AbortSignal,
) => Promise<Credential | undefined>;

export type HelperOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders whose programs are never run: those that are open in the editor. */
  readonly workspaceFolders?: () => readonly string[];
};

const namePattern = /^[A-Za-z0-9_.-]+$/;
const timeout = 10_000;
const longestAnswer = 64 * 1024;
/** The protocol has no status for this; the text is its constant. */
const notFound = "credentials not found in native keychain";

/**
 * Runs helpers found in the absolute folders of PATH, in an empty folder, for ten seconds at most. Rejects with a
 * CredentialError, which never holds what the helper printed: `helperMissing`, or `helperFailed` for anything
 * but a login or the protocol's "not found".
 */
export function credentialHelper({ env, workspaceFolders = () => [] }: HelperOptions): CredentialHelper {
  return async (name, host, signal) => {
    const source = `docker-credential-${name}`;
    if (!namePattern.test(name) || !isRegistryHost(host))
      throw new CredentialError("helperFailed", source, { host });
    const program = await findProgram(source, env["PATH"] ?? "", workspaceFolders());
    if (program === undefined) throw new CredentialError("helperMissing", source, { host });
    const cwd = await mkdtemp(join(tmpdir(), "mooring-"));
    try {
      const options = { cwd, env, input: serverUrl(host), timeout, maxOutput: longestAnswer };
      return readAnswer(await run(program, ["get"], { ...options, ...(signal && { signal }) }), source, host);
    } catch (error) {
      if (!(error instanceof ProcessError)) throw error;
      throw new CredentialError("helperFailed", source, { host, cause: error });
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  };
}

function serverUrl(host: string): string {
  return host === dockerHub ? "https://index.docker.io/v1/" : host;
}

function readAnswer({ exitCode, stdout }: Ended, source: string, host: string): Credential | undefined {
  const text = new TextDecoder().decode(stdout).trim();
  if (exitCode !== 0 && text === notFound) return undefined;
  const answer = exitCode === 0 ? decodeAnswer(text, host) : undefined;
  if (answer === undefined) throw new CredentialError("helperFailed", source, { host });
  return answer === "none" ? undefined : answer;
}

/**
 * Some helpers leave `ServerURL` out; one that names another server is not believed. Of a server that it does not know,
 * docker-credential-pass says an empty name and an empty secret.
 */
function decodeAnswer(text: string, host: string): Credential | "none" | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which is the secret.
    return undefined;
  }
  const { ServerURL = "", Username, Secret }: Record<string, unknown> = Object(answer);
  if (typeof ServerURL !== "string" || typeof Username !== "string" || typeof Secret !== "string")
    return undefined;
  if (ServerURL !== "" && hostOfKey(ServerURL) !== hostOfKey(host)) return undefined;
  if (Secret === "") return Username === "" ? "none" : anonymous;
  if (Username === "<token>") return { kind: "identityToken", token: Secret };
  return { kind: "basic", username: Username, password: Secret };
}
