import { setTimeout as wait } from 'node:timers/promises';
import { sampleRateHz } from '../src/media/mulaw.js';
import { createClauseTracer, type ClauseTrace } from './clause-trace.js';
import { createCues } from './cues.js';
import type { Run } from './run.js';
import type { Party, Phone, Scenario, ScenarioLine } from './scenario.js';
import { scriptLineId, scriptLinesOf } from './scenario-script.js';
import type { ScriptLine } from './script.js';
import { serviceNumber, type Stage } from './stage.js';
import type { SpokenStretch } from './telephone/microphone.js';
import type { TelephoneCall } from './telephone/telephone-call.js';
import type { Ring } from './telephone/twilio-server.js';

/** How often the player looks whether what it waits for has come, ms. */
const lookIntervalMs = 20;
/** How long it waits while nobody says and hears anything; then the scenario goes on without, ms. */
const patienceMs = 15_000;
/** How long the parties may take to be connected, and both calls to end, ms. */
const connectTimeoutMs = 30_000;
const endTimeoutMs = 10_000;

/** What is interrupted must go on for so long if nobody interrupted it, ms. */
const interruptedMs = 1000;

const samplesPerMs = sampleRateHz / 1000;

/** A clause as it begins in the listener's ear. */
export interface Caption {
  /** ms since the client dialed. */
  readonly atMs: number;
  readonly speaker: Party;
  readonly text: string;
  readonly translation: string;
  /** End of the clause's last word to its first sound in the listener's ear, ms. */
  readonly latencyMs: number | undefined;
}

export interface PlayOptions {
  readonly stage: Stage;
  onCaption(caption: Caption): void;
}

/**
 * Plays a scenario in real time: the parties dial, listen, speak on their cues and hang up. It does not fail for
 * what the service does wrong: that is the run's problems, and the judge's business.
 */
export async function playScenario(scenario: Scenario, options: PlayOptions): Promise<Run> {
  const script = await scriptLinesOf(scenario, options.stage.voices);
  const leave = options.stage.enter(scenario, script);
  try {
    return await createPerformance(scenario, script, options).perform();
  } finally {
    leave();
  }
}

function createPerformance(scenario: Scenario, script: readonly ScriptLine[], options: PlayOptions) {
  const { stage } = options;
  const dialedAt = performance.now();
  const problems: string[] = [];
  const spoken = new Map<string, SpokenStretch>();
  const speakingSince = new Map<string, number>();
  const tracer = createClauseTracer(new Set(script.map(({ id }) => id)));
  const hasAnnouncedCue = scenario.lines.some(({ cue }) => cue.type === 'announced');
  const cues = createCues({
    lines: script,
    isBypassed: scenario.isBypassed,
    tracer,
    soundOf: (clip) => stage.soundOf(clip),
    announcementSounds: () => (hasAnnouncedCue ? stage.announcementSounds : []),
    onOnset(clause, at) {
      lastActivityAt = performance.now();
      options.onCaption(captionOf(clause, at));
    },
  });
  let agent: TelephoneCall | undefined;
  let rings = 0;
  let lastActivityAt = dialedAt;

  const stopObserving = stage.observe((observation) => tracer.observe(observation));
  const client = stage.carrier.dial({
    from: scenario.client.number,
    to: serviceNumber,
    quality: scenario.client.quality,
  });
  const stopRinging = stage.onRing(client.sid, (ring) => {
    const phone = scenario.phones[Math.min(rings, scenario.phones.length - 1)];
    rings += 1;
    if (phone !== undefined) void react(ring, phone);
  });
  listen('client', client);

  function listen(party: Party, call: TelephoneCall) {
    call.line?.onEarFrame((frame) => cues.hear(party, frame));
  }

  async function react(ring: Ring, { reaction, afterMs }: Phone) {
    await wait(afterMs);
    if (reaction !== 'answers') {
      ring.refuse(reaction === 'busy' ? 'busy' : 'no-answer');
      return;
    }
    ring.answer(scenario.agent.quality);
    agent = ring.call;
    listen('agent', ring.call);
  }

  function captionOf({ line, source, translation, lastWordAt }: ClauseTrace, at: number): Caption {
    return {
      atMs: at - dialedAt,
      speaker: script.find(({ id }) => id === line)?.party ?? 'client',
      text: source,
      translation,
      latencyMs: lastWordAt === undefined ? undefined : at - lastWordAt,
    };
  }

  const callOf = (party: Party) => (party === 'client' ? client : agent);
  const isOver = () => client.status !== 'in-progress';

  /** Whether it came true before the call ended, and before patience did. */
  async function until(isTrue: () => boolean, waitMs = patienceMs): Promise<boolean> {
    const begunAt = performance.now();
    while (!isTrue()) {
      if (isOver() || performance.now() > Math.max(begunAt, lastActivityAt) + waitMs) return false;
      await wait(lookIntervalMs);
    }
    return true;
  }

  /** When the line's cue came; undefined until then. */
  function cueOf({ cue, party, delayMs }: ScenarioLine): number | undefined {
    const id = 'line' in cue ? scriptLineId(scenario.name, cue.line) : '';
    const nowIf = (hasCome: boolean) => (hasCome ? performance.now() : undefined);
    switch (cue.type) {
      case 'start':
        return performance.now();
      case 'spoken':
        return nowIf(spoken.has(id));
      case 'during':
        return speakingSince.get(id);
      case 'heard':
        return nowIf(cues.hasHeard(id));
      case 'over':
        return cues.onsetOf(id, delayMs + interruptedMs);
      case 'announced':
        return nowIf(cues.hasHeardAnnouncement(party, cue.announcement));
    }
  }

  /** @param connected whether the parties were connected, as soon as that is known. */
  async function say(line: ScenarioLine, connected: Promise<boolean>) {
    if (line.cue.type === 'start' && !(await connected)) return;
    let cuedAt: number | undefined;
    const isCued = () => (cuedAt = cueOf(line)) !== undefined;
    if (!(await until(isCued))) problems.push(`the cue of ${line.id} did not come`);
    await wait(Math.max(0, (cuedAt ?? performance.now()) + line.delayMs - performance.now()));
    const id = scriptLineId(scenario.name, line.id);
    const call = callOf(line.party);
    const clip = script.find((candidate) => candidate.id === id)?.clip;
    if (isOver() || call?.line === undefined || clip === undefined) return;
    speakingSince.set(id, performance.now());
    lastActivityAt = performance.now() + clip.samples.length / samplesPerMs;
    const stretch = await Promise.race([call.line.say(clip.samples), call.ended]);
    if (typeof stretch !== 'string') spoken.set(id, stretch);
  }

  async function converse() {
    if (!scenario.phones.some(({ reaction }) => reaction === 'answers')) {
      await until(isOver, connectTimeoutMs);
      return;
    }
    const connected = until(() => client.hasStreamed && agent?.hasStreamed === true, connectTimeoutMs);
    // What is cued by an announcement is said while the agent's telephone rings, if that is when it is made.
    await Promise.all(scenario.lines.map((line) => say(line, connected)));
    if (!(await connected)) {
      problems.push('the parties were not connected');
      return;
    }
    const heard = scenario.lines.filter(({ outcome }) => outcome === 'heard');
    await until(() => heard.every(({ id }) => cues.hasHeard(scriptLineId(scenario.name, id))));
    await wait(scenario.ends.delayMs);
  }

  /** Ends the call as the scenario says; both telephones must be on the hook soon after. */
  async function hangUp() {
    if (scenario.ends.by !== 'service') callOf(scenario.ends.by)?.end('completed');
    else if (!isOver()) await stage.service.endCall(client.sid);
    const ended = Promise.all([client.ended, agent?.ended]);
    const isEnded = await Promise.race([ended.then(() => true), wait(endTimeoutMs, false, { ref: false })]);
    if (isEnded) return;
    problems.push('the call did not end for both parties');
    client.end('completed');
    agent?.end('completed');
    await ended;
  }

  return {
    async perform(): Promise<Run> {
      const standstillsBefore = await stage.service.countStandstills();
      await converse();
      const { service } = stage;
      const serviceStandstills = service.isRunning
        ? (await service.countStandstills()) - standstillsBefore
        : 0;
      if (isOver() && scenario.lines.length > 0) problems.push('the call ended before the scenario did');
      const callView = isOver() ? undefined : await stage.service.viewCall(client.sid);
      await hangUp();
      stopRinging();
      stopObserving();
      // What nobody will hear any more only costs the listeners time.
      for (const { clip } of tracer.clauses) if (clip !== undefined) stage.library.remove(clip);
      if (client.line === undefined) throw new Error('The telephone of the client has no line.');
      return {
        scenario,
        script,
        dialedAt,
        recordings: { client: client.line.recording(), agent: agent?.line?.recording() },
        spoken,
        clauses: tracer.clauses,
        sounds: stage.soundsSince(dialedAt),
        violations: stage.violationsOf([client.sid, agent?.sid ?? '']),
        problems,
        serviceStandstills,
        callView,
      };
    },
  };
}
