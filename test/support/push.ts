import type { Content, ManifestTree } from "./images.ts";

export type Login = { readonly user: string; readonly password: string };

/** Where to push: the registry's `http://host:port`, the repository, and the Authorization header if one is needed. */
export type Target = { readonly url: string; readonly repository: string; readonly authorization?: string };

/** Pushes everything below the tree, then the tree by its digest and under each tag. */
export async function push(target: Target, tree: ManifestTree, tags: readonly string[] = []): Promise<void> {
  for (const child of tree.children) await push(target, child);
  for (const blob of tree.blobs) await pushBlob(target, blob);
  for (const name of [tree.digest, ...tags]) await pushManifest(target, tree, name);
}

/** Puts a manifest as it is; what it names must be there already. */
export async function pushManifest(target: Target, manifest: Content, name: string): Promise<void> {
  const answer = await fetch(`${target.url}/v2/${target.repository}/manifests/${name}`, {
    method: "PUT",
    headers: { ...headers(target), "content-type": manifest.mediaType },
    body: Buffer.from(manifest.bytes),
  });
  await expectStatus(answer, 201);
}

async function pushBlob(target: Target, blob: Content): Promise<void> {
  const base = `${target.url}/v2/${target.repository}/blobs`;
  const known = await fetch(`${base}/${blob.digest}`, { method: "HEAD", headers: headers(target) });
  if (known.ok) return;
  const opened = await fetch(`${base}/uploads/`, { method: "POST", headers: headers(target) });
  await expectStatus(opened, 202);
  const place = new URL(opened.headers.get("location") ?? "", target.url);
  place.searchParams.set("digest", blob.digest);
  const answer = await fetch(place, {
    method: "PUT",
    headers: { ...headers(target), "content-type": "application/octet-stream" },
    body: Buffer.from(blob.bytes),
  });
  await expectStatus(answer, 201);
}

/** The Authorization header for pushing to a repository: Basic, or a token when the registry wants one. */
export async function authorize(url: string, repository: string, login: Login): Promise<string> {
  const basic = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}`;
  const challenge = (await fetch(`${url}/v2/`)).headers.get("www-authenticate") ?? "";
  const [, realm] = challenge.match(/^Bearer .*realm="([^"]*)"/) ?? [];
  if (realm === undefined) return basic;
  const asked = new URL(realm);
  asked.searchParams.set("service", challenge.match(/service="([^"]*)"/)?.[1] ?? "");
  asked.searchParams.set("scope", `repository:${repository}:pull,push,delete`);
  const answer = await fetch(asked, { headers: { authorization: basic } });
  await expectStatus(answer, 200);
  const { token } = (await answer.json()) as { token: string };
  return `Bearer ${token}`;
}

function headers(target: Target): Record<string, string> {
  return target.authorization === undefined ? {} : { authorization: target.authorization };
}

async function expectStatus(answer: Response, status: number): Promise<void> {
  if (answer.status === status) return;
  throw new Error(`${answer.url} answered ${answer.status}, not ${status}: ${await answer.text()}`);
}
