/** What VS Code's own settings say. */
import { workspace } from "vscode";
import type { ProxySettings } from "../core/http/undiciSend.ts";

/** The user's own GitHub Enterprise server; what a folder's settings name does not count. */
export function enterpriseHost(): string | undefined {
  const uri: unknown = workspace.getConfiguration("github-enterprise").inspect("uri")?.globalValue;
  return typeof uri === "string" ? URL.parse(uri)?.host : undefined;
}

/** VS Code's proxy, for registries that VS Code's own fetch cannot serve (reliability 3.1). */
export function hostProxy(): ProxySettings | undefined {
  const proxy = workspace.getConfiguration("http").get<string>("proxy");
  const noProxy = workspace.getConfiguration("http").get<readonly string[]>("noProxy") ?? [];
  return proxy ? { httpProxy: proxy, httpsProxy: proxy, noProxy: noProxy.join(",") } : undefined;
}
