/**
 * What the extension host and its webviews say to each other: in this file how, in those beside it what. Types only:
 * the folder is all that webview/ may import from src. The host owns the state and posts it whole; the webview renders it
 * and sends intents that expect no answer.
 *
 * All text is already sanitised (text.ts) and formatted for people; the webview still writes it as text only.
 */

/** Host to webview. */
export type HostMessage<State> = { readonly type: "state"; readonly state: State };
