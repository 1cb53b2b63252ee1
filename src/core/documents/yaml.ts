/**
 * YAML, read with care: workspace files are other people's. Nesting, aliases and sizes are counted while the
 * text is split into tokens, before anything recursive or quadratic of the library sees them, and aliases are
 * followed through a map of our own. Reliability 2.1, W01 to W04.
 */
import { type Alias, Composer, CST, isAlias, Lexer, type Node, Parser, visit } from "yaml";
import type { Reading } from "./occurrence.ts";

/** One document of a YAML stream: its root, and the node that each alias stands for. */
export type YamlDocument = {
  readonly root: Node | null;
  readonly targets: ReadonlyMap<Alias, Node>;
};

/** `limit` says why there are no documents, or, when "malformed", that some of the text could not be read. */
export type YamlStream = { readonly documents: readonly YamlDocument[]; readonly limit?: Limit };

export type Limit = NonNullable<Reading["limit"]>;

/** Lengths are in UTF-16 units; `tokens` is what 250 ms are enough for, about 200 KB of an ordinary file. */
const most = { length: 1 << 20, tokens: 100_000, depth: 100, entries: 5_000, aliases: 1_000 };

const options = {
  // With the failsafe schema every scalar is a string, as written.
  schema: "failsafe",
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

/** Reads all documents of `text`, as far as they can be read. Never throws. */
export function parseYaml(text: string): YamlStream {
  const tokens = tokenize(text);
  if (typeof tokens === "string") return { documents: [], limit: tokens };
  const sound = tokens.filter((token) => token.type !== "error");
  const composed = [...new Composer(options).compose(sound)];
  const malformed = sound.length < tokens.length || composed.some(({ errors }) => errors.length > 0);
  return {
    documents: composed.map(({ contents }) => ({ root: contents, targets: aliasTargets(contents) })),
    ...(malformed && { limit: "malformed" }),
  };
}

function tokenize(text: string): CST.Token[] | Limit {
  if (text.length > most.length) return "tooLarge";
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let [count, aliases] = [0, 0];
  for (const lexeme of new Lexer().lex(text)) {
    if (++count > most.tokens) return "tooLarge";
    if (CST.tokenType(lexeme) === "alias" && ++aliases > most.aliases) return "tooManyAliases";
    tokens.push(...parser.next(lexeme));
    // The stack is the document, the open collections, and a scalar.
    if (parser.stack.length > most.depth + 2) return "tooDeep";
    const top = parser.stack.at(-1);
    if (top !== undefined && "items" in top && top.items.length > most.entries) return "tooLarge";
  }
  tokens.push(...parser.end());
  return tokens;
}

/** An alias stands for the last node before it that has its anchor. */
function aliasTargets(root: Node | null): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(root, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
    },
  });
  return targets;
}
