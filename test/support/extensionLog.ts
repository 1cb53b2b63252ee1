/** The extension's own log outside VS Code: a fake of the one function of `vscode` that it needs. */
import { registerHooks } from "node:module";

const lines: string[] = [];
const note = (text: string) => void lines.push(text);
Object.assign(globalThis, {
  extensionLog: { info: note, warn: note, error: note, debug: note, show: () => {} },
});
const fake = "export const window = { createOutputChannel: () => globalThis.extensionLog };";
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "vscode"
      ? { url: `data:text/javascript,${encodeURIComponent(fake)}`, shortCircuit: true }
      : next(specifier, context),
});

/** What the extension puts around its transport. */
export const { logged } = await import("../../src/vscode/log.ts");

/** All that was logged in this process, at every level. */
export function logLines(): readonly string[] {
  return lines;
}
