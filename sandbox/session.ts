import { setImmediate } from 'node:timers/promises';
import { judge } from './judge.js';
import { playScenario, type Caption } from './player.js';
import { disturbanceOf, type Run } from './run.js';
import { scriptLinesOf } from './scenario-script.js';
import type { Scenario } from './scenario.js';
import { openStage, type Stage } from './stage.js';
import type { Verdict } from './verdict.js';

/** Scenarios that are played at the same time: what two cores can hear without losing step, and have something to spare. */
const concurrentScenarios = 3;

/** A scenario that was played and judged. */
export interface Result {
  readonly run: Run;
  readonly verdict: Verdict;
}

export interface SessionOptions {
  /** Where the log of a service goes; services are numbered from 1. */
  logFile(service: number): string;
  onCaption(scenario: Scenario, caption: Caption): void;
  onPlayed(scenario: Scenario): void;
  /** A scenario failed while it was disturbed, in the words of `disturbanceOf`; it will be played once more. */
  onDisturbed(scenario: Scenario, failure: { readonly verdict: Verdict; readonly disturbance: string }): void;
}

/**
 * Plays scenarios, several at a time through one service; those with settings of their own get a service of their
 * own. They are judged when all of them were played, because judging takes the time that the telephones need. What
 * failed while something stood still says nothing of the service, and is played once more, by itself.
 *
 * @returns one result for each scenario, in their order.
 * @throws Error if a service does not start.
 */
export async function playSession(
  scenarios: readonly Scenario[],
  options: SessionOptions,
): Promise<Result[]> {
  const stages = new Map<string, Stage>();
  try {
    for (const scenario of scenarios) {
      const { settings } = scenario;
      const stage =
        stages.get(keyOf(scenario)) ??
        (await openStage({ settings, logFile: options.logFile(stages.size + 1) }));
      stages.set(keyOf(scenario), stage);
      // The voices take all of a core while they learn the lines: better before than beside a call.
      await scriptLinesOf(scenario, stage.voices);
    }
    const play = async (scenario: Scenario) => {
      const stage = stages.get(keyOf(scenario));
      if (stage === undefined) throw new Error(`There is no stage for ${scenario.name}.`);
      const run = await playScenario(scenario, {
        stage,
        onCaption: (caption) => options.onCaption(scenario, caption),
      });
      options.onPlayed(scenario);
      return run;
    };
    const results: Result[] = [];
    for (const run of await mapConcurrently(scenarios, play)) {
      results.push({ run, verdict: judge(run) });
      // Judging takes seconds, in which nothing else happens: that the service closed an idle connection must be seen.
      await setImmediate();
    }
    for (const [index, { run, verdict }] of results.entries()) {
      const disturbance = disturbanceOf(run);
      if (verdict.isPassed || disturbance === undefined) continue;
      options.onDisturbed(run.scenario, { verdict, disturbance });
      const again = await play(run.scenario);
      results[index] = { run: again, verdict: judge(again) };
    }
    return results;
  } finally {
    for (const stage of stages.values()) await stage.close();
  }
}

/** Scenarios with the same settings share a service. */
function keyOf({ settings }: Scenario): string {
  return JSON.stringify(Object.entries(settings).sort());
}

/** The results stand in the order of the items, of which at most so many are worked on at a time. */
async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const takeNext = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: concurrentScenarios }, takeNext));
  return results;
}
