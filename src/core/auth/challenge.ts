/**
 * What a registry asks for in `WWW-Authenticate`.
 *
 *     header     ::= [ challenge ] ( "," [ challenge ] )*
 *     challenge  ::= scheme [ 1*SP ( token68 | parameters ) ]
 *     parameters ::= [ parameter ] ( "," [ parameter ] )*
 *     parameter  ::= token BWS "=" BWS ( token | quoted-string )
 *
 * The comma separates parameters and challenges alike: what follows one is a parameter when it has a "=".
 * https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */

/** One challenge. Scheme and parameter names in lower case; of a repeated parameter the first counts. */
export type Challenge = { readonly scheme: string; readonly parameters: ReadonlyMap<string, string> };

/** How Mooring logs in. An absent realm is empty, which no rule accepts. */
export type LoginMethod =
  | { readonly kind: "basic" }
  | {
      readonly kind: "bearer";
      readonly realm: string;
      readonly service: string | undefined;
      readonly scope: string | undefined;
    };

const separators = /[\s,]*/y;
const blanks = /[ \t]+/y;
const parameter =
  /([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*(?:([!#$%&'*+\-.^_`|~0-9A-Za-z]+)|"((?:[^"\\]|\\.)*)")/y;
const scheme = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?=[\s,]|$)/y;
const token68 = /[A-Za-z0-9\-._~+/]+=*(?=\s*(?:,|$))/y;

/** Reads all challenges of a header; several header lines are joined by commas. Stops at what it cannot read. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  for (take(separators); at < header.length; take(separators)) {
    const parameters = challenges.at(-1)?.parameters;
    const pair = parameters === undefined ? null : take(parameter);
    if (pair !== null) {
      const [, name = "", plain, quoted = ""] = pair;
      const key = name.toLowerCase();
      if (!parameters?.has(key)) parameters?.set(key, plain ?? quoted.replace(/\\(.)/g, "$1"));
      continue;
    }
    const name = take(scheme)?.[1];
    if (name === undefined) break;
    challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
    take(blanks);
    take(token68);
  }
  return challenges;
}

/** The method to use: Bearer before Basic, undefined when neither is offered. */
export function chooseMethod(challenges: readonly Challenge[]): LoginMethod | undefined {
  const bearer = challenges.find((challenge) => challenge.scheme === "bearer")?.parameters;
  if (bearer !== undefined) {
    const realm = bearer.get("realm") ?? "";
    return { kind: "bearer", realm, service: bearer.get("service"), scope: bearer.get("scope") };
  }
  return challenges.some((challenge) => challenge.scheme === "basic") ? { kind: "basic" } : undefined;
}
