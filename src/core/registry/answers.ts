import { ContentError, RegistryError, type RegistryErrorKind } from "../errors.ts";

export async function failureOf(response: Response, host: string): Promise<RegistryError> {
  let facts = {};
  try {
    const first = ((await response.json()) as { errors: { code: string; message: string }[] }).errors[0];
    facts = { code: first?.code, detail: first?.message };
  } catch {}
  return new RegistryError(kindOf(response.status), host, { status: response.status, ...facts });
}

function kindOf(status: number): RegistryErrorKind {
  if (status === 401) return "unauthorized";
  if (status === 403) return "denied";
  if (status === 404) return "notFound";
  if (status === 405 || status === 501) return "unsupported";
  if (status === 429) return "rateLimited";
  return status >= 500 ? "unavailable" : "unexpected";
}

export async function readBytes(response: Response, limit: number, subject: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > limit) throw new ContentError("tooLarge", subject, { limit });
  return bytes;
}
