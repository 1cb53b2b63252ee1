import { window } from "vscode";
import { iconless, plain } from "./markdown.ts";

/** Milliseconds without a key after which what was typed is used. */
const pause = 150;

/**
 * Asks for a filter and uses it while it is typed. `narrow` gives a sentence on what came of it. Resolves when the
 * input is gone: what was typed stays, however it was left.
 */
export async function askFilter(
  title: string,
  before: string,
  narrow: (text: string) => Promise<string>,
): Promise<void> {
  const input = window.createInputBox();
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  let used = before;
  const use = async (text: string) => {
    used = text;
    input.prompt = plain(await narrow(text));
  };
  input.title = iconless(title);
  input.placeholder = "Part of a name; nothing shows all";
  input.value = before;
  input.onDidChangeValue((text) => {
    clearTimeout(timer);
    timer = setTimeout(() => void use(text), pause);
  });
  input.onDidAccept(() => input.hide());
  input.onDidHide(resolve);
  input.show();
  await gone;
  clearTimeout(timer);
  const { value } = input;
  input.dispose();
  if (value !== used) await narrow(value);
}
