import { sanitize } from "../core/text.ts";

/**
 * Text of a registry or a file for the surfaces of VS Code that read Markdown or links out of it. Reliability 2.1
 * lists what was measured: notifications run command links, hovers fetch images and link bare URLs.
 */

/** Text for a Markdown hover or tooltip: every character that means something to Markdown is escaped, no URL links itself. */
export function escapeMarkdown(text: string): string {
  return sanitize(text)
    .replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, "\\$&")
    .replace(/:/g, "&#58;")
    .replace(/@/g, "&#64;");
}

/** Text in a code span. Backticks and line ends cannot leave it. */
export function codeSpan(text: string): string {
  const shown = sanitize(text).replaceAll("`", "'").replaceAll("|", "\\|");
  return shown === "" ? "" : `\`${shown}\``;
}

/** Text for notifications and progress, where VS Code makes links of `[text](target)`. */
export function plain(text: string): string {
  return sanitize(text).replaceAll("[", "［").replaceAll("]", "］");
}

/** Text for labels where VS Code makes icons of `$(name)`: quick picks and the status bar (U05). */
export function iconless(text: string): string {
  return sanitize(text).replaceAll("$(", "＄(");
}
