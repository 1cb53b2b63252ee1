import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import type { Send } from "../../../src/core/http/call.ts";
import { limit } from "../../../src/core/http/limit.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A transport whose calls are under way until they are let go. */
function held() {
  const started: string[] = [];
  const pending = new Map<string, (response: Response) => void>();
  const send: Send = ({ url }) => {
    started.push(url.pathname.slice(1));
    return new Promise((resolve) => pending.set(url.pathname.slice(1), resolve));
  };
  const letGo = async (name: string, response = new Response(null)) => {
    await turn();
    pending.get(name)?.(response);
    await turn();
  };
  return { started, send, letGo };
}

function asker(limited: Send): (host: string, name: string, signal?: AbortSignal) => Promise<Response> {
  return (host, name, signal) =>
    limited({ method: "GET", url: new URL(`https://${host}/${name}`), ...(signal && { signal }) });
}

test("X01: eight calls to one host run at once, the rest in order", async () => {
  const { started, send, letGo } = held();
  const ask = asker(limit()(send));
  for (let n = 0; n < 12; n++) void ask("a.test", `${n}`);
  await turn();
  assert.deepEqual(started, ["0", "1", "2", "3", "4", "5", "6", "7"]);
  await letGo("3");
  await letGo("0");
  assert.deepEqual(started.slice(8), ["8", "9"]);
});

test("sixteen calls run at once in all, whichever stack they come from", async () => {
  const { started, send } = held();
  const shared = limit();
  const [first, second] = [asker(shared(send)), asker(shared(send))];
  for (let n = 0; n < 8; n++) void first("a.test", `a${n}`);
  for (let n = 0; n < 8; n++) void second("b.test", `b${n}`);
  for (let n = 0; n < 3; n++) void second("c.test", `c${n}`);
  await turn();
  assert.deepEqual(started.slice(16), ["c0"]);
});

test("the total counts for a host that has one call under way", async () => {
  const { started, send } = held();
  const ask = asker(limit()(send));
  const calls = [
    "c0",
    ..."01234567".split("").map((n) => `a${n}`),
    ..."0123456".split("").map((n) => `b${n}`),
    "c1",
  ];
  for (const name of calls) void ask(`${name[0]}.test`, name);
  await turn();
  assert.deepEqual(started, calls.slice(0, 16));
});

test("X08: registries that hang do not starve a live one", async () => {
  const { started, send, letGo } = held();
  const ask = asker(limit()(send));
  for (let host = 0; host < 10; host++)
    for (let n = 0; n < 8; n++) void ask(`dead${host}.test`, `d${host}-${n}`);
  for (let n = 0; n < 3; n++) {
    void ask("live.test", `live${n}`);
    await turn();
    assert.equal(started.at(-1), `live${n}`);
    await letGo(`live${n}`);
  }
});

test("a call holds its place until its body ends, is cancelled, or the call is", async () => {
  const { started, send, letGo } = held();
  const ask = asker(limit({ perHost: 1, total: 1 })(send));
  const controller = new AbortController();
  const first = ask("a.test", "read");
  const second = ask("a.test", "cancelled");
  const third = ask("a.test", "abandoned", controller.signal);
  void ask("a.test", "last");
  await letGo("read", new Response("text"));
  assert.deepEqual(started, ["read"]);
  await (await first).text();
  await letGo("cancelled", new Response("text"));
  assert.deepEqual(started, ["read", "cancelled"]);
  await (await second).body?.cancel();
  await letGo("abandoned", new Response("text"));
  await third;
  assert.deepEqual(started, ["read", "cancelled", "abandoned"]);
  controller.abort();
  await turn();
  assert.deepEqual(started, ["read", "cancelled", "abandoned", "last"]);
});

test("a call that fails gives its place back once", async () => {
  let asked = 0;
  const ask = asker(
    limit({ perHost: 1, total: 1 })(async () => {
      asked++;
      throw new Error("broken");
    }),
  );
  for (let n = 0; n < 3; n++) await assert.rejects(ask("a.test", "x"), { message: "broken" });
  assert.equal(asked, 3);
});

test("a call that is cancelled under way gives its place back once, and one cancelled before takes none", async () => {
  const started: string[] = [];
  const send: Send = ({ url, signal }) => {
    started.push(url.pathname.slice(1));
    return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  };
  const ask = asker(limit({ perHost: 1, total: 1 })(send));
  const controller = new AbortController();
  const first = assert.rejects(ask("a.test", "first", controller.signal));
  for (const name of ["second", "third"]) void ask("a.test", name);
  await turn();
  controller.abort();
  await first;
  await turn();
  assert.deepEqual(started, ["first", "second"]);
  await assert.rejects(ask("b.test", "late", controller.signal));
  assert.deepEqual(started, ["first", "second"]);
});

test("X03: a call that ended leaves no listener on its signal", async () => {
  const { signal } = new AbortController();
  const ask = asker(limit()(async () => new Response("text")));
  await (await ask("a.test", "x", signal)).text();
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("a cancelled call leaves the queue and takes no place", async () => {
  const { started, send, letGo } = held();
  const ask = asker(limit({ perHost: 1, total: 1 })(send));
  const reason = new Error("enough");
  const controller = new AbortController();
  void ask("a.test", "first");
  const waiting = assert.rejects(ask("a.test", "gone", controller.signal), reason);
  void ask("a.test", "next");
  controller.abort(reason);
  await waiting;
  await assert.rejects(ask("a.test", "late", controller.signal), reason);
  await letGo("first");
  assert.deepEqual(started, ["first", "next"]);
});

test("a call cancelled in the moment it is let in hands its place on", async () => {
  const { started, send } = held();
  const ask = asker(limit({ perHost: 1, total: 1 })(send));
  const [first, gone] = [new AbortController(), new AbortController()];
  void ask("a.test", "first", first.signal);
  const waiting = assert.rejects(ask("a.test", "gone", gone.signal));
  void ask("a.test", "next");
  await turn();
  gone.abort();
  first.abort();
  await waiting;
  await turn();
  assert.deepEqual(started, ["first", "next"]);
});

/** How many calls to a host run at once now. */
async function width(
  ask: ReturnType<typeof asker>,
  fake: ReturnType<typeof held>,
  round: string,
): Promise<number> {
  const before = fake.started.length;
  for (let n = 0; n < 9; n++) void ask("a.test", `${round}${n}`);
  await turn();
  const running = fake.started.slice(before);
  for (let n = 0; n < 9; n++) await fake.letGo(`${round}${n}`);
  return running.length;
}

test("H03: a 429 halves a host's places, once for all that were under way, and good answers win them back", async () => {
  const fake = held();
  const ask = asker(limit({ perHost: 8, total: 16 })(fake.send));
  for (let n = 0; n < 8; n++) void ask("a.test", `first${n}`);
  for (let n = 0; n < 8; n++) await fake.letGo(`first${n}`, new Response(null, { status: 429 }));
  assert.equal(await width(ask, fake, "second"), 4);
  assert.equal(await width(ask, fake, "third"), 5);
  void ask("a.test", "again");
  await fake.letGo("again", new Response(null, { status: 429 }));
  assert.equal(await width(ask, fake, "fourth"), 3);
  void ask("b.test", "other");
  for (let n = 0; n < 9; n++) void ask("b.test", `b${n}`);
  await turn();
  assert.equal(fake.started.filter((name) => name.startsWith("b")).length, 7);
});

test("a host keeps one place however often it answers 429", async () => {
  const fake = held();
  const ask = asker(limit()(fake.send));
  for (let n = 0; n < 6; n++) {
    void ask("a.test", `no${n}`);
    await fake.letGo(`no${n}`, new Response(null, { status: 429 }));
  }
  assert.equal(await width(ask, fake, "then"), 1);
});

test("a call that streams gives its place back with its headers, and only once", async () => {
  const { started, send, letGo } = held();
  const limited = limit({ perHost: 1, total: 1 })(send);
  const controller = new AbortController();
  const stream = limited({
    method: "GET",
    url: new URL("https://a.test/stream"),
    streams: true,
    signal: controller.signal,
  });
  const ask = asker(limited);
  void ask("a.test", "1");
  void ask("a.test", "2");
  await letGo("stream", new Response("long"));
  assert.deepEqual(started, ["stream", "1"]);
  controller.abort();
  assert.equal(await (await stream).text(), "long");
  await turn();
  assert.deepEqual(started, ["stream", "1"]);
});
