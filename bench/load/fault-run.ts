import { setTimeout as wait } from 'node:timers/promises';
import {
  fatesOf,
  latenciesOf,
  recoveryOf,
  type ClauseFate,
  type Recovery,
  type TurnFates,
} from './fault-figures.js';
import type { FaultCause, LoadFault } from './faults.js';
import { createFramePacer } from './frame-pacer.js';
import { createLoadedCalls, type LoadedCall, type SaidTurn, type ToldPhrase } from './loaded-call.js';
import { openLoadStage, type LoadStage } from './load-stage.js';
import { machineNow } from './machine-clock.js';
import type { ServerMetrics } from './server-metrics.js';
import type { SpokenLines } from './spoken-lines.js';
import type { DialledCall } from './telephone-network.js';

/** Calls that come about a second. */
const callsPerSecond = 10;
/** From the last call to the next fault: announcements are over, everybody talks, ms; and what is usual is known. */
const settleMs = 14_000;
const firstSettleMs = 25_000;
const quietMs = 4000;
const startSpreadMs = 5000;
/** A turn is late if it takes so much longer than the slowest of a hundred does without any fault, ms. */
const marginMs = 500;
/** How long it is looked at what becomes of the calls behind a fault's end: at least, and until nothing is wrong, ms. */
const leastAfterMs = 22_000;
const mostAfterMs = 60_000;
/** No turn was late for so long, of which there must have been some: it is over, ms. */
const calmMs = 12_000;
const lookIntervalMs = 1000;
/** A turn of which the line had not everything because the socket broke in it, ms around the break. */
const breakMs = 3000;
/** Calls that end do so by then: the time that a lost leg is given, and the farewell, ms. */
const endMs = 25_000;

export interface FaultRunOptions {
  readonly faults: readonly LoadFault[];
  readonly calls: number;
  /** How long each fault lasts. */
  readonly seconds: number;
  readonly lines: SpokenLines;
  readonly seed: number;
  /** The service's log, by whether the vendors have seconds. */
  readonly logFile: (hasSeconds: boolean) => string;
  readonly tell: (progress: string) => void;
}

/** What came of one fault. */
export interface FaultFigures {
  readonly fault: LoadFault;
  readonly isAlive: boolean;
  /** Calls at its beginning, and those of them that it concerned. */
  readonly calls: number;
  readonly concernedCalls: number;
  /** Of the concerned ones and of the others: calls that were not there any more. */
  readonly endedCalls: number;
  readonly lostCalls: number;
  /** Calls that ended without the agent having been told. */
  readonly untoldEnds: number;
  /** What the service still had beyond what it should: calls, and streams to recognizers. */
  readonly leftCalls: number;
  readonly leftStreams: number;
  readonly concerned: TurnFates;
  readonly others: TurnFates;
  readonly strayRenditions: number;
  readonly violations: number;
  /** Messages of telephones that the service did not count. */
  readonly lostFrames: number;
  /** Of those that were concerned: turns that were said while the fault lasted. */
  readonly latency: ReturnType<typeof latenciesOf>;
  readonly othersLatency: ReturnType<typeof latenciesOf>;
  readonly usual: ReturnType<typeof latenciesOf>;
  readonly recovery: Recovery;
  /** How the service itself counts the clauses of that time. */
  readonly clauses: Readonly<Record<string, number>>;
  readonly failovers: number;
  readonly troubles: readonly string[];
}

/** A call that was dialled. */
interface Dialled {
  readonly call: LoadedCall;
  readonly telephone: DialledCall;
}

/** Lets the faults happen one after the other, each to so many calls. */
export async function runFaults(options: FaultRunOptions): Promise<readonly FaultFigures[]> {
  const figures: FaultFigures[] = [];
  for (const hasSeconds of [true, false]) {
    const faults = options.faults.filter((fault) => fault.hasSeconds === hasSeconds);
    if (faults.length > 0) figures.push(...(await runOnStage({ ...options, faults }, hasSeconds)));
  }
  return figures;
}

async function runOnStage(options: FaultRunOptions, hasSeconds: boolean): Promise<readonly FaultFigures[]> {
  const { calls, lines, seed, faults, tell } = options;
  tell('The service starts');
  const stage = await openLoadStage({
    lines,
    hasSeconds,
    originalVoice: 'off',
    capacity: calls,
    logFile: options.logFile(hasSeconds),
  });
  const pacer = createFramePacer();
  try {
    const loaded = createLoadedCalls({ pacer, lines, seed, quietMs, startSpreadMs });
    const figures: FaultFigures[] = [];
    let dialled: readonly Dialled[] = [];
    let usual: ReturnType<typeof latenciesOf> | undefined;
    for (const fault of faults) {
      if (!stage.isRunning) break;
      const isStale = fault.cause.type === 'vendor' && fault.cause.vendor === 'recognizer';
      // A call's stream stays with the recognizer that took it over: such a call would not notice the next fault.
      if (isStale) await Promise.all(dialled.map(({ telephone }) => telephone.hangUp()));
      dialled = dialled.filter(({ call }) => call.isHeld);
      if (dialled.length < calls) {
        tell(`${calls} calls settle`);
        dialled = [...dialled, ...(await dialMore(calls - dialled.length, loaded, stage))];
        await wait(usual === undefined ? firstSettleMs : settleMs);
      }
      usual ??= latenciesOf(loaded.turns, 0, Number.POSITIVE_INFINITY);
      tell(`${fault.name}: ${figures.length + 1} of ${faults.length}`);
      figures.push(await playFault({ ...options, fault, stage, loaded, dialled, usual }));
    }
    return figures;
  } finally {
    pacer.close();
    await stage.close();
  }
}

async function dialMore(
  calls: number,
  loaded: ReturnType<typeof createLoadedCalls>,
  stage: LoadStage,
): Promise<readonly Dialled[]> {
  const added: Dialled[] = [];
  while (added.length < calls) {
    const call = loaded.open();
    added.push({ call, telephone: stage.network.dial(call) });
    await wait(1000 / callsPerSecond);
  }
  return added;
}

interface FaultOnStage {
  readonly fault: LoadFault;
  readonly seconds: number;
  readonly stage: LoadStage;
  readonly loaded: ReturnType<typeof createLoadedCalls>;
  readonly dialled: readonly Dialled[];
  readonly usual: ReturnType<typeof latenciesOf>;
}

async function playFault(options: FaultOnStage): Promise<FaultFigures> {
  const { fault, seconds, stage, loaded, dialled, usual } = options;
  const concerned = dialled.slice(0, Math.ceil(dialled.length * fault.share));
  const indices = new Set(concerned.map(({ call }) => call.number));
  const isConcerned = ({ call }: SaidTurn) => indices.has(call);
  const normalMs = (usual.p99 ?? 0) + marginMs;
  const told: ToldPhrase[] = [];

  const sentBefore = loaded.sentFrames;
  const before = await stage.metrics();
  const countsBefore = { stray: loaded.strayRenditions, bad: loaded.violations };
  const troublesBefore = new Set(stage.troubles);
  loaded.takeTurns();
  loaded.takeTold();
  const beganAt = machineNow();
  const end = await begin(fault.cause, concerned, stage);
  await wait(seconds * 1000);
  await end();
  const endedAt = machineNow();
  const moments = () => ({ beganAt, endedAt, seenAt: machineNow() });

  const isOver = () => {
    const recent = loaded.turns.filter(
      ({ isAlone, endSentAt, heardAt }) =>
        isAlone && endSentAt !== undefined && endSentAt > machineNow() - calmMs && heardAt !== undefined,
    );
    const { recoveryMs } = recoveryOf(loaded.turns, moments(), normalMs);
    return recent.length > 0 && recoveryMs !== undefined && machineNow() - endedAt - recoveryMs > calmMs;
  };
  const leastMs = fault.expectation.calls === 'end' ? endMs : leastAfterMs;
  let sent = sentBefore;
  let after = before;
  while (stage.isRunning) {
    await wait(lookIntervalMs);
    sent = loaded.sentFrames;
    after = await stage.metrics();
    const afterMs = machineNow() - endedAt;
    if (afterMs > mostAfterMs || (afterMs > leastMs && isOver() && after.unusableProviders === 0)) break;
  }

  told.push(...loaded.takeTold());
  const turns = loaded.turns;
  const seen = moments();
  const ended = concerned.filter(({ call }) => !call.isHeld);
  const endedIndices = new Set(ended.map(({ call }) => call.number));
  const held = dialled.filter(({ call }) => call.isHeld).length;
  const breaks = fault.cause.type === 'break' || fault.cause.type === 'vanish';
  const breaksOff = (turn: {
    readonly call: number;
    readonly startSentAt: number;
    readonly endSentAt: number;
  }) =>
    endedIndices.has(turn.call) ||
    (breaks && turn.startSentAt < beganAt + breakMs && turn.endSentAt > beganAt - breakMs);
  const clauses = stage.isRunning ? await clausesOf(dialled, stage) : [];
  const others = turns.filter((turn) => !isConcerned(turn));
  const own = turns.filter(isConcerned);
  return {
    fault,
    isAlive: stage.isRunning && after.processStart === before.processStart,
    calls: dialled.length,
    concernedCalls: concerned.length,
    endedCalls: ended.length,
    lostCalls: dialled.length - held - ended.length,
    untoldEnds: ended.filter(
      ({ call }) => !told.some((phrase) => phrase.call === call.number && phrase.phrase === 'failure'),
    ).length,
    leftCalls: after.activeCalls - held,
    leftStreams: after.recognizerStreams - 2 * held,
    concerned: fatesOf(own, { told, clauses }, seen, breaksOff),
    others: fatesOf(others, { told, clauses }, seen, () => false),
    strayRenditions: loaded.strayRenditions - countsBefore.stray,
    violations: loaded.violations - countsBefore.bad,
    // What came while the service was asked counts for it.
    lostFrames: Math.max(0, sent - sentBefore - (after.framesIn - before.framesIn)),
    latency: latenciesOf(own, beganAt, endedAt),
    othersLatency: latenciesOf(others, beganAt, endedAt),
    usual,
    // Where all that were concerned have ended, the others show when it is over.
    recovery: recoveryOf(ended.length === concerned.length ? others : own, seen, normalMs),
    clauses: differences(before.clauses, after.clauses),
    failovers: after.failovers - before.failovers,
    troubles: [...stage.troubles].filter((trouble) => !troublesBefore.has(trouble)),
  };
}

/** The clauses that the service remembers of the calls that are there. */
async function clausesOf(dialled: readonly Dialled[], stage: LoadStage): Promise<readonly ClauseFate[]> {
  const clauses = await Promise.all(
    dialled.map(async ({ call, telephone }) => {
      const shown = await stage.viewCall(telephone.sid);
      const startedAt = machineNow() - (shown?.duration_ms ?? 0);
      return (shown?.clauses ?? []).flatMap(({ direction, state, timings_ms: { speech_end: saidMs } }) => {
        if (saidMs === undefined) return [];
        const party = direction === 'client_to_agent' ? ('client' as const) : ('agent' as const);
        return [{ call: call.number, party, saidAt: startedAt + saidMs, isCut: state === 'cut' }];
      });
    }),
  );
  return clauses.flat();
}

/** Lets it go wrong. @returns how it is put right again. */
async function begin(
  cause: FaultCause,
  concerned: readonly Dialled[],
  stage: LoadStage,
): Promise<() => Promise<void> | void> {
  switch (cause.type) {
    case 'vendor':
      await stage.setFault(cause.vendor, cause.kind);
      return () => stage.setFault(cause.vendor, undefined);
    case 'line':
      for (const { call } of concerned) call.disturb('client', cause.line);
      return () => {
        for (const { call } of concerned) call.disturb('client');
      };
    case 'break':
      for (const { call } of concerned) call.breakStream('client');
      return () => undefined;
    case 'vanish':
      for (const { telephone } of concerned) telephone.vanish();
      return () => undefined;
  }
}

function differences(
  before: ServerMetrics['clauses'],
  after: ServerMetrics['clauses'],
): ServerMetrics['clauses'] {
  return Object.fromEntries(
    Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]),
  );
}
