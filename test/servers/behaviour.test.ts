import { describeBehaviour } from "../support/behaviour.ts";
import { startDistribution3 } from "../support/distribution3.ts";
import { gitea } from "../support/subjectOfGitea.ts";
import { distributionSubjects } from "../support/subjectsOfDistribution.ts";

for (const subject of [...distributionSubjects("distribution 3.1", startDistribution3), gitea])
  describeBehaviour(subject);
