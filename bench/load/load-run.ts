import { setTimeout as wait } from 'node:timers/promises';
import { frameBytes } from '../../src/media/mulaw.js';
import { createFramePacer } from './frame-pacer.js';
import { createHistogram } from './histogram.js';
import { createLoadedCalls, type SaidTurn } from './loaded-call.js';
import { openLoadStage, type OriginalVoiceSetting } from './load-stage.js';
import type { ServerMetrics } from './server-metrics.js';
import type { SpokenLines } from './spoken-lines.js';
import type { VendorTurn } from './vendor-messages.js';

/** Calls that come about a second. */
const callsPerSecond = 10;
/** From the last call to the first figure: announcements are over, everybody talks, ms. */
const settleMs = 12_000;
/** Nobody talks in a call's first ms, in which it is announced to the client. */
const quietMs = 4000;
const startSpreadMs = 5000;
/** What was begun is said, and what waits to be said behind it, and the last rendition is heard, ms. */
const lastWordsMs = 10_000;
/** For what is under way on the sockets, ms. */
const drainMs = 700;
/** Calls before the measurement, by which the service's code is compiled and its connections are open. */
const rehearsalCalls = 2;
const rehearsalMs = 12_000;
/** How often the service's event loop is asked about, ms. */
const sampleIntervalMs = 5000;
/** A frame that its telephone sent so much later than it should have says nothing about the service, ms. */
const lateFrameMs = 20;

export interface LoadRunOptions {
  readonly calls: number;
  readonly seconds: number;
  readonly originalVoice: OriginalVoiceSetting;
  readonly lines: SpokenLines;
  readonly seed: number;
  readonly logFile: string;
  /** Takes the CPU profile of the measured time, if one is wanted. */
  readonly onProfile?: ((profile: unknown) => Promise<void>) | undefined;
  readonly tell: (progress: string) => void;
}

/** Durations, ms. */
export interface Quantiles {
  readonly count: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly most: number | undefined;
}

/** What so many calls came to. */
export interface LoadFigures {
  readonly calls: number;
  readonly seconds: number;
  /** Calls whose streams were open at the end. */
  readonly heldCalls: number;
  /** Frames that the telephones sent. */
  readonly sentFrames: number;
  /** Of those: not counted by the service; not given to the recognizer. */
  readonly lostFrames: number;
  readonly unrecognizedFrames: number;
  /** Frames that the telephones themselves sent more than 20 ms late. */
  readonly lateAtSource: number;
  /** Holes in sounds that were heard. */
  readonly gaps: { readonly count: number; readonly totalMs: number };
  /** A frame's way from the telephone to the recognizer. */
  readonly frameTransit: Quantiles;
  /** Turn latency less what the vendors took, of turns that nobody talked into. */
  readonly overhead: Quantiles;
  readonly turnLatency: Quantiles;
  readonly turns: number;
  /** Of those that nobody talked into. */
  readonly unheardTurns: number;
  readonly strayRenditions: number;
  readonly violations: number;
  readonly clausesFailed: number;
  readonly providerErrors: number;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMostMs: number;
  /** ms of CPU for a call of one second. */
  readonly cpuMsPerCallSecond: number;
  /** Share of one core that all calls together took. */
  readonly cores: number;
  readonly residentBytesPerCall: number;
  readonly heapBytesPerCall: number;
  readonly troubles: readonly string[];
}

/** Puts so many calls on a service of its own, and measures while all are there. */
export async function runLoad(options: LoadRunOptions): Promise<LoadFigures> {
  const { calls, seconds, lines, seed, tell } = options;
  tell(`${calls} calls: the service starts`);
  const stage = await openLoadStage({ ...options, capacity: calls + rehearsalCalls });
  const pacer = createFramePacer();
  try {
    const { network, inspector } = stage;
    const settings = { pacer, lines, seed, quietMs, startSpreadMs };
    const rehearsal = createLoadedCalls(settings);
    const rehearsed = Array.from({ length: rehearsalCalls }, () => network.dial(rehearsal.open()));
    await wait(rehearsalMs);
    await Promise.all(rehearsed.map((call) => call.hangUp()));
    await wait(drainMs);
    await inspector.collectGarbage();
    const idle = await stage.metrics();
    const idleReport = await stage.vendorsReport();

    const loaded = createLoadedCalls(settings);
    for (let call = 0; call < calls; call += 1) {
      network.dial(loaded.open());
      await wait(1000 / callsPerSecond);
      tell(`${calls} calls: ${loaded.heldCalls} are there`);
    }
    await wait(settleMs);

    const gapsBefore = loaded.gaps;
    pacer.lateness.clear();
    const measuredFrom = performance.now();
    const before = await stage.metrics();
    if (options.onProfile !== undefined) await inspector.startProfile();
    const samples: ServerMetrics[] = [];
    loaded.takeTurns();
    for (let left = seconds * 1000; left > 0; left = measuredFrom + seconds * 1000 - performance.now()) {
      await wait(Math.min(left, sampleIntervalMs));
      samples.push(await stage.metrics());
      tell(`${calls} calls: ${Math.max(0, Math.round(left / 1000))} s left`);
    }
    const after = samples.at(-1) ?? before;
    const measuredMs = performance.now() - measuredFrom;
    await options.onProfile?.(await inspector.stopProfile());
    const lateAtSource = pacer.lateness.above(lateFrameMs);
    const heldCalls = loaded.heldCalls;

    loaded.fallSilent();
    await wait(lastWordsMs);
    const gaps = loaded.gaps;
    pacer.close();
    await wait(drainMs);
    const end = await stage.metrics();
    const report = await stage.vendorsReport();
    await inspector.collectGarbage();
    const full = await stage.metrics();
    const turns = loaded.takeTurns().filter(({ endSentAt }) => endSentAt !== undefined);
    const cpuMs = after.cpuMs - before.cpuMs;
    return {
      calls,
      seconds,
      heldCalls,
      sentFrames: loaded.sentFrames,
      lostFrames: loaded.sentFrames - (end.framesIn - idle.framesIn),
      unrecognizedFrames: loaded.sentFrames - (report.audioBytes - idleReport.audioBytes) / frameBytes,
      lateAtSource,
      gaps: { count: gaps.count - gapsBefore.count, totalMs: gaps.totalMs - gapsBefore.totalMs },
      ...turnFigures(turns, report.turns),
      strayRenditions: loaded.strayRenditions,
      violations: loaded.violations,
      clausesFailed: (end.clauses['failed'] ?? 0) - (idle.clauses['failed'] ?? 0),
      providerErrors: end.providerErrors - idle.providerErrors,
      loopDelayP99Ms: Math.max(...samples.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
      loopDelayMostMs: Math.max(...samples.map(({ loopDelayMostMs }) => loopDelayMostMs)),
      cpuMsPerCallSecond: (cpuMs / measuredMs) * (1000 / calls),
      cores: cpuMs / measuredMs,
      residentBytesPerCall: (full.residentBytes - idle.residentBytes) / calls,
      heapBytesPerCall: (full.heapBytes - idle.heapBytes) / calls,
      troubles: [...stage.troubles],
    };
  } finally {
    pacer.close();
    await stage.close();
  }
}

/** What became of the turns, by what the telephones and what the vendors saw of them. */
export function turnFigures(
  turns: readonly SaidTurn[],
  vendorTurns: readonly VendorTurn[],
): Pick<LoadFigures, 'turns' | 'unheardTurns' | 'frameTransit' | 'overhead' | 'turnLatency'> {
  const vendors = new Map(vendorTurns.map((turn) => [turn.number, turn]));
  const transits = createHistogram();
  const overheads = createHistogram();
  const latencies = createHistogram();
  for (const { number, isAlone, startSentAt, endSentAt, heardAt } of turns) {
    const vendor = vendors.get(number);
    if (vendor !== undefined && startSentAt !== undefined) transits.add(vendor.firstSpeechAt - startSentAt);
    if (!isAlone || endSentAt === undefined || heardAt === undefined) continue;
    latencies.add(heardAt - endSentAt);
    if (vendor?.translationMs === undefined || vendor.synthesisMs === undefined) continue;
    const { recognitionMs, translationMs, synthesisMs } = vendor;
    overheads.add(heardAt - endSentAt - recognitionMs - translationMs - synthesisMs);
  }
  return {
    turns: turns.length,
    unheardTurns: turns.filter(({ isAlone, heardAt }) => isAlone && heardAt === undefined).length,
    frameTransit: quantilesOf(transits),
    overhead: quantilesOf(overheads),
    turnLatency: quantilesOf(latencies),
  };
}

function quantilesOf(histogram: ReturnType<typeof createHistogram>): Quantiles {
  const { count } = histogram;
  return {
    count,
    p50: histogram.quantile(0.5),
    p99: histogram.quantile(0.99),
    most: histogram.quantile(1),
  };
}
