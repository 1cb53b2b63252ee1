/** AWS's own credentials for one registry: its login, and the API of ECR. */
import { SingleFlight } from "../async.ts";
import type { Credential } from "../auth/credential.ts";
import { ContentError, CredentialError, isAbort } from "../errors.ts";
import type { Send } from "../http/call.ts";
import { awsFailure } from "./awsFailure.ts";
import { awsHandler } from "./awsHandler.ts";
import { type AwsKeys, findKeys, namedProfile } from "./awsKeys.ts";
import { readEcrHost } from "./kind.ts";

export type AwsOptions = {
  readonly kind: "ecr" | "ecrPublic";
  /** The registry's host. It names the region; a private registry behind another name is in AWS's default region. */
  readonly host: string;
  /** The only profile to use; absent: AWS's default chain. */
  readonly profile?: string;
  /** Sends without a login. */
  readonly send: Send;
  /** Whether AWS's credentials may be looked for at all; asked each time. */
  readonly mayUse: () => Promise<boolean>;
  readonly now?: () => number;
};

type Sdk = typeof import("./awsSdk.ts");
type Sending = { readonly abortSignal?: AbortSignal };

/** Asks with keys. `client` is for the registry's region; rejects with a Failure of errors.ts. */
export type AwsSession = {
  ecr<T>(ask: (client: InstanceType<Sdk["ECRClient"]>, sdk: Sdk, sending: Sending) => Promise<T>): Promise<T>;
  ecrPublic<T>(
    ask: (client: InstanceType<Sdk["ECRPUBLICClient"]>, sdk: Sdk, sending: Sending) => Promise<T>,
  ): Promise<T>;
};

/** ECR Public has one. https://docs.aws.amazon.com/general/latest/gr/ecr-public.html */
const publicRegion = "us-east-1";
/** The SDK's own tries; requests that change nothing are sent by POST, too. */
const maxAttempts = 3;
/** Milliseconds that keys from files, and not having any, are believed: a new sign-in is noticed soon. */
const keysMemory = 60_000;
/** Milliseconds before its end that a key or a login counts as ended. */
const margin = 5 * 60_000;

type Kept<T> = { readonly value: T; readonly until: number };
type Login = Extract<Credential, { kind: "basic" }>;

/** Keeps keys and the login in memory for as long as they are good, and looks for them once at a time. */
export class AwsAccount {
  readonly #options: AwsOptions;
  readonly #region: string | undefined;
  readonly #now: () => number;
  readonly #keyFlights = new SingleFlight<AwsKeys | undefined>();
  readonly #loginFlights = new SingleFlight<Kept<Login> | undefined>();
  #keys: Kept<AwsKeys | undefined> | undefined;
  #login: Kept<Login> | undefined;

  constructor(options: AwsOptions) {
    this.#options = options;
    this.#region = options.kind === "ecrPublic" ? publicRegion : readEcrHost(options.host)?.region;
    this.#now = options.now ?? Date.now;
  }

  /**
   * The registry's login of twelve hours; undefined without keys. Images of ECR Public are for anyone: there, keys or
   * a login that cannot be had are as none.
   */
  async login(signal?: AbortSignal): Promise<Credential | undefined> {
    if (!(await this.#options.mayUse())) return undefined;
    if (this.#login !== undefined && this.#login.until > this.#now()) return this.#login.value;
    try {
      this.#login = await this.#loginFlights.join("", (flight) => this.#fetchLogin(flight), signal);
      return this.#login?.value;
    } catch (failure) {
      if (this.#options.kind === "ecrPublic" && !isAbort(failure)) return undefined;
      throw failure;
    }
  }

  /** The way to the API; undefined where AWS has no credentials. */
  async session(signal?: AbortSignal): Promise<AwsSession | undefined> {
    if (!(await this.#options.mayUse())) return undefined;
    if (this.#keys === undefined || this.#keys.until <= this.#now()) {
      const keys = await this.#keyFlights.join("", (flight) => findKeys(this.#search(), flight), signal);
      this.#keys = { value: keys, until: this.#lifeOf(keys) };
    }
    const { value } = this.#keys;
    return value && this.#sessionWith(value, signal);
  }

  #search() {
    const { host, profile, send } = this.#options;
    const region = this.#region;
    return { host, send, ...(profile !== undefined && { profile }), ...(region !== undefined && { region }) };
  }

  #lifeOf(keys: AwsKeys | undefined): number {
    return keys?.expiration === undefined ? this.#now() + keysMemory : keys.expiration.getTime() - margin;
  }

  #sessionWith(keys: AwsKeys, signal: AbortSignal | undefined): AwsSession {
    const sending = signal === undefined ? {} : { abortSignal: signal };
    return {
      ecr: (ask) => this.#guarded((sdk) => ask(new sdk.ECRClient(this.#client(keys)), sdk, sending), signal),
      ecrPublic: (ask) =>
        this.#guarded((sdk) => ask(new sdk.ECRPUBLICClient(this.#client(keys)), sdk, sending), signal),
    };
  }

  #client(credentials: AwsKeys) {
    const { profile, send } = this.#options;
    return {
      credentials,
      maxAttempts,
      requestHandler: awsHandler(send),
      ...(this.#region !== undefined && { region: this.#region }),
      ...(profile !== undefined && { profile }),
    };
  }

  async #guarded<T>(work: (sdk: Sdk) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await work(await import("./awsSdk.ts"));
    } catch (error) {
      signal?.throwIfAborted();
      const { host, profile = namedProfile() } = this.#options;
      const failure = awsFailure(error, host, profile);
      // Keys that AWS refused are looked for anew next time.
      if (failure instanceof CredentialError) this.#keys = undefined;
      throw failure;
    }
  }

  async #fetchLogin(signal: AbortSignal): Promise<Kept<Login> | undefined> {
    const session = await this.session(signal);
    if (session === undefined) return undefined;
    const { authorizationToken, expiresAt } = await this.#askLogin(session);
    const [, username = "", password = ""] =
      /^([^:]+):(.+)$/.exec(Buffer.from(authorizationToken ?? "", "base64").toString()) ?? [];
    const { host } = this.#options;
    if (password === "") throw new ContentError("malformed", "the login that AWS gives", { host });
    const until = (expiresAt?.getTime() ?? 0) - margin;
    return { value: { kind: "basic", username, password }, until };
  }

  /** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html */
  async #askLogin(session: AwsSession) {
    if (this.#options.kind === "ecrPublic") {
      const { authorizationData } = await session.ecrPublic((client, sdk, sending) =>
        client.send(new sdk.GetPublicAuthorizationTokenCommand({}), sending),
      );
      return authorizationData ?? {};
    }
    const { authorizationData = [] } = await session.ecr((client, sdk, sending) =>
      client.send(new sdk.GetAuthorizationTokenCommand({}), sending),
    );
    return authorizationData[0] ?? {};
  }
}
