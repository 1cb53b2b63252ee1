import { describeBehaviour } from "../support/behaviour.ts";
import { startRegistry } from "../support/dockerRegistry.ts";
import { ecr } from "../support/subjectOfEcr.ts";
import { distributionSubjects } from "../support/subjectsOfDistribution.ts";
import { dockerHub, ghcr, harbor } from "../support/subjectsOfVendors.ts";

for (const subject of [
  ...distributionSubjects("docker-registry 2.8", startRegistry),
  ecr,
  dockerHub,
  ghcr,
  harbor,
])
  describeBehaviour(subject);
