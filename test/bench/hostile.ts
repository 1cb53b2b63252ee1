import { parseReference } from "../../src/core/reference/reference.ts";
import { type Figure, type Section, timeOf } from "./figures.ts";

const short = 1_000;
const factor = 4;
const calls = 2_000;
/** Growth that says linear: the factor, with room for noise; quadratic would be its square, 16. */
const linear = 8;

/** Beginnings and ends around a repeated part, made to tempt a backtracking pattern. */
const shapes: readonly (readonly [name: string, begin: string, part: string, end: string])[] = [
  ["letters, then an illegal one", "", "a", "!"],
  ["separators", "a", "-", "!"],
  ["components", "", "a/", "!"],
  ["dotted host", "", "a.", "/A!"],
  ["dashes in a host", "a.", "a-", "/a"],
  ["underscores", "", "a__", "!"],
  ["long tag", "a:", "a.", "!"],
  ["long digest", "a@sha256:", "a", "!"],
  ["colons", "a", ":", ""],
  ["at signs", "a", "@", ""],
];

/** How the time to refuse a hostile reference grows with its length, below the length that is refused unread. */
export function hostile(): Section {
  const lengths = `${short} and ${short * factor} characters`;
  return {
    title: `Hostile references: parseReference at ${lengths}, best of 9 x ${calls} calls`,
    figures: shapes.map(growth),
  };
}

function growth([name, begin, part, end]: (typeof shapes)[number]): Figure {
  const timeAt = (length: number) => {
    const text = begin + part.repeat(Math.floor(length / part.length)) + end;
    const times = Array.from({ length: 9 }, () =>
      timeOf(() => {
        for (let call = 0; call < calls; call++) parseReference(text);
      }),
    );
    return (Math.min(...times) / calls) * 1000;
  };
  const small = timeAt(short);
  const large = timeAt(short * factor);
  const growth = large / small;
  return {
    name,
    value: `${small.toFixed(2)} us, ${large.toFixed(2)} us: ratio ${growth.toFixed(1)}`,
    aim: { words: `linear, ratio at most ${linear}`, met: growth <= linear },
  };
}
