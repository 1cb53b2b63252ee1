import { statusToFailure } from "../http/answers.ts";
import { drain } from "../http/body.ts";
import { type Api, ask } from "../registry/api.ts";
import { hubTagUrl } from "./dockerHubUrls.ts";

/** Takes a tag away by the website's API, which the registry itself cannot. `api` sends signed in. */
export async function untagAtHub(api: Api, path: string, tag: string, signal?: AbortSignal): Promise<void> {
  const response = await ask(api, "DELETE", hubTagUrl(api.base, path, tag), { signal });
  if (![200, 202, 204].includes(response.status)) throw await statusToFailure(response, api.base.host);
  await drain(response);
}
