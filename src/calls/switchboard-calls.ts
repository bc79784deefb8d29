import type { CallReport, ClauseRecord, Party } from '../../machines/call/call-events.js';
import type { CallActor } from '../../machines/call/call-machine.js';
import type { IntroductionWording } from '../../machines/call/introduction.js';
import type { PhraseName } from '../actors/announcements.js';
import type { ClauseProvidersBook } from '../actors/clause-providers.js';
import type { Room } from '../actors/room.js';
import type { Config } from '../config.js';
import { invitedLanguages } from '../interpreting/language/invited-languages.js';
import { languageOf, languageOfNumber, languageTags } from '../languages.js';
import type { AtNextBeat } from '../media/beat.js';
import type { FrameTally } from '../media/frame-arrivals.js';
import { startLegActor, type LegActor } from '../media/leg-actor.js';
import type { VoiceActivity } from '../media/voice-activity/voice-activity.js';
import { keepFigures, type CallFigures } from './call-figures.js';
import type { CallObserver, ObservedReport } from './call-observer.js';
import { viewCall } from './call-view.js';
import type { Calls, IncomingCall, StreamInvitation, TelephoneStatus } from './calls.js';
import type { ConnectedTime } from './connected-time.js';
import { createInvitations } from './invitations.js';
import { openRoom } from './open-room.js';
import { createRecentCalls } from './recent-calls.js';
import { createSwitchboard, type SwitchboardOptions } from './switchboard.js';

export interface CallsOptions extends Omit<SwitchboardOptions, 'rooms' | keyof Config['calls']> {
  readonly settings: Config['calls'];
  /** TwiML that connects a telephone to a stream. */
  readonly streamTwiml: (invitation: StreamInvitation) => string;
  readonly atNextBeat: AtNextBeat;
  readonly voiceActivity: VoiceActivity;
  /** Opens what the call's first clause will need. */
  readonly warmConnections: () => void;
  readonly observers: readonly CallObserver[];
}

/** The parts of one live call. */
interface LiveCall {
  readonly room: Room;
  readonly actor: CallActor;
  readonly figures: CallFigures;
  readonly startedAt: Date;
  /** The client's number. */
  readonly from: string;
  readonly connected: Readonly<Record<Party, ConnectedTime>>;
  readonly inlets: Readonly<Record<Party, LegActor>>;
  /** The stream that each leg listens to; what an older one still says is not for it. */
  readonly streams: Record<Party, string | undefined>;
  /** Whose telephone is not let in any more. */
  readonly barred: Record<Party, boolean>;
}

/** What has to be said when a synthesizer fails is there before it does. */
const requestsIn = (language: string) =>
  [
    ['repeat', language],
    ['askedToRepeat', language],
  ] as const;

/** The ways in which a telephone that was dialled will not talk. */
const unreachable: ReadonlySet<TelephoneStatus> = new Set([
  'busy',
  'no-answer',
  'failed',
  'canceled',
  'completed',
]);

/**
 * The calls of this process: a switchboard of call actors, and the rooms in which their media meet.
 *
 * @throws Error where the agents' language is not in the table.
 */
export function createCalls(options: CallsOptions): Calls {
  const { settings, metrics, log, telephone } = options;
  const rooms = new Map<string, Room>();
  const live = new Map<string, LiveCall>();
  const invitations = createInvitations();
  const ended = createRecentCalls();
  const introduction = introductionIn(settings.agentLanguage);
  let isDraining = false;
  let lastHasEnded = () => {};
  const endListeners: ((callSid: string) => void)[] = [];

  const tally: FrameTally = {
    lost: (frames) => metrics.framesLost.inc(frames),
    late: () => metrics.framesLate.inc(),
    echoed: () => metrics.framesEchoed.inc(),
  };
  for (const state of ['translating', 'synthesizing', 'speaking'] as const) {
    metrics.queueLength.watch(state, () => countClauses(live.values(), state));
  }

  const switchboard = createSwitchboard({ ...options, ...settings, rooms });
  switchboard.on('call.ended', ({ callSid }) => forget(callSid));
  switchboard.on('call.failed', ({ callSid, error }) => {
    log.error({ call_sid: callSid, err: error }, 'call failed');
    const agentCallSid = rooms.get(callSid)?.agentCallSid;
    for (const leg of agentCallSid === undefined ? [callSid] : [callSid, agentCallSid]) hangUp(callSid, leg);
    forget(callSid);
  });
  switchboard.start();

  function start({ callSid, from, requestId, routingKey }: IncomingCall) {
    const callLog = log.child({ call_sid: callSid, request_id: requestId });
    const { room, connected } = openRoom({
      callSid,
      from,
      routingKey,
      settings,
      atNextBeat: options.atNextBeat,
      voiceActivity: options.voiceActivity,
      tally,
      metrics,
      tell: (event) => live.get(callSid)?.actor.send(event),
      languageOf: (party) => live.get(callSid)?.actor.getSnapshot().context.languages[party],
      inviteAgent: () => options.streamTwiml(invite(callSid, 'agent')),
    });
    const { now } = room;
    rooms.set(callSid, room);

    const likeliest = languageOfNumber(from, settings.agentLanguage);
    const presumedClientLanguage = options.isCovered(likeliest) ? likeliest : settings.agentLanguage;
    const greetingLanguages = invitedLanguages(
      presumedClientLanguage,
      { number: from, hints: settings.languageHints },
      languageTags.filter((tag) => options.isCovered(tag)),
    );
    switchboard.send({
      type: 'call.arrived',
      call: {
        ...settings,
        callSid,
        presumedClientLanguage,
        invitedLanguages: greetingLanguages,
        introduction,
      },
    });
    const actor = switchboard.getSnapshot().children[callSid] as CallActor | undefined;
    if (actor === undefined) throw new Error(`The switchboard did not take call ${callSid}`);

    const startedAt = new Date(Date.now() - now());
    const providers = {
      recognizer: options.recognizer.provider,
      translator: options.translator.provider,
      synthesizer: options.synthesizer.provider,
    };
    const figures = keepFigures({ log: callLog, metrics });
    live.set(callSid, {
      room,
      actor,
      figures,
      startedAt,
      from,
      connected,
      inlets: { client: startLegActor(room.legs.client), agent: startLegActor(room.legs.agent) },
      streams: { client: undefined, agent: undefined },
      barred: { client: false, agent: false },
    });
    tellObservers((observer) => observer.callStarted({ callSid, startedAt, providers }));
    actor.on('*', (report) => {
      const observed = observedReport(report, room.providers);
      figures.take(observed);
      tellObservers((observer) => observer.callReported(callSid, observed, now()));
    });
    options.warmConnections();
    void prepareAnnouncements([
      ['connecting', presumedClientLanguage],
      ...greetingLanguages.map((language) => ['invitation', language] as const),
      ...requestsIn(settings.agentLanguage),
      ...requestsIn(presumedClientLanguage),
    ]);
    actor.on('language.changed', ({ language }) => void prepareAnnouncements(requestsIn(language)));
    metrics.activeCalls.set(live.size);
    callLog.info({ from, presumed_language: presumedClientLanguage }, 'call started');
  }

  /** No call suffers from whoever watches it. */
  function tellObservers(tell: (observer: CallObserver) => void) {
    for (const observer of options.observers) {
      try {
        tell(observer);
      } catch (error) {
        log.error({ err: error }, 'observer of calls failed');
      }
    }
  }

  function hangUp(callSid: string, leg: string) {
    telephone.hangUp(leg).catch((error: unknown) => {
      log.warn({ call_sid: callSid, leg_call_sid: leg, err: error }, 'leg could not be hung up');
    });
  }

  /** One after the other, in the order in which they are needed: there may be calls for whom the synthesizer speaks. */
  async function prepareAnnouncements(wanted: readonly (readonly [PhraseName, string])[]) {
    for (const [phrase, language] of wanted) {
      try {
        await options.announcements.get(phrase, language);
      } catch (error) {
        log.warn({ language, phrase, err: error }, 'announcement could not be prepared');
      }
    }
  }

  function invite(callSid: string, party: Party): StreamInvitation {
    const routingKey = rooms.get(callSid)?.routingKey;
    return {
      // The same for both legs, so that a proxy that hashes the path sends them to one process.
      path: `/ws/media-stream/${routingKey === undefined ? '' : `${routingKey}/`}${callSid}`,
      parameters: { token: invitations.issue({ callSid, party }) },
      ...(routingKey !== undefined && { routingKey }),
    };
  }

  function forget(callSid: string) {
    const call = live.get(callSid);
    if (call === undefined) return;
    const { room, actor, figures, inlets, connected } = call;
    live.delete(callSid);
    rooms.delete(callSid);
    ended.add(callSid);
    invitations.revoke(callSid);
    for (const party of ['client', 'agent'] as const) {
      inlets[party].stop();
      room.legs[party].close();
    }
    const { endReason, languages, languageSources, agentNumbers, attempt } = actor.getSnapshot().context;
    const outcome = endReason ?? 'failed';
    const durationMs = Math.round(room.now());
    metrics.activeCalls.set(live.size);
    metrics.calls.inc({ outcome });
    log.info(
      {
        call_sid: callSid,
        agent_call_sid: room.agentCallSid,
        outcome,
        duration_ms: durationMs,
        client_language: languages.client,
        agent_language: languages.agent,
        clauses: figures.outcomes,
        turn_latency_ms: {
          client_to_agent: figures.turnLatencies.clientToAgent.summary,
          agent_to_client: figures.turnLatencies.agentToClient.summary,
        },
      },
      'call ended',
    );
    const endedLeg = (party: Party, number: string, legCallSid: string | undefined) => ({
      ...(legCallSid !== undefined && { callSid: legCallSid }),
      number,
      language: languages[party],
      languageSource: languageSources[party],
      connectedMs: connected[party].ms,
    });
    tellObservers((observer) =>
      observer.callEnded({
        callSid,
        endedAt: new Date(),
        durationMs,
        outcome,
        legs: {
          client: endedLeg('client', call.from, callSid),
          agent: endedLeg('agent', agentNumbers[attempt] ?? '', room.agentCallSid),
        },
        turnLatencies: {
          clientToAgent: figures.turnLatencies.clientToAgent.summary,
          agentToClient: figures.turnLatencies.agentToClient.summary,
        },
        clauses: figures.outcomes,
      }),
    );
    for (const listener of endListeners) listener(callSid);
    if (live.size === 0) lastHasEnded();
  }

  /** The call that a telephone belongs to, by either leg's call SID. */
  function seek(callSid: string): { call: LiveCall; party: Party } | undefined {
    const own = live.get(callSid);
    if (own !== undefined) return { call: own, party: 'client' };
    for (const call of live.values()) if (call.room.agentCallSid === callSid) return { call, party: 'agent' };
    return undefined;
  }

  const view = ({ actor, ...sources }: LiveCall) =>
    viewCall({
      snapshot: actor.getSnapshot(),
      room: sources.room,
      startedAt: sources.startedAt,
      ...sources.figures,
    });

  return {
    answer(call) {
      const isStreaming = live.get(call.callSid)?.streams.client !== undefined;
      if (isStreaming || ended.has(call.callSid)) return 'replayed';
      if (!live.has(call.callSid)) {
        if (isDraining || live.size >= settings.maxConcurrent) {
          metrics.calls.inc({ outcome: 'busy' });
          return 'busy';
        }
        start(call);
      }
      return invite(call.callSid, 'client');
    },

    resume(callSid) {
      const found = seek(callSid);
      if (found === undefined || !isLive(found.call)) return 'ended';
      if (found.call.barred[found.party]) return 'barred';
      return invite(found.call.room.callSid, found.party);
    },

    admit({ callSid, streamSid, parameters }) {
      const guest = invitations.redeem(parameters['token'] ?? '');
      const call = guest && live.get(guest.callSid);
      if (guest === undefined || call === undefined) return undefined;
      const { room, streams, inlets, barred } = call;
      const { party } = guest;
      if (barred[party]) return undefined;
      if (party === 'client') {
        if (callSid !== room.callSid) return undefined;
      } else {
        // The stream of a telephone that was dialled may come before the carrier has told its call SID.
        room.agentCallSid ??= callSid;
        if (callSid !== room.agentCallSid) return undefined;
      }
      streams[party] = streamSid;
      return {
        send(event) {
          if (streams[party] === streamSid) inlets[party].send(event);
        },
        bar() {
          barred[party] = true;
        },
      };
    },

    telephoneStatusChanged(callSid, status) {
      const found = seek(callSid);
      if (found === undefined || !unreachable.has(status)) return;
      const { call, party } = found;
      log.info({ call_sid: call.room.callSid, party, status }, 'telephone ended');
      const hasTalked = party === 'client' || call.streams.agent !== undefined;
      call.actor.send(
        hasTalked ? { type: 'leg.ended', party } : { type: 'leg.unreachable', party, reason: status },
      );
    },

    answeredBy(callSid, answeredBy) {
      const found = seek(callSid);
      if (found?.party !== 'agent' || !answeredBy.startsWith('machine')) return;
      const { room, streams, actor } = found.call;
      room.legs.agent.disconnect();
      room.agentCallSid = undefined;
      streams.agent = undefined;
      hangUp(room.callSid, callSid);
      actor.send({ type: 'leg.unreachable', party: 'agent', reason: 'machine' });
    },

    streamFailed(callSid, reason) {
      log.warn({ call_sid: callSid, reason }, 'carrier could not stream');
    },

    list: () => [...live.values()].map(view),

    find(callSid) {
      const call = live.get(callSid);
      return call && view(call);
    },

    end(callSid) {
      const call = live.get(callSid);
      call?.actor.send({ type: 'end.requested' });
      return call !== undefined;
    },

    has: (callSid) => seek(callSid) !== undefined,
    onEnded: (listener) => void endListeners.push(listener),

    get activeCount() {
      return live.size;
    },
    capacity: settings.maxConcurrent,
    drain() {
      isDraining = true;
    },
    async close(graceMs) {
      isDraining = true;
      const allEnded = new Promise<void>((resolve) => (lastHasEnded = resolve));
      if (live.size > 0) {
        const shutDown = setTimeout(() => {
          log.info({ calls: live.size }, 'calls are told that the service goes away');
          for (const { actor } of live.values()) actor.send({ type: 'shutdown.began' });
        }, graceMs);
        await allEnded;
        clearTimeout(shutDown);
      }
      switchboard.stop();
    },
    get isDraining() {
      return isDraining;
    },
  };
}

function countClauses(calls: Iterable<LiveCall>, state: ClauseRecord['state']): number {
  let count = 0;
  for (const { actor } of calls) {
    for (const clause of actor.getSnapshot().context.clauses) {
      if (clause.state === state && clause.origin !== 'introduction') count += 1;
    }
  }
  return count;
}

function observedReport(report: CallReport, providers: ClauseProvidersBook): ObservedReport {
  if (report.type !== 'clause.ended') return report;
  return { ...report, providers: providers.take(report.clause.id) };
}

function introductionIn(agentLanguage: string): IntroductionWording {
  const row = languageOf(agentLanguage);
  if (row === undefined) throw new Error(`Agents cannot be told of a call in ${agentLanguage}`);
  return row.introduction;
}

function isLive({ actor }: LiveCall): boolean {
  return actor.getSnapshot().matches('live');
}
