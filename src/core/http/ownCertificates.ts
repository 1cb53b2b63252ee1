/** The transport to a registry with certificates of its own (reliability V7). */
import { readFile } from "node:fs/promises";
import { NetworkError } from "../errors.ts";
import type { Send } from "./call.ts";
import { type ProxySettings, undiciSend } from "./undiciSend.ts";

/** What makes a registry special. Paths are of PEM files. */
export type Certificates = {
  /** The authority that signed the registry's certificate. */
  readonly caFile?: string;
  /** What the registry knows us by; with the key beside it. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Any certificate is accepted. */
  readonly insecure?: boolean;
};

/** Whether there is anything that the usual transport cannot do. */
export function isSpecial({ caFile, certFile, insecure }: Certificates): boolean {
  return caFile !== undefined || certFile !== undefined || insecure === true;
}

/**
 * Sends with a registry's own certificates. Our certificate goes to the registry's origin alone, and only there any
 * certificate may be accepted; the authority is also trusted for token servers and other hosts that the registry sends
 * us to. The files are read on the first call: one that cannot be read is NetworkError `tls`, code `certificateFile`.
 */
export function ownCertificates(
  base: URL,
  { caFile, certFile, keyFile, insecure }: Certificates,
  {
    userAgent,
    proxy,
    transport,
  }: { userAgent: string; proxy: () => ProxySettings | "environment" | undefined; transport: Send },
): Send {
  const read = (path: string | undefined) => (path === undefined ? undefined : readPem(path, base.host));
  const open = async () => {
    const [ca, cert, key] = await Promise.all([read(caFile), read(certFile), read(keyFile)]);
    const settings = proxy();
    const shared = {
      userAgent,
      ...(ca !== undefined && { ca }),
      ...(settings !== undefined && { proxy: settings }),
    };
    const own = undiciSend({
      ...shared,
      ...(insecure === true && { insecure }),
      ...(cert !== undefined && key !== undefined && { client: { cert, key } }),
    });
    return { own, others: ca === undefined ? transport : undiciSend(shared) };
  };
  let opened: ReturnType<typeof open> | undefined;
  return async (call) => {
    opened ??= open();
    const { own, others } = await opened.catch((failure: unknown) => {
      // A file that was mended is read again.
      opened = undefined;
      throw failure;
    });
    return call.url.origin === base.origin ? own(call) : others(call);
  };
}

async function readPem(path: string, host: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new NetworkError("tls", host, { code: "certificateFile", target: path, cause });
  }
}
