import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Credential } from "../../src/core/auth/credential.ts";
import { type Endpoint, endpointOf } from "../../src/core/connect.ts";
import { CredentialError, NetworkError, RegistryError } from "../../src/core/errors.ts";
import { addRegistry } from "../../src/vscode/registries/addRegistry.ts";
import {
  addDockerHub,
  addDockerLogins,
  addRepository,
  type Flows,
  removeRegistry,
  signIn,
  signOut,
} from "../../src/vscode/registries/registryFlows.ts";
import { type Act, scriptedAsk } from "../support/scriptedAsk.ts";

const unauthorized = new RegistryError("unauthorized", "h.test", { status: 401 });
const storeFailed = new CredentialError("storeFailed", "the store", { host: "h.test" });
const aborted = new DOMException("cancelled", "AbortError");

type World = {
  readonly acts?: readonly Act[];
  readonly hosts?: readonly string[];
  readonly dockerLogins?: readonly string[];
  /** What each test of a registry gives; passed when undefined. */
  readonly tests?: readonly (unknown | undefined)[];
  readonly storeFails?: boolean;
  /** The account that signing in with GitHub gives, or nothing when the user leaves there. */
  readonly githubAccount?: string;
  /** What files of the workspace name. */
  readonly used?: readonly string[];
};

/** Flows whose person acts as written; `happened` notes all that was done, in order. */
function flowsOf({
  acts = [],
  hosts = [],
  dockerLogins = [],
  tests = [],
  storeFails = false,
  githubAccount,
  used = [],
}: World) {
  const happened: string[] = [];
  const tested: { endpoint: Endpoint; credential: Credential | undefined }[] = [];
  const outcomes = [...tests];
  const refuse = async () => {
    if (storeFails) throw storeFailed;
  };
  const { ask, waiting } = scriptedAsk(acts, happened);
  const flows: Flows = {
    ask,
    registries: {
      has: (host) => hosts.includes(host),
      dockerLogins: async () => dockerLogins,
      add: async (...addresses) => {
        const shown = addresses.map(({ kind, url, account, profile, certificates }) =>
          [kind, url, account, profile, certificates && JSON.stringify(certificates)]
            .filter(Boolean)
            .join(" "),
        );
        happened.push(`add ${shown.join(", ")}`);
      },
      remove: async (host) => void happened.push(`remove ${host}`),
      addRepository: async (host, path) => void happened.push(`addRepository ${host} ${path}`),
    },
    secrets: {
      read: async () => undefined,
      write: (host, { username, password }) => {
        happened.push(`write ${host} ${username} ${password}`);
        return refuse();
      },
      forget: (host) => {
        happened.push(`forget ${host}`);
        return refuse();
      },
    },
    test: async (endpoint, credential) => {
      tested.push({ endpoint, credential });
      const outcome = outcomes.shift();
      if (outcome !== undefined) throw outcome;
    },
    github: {
      offers: ({ kind }) => kind === "ghcr",
      signIn: async ({ id }) => {
        happened.push(`github ${id}`);
        return githubAccount;
      },
      signOut: async (id) => void happened.push(`leave github ${id}`),
      forget: async (id) => void happened.push(`forget github ${id}`),
    },
    usedRepositories: async () => used,
    detect: async ({ base }) => {
      happened.push(`detect ${base}`);
      return "harbor";
    },
    reset: (host) => happened.push(`reset ${host}`),
  };
  return { flows, happened, tested, left: waiting };
}

const any: Act = { choose: "Any registry" };
const withLogin: Act = { choose: "With user name and password" };
const without: Act = { choose: "Without signing in" };
const login = { kind: "basic", username: "robot", password: " p'w " };

describe("adding a registry", () => {
  it("tries it before it is saved, as anyone may", async () => {
    const { flows, happened, tested, left } = flowsOf({ acts: [any, { type: "localhost:5000" }, without] });
    assert.equal(await addRegistry(flows), "localhost:5000");
    assert.deepEqual(
      tested.map(({ endpoint, credential }) => [endpoint.base.href, credential]),
      [["http://localhost:5000/", undefined]],
    );
    assert.deepEqual(happened, [
      "Asking localhost:5000...",
      "Asking localhost:5000...",
      "detect http://localhost:5000/",
      "add harbor http://localhost:5000/",
      "say Added localhost:5000",
    ]);
    assert.equal(left.length, 0);
  });

  it("C07: with a login, keeps it as it was typed, after it was accepted", async () => {
    const { flows, happened, tested } = flowsOf({
      acts: [any, { type: "h.test" }, withLogin, { type: "robot" }, { type: " p'w " }],
    });
    assert.equal(await addRegistry(flows), "h.test");
    assert.deepEqual(tested[0]?.credential, login);
    assert.deepEqual(happened.slice(3, 6), [
      "write h.test robot  p'w ",
      "reset h.test",
      "add harbor https://h.test/",
    ]);
  });

  it("without a user name is without a login", async () => {
    const { flows, tested } = flowsOf({ acts: [any, { type: "h.test" }, withLogin, { type: "" }] });
    assert.equal(await addRegistry(flows), "h.test");
    assert.equal(tested[0]?.credential, undefined);
  });

  it("needs an explicit word for plain http, and none on this machine or for https", async () => {
    const plain = flowsOf({
      acts: [any, { type: "http://h.test" }, { choose: "Use plain http" }, without],
    });
    assert.equal(await addRegistry(plain.flows), "h.test");
    assert.equal(plain.tested[0]?.endpoint.base.href, "http://h.test/");
    const changed = flowsOf({
      acts: [any, { type: "http://h.test" }, { choose: "Change the address" }, { type: "h.test" }, without],
    });
    assert.equal(await addRegistry(changed.flows), "h.test");
    assert.equal(changed.tested[0]?.endpoint.base.href, "https://h.test/");
  });

  it("A10: tries a refused login once for each time the user wants it", async () => {
    const { flows, tested, happened } = flowsOf({
      acts: [
        any,
        { type: "h.test" },
        withLogin,
        { type: "robot" },
        { type: "wrong" },
        { choose: "Change what I typed" },
        { type: " p'w " },
      ],
      tests: [unauthorized, undefined],
    });
    assert.equal(await addRegistry(flows), "h.test");
    assert.deepEqual(
      tested.map(({ credential }) => credential),
      [{ ...login, password: "wrong" }, login],
    );
    assert.equal(happened.filter((what) => what.startsWith("write")).length, 1);
  });

  it("can be tried again, and saved although it fails", async () => {
    const { flows, tested } = flowsOf({
      acts: [any, { type: "h.test" }, without, { choose: "Try again" }, { choose: "Save it anyway" }],
      tests: [unauthorized, unauthorized],
    });
    assert.equal(await addRegistry(flows), "h.test");
    assert.equal(tested.length, 2);
  });

  it("goes back to the last question when the try is cancelled", async () => {
    const { flows, tested } = flowsOf({
      acts: [any, { type: "h.test" }, without, withLogin, { type: "robot" }, { type: " p'w " }],
      tests: [aborted, undefined],
    });
    assert.equal(await addRegistry(flows), "h.test");
    assert.deepEqual(
      tested.map(({ credential }) => credential),
      [undefined, login],
    );
  });

  it("goes back over questions that were not asked", async () => {
    const { flows } = flowsOf({
      acts: [any, { type: "h.test" }, withLogin, { type: "robot" }, "back", "back", "back", "back", "leave"],
    });
    assert.equal(await addRegistry(flows), undefined);
  });

  for (const acts of [["leave"], [any, "leave"], [any, { type: "h.test" }, "leave"]] as const) {
    it(`I3: changes nothing when the user leaves after ${acts.length - 1} answers`, async () => {
      const { flows, happened } = flowsOf({ acts });
      assert.equal(await addRegistry(flows), undefined);
      assert.deepEqual(happened, []);
    });
  }

  it("A19: adds it for this session when the secret store fails, and says so", async () => {
    const { flows, happened } = flowsOf({
      acts: [any, { type: "h.test" }, withLogin, { type: "robot" }, { type: "pw" }],
      storeFails: true,
    });
    assert.equal(await addRegistry(flows), "h.test");
    assert.deepEqual(happened.slice(-3), ["warn", "add harbor https://h.test/", "say Added h.test"]);
  });

  it("is done for Docker Hub with two answers, or none", async () => {
    const chosen = flowsOf({ acts: [{ choose: "Docker Hub" }, without] });
    assert.equal(await addRegistry(chosen.flows), "docker.io");
    const direct = flowsOf({});
    assert.equal(await addDockerHub(direct.flows), "docker.io");
    assert.deepEqual(direct.happened, ["add dockerHub https://docker.io/", "say Added docker.io"]);
    assert.deepEqual(chosen.happened, direct.happened);
  });

  it("tries a login for Docker Hub, and for GitHub by its one address", async () => {
    for (const [label, url] of [
      ["Docker Hub", "https://registry-1.docker.io/"],
      ["GitHub Container Registry", "https://ghcr.io/"],
    ] as const) {
      const acts: readonly Act[] = [{ choose: label }, withLogin, { type: "robot" }, { type: " p'w " }];
      const { flows, tested } = flowsOf({ acts });
      await addRegistry(flows);
      assert.deepEqual(
        tested.map(({ endpoint, credential }) => [endpoint.base.href, credential]),
        [[url, login]],
      );
    }
  });

  it("knows an ECR registry by its address, and says what that looks like", async () => {
    const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
    const { flows, happened } = flowsOf({
      acts: [{ choose: "AWS ECR" }, { type: host }, { choose: "With my AWS credentials" }],
    });
    assert.equal(await addRegistry(flows), host);
    assert.ok(happened.includes(`add ecr https://${host}/`));
    const named = flowsOf({
      acts: [
        { choose: "AWS ECR" },
        { type: host },
        { choose: "With an AWS profile..." },
        "back",
        { choose: "With an AWS profile..." },
        { type: " work " },
      ],
    });
    assert.equal(await addRegistry(named.flows), host);
    assert.ok(named.happened.includes(`add ecr https://${host}/ work`));
    assert.equal(named.tested[0]?.endpoint.profile, "work");
    const elsewhere = flowsOf({ acts: [{ choose: "AWS ECR" }, { type: `${host}.evil.test` }] });
    await assert.rejects(addRegistry(elsewhere.flows), /ACCOUNT\.dkr\.ecr\.REGION/);
  });

  it("adds a further account of a registry that is there, always with a login", async () => {
    const { flows, happened, tested } = flowsOf({
      acts: [any, { type: "h.test" }, { type: "work" }, { type: "robot" }, { type: " p'w " }],
      hosts: ["h.test"],
    });
    assert.equal(await addRegistry(flows), "h.test~work");
    assert.deepEqual(
      tested.map(({ endpoint, credential }) => [endpoint.id, endpoint.host, credential]),
      [["h.test~work", "h.test", login]],
    );
    assert.deepEqual(happened.slice(-4), [
      "write h.test~work robot  p'w ",
      "reset h.test~work",
      "add harbor https://h.test/ work",
      "say Added h.test (work)",
    ]);
  });

  it("refuses a name for an account that is taken or none", async () => {
    for (const type of ["work", "a b", "a/b", ""]) {
      const acts: readonly Act[] = [any, { type: "h.test" }, { type }];
      await assert.rejects(addRegistry(flowsOf({ acts, hosts: ["h.test", "h.test~work"] }).flows));
    }
  });

  it("N13: offers what may be done about a certificate, for this registry alone, and tries again", async () => {
    const untrusted = new NetworkError("tls", "h.test", { code: "SELF_SIGNED_CERT_IN_CHAIN" });
    const ways: readonly (readonly [string, readonly Act[], object])[] = [
      ["Trust a certificate authority", [{ type: "/ca.pem" }], { caFile: "/ca.pem" }],
      [
        "Show a certificate of my own",
        [{ type: "/my.pem" }, { type: "/my.key" }],
        { certFile: "/my.pem", keyFile: "/my.key" },
      ],
      ["Accept any certificate", [], { insecure: true }],
    ];
    for (const [label, answers, wanted] of ways) {
      const acts: readonly Act[] = [any, { type: "h.test" }, without, { choose: label }, ...answers];
      const { flows, happened, tested } = flowsOf({ acts, tests: [untrusted] });
      await addRegistry(flows);
      assert.equal(tested.length, 2);
      assert.deepEqual({ ...tested[1]?.endpoint, ...wanted }, tested[1]?.endpoint);
      assert.ok(happened.includes(`add harbor https://h.test/ ${JSON.stringify(wanted)}`));
    }
  });

  it("goes on as it was when a file is not chosen after all", async () => {
    const untrusted = new NetworkError("tls", "h.test", { code: "SELF_SIGNED_CERT_IN_CHAIN" });
    const acts: readonly Act[] = [
      any,
      { type: "h.test" },
      without,
      { choose: "Trust a certificate authority" },
      "leave",
      { choose: "Save it anyway" },
    ];
    const { flows, happened } = flowsOf({ acts, tests: [untrusted, untrusted] });
    await addRegistry(flows);
    assert.ok(happened.includes("add harbor https://h.test/"));
  });

  it("offers nothing of the kind for other failures", async () => {
    const acts: readonly Act[] = [any, { type: "h.test" }, without, { choose: "Accept any certificate" }];
    await assert.rejects(addRegistry(flowsOf({ acts, tests: [unauthorized] }).flows), /no option/);
  });

  it("does not add what is there", async () => {
    const { flows, happened } = flowsOf({ hosts: ["docker.io"] });
    await addDockerHub(flows);
    assert.deepEqual(happened, ["say docker.io is there already"]);
  });
});

describe("docker logins", () => {
  it("are offered when they are not there yet, and added as chosen, all in one change", async () => {
    const { flows, happened } = flowsOf({
      acts: [{ many: ["Docker Hub", "localhost:5000"] }],
      dockerLogins: ["docker.io", "ghcr.io", "localhost:5000", "there.test"],
      hosts: ["there.test"],
    });
    assert.equal(await addDockerLogins(flows), "docker.io");
    assert.deepEqual(happened, [
      "Asking localhost:5000...",
      "detect http://localhost:5000/",
      "add dockerHub https://docker.io/, harbor http://localhost:5000/",
      "say Added docker.io, localhost:5000",
    ]);
  });

  it("that do not exist are said to be none", async () => {
    const { flows, happened } = flowsOf({ dockerLogins: ["there.test"], hosts: ["there.test"] });
    assert.equal(await addDockerLogins(flows), undefined);
    assert.deepEqual(happened, ["say No docker login was found that is not there already"]);
  });
});

describe("signing in", () => {
  const endpoint = endpointOf(new URL("https://h.test/"));

  it("keeps what was accepted, and asks the registry anew", async () => {
    const { flows, happened, tested } = flowsOf({ acts: [{ type: "robot" }, { type: " p'w " }] });
    assert.equal(await signIn(flows, endpoint), true);
    assert.deepEqual(tested, [{ endpoint, credential: login }]);
    assert.deepEqual(happened, [
      "Asking h.test...",
      "write h.test robot  p'w ",
      "reset h.test",
      "say Signed in to h.test",
    ]);
  });

  it("keeps nothing that was refused", async () => {
    const { flows, happened } = flowsOf({
      acts: [{ type: "robot" }, { type: "wrong" }, "leave"],
      tests: [unauthorized],
    });
    assert.equal(await signIn(flows, endpoint), false);
    assert.deepEqual(happened, ["Asking h.test..."]);
  });

  it("without a user name forgets the login", async () => {
    const { flows, happened } = flowsOf({ acts: [{ type: "" }] });
    assert.equal(await signIn(flows, endpoint), true);
    assert.deepEqual(happened.slice(1), ["forget h.test", "reset h.test", "say Not signed in to h.test"]);
  });
});

describe("signing in to GitHub's registry", () => {
  const ghcr = endpointOf(new URL("https://ghcr.io/"));
  const github: Act = { choose: "With GitHub" };

  it("offers GitHub first, and then uses it instead of what was typed before", async () => {
    const { flows, happened, tested } = flowsOf({ acts: [github], githubAccount: "octo" });
    assert.equal(await signIn(flows, ghcr), true);
    assert.deepEqual(happened, [
      "github ghcr.io",
      "forget ghcr.io",
      "reset ghcr.io",
      "say Signed in to ghcr.io as octo",
    ]);
    assert.deepEqual(tested, []);
  });

  it("changes nothing when the user leaves GitHub", async () => {
    const { flows, happened } = flowsOf({ acts: [github] });
    assert.equal(await signIn(flows, ghcr), false);
    assert.deepEqual(happened, ["github ghcr.io"]);
  });

  it("takes a token as well, and goes back from it", async () => {
    const token: Act = { choose: "With user name and token" };
    const acts: readonly Act[] = [token, "back", token, { type: "robot" }, { type: " p'w " }];
    const { flows, happened, tested } = flowsOf({ acts });
    assert.equal(await signIn(flows, ghcr), true);
    assert.deepEqual(tested, [{ endpoint: ghcr, credential: login }]);
    assert.ok(happened.includes("write ghcr.io robot  p'w "));
    assert.ok(!happened.some((what) => what.startsWith("github")));
  });

  it("is done while it is added, and tried as it then is", async () => {
    const acts: readonly Act[] = [{ choose: "GitHub Container Registry" }, github];
    const { flows, happened, tested } = flowsOf({ acts, githubAccount: "octo" });
    assert.equal(await addRegistry(flows), "ghcr.io");
    assert.equal(tested[0]?.credential, undefined);
    assert.deepEqual(happened, [
      "github ghcr.io",
      "Asking ghcr.io...",
      "add ghcr https://ghcr.io/",
      "say Added ghcr.io",
    ]);
    const left = flowsOf({ acts });
    assert.equal(await addRegistry(left.flows), undefined);
    assert.deepEqual(left.happened, ["github ghcr.io"]);
  });
});

describe("signing out", () => {
  it("A18: forgets the login first, then ends what is under way", async () => {
    const { flows, happened } = flowsOf({});
    await signOut(flows, "h.test");
    assert.deepEqual(happened, [
      "forget h.test",
      "leave github h.test",
      "reset h.test",
      "say Signed out of h.test",
    ]);
  });

  it("A19: tells when the secret store keeps the login, and has signed out for the session", async () => {
    const { flows, happened } = flowsOf({ storeFails: true });
    await assert.rejects(signOut(flows, "h.test"), storeFailed);
    assert.deepEqual(happened, ["forget h.test", "leave github h.test", "reset h.test"]);
  });
});

describe("removing a registry", () => {
  it("C08: takes its login with it", async () => {
    const { flows, happened } = flowsOf({});
    await removeRegistry(flows, "h.test");
    assert.deepEqual(happened, [
      "forget h.test",
      "forget github h.test",
      "reset h.test",
      "remove h.test",
      "say Removed h.test",
    ]);
  });

  it("A19: goes on when the secret store fails, and says so", async () => {
    const { flows, happened } = flowsOf({ storeFails: true });
    await removeRegistry(flows, "h.test");
    assert.deepEqual(happened.slice(-3), ["remove h.test", "say Removed h.test", "warn"]);
  });
});

describe("adding a repository", () => {
  const at = { id: "h.test", host: "h.test", repositories: ["team/there"] };
  const looking = "Looking for images in the workspace...";

  it("R15: offers those of the workspace that are not there yet, and takes one", async () => {
    const used = ["team/app", "team/there"];
    const { flows, happened } = flowsOf({ acts: [{ choose: "team/app" }], used });
    assert.equal(await addRepository(flows, at), "team/app");
    assert.deepEqual(happened, [looking, "addRepository h.test team/app"]);
    await assert.rejects(addRepository(flowsOf({ acts: [{ choose: "team/there" }], used }).flows, at));
  });

  it("takes another one by its name", async () => {
    const acts: readonly Act[] = [{ choose: "Another one..." }, { type: "team/new" }];
    const { flows, happened } = flowsOf({ acts, used: ["team/app"] });
    assert.equal(await addRepository(flows, at), "team/new");
    assert.deepEqual(happened.slice(1), ["addRepository h.test team/new"]);
  });

  it("R15: takes a name of the registry", async () => {
    const { flows, happened } = flowsOf({ acts: [{ type: " h.test/team/app " }] });
    assert.equal(await addRepository(flows, at), "team/app");
    assert.deepEqual(happened, [looking, "addRepository h.test team/app"]);
  });

  it("does nothing when the user leaves", async () => {
    const { flows, happened } = flowsOf({ acts: ["leave"] });
    assert.equal(await addRepository(flows, at), undefined);
    assert.deepEqual(happened, [looking]);
  });
});
