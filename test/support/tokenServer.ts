/**
 * A token server after https://distribution.github.io/distribution/spec/auth/token/ and .../oauth/, whose tokens
 * the real docker-registry accepts.
 */
import { createPrivateKey, type KeyObject, randomUUID, sign, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { run } from "./program.ts";

/** One request for a token, without its secrets. */
export type TokenRequest = {
  readonly method: string;
  readonly user: string | undefined;
  readonly scopes: readonly string[];
  readonly grant: "basic" | "anonymous" | "password" | "refresh_token" | "refused";
};

export type TokenServerOptions = {
  /** Passwords by user name. */
  readonly users: Readonly<Record<string, string>>;
  /** Which repositories anyone may pull; default those below `public/`. */
  readonly isPublic?: (repository: string) => boolean;
  /** Seconds a token is valid; default 300. */
  readonly lifetime?: number;
  /** Whether POST is answered with 404, as servers without OAuth2 do. */
  readonly getOnly?: boolean;
  /** Milliseconds before each answer. */
  readonly delay?: number;
};

export type TokenServer = {
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  readonly certificateFile: string;
  readonly requests: TokenRequest[];
  readonly stop: () => Promise<void>;
};

type Signer = { readonly key: KeyObject; readonly certificate: string };
type Account = { readonly user: string | undefined; readonly grant: TokenRequest["grant"] };
type Answer = { readonly status: number; readonly body: unknown };

const service = "test registry";
const issuer = "test issuer";

/** Starts the server on a free loopback port; its key and certificate are written to `folder`. */
export async function startTokenServer(folder: string, options: TokenServerOptions): Promise<TokenServer> {
  const certificateFile = join(folder, "token.crt");
  const signer = await makeSigner(join(folder, "token.key"), certificateFile);
  const requests: TokenRequest[] = [];
  const refreshTokens = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request, options, signer, refreshTokens, requests);
    await new Promise((resolve) => setTimeout(resolve, options.delay ?? 0));
    response
      .writeHead(answer.status, { "content-type": "application/json" })
      .end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { realm: `http://127.0.0.1:${port}/token`, service, issuer, certificateFile, requests, stop };
}

async function makeSigner(keyFile: string, certificateFile: string): Promise<Signer> {
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = [
    "-keyout",
    keyFile,
    "-out",
    certificateFile,
    "-days",
    "30",
    "-subj",
    "/CN=test token server",
  ];
  await run("openssl", ["req", "-x509", ...newKey, ...files]);
  const certificate = new X509Certificate(await readFile(certificateFile)).raw.toString("base64");
  return { key: createPrivateKey(await readFile(keyFile)), certificate };
}

async function answerTo(
  request: IncomingMessage,
  options: TokenServerOptions,
  signer: Signer,
  refreshTokens: Map<string, string>,
  requests: TokenRequest[],
): Promise<Answer> {
  const method = request.method ?? "";
  if (method === "POST" && options.getOnly === true) return { status: 404, body: {} };
  const query = new URL(request.url ?? "", "http://localhost").searchParams;
  const fields = method === "POST" ? new URLSearchParams(await text(request)) : query;
  const scopes = fields
    .getAll("scope")
    .flatMap((scope) => scope.split(" "))
    .filter((scope) => scope !== "");
  const account =
    method === "POST"
      ? formAccount(fields, options, refreshTokens)
      : basicAccount(request.headers.authorization, options);
  requests.push({ method, scopes, ...account });
  if (account.grant === "refused") return { status: 401, body: { errors: [{ code: "UNAUTHORIZED" }] } };

  const lifetime = options.lifetime ?? 300;
  const token = signToken(
    signer,
    account.user,
    scopes.map((scope) => allow(scope, account.user, options)),
    lifetime,
  );
  const wantsRefresh = fields.get("offline_token") === "true" || fields.get("access_type") === "offline";
  const refresh = wantsRefresh && account.user !== undefined ? { refresh_token: randomUUID() } : {};
  if (refresh.refresh_token !== undefined) refreshTokens.set(refresh.refresh_token, account.user ?? "");
  const names = method === "POST" ? { access_token: token } : { token, access_token: token };
  return {
    status: 200,
    body: { ...names, ...refresh, expires_in: lifetime, issued_at: new Date().toISOString() },
  };
}

function basicAccount(header: string | undefined, { users }: TokenServerOptions): Account {
  if (header === undefined) return { user: undefined, grant: "anonymous" };
  const [, encoded = ""] = header.match(/^Basic (.+)$/i) ?? [];
  const [user = "", ...password] = Buffer.from(encoded, "base64").toString().split(":");
  return { user, grant: users[user] === password.join(":") ? "basic" : "refused" };
}

function formAccount(
  fields: URLSearchParams,
  { users }: TokenServerOptions,
  refreshTokens: ReadonlyMap<string, string>,
): Account {
  if (fields.get("grant_type") === "refresh_token") {
    const user = refreshTokens.get(fields.get("refresh_token") ?? "");
    return { user, grant: user === undefined ? "refused" : "refresh_token" };
  }
  const user = fields.get("username") ?? "";
  return { user, grant: users[user] === fields.get("password") ? "password" : "refused" };
}

/** What the token grants of a scope such as `repository:a/b:pull,push`; perhaps nothing, which is not an error. */
function allow(scope: string, user: string | undefined, options: TokenServerOptions) {
  const [type = "", ...rest] = scope.split(":");
  const actions = (rest.pop() ?? "").split(",");
  const name = rest.join(":");
  const isPublic = options.isPublic ?? ((repository: string) => repository.startsWith("public/"));
  const anonymous = type === "repository" && isPublic(name) ? ["pull"] : [];
  const granted = user === undefined ? actions.filter((action) => anonymous.includes(action)) : actions;
  return { type, name, actions: granted };
}

function signToken(
  signer: Signer,
  user: string | undefined,
  access: readonly unknown[],
  lifetime: number,
): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { exp: now + lifetime, nbf: now - 10, iat: now };
  const claims = { iss: issuer, sub: user ?? "", aud: service, ...times, jti: randomUUID(), access };
  const header = { typ: "JWT", alg: "ES256", x5c: [signer.certificate] };
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = sign("sha256", Buffer.from(signed), { key: signer.key, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}
